package policy

import "slices"

// Merge returns the union of two policies: whatever either of them grants,
// save what either of them denies. So a name that one allows and the other
// denies is denied, and of two profiles, bases or sets of scopes the one
// that confines more is taken; a policy that does not mention a profile or
// a base has no say in it.
//
// Lists come out sorted, each entry once, port ranges joined. Paths below
// other paths are kept, because they may be symbolic links (see Canonical).
// The order of the arguments makes no difference, nor does the order in
// which three or more policies are merged. a and b are not changed.
func Merge(a, b *Policy) *Policy {
	var out Policy
	from, with, into := nameLists(a), nameLists(b), nameLists(&out)
	for i := range into {
		*into[i].values = sortedSet(slices.Concat(*from[i].values, *with[i].values))
	}
	ports, more, joined := portLists(a), portLists(b), portLists(&out)
	for i := range joined {
		*joined[i].values = mergePorts(slices.Concat(*ports[i].values, *more[i].values))
	}
	out.Seccomp.Allow = without(out.Seccomp.Allow, out.Seccomp.Deny)
	out.Seccomp.Profile = later([]string{"", SeccompDefault, SeccompStrict}, a.Seccomp.Profile, b.Seccomp.Profile)
	out.Base = later([]Base{"", BaseDefault, BaseNone}, a.Base, b.Base)
	if a.Scope != nil && b.Scope != nil {
		// Not slices.Concat: it makes nil of empty lists, the default.
		out.Scope = canonicalScope(append(append([]Scope{}, a.Scope...), b.Scope...))
	}
	return &out
}

// without returns the values that are not in the second, sorted, list. It
// may use the slice it is given, and returns nil rather than an empty one.
func without(values, sorted []string) []string {
	out := slices.DeleteFunc(values, func(v string) bool {
		_, found := slices.BinarySearch(sorted, v)
		return found
	})
	if len(out) == 0 {
		return nil
	}
	return out
}

// later returns whichever of a and b comes later in the order given.
func later[T comparable](order []T, a, b T) T {
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}
