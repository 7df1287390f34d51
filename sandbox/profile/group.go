package profile

import "strings"

// group is a set of system calls that share one reason.
type group struct {
	reason string
	calls  string // names, sorted, separated by white space
	odd    []oddity
}

// oddity justifies a call that a reviewer may expect on the other side.
type oddity struct{ call, why string }

// names splits the group's calls.
func (g group) names() []string { return strings.Fields(g.calls) }

// opening says how a call or a socket family that a profile leaves closed can
// be opened.
type opening uint8

const (
	// always: open in every profile that has sockets at all. Families only.
	always opening = iota
	// byName: Options.Allow opens it, and so does a capability that lists it.
	byName
	// byCapability: only a capability of the capability table opens it.
	// Without one the kernel refuses the call anyway, or, for the calls that
	// make user namespaces, the call would hand out capabilities itself.
	byCapability
	// never: nothing opens it.
	never
)

// closedGroup is a group that the default profile does not allow.
type closedGroup struct {
	group
	answer Action // Deny or Absent
	opens  opening
}
