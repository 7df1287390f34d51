package profile

import (
	"slices"
	"strings"
	"testing"
)

// TestEachCallOnce: default.go and closed.go divide the table.
func TestEachCallOnce(t *testing.T) {
	places := map[string]int{}
	for _, g := range defaultGroups {
		for _, s := range g.names() {
			places[s]++
		}
	}
	for _, g := range closedGroups {
		for _, s := range g.names() {
			places[s]++
		}
	}
	for n := range uint32(Last + 1) {
		if Known(n) && places[Name(n)] != 1 {
			t.Errorf("%s is in %d groups of default.go and closed.go, want 1", Name(n), places[Name(n)])
		}
	}
	for s := range places {
		if _, known := Number(s); !known {
			t.Errorf("%s is in a group, and the table has no such call", s)
		}
	}
}

func TestStrictIsPartOfDefault(t *testing.T) {
	in := map[string]bool{}
	for _, g := range defaultGroups {
		for _, s := range g.names() {
			in[s] = true
		}
	}
	seen := map[string]bool{}
	for _, g := range strictGroups {
		for _, s := range g.names() {
			if !in[s] {
				t.Errorf("%s is in strict and not in default", s)
			}
			if seen[s] {
				t.Errorf("%s is in strict twice", s)
			}
			seen[s] = true
		}
	}
	for _, s := range []string{"socket", "connect", "fork", "vfork", "kill", "ptrace", "mknod", "openat2", "chown", "shmget"} {
		if seen[s] {
			t.Errorf("%s is in strict", s)
		}
	}
}

// TestGroupsAreReviewable: sorted names, a reason, and oddities that belong.
func TestGroupsAreReviewable(t *testing.T) {
	all := append(slices.Clone(defaultGroups[:]), strictGroups[:]...)
	for _, g := range closedGroups {
		all = append(all, g.group)
		if g.answer == Allow || g.opens == always {
			t.Errorf("the group of %s is closed and says it is open", g.names()[0])
		}
	}
	for _, g := range all {
		if g.reason == "" || !slices.IsSorted(g.names()) {
			t.Errorf("the group of %s has no reason or is not sorted", g.names()[0])
		}
		if !slices.IsSortedFunc(g.odd, func(a, b oddity) int { return strings.Compare(a.call, b.call) }) {
			t.Errorf("the oddities of the group of %s are not sorted", g.names()[0])
		}
		for _, o := range g.odd {
			if o.why == "" || !slices.Contains(g.names(), o.call) {
				t.Errorf("oddity %s has no reason or is not in its group", o.call)
			}
		}
	}
}

func TestArgumentRulesAreReviewable(t *testing.T) {
	for _, r := range append(slices.Clone(argumentRules[:]), append(slices.Clone(setIDRules[:]), sealRule, threadRule)...) {
		if _, known := Number(r.call); !known || r.reason == "" || len(r.allow)+len(r.refuse) == 0 {
			t.Errorf("the argument rule of %q is incomplete", r.call)
		}
		if r.lift != "" {
			if _, found := findCapability(r.lift); !found {
				t.Errorf("the argument rule of %s is lifted by %s, which is no capability", r.call, r.lift)
			}
		}
	}
	for _, f := range families {
		if f.reason == "" || (f.opens != never && len(f.endpoints) == 0) {
			t.Errorf("family %s is incomplete", f.name)
		}
		for _, e := range f.endpoints {
			if _, found := findCapability(e.lift); e.lift != "" && !found {
				t.Errorf("family %s is lifted by %s, which is no capability", f.name, e.lift)
			}
			if f.opens == byCapability && e.lift == "" {
				t.Errorf("family %s needs a capability and has an endpoint without", f.name)
			}
		}
	}
}

// TestCapabilities: the whole of linux/capability.h (0 to 40), sorted, each
// call known and closed without the capability.
func TestCapabilities(t *testing.T) {
	if got, want := len(capabilities), 41; got != want {
		t.Errorf("the table has %d capabilities, the kernel %d", got, want)
	}
	key := func(c capability) string { return strings.ReplaceAll(c.name, "_", " ") }
	if !slices.IsSortedFunc(capabilities[:], func(a, b capability) int { return strings.Compare(key(a), key(b)) }) {
		t.Error("the capabilities are not sorted")
	}
	for _, c := range capabilities {
		if c.calls == "" && c.note == "" {
			t.Errorf("%s says nothing", c.name)
		}
		calls := strings.Fields(c.calls)
		if !slices.IsSorted(calls) {
			t.Errorf("the calls of %s are not sorted", c.name)
		}
		for _, s := range calls {
			if g, closed := findClosed(s); !closed || g.opens == never {
				t.Errorf("%s lists %s, which is open already or which nothing opens", c.name, s)
			}
		}
	}
	for _, g := range closedGroups {
		for _, s := range g.names() {
			if g.opens == byCapability && len(openedBy(s)) == 0 {
				t.Errorf("%s needs a capability and no capability lists it", s)
			}
		}
	}
}
