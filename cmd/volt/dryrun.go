package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
)

// planView is the plan as --dry-run --json prints it: everything but the
// filter's instructions, of which only the number is said.
type planView struct {
	Exec         plan.Exec             `json:"exec"`
	IDs          plan.IDs              `json:"ids"`
	Capabilities []string              `json:"capabilities"`
	Landlock     plan.Landlock         `json:"landlock"`
	FilterSize   int                   `json:"filter_instructions"`
	View         *plan.View            `json:"view"`
	Implied      []compile.Implied     `json:"implied"`
	Rules        []compile.Enforcement `json:"rules"`
	Notes        []string              `json:"notes"`
}

func printPlan(w io.Writer, r *compile.Result, asJSON bool) error {
	p := r.Plan
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(planView{
			p.Exec, p.IDs, capabilityNames(p.Caps), p.Landlock, len(p.Filter), p.View,
			r.Implied, r.Record, r.Notes,
		})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "execute   %s\n", visible(p.Exec.Path))
	fmt.Fprintf(&b, "arguments %q\n", p.Exec.Argv)
	fmt.Fprintf(&b, "folder    %s\n", visible(p.Exec.Dir))
	for _, v := range p.Exec.Env {
		fmt.Fprintf(&b, "env       %s\n", visible(v))
	}
	if p.IDs.UID == compile.NoUser {
		fmt.Fprintf(&b, "user      one of its own, made at the start\n")
	} else {
		fmt.Fprintf(&b, "user      %d:%d %v\n", p.IDs.UID, p.IDs.GID, p.IDs.Groups)
	}
	fmt.Fprintf(&b, "capable   %s\n", orNone(capabilityNames(p.Caps)))
	fmt.Fprintf(&b, "seccomp   %d instructions\n", len(p.Filter))
	printLandlock(&b, &p.Landlock)
	for _, m := range p.View.Mounts {
		fmt.Fprintf(&b, "view      %-7s %s\n", mountName(m), visible(m.Target+arrow(m)))
	}
	for _, e := range r.Record {
		fmt.Fprintf(&b, "enforced  %-27s %s\n", e.Rule, enforcedBy(e))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note      %s\n", visible(n))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printLandlock(b *strings.Builder, l *plan.Landlock) {
	for _, r := range l.Paths {
		fmt.Fprintf(b, "landlock  %s %s\n", compile.AccessLetters(r.Access), visible(r.Path))
	}
	for _, r := range l.Ports {
		fmt.Fprintf(b, "landlock  port %d %s\n", r.Port, strings.Join(compile.PortAccess(r.Access), " "))
	}
}

func mountName(m plan.Mount) string {
	switch m.Kind {
	case plan.Symlink:
		return "link"
	case plan.Tmpfs:
		return "tmpfs"
	case plan.Proc:
		return "proc"
	}
	if m.Flags&plan.NoDev == 0 {
		return "device"
	}
	if m.Flags&plan.ReadOnly != 0 {
		return "ro"
	}
	if m.Flags&plan.NoExec != 0 {
		return "rw"
	}
	return "rwx"
}

func arrow(m plan.Mount) string {
	if m.Kind == plan.Symlink {
		return " -> " + m.Source
	}
	return ""
}

func capabilityNames(mask uint64) []string {
	names := []string{}
	for n := uint(0); n < 64; n++ {
		if mask&(1<<n) != 0 {
			name, ok := policy.CapabilityName(n)
			if !ok {
				name = fmt.Sprint(n)
			}
			names = append(names, name)
		}
	}
	return names
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, " ")
}
