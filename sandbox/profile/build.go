package profile

import (
	"fmt"
	"slices"
	"strings"
)

// The names of the profiles.
const (
	Default = "default"
	Strict  = "strict"
)

// Options chooses a profile and adjusts it.
type Options struct {
	// Profile is Default or Strict; empty means Default.
	Profile string
	// Allow and Deny hold names of system calls and of address families
	// ("AF_NETLINK"). Deny wins over Allow and over Caps. A call that Allow
	// opens keeps its argument rules: allowing "ioctl" where it is allowed
	// already changes nothing.
	Allow, Deny []string
	// Caps are the capabilities the workload holds, as in capabilities(7).
	// Each opens the calls and sockets that need it.
	Caps []string
	// UDP opens datagram sockets of AF_INET and AF_INET6.
	UDP bool
	// DenyListen closes listen(2), which binds a free port of its own when
	// bind(2) was not called. It closes listening on local sockets too: the
	// filter sees a descriptor and not its family. accept stays open for
	// sockets that the workload was given.
	DenyListen bool
	// MemfdNeedsSeal refuses a memfd that is not asked to be unexecutable
	// (MFD_NOEXEC_SEAL), for kernels and sandboxes without vm.memfd_noexec.
	MemfdNeedsSeal bool
	// NoSetID closes the one way to make set-user-ID and set-group-ID files
	// that the argument rules leave, in a folder that may be written: it makes
	// openat2 absent, because its mode lies in memory. Strict implies it. It
	// matters where the workload's uid is one that the host uses, too.
	NoSetID bool
	// OwnPriority keeps getpriority and setpriority to the caller itself, for
	// sandboxes without a PID namespace: no other right is asked for.
	OwnPriority bool
}

// ProfileNames lists what Options.Profile may be.
func ProfileNames() []string { return []string{Default, Strict} }

// Build resolves the options to a filter. An error names the entry that
// cannot be honoured and what to do about it.
func Build(o Options) (Filter, error) {
	b, err := newBuilder(o)
	if err != nil {
		return Filter{}, err
	}
	for _, step := range []func() error{b.grant, b.allow, b.deny} {
		if err := step(); err != nil {
			return Filter{}, err
		}
	}
	var f Filter
	for n := range uint32(Last + 1) {
		if Known(n) {
			f.Rules = append(f.Rules, b.rules(n)...)
		}
	}
	return f, nil
}

// builder holds what is open while the options are worked through.
type builder struct {
	Options
	calls  map[string]bool // open system calls
	named  map[string]bool // address families open without a capability
	denied map[string]bool // address families closed, whatever is held
	held   map[string]bool // capabilities held
	absent map[string]bool // system calls that answer ENOSYS while closed
}

func newBuilder(o Options) (*builder, error) {
	if o.Profile == "" {
		o.Profile = Default
	}
	b := &builder{
		Options: o,
		calls:   map[string]bool{}, named: map[string]bool{}, denied: map[string]bool{}, held: map[string]bool{},
		// openat2's callers (GNU tar, systemd, runc) fall back to openat on
		// ENOSYS only.
		absent: map[string]bool{"openat2": true},
	}
	for _, g := range closedGroups {
		for _, call := range g.names() {
			b.absent[call] = g.answer == Absent
		}
	}
	groups := defaultGroups[:]
	switch o.Profile {
	case Default:
	case Strict:
		groups = strictGroups[:]
		b.NoSetID = true
	default:
		return nil, fmt.Errorf("cannot use seccomp profile %q: there are %s", o.Profile, strings.Join(ProfileNames(), " and "))
	}
	for _, g := range groups {
		for _, call := range g.names() {
			b.calls[call] = true
		}
	}
	for _, f := range families {
		b.named[f.name] = f.opens == always
	}
	return b, nil
}

// grant opens what the capabilities open.
func (b *builder) grant() error {
	for _, name := range b.Caps {
		c, found := findCapability(name)
		if !found {
			return fmt.Errorf("cannot grant capability %q: there is no such capability (nearest: %s)", name, nearest(name, capabilityNames()))
		}
		b.held[name] = true
		for _, call := range strings.Fields(c.calls) {
			b.calls[call] = true
		}
	}
	return nil
}

// allow opens what Options.Allow names, and refuses what cannot be opened so.
func (b *builder) allow() error {
	var wanted []string // families
	for _, name := range b.Allow {
		if strings.HasPrefix(name, "AF_") {
			wanted = append(wanted, name)
			continue
		}
		if _, known := Number(name); !known {
			return unknownCall("allow", name)
		}
		if err := b.openCall(name); err != nil {
			return err
		}
	}
	for _, name := range wanted {
		if err := b.openFamily(name); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) openCall(name string) error {
	g, closed := findClosed(name)
	switch {
	case name == "openat2" && b.NoSetID:
		return fmt.Errorf("cannot allow system call %q: set-id files are refused here, and its mode lies in memory where a filter cannot see it; programs fall back to openat", name)
	case b.calls[name]:
		return nil
	case closed && g.opens == never:
		return fmt.Errorf("cannot allow system call %q: nothing opens it. %s", name, g.reason)
	case closed && g.opens == byCapability:
		return fmt.Errorf("cannot allow system call %q by name: grant capability %s instead. %s",
			name, strings.Join(openedBy(name), " or "), g.reason)
	}
	b.calls[name] = true
	return nil
}

func (b *builder) openFamily(name string) error {
	f, found := findFamily(name)
	switch {
	case !found:
		return unknownFamily("allow", name)
	case f.opens == never:
		return fmt.Errorf("cannot allow %s: nothing opens it: %s", name, f.reason)
	case f.opens == byCapability && !b.held[f.endpoints[0].lift]:
		return fmt.Errorf("cannot allow %s by name: grant capability %s instead", name, f.endpoints[0].lift)
	case !b.calls["socket"]:
		return fmt.Errorf("cannot allow %s: profile %q has no sockets; allow the system call \"socket\" as well", name, b.Profile)
	}
	b.named[name] = true
	return nil
}

// deny closes what Options.Deny names, and what other options imply.
func (b *builder) deny() error {
	for _, name := range b.Deny {
		if strings.HasPrefix(name, "AF_") {
			if _, found := findFamily(name); !found {
				return unknownFamily("deny", name)
			}
			b.denied[name] = true
			continue
		}
		if _, known := Number(name); !known {
			return unknownCall("deny", name)
		}
		if name == "execve" {
			return fmt.Errorf("cannot deny system call %q: the workload itself is started with it; leave fs_execute empty to keep it from starting others", name)
		}
		b.calls[name] = false
	}
	if b.DenyListen {
		b.calls["listen"] = false
	}
	if b.NoSetID {
		b.calls["openat2"] = false
	}
	return nil
}

// rules are the filter's rules for one call of the table.
func (b *builder) rules(number uint32) []Rule {
	name := Name(number)
	if !b.calls[name] {
		if b.absent[name] {
			return []Rule{{Name: name, Number: number, Action: Absent}}
		}
		return nil
	}
	if name == "socket" || name == "socketpair" {
		return ruleSet(name, number, Allow, b.sockets(name))
	}
	narrow, found := b.narrow(name)
	if !found {
		return []Rule{{Name: name, Number: number, Action: Allow}}
	}
	out := ruleSet(name, number, Deny, narrow.refuse)
	if narrow.allow == nil {
		return append(out, Rule{Name: name, Number: number, Action: Allow})
	}
	return append(out, ruleSet(name, number, Allow, narrow.allow)...)
}

// narrow finds the argument rule in force for a call. A call has at most one.
func (b *builder) narrow(name string) (argumentRule, bool) {
	var candidates []argumentRule
	if b.MemfdNeedsSeal {
		candidates = append(candidates, sealRule)
	}
	if b.OwnPriority {
		candidates = append(candidates, ownPriorityRules[:]...)
	}
	// Allowing fork or vfork by name opens processes in "strict" too; the C
	// libraries make them with clone.
	if b.Profile == Strict && !b.calls["fork"] && !b.calls["vfork"] {
		candidates = append(candidates, threadRule)
	}
	candidates = append(candidates, argumentRules[:]...)
	candidates = append(candidates, setIDRules[:]...)
	for _, r := range candidates {
		if r.call == name && (r.lift == "" || !b.held[r.lift]) {
			return r, true
		}
	}
	return argumentRule{}, false
}

// sockets are the alternatives for socket(2) or socketpair(2).
func (b *builder) sockets(call string) [][]Cmp {
	var out [][]Cmp
	for _, f := range families {
		if b.denied[f.name] || (call == "socketpair" && !f.pairs) {
			continue
		}
		for _, e := range f.endpoints {
			if b.opensEndpoint(f, e) {
				out = append(out, e.conditions(f.number)...)
			}
		}
	}
	return out
}

// opensEndpoint reports whether one kind of socket of a family is open.
func (b *builder) opensEndpoint(f family, e endpoint) bool {
	if e.lift != "" {
		return b.held[e.lift]
	}
	return b.named[f.name] && (!e.udp || b.UDP)
}

// ruleSet makes one rule of each alternative. No alternative, no rule: the
// call is then refused.
func ruleSet(name string, number uint32, action Action, alternatives [][]Cmp) []Rule {
	var out []Rule
	for _, args := range alternatives {
		out = append(out, Rule{Name: name, Number: number, Action: action, Args: args})
	}
	return out
}

// findClosed returns the closed group that a call is in.
func findClosed(name string) (closedGroup, bool) {
	for _, g := range closedGroups {
		if slices.Contains(g.names(), name) {
			return g, true
		}
	}
	return closedGroup{}, false
}

func unknownCall(verb, name string) error {
	return fmt.Errorf("cannot %s system call %q: this kernel table has no such call (nearest: %s)", verb, name, nearest(name, names[:]))
}

func unknownFamily(verb, name string) error {
	var known []string
	for _, f := range families {
		known = append(known, f.name)
	}
	return fmt.Errorf("cannot %s address family %q: no profile opens such a family (nearest: %s)", verb, name, nearest(name, known))
}

func capabilityNames() []string {
	var out []string
	for _, c := range capabilities {
		out = append(out, c.name)
	}
	return out
}
