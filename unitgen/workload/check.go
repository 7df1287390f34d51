package workload

import (
	"slices"

	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// finish checks what takes more than one key, after all files are read.
func (p *parser) finish() {
	w := p.w
	p.finishPolicy()
	if w.Exec.Argv == nil && !p.named("Exec") && !p.lost {
		at := p.header
		if at.Line == 0 && len(w.Files) > 0 {
			at = Pos{File: w.Files[0]}
		}
		p.add(&Error{Pos: at, What: "cannot use the workload: it has no Exec", Hint: "write [Volt] and Exec=/path/of/the/program below it"})
	}
	if w.Network != NetworkPrivate && len(w.Publish) > 0 {
		e := &Error{Pos: w.Publish[0].Pos, What: "cannot publish a port: with Network=" + w.Network.String() + " there is no network for it to lead to", Hint: "write Network=private"}
		if w.Network == NetworkHost {
			e.What = "cannot publish a port: with Network=host the workload is on the host's network itself"
			e.Hint = "write NetBind= instead, or Network=private"
		}
		p.add(e)
	}
	if w.Isolation != VM {
		for i := range table {
			if table[i].Only == "vm" && w.at[i].Line > 0 {
				p.add(&Error{Pos: w.at[i], What: "cannot use " + table[i].Name + ": only a virtual machine has it", Hint: "write Isolation=vm, or remove the line"})
			}
		}
	}
	p.finishVolumes()
}

// named reports whether there is an error in a value of the key already, so
// that it is not called missing.
func (p *parser) named(key string) bool { return p.w.At(key).Line > 0 }

// finishPolicy fills in what holds without a key, and joins the inline keys.
func (p *parser) finishPolicy() {
	w := p.w
	in := &p.inline
	for _, list := range []*[]string{&in.FSRead, &in.FSWrite, &in.FSExecute, &w.Capability, &w.Seccomp.Allow, &w.Seccomp.Deny} {
		*list = unique(*list)
	}
	in.NetBind, in.NetConnect = unique(in.NetBind), unique(in.NetConnect)
	if len(in.FSRead)+len(in.FSWrite)+len(in.FSExecute)+len(in.NetBind)+len(in.NetConnect) > 0 {
		inline := *in
		w.Policy.Inline = &inline
	}
	if w.Policy.Path == "" && w.Policy.Inline == nil && !p.named("Policy") {
		w.Policy.Auto = true
	}
	if w.Seccomp.Deny == nil {
		return
	}
	allowed := make(map[string]bool, len(w.Seccomp.Allow))
	for _, name := range w.Seccomp.Allow {
		allowed[name] = true
	}
	for _, name := range w.Seccomp.Deny {
		if allowed[name] {
			p.add(&Error{Pos: w.At("Seccomp"), What: "cannot both allow and deny " + syntax.Show(name) + " in Seccomp", Hint: "remove one of the two; an empty Seccomp= takes back what is above it"})
		}
	}
}

// unique returns the list with each entry once, where it first stands: lists
// are given in parts, and a drop-in may name what is there already.
func unique[T comparable](list []T) []T {
	if len(list) < 2 {
		return list
	}
	if len(list) > 8 {
		seen := make(map[T]bool, len(list))
		return slices.DeleteFunc(list, func(v T) bool {
			again := seen[v]
			seen[v] = true
			return again
		})
	}
	out := list[:0]
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// finishVolumes: two volumes cannot be at one place.
func (p *parser) finishVolumes() {
	at := make(map[string]Pos, len(p.w.Volume))
	for _, v := range p.w.Volume {
		if first, taken := at[v.Target]; taken {
			p.add(&Error{Pos: v.Pos, What: "cannot put a volume at " + syntax.Show(v.Target) + ": the one of " + first.String() + " is there", Hint: "give each a target of its own"})
			continue
		}
		at[v.Target] = v.Pos
	}
}

// rules gives access to the inline policy, as far as there is one.
func (w *Workload) rules() *policy.Policy {
	if w.Policy.Inline == nil {
		return &policy.Policy{}
	}
	return w.Policy.Inline
}
