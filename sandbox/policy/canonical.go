package policy

import "slices"

// Canonical returns the policy that means the same in the fewest words:
// lists sorted, paths below a listed folder removed, port ranges joined,
// defaults and empty lists left out. p is not changed.
//
// It knows names, not files. When a path is a symbolic link below another
// listed path, the link's target is granted too as long as the link itself
// is listed, so a policy is compiled as it was written and Canonical serves
// for comparing and for reading.
func (p *Policy) Canonical() *Policy {
	out := *p
	for _, l := range nameLists(&out) {
		*l.values = sortedSet(*l.values)
		if l.paths {
			*l.values = withoutCovered(*l.values)
		}
	}
	for _, l := range portLists(&out) {
		*l.values = mergePorts(*l.values)
	}
	if out.Seccomp.Profile == SeccompDefault {
		out.Seccomp.Profile = ""
	}
	if out.Base == BaseDefault {
		out.Base = ""
	}
	out.Scope = canonicalScope(p.Scope)
	return &out
}

// sortedSet returns the values sorted and each once, in a slice of its own,
// or nil when there are none.
func sortedSet(values []string) []string {
	if len(values) == 0 {
		return nil
	}
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}

// withoutCovered removes the paths that lie below another one, and sorts.
// It may use the slice it is given.
func withoutCovered(paths []string) []string {
	slices.SortFunc(paths, compareTree)
	out := paths[:0]
	for _, path := range paths {
		// In tree order, whatever covers path is the last one kept.
		if n := len(out); n > 0 && covers(out[n-1], path) {
			continue
		}
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}

// canonicalScope sorts a scope list. All scopes is nil, the default; no
// scope stays a list that is empty and not nil.
func canonicalScope(scopes []Scope) []Scope {
	if scopes == nil {
		return nil
	}
	out := make([]Scope, 0, len(scopes))
	for _, s := range Scopes() {
		if slices.Contains(scopes, s) {
			out = append(out, s)
		}
	}
	if len(out) == len(Scopes()) {
		return nil
	}
	return out
}
