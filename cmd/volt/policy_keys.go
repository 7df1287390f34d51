package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

// keyMeaning says what a key with entries means, and one without.
type keyMeaning struct{ some, none string }

func fileMeanings() map[string]keyMeaning {
	return map[string]keyMeaning{
		"fs_read": {
			"may be read and listed, with everything below",
			"nothing may be read but what the other lists and the implied rules name",
		},
		"fs_write": {
			"may be read, changed, created, removed, renamed and truncated, with everything below",
			"nothing may be changed",
		},
		"fs_execute": {
			"may be executed, and read for it, with everything below",
			"nothing may be executed, not even the command itself",
		},
	}
}

func portMeanings(network compile.Network) map[string]keyMeaning {
	if network == compile.NetworkNone {
		return map[string]keyMeaning{
			"net_bind": {
				"ports that may be bound, on a loopback device that nobody outside reaches",
				"no port may be bound",
			},
			"net_connect": {
				"ports that may be connected, on a loopback device that leads nowhere outside",
				"no port may be connected",
			},
		}
	}
	return map[string]keyMeaning{
		"net_bind":    {"ports of the host that may be bound", "no port may be bound"},
		"net_connect": {"ports, on any address, that may be connected", "no port may be connected"},
	}
}

// keys explains every key but seccomp, in the order of volt-policy(5).
func (x *explainer) keys() []explainedKey {
	p := x.policy
	var out []explainedKey
	for _, l := range []struct {
		key   string
		paths []string
		// only is a policy with nothing but the path in this list.
		only func(path string) *policy.Policy
	}{
		{"fs_read", p.FSRead, func(s string) *policy.Policy { return &policy.Policy{FSRead: []string{s}} }},
		{"fs_write", p.FSWrite, func(s string) *policy.Policy { return &policy.Policy{FSWrite: []string{s}} }},
		{"fs_execute", p.FSExecute, func(s string) *policy.Policy { return &policy.Policy{FSExecute: []string{s}} }},
	} {
		k := newKey(l.key, fileMeanings()[l.key], len(l.paths))
		for _, path := range l.paths {
			k.Entries = append(k.Entries, x.path(path, l.only(path), l.key == "fs_write"))
		}
		out = append(out, k)
	}
	for _, l := range []struct {
		key   string
		ports []policy.Port
		binds bool
	}{{"net_bind", p.NetBind, true}, {"net_connect", p.NetConnect, false}} {
		k := newKey(l.key, portMeanings(x.network)[l.key], len(l.ports))
		for _, port := range l.ports {
			k.Entries = append(k.Entries, x.port(port, l.binds))
		}
		out = append(out, k)
	}
	return append(out, x.capabilities(), x.scope(), x.base())
}

func newKey(key string, m keyMeaning, entries int) explainedKey {
	k := explainedKey{Key: key, Means: m.some, Entries: []explainedEntry{}}
	if entries == 0 {
		k.Means = m.none
	}
	return k
}

// path says what becomes of one path, by making a plan with it alone.
func (x *explainer) path(path string, only *policy.Policy, written bool) explainedEntry {
	var unused profile.Options
	only.Base = policy.BaseNone
	res, err := x.compile(only, &unused)
	if err != nil {
		return explainedEntry{path, err.Error(), true}
	}
	e := explainedEntry{Value: path}
	switch {
	case len(res.Notes) > 0:
		e.Note = "does not exist on this host: passed over"
		return e
	case has(res, plan.Tmpfs, path):
		e.Note = "the workload's own, empty at the start"
	case has(res, plan.Proc, path):
		e.Note = "the workload's own: it shows its processes only"
	default:
		if real := x.real(path, res); real != path {
			e.Note = "leads to " + real + "; both names work"
		}
	}
	if warning := x.writtenAndExecuted(path); written && warning != "" {
		e.Note = strings.TrimPrefix(e.Note+"; "+warning, "; ")
	}
	return e
}

// has reports whether the plan mounts something of this kind at path.
func has(res *compile.Result, kind plan.MountKind, path string) bool {
	return slices.ContainsFunc(res.Plan.View.Mounts, func(m plan.Mount) bool {
		return m.Kind == kind && m.Target == path
	})
}

// real is the path that a plan with path binds, and the plan without it does
// not: path itself unless there is a symbolic link in it.
func (x *explainer) real(path string, with *compile.Result) string {
	var unused profile.Options
	without, err := x.compile(&policy.Policy{Base: policy.BaseNone}, &unused)
	if err != nil || has(with, plan.Bind, path) {
		return path
	}
	for _, m := range with.Plan.View.Mounts {
		if m.Kind == plan.Bind && !has(without, plan.Bind, m.Target) {
			return m.Target
		}
	}
	return path
}

// writtenAndExecuted warns of a path below which the workload can execute what
// it wrote. A path that does not exist at the start is not made executable
// later.
func (x *explainer) writtenAndExecuted(path string) string {
	for _, exec := range x.policy.FSExecute {
		if _, err := x.files.Lstat(exec); err != nil {
			continue
		}
		if compile.Covers(path, exec) || compile.Covers(exec, path) {
			return "what is written there can be executed: fs_execute has " + exec
		}
	}
	return ""
}

// port says what stands in the way of one port.
func (x *explainer) port(p policy.Port, bind bool) explainedEntry {
	e := explainedEntry{Value: p.String()}
	if bind && x.network == compile.NetworkHost && int(p.First) < x.host.UnprivilegedPortStart &&
		!slices.Contains(x.policy.Capabilities, "CAP_NET_BIND_SERVICE") {
		e.Note = fmt.Sprintf("on the host's network a port below %d needs CAP_NET_BIND_SERVICE", x.host.UnprivilegedPortStart)
	}
	return e
}

func (x *explainer) capabilities() explainedKey {
	k := newKey("capabilities", keyMeaning{
		"the workload holds these and no others",
		"the workload holds none: all five sets are empty",
	}, len(x.policy.Capabilities))
	for _, name := range x.policy.Capabilities {
		k.Entries = append(k.Entries, explainedEntry{Value: name})
	}
	return k
}

func (x *explainer) scope() explainedKey {
	scopes := x.policy.Scope
	if scopes == nil {
		scopes = policy.Scopes()
	}
	k := newKey("scope", keyMeaning{
		"what is kept inside the sandbox",
		"Landlock keeps neither abstract sockets nor signals inside; namespaces may",
	}, len(scopes))
	for _, s := range scopes {
		note := "no connections to abstract sockets outside"
		if s == policy.ScopeSignal {
			note = "no signals to processes outside"
		}
		k.Entries = append(k.Entries, explainedEntry{Value: string(s), Note: note})
	}
	return k
}

func (x *explainer) base() explainedKey {
	e := explainedEntry{Value: string(policy.BaseDefault), Note: "ELF interpreters, the loader's cache, harmless devices, the workload's own /proc"}
	if x.policy.Base == policy.BaseNone {
		e = explainedEntry{Value: string(policy.BaseNone), Note: "only the ELF interpreters, without which execve(2) fails"}
	}
	return explainedKey{Key: "base", Means: "which implied rules are added", Entries: []explainedEntry{e}}
}
