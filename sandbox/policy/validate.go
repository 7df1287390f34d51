package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Validate reports the first thing wrong with a policy that was built in
// code, as an *Error without a position. A policy that Parse returned is
// valid, and so are the results of Canonical and Merge on valid policies.
func Validate(p *Policy) error {
	if f := firstFault(p); f != nil {
		return &Error{Key: f.key, Msg: f.msg}
	}
	return nil
}

// fault is something wrong with one value of a policy.
type fault struct {
	key   string
	index int // of the entry in a list, 0 for a single value
	msg   string
}

// newFault makes the fault of one entry; shown is the entry as messages
// write it.
func newFault(key string, index int, shown string, cause error) *fault {
	return &fault{key, index, fmt.Sprintf("cannot use %s in %s: %v", shown, key, cause)}
}

// firstFault checks everything about p that does not depend on how it was
// written down. Parse and Validate share it, so they cannot disagree.
func firstFault(p *Policy) *fault {
	for _, l := range nameLists(p) {
		if f := listFault(l.key, *l.values, Show, l.check); f != nil {
			return f
		}
	}
	for _, l := range portLists(p) {
		if f := listFault(l.key, *l.values, Port.String, checkPort); f != nil {
			return f
		}
	}
	if f := conflictFault(&p.Seccomp); f != nil {
		return f
	}
	if f := wordFault(keyProfile, p.Seccomp.Profile, SeccompDefault, SeccompStrict); f != nil {
		return f
	}
	quote := func(s Scope) string { return Show(string(s)) }
	if f := listFault(keyScope, p.Scope, quote, checkScope); f != nil {
		return f
	}
	return wordFault(keyBase, string(p.Base), string(BaseDefault), string(BaseNone))
}

// wordFault finds a word that is neither empty nor one of those known.
func wordFault(key, word string, known ...string) *fault {
	if word == "" || slices.Contains(known, word) {
		return nil
	}
	return &fault{key, 0, fmt.Sprintf("cannot use %s for %s: write %s", Show(word), key, shape(key))}
}

// listFault finds the first entry that is unsound by itself, or that stands
// in the list twice.
func listFault[T comparable](key string, values []T, quote func(T) string, check func(T) error) *fault {
	seen := make(map[T]bool, len(values))
	for i, v := range values {
		if err := check(v); err != nil {
			return newFault(key, i, quote(v), err)
		}
		if seen[v] {
			return newFault(key, i, quote(v), errors.New("it is in the list already; remove one of the two"))
		}
		seen[v] = true
	}
	return nil
}

// conflictFault finds the first name that is both allowed and denied.
func conflictFault(s *Seccomp) *fault {
	allowed := make(map[string]bool, len(s.Allow))
	for _, name := range s.Allow {
		allowed[name] = true
	}
	for i, name := range s.Deny {
		if allowed[name] {
			return newFault(keyDeny, i, Show(name), errors.New("it is in "+keyAllow+" too; remove it from one of the two"))
		}
	}
	return nil
}

// checkSyscall reports why s cannot be the name of a system call
// ([a-z0-9_]+) or of a socket family (AF_[A-Z0-9]+). Whether a call of this
// name exists depends on the architecture and is for the compiler to say.
func checkSyscall(s string) error {
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	if family, ok := strings.CutPrefix(s, "AF_"); ok && family != "" && strings.Trim(family, upper+digits) == "" {
		return nil
	}
	if s != "" && strings.Trim(s, lower+digits+"_") == "" {
		return nil
	}
	return errors.New(`it is neither a system call nor a socket family; write a name such as "ptrace" or "AF_NETLINK"`)
}

// checkScope reports why s is not a scope.
func checkScope(s Scope) error {
	if slices.Contains(Scopes(), s) {
		return nil
	}
	return fmt.Errorf("there is no such scope; write %q or %q", ScopeAbstractUnix, ScopeSignal)
}
