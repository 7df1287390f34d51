package main

import (
	"fmt"
	"strings"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
)

// text lays the explanation out for a person.
func (e *explanation) text(h host.Features) string {
	var b strings.Builder
	for _, k := range e.Keys {
		paragraph(&b, k.Key+": "+k.Means+".")
		var rows []row
		for _, n := range k.Entries {
			note := n.Note
			if n.Refused {
				note = "REFUSED: " + note
			}
			rows = append(rows, row{n.Value, note})
		}
		columns(&b, rows)
		b.WriteByte('\n')
	}
	e.Seccomp.text(&b)
	impliedText(&b, e.Implied)
	paragraph(&b, fmt.Sprintf("Enforced on this host (Linux %s, Landlock ABI %d), network %s:",
		h.Kernel, h.LandlockABI, e.Network))
	var rows []row
	for _, r := range e.Rules {
		rows = append(rows, row{r.Rule, enforcedBy(r)})
	}
	columns(&b, rows)
	b.WriteByte('\n')
	b.WriteString(e.verdict())
	return b.String()
}

// impliedText lists the implied rules under their keys.
func impliedText(b *strings.Builder, implied []compile.Implied) {
	b.WriteString("Implied, without being listed:\n")
	access := map[string]string{"fs_read": "read", "fs_write": "read, write", "fs_execute": "execute"}
	var rows []row
	for _, i := range implied {
		rows = append(rows, row{i.Path, access[i.Key] + ": " + i.Reason})
	}
	columns(b, rows)
	b.WriteByte('\n')
}

// text says how many calls pass, and what was changed about the profile.
func (f *explainedFilter) text(b *strings.Builder) {
	adjusted := ""
	if len(f.Changes) > 0 {
		adjusted = ", as adjusted below,"
	}
	paragraph(b, fmt.Sprintf("seccomp: the profile %s%s allows %d of %d system calls, "+
		"%d of them with some arguments only. The others fail with EPERM, or ENOSYS where a program then uses an older call.",
		f.Profile, adjusted, f.Allowed, f.Known, f.Conditional))
	var rows []row
	for _, c := range f.Changes {
		rows = append(rows, row{c.Because, c.String()})
	}
	columns(b, rows)
	b.WriteByte('\n')
}

// String is the change as a phrase.
func (c *filterChange) String() string {
	var parts []string
	for _, l := range []struct {
		verb  string
		calls []string
	}{
		{"opens", c.Opens},
		{"closes", c.Closes},
		{"changes the arguments allowed to", c.Changes},
	} {
		if len(l.calls) > 0 {
			parts = append(parts, l.verb+" "+strings.Join(l.calls, " "))
		}
	}
	if len(parts) == 0 {
		return "opens and closes nothing by itself"
	}
	return strings.Join(parts, "; ")
}

// verdict is the last paragraph.
func (e *explanation) verdict() string {
	var b strings.Builder
	obstacles := e.obstacles()
	if len(obstacles) == 0 {
		b.WriteString("volt run accepts this policy here.\n")
		return b.String()
	}
	b.WriteString("volt run refuses this policy here:\n")
	var rows []row
	for _, o := range obstacles {
		rows = append(rows, row{"-", o})
	}
	columns(&b, rows)
	return b.String()
}
