package main

import (
	"fmt"
	"reflect"

	"github.com/volt-project/volt/sandbox/profile"
)

// explainedFilter is the system call filter in numbers, and how it comes to
// differ from its profile.
type explainedFilter struct {
	Profile string `json:"profile"`
	// Known system calls of x86-64; those that are allowed; those of them
	// that are allowed with some arguments only.
	Known       int            `json:"known"`
	Allowed     int            `json:"allowed"`
	Conditional int            `json:"conditional"`
	Changes     []filterChange `json:"changes"`
}

// filterChange is what one adjustment does. The lists hold names of system
// calls in the order of their numbers.
type filterChange struct {
	Because string   `json:"because"`
	Opens   []string `json:"opens"`
	Closes  []string `json:"closes"`
	// Changes names calls that stay allowed, with other arguments.
	Changes []string `json:"changes"`
}

// explainFilter compares the filter for o with the bare profile.
func explainFilter(o profile.Options) (explainedFilter, error) {
	if o.Profile == "" {
		o.Profile = profile.Default
	}
	e := explainedFilter{Profile: o.Profile, Changes: []filterChange{}}
	whole, err := allowedRules(o)
	if err != nil {
		return e, err
	}
	for n := range uint32(profile.Last + 1) {
		if !profile.Known(n) {
			continue
		}
		e.Known++
		if rules := whole[n]; len(rules) > 0 {
			e.Allowed++
			if rules[0].Args != nil {
				e.Conditional++
			}
		}
	}
	for _, s := range filterSteps(o) {
		c, err := s.change()
		if err != nil {
			return e, err
		}
		e.Changes = append(e.Changes, c)
	}
	return e, nil
}

// filterStep is one adjustment: what the options are before and after it.
type filterStep struct {
	because       string
	before, after profile.Options
}

// filterSteps are the adjustments that lead from the profile to o. Each
// capability is compared with the bare profile, since several may open the
// same call; the others build on one another, in this order.
func filterSteps(o profile.Options) []filterStep {
	bare := profile.Options{Profile: o.Profile}
	var steps []filterStep
	for _, name := range o.Caps {
		after := bare
		after.Caps = []string{name}
		steps = append(steps, filterStep{name, bare, after})
	}
	now := bare
	now.Caps = o.Caps
	step := func(wanted bool, because string, adjust func(*profile.Options)) {
		if wanted {
			before := now
			adjust(&now)
			steps = append(steps, filterStep{because, before, now})
		}
	}
	step(o.UDP, "UDP ports are listed", func(n *profile.Options) { n.UDP = true })
	step(len(o.Allow) > 0, "seccomp.allow", func(n *profile.Options) { n.Allow = o.Allow })
	step(o.MemfdNeedsSeal, "vm.memfd_noexec below 1", func(n *profile.Options) { n.MemfdNeedsSeal = true })
	step(o.NoSetID, "files can be left behind", func(n *profile.Options) { n.NoSetID = true })
	step(o.DenyListen, "no TCP port in net_bind", func(n *profile.Options) { n.DenyListen = true })
	step(len(o.Deny) > 0, "seccomp.deny", func(n *profile.Options) { n.Deny = o.Deny })
	return steps
}

// change compares the two filters of a step.
func (s *filterStep) change() (filterChange, error) {
	c := filterChange{Because: s.because, Opens: []string{}, Closes: []string{}, Changes: []string{}}
	before, err := allowedRules(s.before)
	if err != nil {
		return c, err
	}
	after, err := allowedRules(s.after)
	if err != nil {
		return c, err
	}
	for n := range uint32(profile.Last + 1) {
		name := profile.Name(n)
		switch was, is := before[n], after[n]; {
		case len(was) == 0 && len(is) > 0:
			c.Opens = append(c.Opens, name)
		case len(was) > 0 && len(is) == 0:
			c.Closes = append(c.Closes, name)
		case !reflect.DeepEqual(was, is):
			c.Changes = append(c.Changes, name)
		}
	}
	return c, nil
}

// allowedRules are the rules of every call that the filter lets through with
// some arguments at least. Of one call, the rules that refuse come first.
func allowedRules(o profile.Options) (map[uint32][]profile.Rule, error) {
	f, err := profile.Build(o)
	if err != nil {
		return nil, fmt.Errorf("cannot work out the system call filter: %w", err)
	}
	rules := map[uint32][]profile.Rule{}
	open := map[uint32]bool{}
	for _, r := range f.Rules {
		rules[r.Number] = append(rules[r.Number], r)
		open[r.Number] = open[r.Number] || r.Action == profile.Allow
	}
	for n := range rules {
		if !open[n] {
			delete(rules, n)
		}
	}
	return rules, nil
}
