// Package workload reads workload files: what stands in /etc/volt/NAME.volt and
// its drop-ins. Search finds the files, Found.Read reads them, and Parse, which
// is pure, makes a Workload of them. The keys of [Volt] are one table (Keys),
// from which come the parser, the printer, the manual and completion.
//
// See volt(5) for the format.
package workload

import (
	"slices"

	"github.com/volt-project/volt/sandbox/policy"
)

// Rules returns everything that the file itself says about the policy: the
// inline keys, Capability= and Seccomp=.
func (w *Workload) Rules() *policy.Policy {
	return policy.Merge(w.rules(), &policy.Policy{Capabilities: w.Capability, Seccomp: w.Seccomp})
}

// At returns where the value of a [Volt] key that holds was given, for messages
// about it, or the main file as a whole when the key is not stated.
func (w *Workload) At(key string) Pos {
	i := slices.IndexFunc(table[:], func(r row) bool { return r.Name == key })
	if i >= 0 && i < len(w.at) && w.at[i].Line > 0 {
		return w.at[i]
	}
	if len(w.Files) == 0 {
		return Pos{}
	}
	return Pos{File: w.Files[0]}
}

// String returns the word of Isolation=.
func (i Isolation) String() string { return word(valuesIsolation, i) }

// String returns the word of Network=.
func (n Network) String() string { return word(valuesNetwork, n) }

// String returns the word of Enforce=.
func (e Enforce) String() string { return word(valuesEnforce, e) }

// String returns the word of Ready=.
func (r Ready) String() string { return word(valuesReady, r) }

// String returns the word of Hardening=.
func (h Hardening) String() string { return word(valuesHardening, h) }

// String returns the word that Root= begins with.
func (k RootKind) String() string { return word(valuesRoot, k) }
