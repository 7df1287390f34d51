package bpf

import (
	"fmt"

	"github.com/volt-project/volt/sandbox/profile"
)

// call gathers the rules of one system call.
type call struct {
	name   string
	number uint32
	// always is the answer without arguments, profile.Deny when alternatives
	// decide.
	always profile.Action
	guards [][]profile.Cmp // refused when one matches, before anything else
	allow  [][]profile.Cmp // allowed when one matches
}

// calls gathers a filter's rules by number, in order, and checks them.
func calls(f profile.Filter) ([]call, error) {
	var out []call
	refusedAlways := map[uint32]bool{}
	for i, r := range f.Rules {
		if err := valid(r); err != nil {
			return nil, err
		}
		if i > 0 && r.Number < f.Rules[i-1].Number {
			return nil, fmt.Errorf("cannot compile the filter: its rules are not sorted (%s after %s)", r.Name, f.Rules[i-1].Name)
		}
		if len(out) == 0 || out[len(out)-1].number != r.Number {
			out = append(out, call{name: r.Name, number: r.Number, always: profile.Deny})
		}
		c := &out[len(out)-1]
		switch {
		case r.Action == profile.Deny && len(r.Args) == 0:
			refusedAlways[r.Number] = true
		case r.Action == profile.Deny:
			c.guards = append(c.guards, r.Args)
		case len(r.Args) > 0:
			c.allow = append(c.allow, r.Args)
		case c.always != profile.Deny && c.always != r.Action:
			return nil, fmt.Errorf("cannot compile the filter: %s is both allowed and absent", r.Name)
		default:
			c.always = r.Action
		}
	}
	kept := out[:0]
	for _, c := range out {
		if refusedAlways[c.number] {
			continue // the programs' default
		}
		if c.always == profile.Absent && len(c.allow)+len(c.guards) > 0 {
			return nil, fmt.Errorf("cannot compile the filter: %s is absent and has argument rules", c.name)
		}
		if c.always == profile.Allow {
			c.allow = nil // an unconditional rule covers the others
		}
		kept = append(kept, c)
	}
	return kept, nil
}

// valid checks one rule against what the programs can express.
func valid(r profile.Rule) error {
	if !profile.Known(r.Number) {
		return fmt.Errorf("cannot compile the filter: %s has number %d, which the table does not know", r.Name, r.Number)
	}
	if r.Action > profile.Absent {
		return fmt.Errorf("cannot compile the filter: %s has the unknown action %d", r.Name, r.Action)
	}
	if r.Action == profile.Absent && len(r.Args) > 0 {
		return fmt.Errorf("cannot compile the filter: %s is absent by argument, which is not supported", r.Name)
	}
	var seen [6]bool
	for _, c := range r.Args {
		if c.Arg > 5 {
			return fmt.Errorf("cannot compile the filter: %s has no argument %d", r.Name, c.Arg)
		}
		if seen[c.Arg] {
			return fmt.Errorf("cannot compile the filter: a rule of %s compares argument %d twice", r.Name, c.Arg)
		}
		seen[c.Arg] = true
		if c.Op > profile.NotEqual {
			return fmt.Errorf("cannot compile the filter: %s has the unknown comparison %d", r.Name, c.Op)
		}
		if c.Op == profile.MaskedEqual && (c.Mask == 0 || c.Value&^c.Mask != 0) {
			return fmt.Errorf("cannot compile the filter: a comparison of %s can never or always hold (mask %#x, value %#x)", r.Name, c.Mask, c.Value)
		}
	}
	return nil
}
