package policy

import (
	"bytes"
	"reflect"
	"testing"
)

// checkInvariants holds what is true of every valid policy.
func checkInvariants(t *testing.T, p *Policy) {
	t.Helper()
	if err := Validate(p); err != nil {
		t.Fatalf("parsed and yet not valid: %v", err)
	}
	checkRoundTrip(t, p)
	before := Print(p)

	c := p.Canonical()
	if err := Validate(c); err != nil {
		t.Errorf("the canonical form is not valid: %v", err)
	}
	checkRoundTrip(t, c)
	if again := c.Canonical(); !reflect.DeepEqual(again, c) {
		t.Errorf("canonical twice: %s\nonce: %s", Print(again), Print(c))
	}
	if changes := Diff(p, p); len(changes) != 0 {
		t.Errorf("a policy differs from itself: %v", changes)
	}
	for _, change := range Diff(p, c) {
		// Only what a listed folder covers may go.
		if change.Op != Remove || change.Key[:3] != "fs_" {
			t.Errorf("the canonical form changes the meaning: %s", change)
		}
	}
	if m := Merge(p, p); len(Diff(p, m)) != 0 {
		t.Errorf("merged with itself, the policy changes: %v", Diff(p, m))
	}
	if m := Merge(p, &Policy{}); p.Scope == nil && len(Diff(p, m)) != 0 {
		t.Errorf("merged with the empty policy, the policy changes: %v", Diff(p, m))
	}
	if after := Print(p); !bytes.Equal(before, after) {
		t.Errorf("the policy was changed from %s to %s", before, after)
	}
}

// checkRoundTrip holds that Print and Parse are each other's inverse.
func checkRoundTrip(t *testing.T, p *Policy) {
	t.Helper()
	printed := Print(p)
	again, err := Parse("printed", printed)
	if err != nil {
		t.Fatalf("what was printed does not parse: %v\n%s", err, printed)
	}
	if !reflect.DeepEqual(again, p) {
		t.Fatalf("printed and parsed: %+v\nbefore: %+v", again, p)
	}
	if twice := Print(again); !bytes.Equal(twice, printed) {
		t.Fatalf("printed twice:\n%s\nonce:\n%s", twice, printed)
	}
}

// checkMerge holds what is true of merging any two valid policies.
func checkMerge(t *testing.T, a, b *Policy) {
	t.Helper()
	m := Merge(a, b)
	if other := Merge(b, a); !reflect.DeepEqual(m, other) {
		t.Errorf("the order matters: %s\n%s", Print(m), Print(other))
	}
	if err := Validate(m); err != nil {
		t.Errorf("the merged policy is not valid: %v", err)
	}
	checkRoundTrip(t, m)
	if again := Merge(m, a); !reflect.DeepEqual(again, m) {
		t.Errorf("merging a part again changes the result: %s\n%s", Print(again), Print(m))
	}
	mirror := map[Change]bool{}
	for _, c := range Diff(a, b) {
		mirror[c] = true
	}
	back := Diff(b, a)
	for _, c := range back {
		op := Add
		if c.Op == Add {
			op = Remove
		}
		if !mirror[Change{op, c.Key, c.Value}] {
			t.Errorf("%q is a change one way only", c)
		}
	}
	if len(back) != len(mirror) {
		t.Errorf("%d changes one way, %d the other", len(mirror), len(back))
	}
}
