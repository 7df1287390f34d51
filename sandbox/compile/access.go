package compile

import (
	"github.com/volt-project/volt/sandbox/policy"
)

// access is what a rule allows on a path.
type access uint8

const (
	read access = 1 << iota
	write
	execute
)

// key is the policy's name for one access.
func (a access) key() string {
	switch a {
	case read:
		return "fs_read"
	case write:
		return "fs_write"
	}
	return "fs_execute"
}

// rule is one path of the policy, or one that it implies.
type rule struct {
	path   string
	access access
	reason string // why it is implied; empty when the policy lists it
	device bool   // the path may be a device node that must work
}

// asked lists the policy's own rules.
//
// fs_write implies read: a mount cannot be write-only, so the layers would
// disagree about anything else. fs_execute implies read of the files.
func asked(p *policy.Policy) []rule {
	var out []rule
	for _, l := range []struct {
		paths  []string
		access access
	}{
		{p.FSRead, read},
		{p.FSWrite, read | write},
		{p.FSExecute, execute},
	} {
		for _, path := range l.paths {
			out = append(out, rule{path: path, access: l.access, device: true})
		}
	}
	return out
}

// Implied is a rule that no list of the policy names.
type Implied struct {
	Key    string `json:"key"`
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// baseRules are the implied rules, each with its reason. What the host lacks
// is passed over.
func baseRules() []rule {
	return []rule{
		{"/dev/full", read | write, "device without state: writing fails with ENOSPC", true},
		{"/dev/null", read | write, "device without state: discards", true},
		{"/dev/random", read, "entropy, for programs older than getrandom(2)", true},
		{"/dev/tty", read | write, "the session's own terminal; without one it does not open", true},
		{"/dev/urandom", read, "entropy, for programs older than getrandom(2)", true},
		{"/dev/zero", read | write, "device without state: reads as zeroes", true},
		{"/etc/ld-musl-x86_64.path", read, "musl's loader: where libraries are", false},
		{"/etc/ld.so.cache", read, "glibc's loader: where libraries are", false},
		{"/proc", read, "the workload's own processes, and nothing else", false},
	}
}

// loaderRules are the ELF interpreters: execve(2) of a dynamically linked
// program opens them for execution. They give no more than the program had:
// a library or a program is mapped from where it may be read.
func loaderRules() []rule {
	return []rule{
		{"/lib/ld-musl-x86_64.so.1", execute, "ELF interpreter of musl programs", false},
		{"/lib64/ld-linux-x86-64.so.2", execute, "ELF interpreter of glibc programs", false},
	}
}

func implied(base policy.Base) []rule {
	if base == policy.BaseNone {
		return loaderRules()
	}
	return append(baseRules(), loaderRules()...)
}
