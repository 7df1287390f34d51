package profile

// Holds reports whether the comparison is true of a call's arguments.
func (c Cmp) Holds(args [6]uint64) bool {
	a := args[c.Arg]
	switch c.Op {
	case MaskedEqual:
		return a&c.Mask == c.Value
	case Equal:
		return a == c.Value
	default:
		return a != c.Value
	}
}

// Matches reports whether all of the rule's comparisons are true.
func (r Rule) Matches(args [6]uint64) bool {
	for _, c := range r.Args {
		if !c.Holds(args) {
			return false
		}
	}
	return true
}

// Decide is the filter's meaning: its answer to one 64-bit x86-64 call. What
// is compiled from the filter must agree with it.
func (f Filter) Decide(number uint32, args [6]uint64) Action {
	if !Known(number) {
		return Absent
	}
	answer := Deny
	for _, r := range f.Rules {
		if r.Number != number || !r.Matches(args) {
			continue
		}
		if r.Action == Deny {
			return Deny
		}
		answer = r.Action
	}
	return answer
}
