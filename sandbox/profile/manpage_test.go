package profile

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the lists of volt-seccomp(7) anew")

// seccompPage is volt-seccomp(7). The part between the two comments is made
// from the tables of this package.
const (
	seccompPage = "../../man/volt-seccomp.7"
	listsBegin  = ".\\\" begin: made by go test ./sandbox/profile -run TestSeccompPage -update\n"
	listsEnd    = ".\\\" end: made\n"
)

// TestSeccompPage: the page shows the tables as they are.
func TestSeccompPage(t *testing.T) {
	page, err := os.ReadFile(seccompPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begun := strings.Cut(string(page), listsBegin)
	_, tail, ended := strings.Cut(rest, listsEnd)
	if !begun || !ended {
		t.Fatalf("%s has no lines %q and %q", seccompPage, listsBegin, listsEnd)
	}
	want := head + listsBegin + lists() + listsEnd + tail
	if want == string(page) {
		return
	}
	if !*update {
		t.Fatalf("%s does not show the tables as they are; run go test ./sandbox/profile -run TestSeccompPage -update", seccompPage)
	}
	if err := os.WriteFile(seccompPage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mdoc writes the source of a man page, mdoc(7).
type mdoc struct{ strings.Builder }

func (m *mdoc) linef(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// text fills lines, each sentence from a new one, as mdoc(7) asks for.
func (m *mdoc) text(s string) {
	for _, sentence := range strings.SplitAfter(s, ". ") {
		line := ""
		for word := range strings.FieldsSeq(sentence) {
			if line != "" && len(line)+1+len(word) > 79 {
				m.linef("%s", line)
				line = ""
			}
			line = strings.TrimLeft(line+" "+word, " ")
		}
		if line != "" {
			m.linef("%s", line)
		}
	}
}

// lists is the whole of what is made.
func lists() string {
	var m mdoc
	m.profiles()
	m.closed()
	m.arguments()
	m.families()
	m.capabilities()
	return m.String()
}

func (m *mdoc) profiles() {
	m.linef(".Sh PROFILE DEFAULT")
	m.text(fmt.Sprintf("These %d of %d system calls are allowed.", count(defaultGroups[:]), known()))
	m.linef(".Bl -bullet")
	for _, g := range defaultGroups {
		m.group(g)
	}
	m.linef(".El")
	m.linef(".Sh PROFILE STRICT")
	m.text(fmt.Sprintf("These %d system calls are allowed, all of them allowed by the default profile too.", count(strictGroups[:])))
	m.linef(".Bl -bullet")
	for _, g := range strictGroups {
		m.group(g)
	}
	m.linef(".El")
}

func count(groups []group) int {
	n := 0
	for _, g := range groups {
		n += len(g.names())
	}
	return n
}

func known() int {
	n := 0
	for i := range uint32(Last + 1) {
		if Known(i) {
			n++
		}
	}
	return n
}

func (m *mdoc) group(g group) {
	m.linef(".It")
	m.text(g.reason)
	m.calls(g.calls)
	m.odd(g.odd)
}

func (m *mdoc) calls(names string) {
	m.linef(".Bd -ragged -offset indent -compact")
	m.text(names)
	m.linef(".Ed")
}

func (m *mdoc) odd(list []oddity) {
	if len(list) == 0 {
		return
	}
	m.linef(".Bl -tag -width Ds -compact")
	for _, o := range list {
		m.linef(".It Cm %s", o.call)
		m.text(o.why + ".")
	}
	m.linef(".El")
}

func (m *mdoc) closed() {
	m.linef(".Sh CALLS THAT THE DEFAULT PROFILE REFUSES")
	m.linef(".Bl -bullet")
	for _, g := range closedGroups {
		m.group(g.group)
		answer := "EPERM"
		if g.answer == Absent {
			answer = "ENOSYS"
		}
		m.linef("Answer:")
		m.linef(".Er %s .", answer)
		m.text("Opened by " + openers(g) + ".")
	}
	m.linef(".El")
}

func openers(g closedGroup) string {
	var caps []string
	for _, call := range g.names() {
		for _, c := range openedBy(call) {
			if !slices.Contains(caps, c) {
				caps = append(caps, c)
			}
		}
	}
	slices.Sort(caps)
	switch {
	case g.opens == never:
		return "nothing"
	case g.opens == byCapability:
		return strings.Join(caps, ", ")
	case len(caps) > 0:
		return "name, and by " + strings.Join(caps, ", ")
	}
	return "name"
}

func (m *mdoc) arguments() {
	m.linef(".Sh ARGUMENTS THAT ARE REFUSED")
	m.text("In every profile that allows the call.")
	m.linef(".Bl -tag -width Ds")
	for _, r := range argumentRules {
		m.argumentRule(r)
	}
	m.linef(".El")
	for _, part := range []struct {
		title string
		rules []argumentRule
	}{
		{"In the strict profile, instead of the rule above, unless fork or vfork is allowed by name:", []argumentRule{threadRule}},
		{"With Options.MemfdNeedsSeal, instead of the rule above:", []argumentRule{sealRule}},
		{"With Options.OwnPriority:", ownPriorityRules[:]},
		{"In every profile, where no rule above applies to the call, or a capability lifts it:", setIDRules[:]},
	} {
		m.linef(".Pp")
		m.text(part.title)
		m.linef(".Bl -tag -width Ds")
		for _, r := range part.rules {
			m.argumentRule(r)
		}
		m.linef(".El")
	}
}

func (m *mdoc) argumentRule(r argumentRule) {
	m.linef(".It Cm %s", r.call)
	m.text(r.reason + ".")
	m.linef(".br")
	switch {
	case r.allow != nil:
		m.text("Allowed where " + alternatives(r.allow) + ".")
	default:
		m.text("Refused where " + alternatives(r.refuse) + ".")
	}
	if r.lift != "" {
		m.text(r.lift + " lifts the rule.")
	}
}

func alternatives(list [][]Cmp) string {
	var out []string
	for _, all := range list {
		var both []string
		for _, c := range all {
			both = append(both, c.words())
		}
		out = append(out, strings.Join(both, " and "))
	}
	return strings.Join(out, ", or ")
}

func (c Cmp) words() string {
	if c.Mask == low32 {
		return fmt.Sprintf("arg%d = %#x", c.Arg, c.Value)
	}
	return fmt.Sprintf("arg%d & %#x = %#x", c.Arg, c.Mask, c.Value)
}

func (m *mdoc) families() {
	m.linef(".Sh SOCKETS")
	m.text("Families of sockets, with the types and protocols that can be made. What is not listed here is refused, by socket and by socketpair, which makes AF_UNIX sockets only.")
	m.linef(".Bl -tag -width Ds")
	for _, f := range families {
		opens := map[opening]string{always: "open", byName: "opened by name", byCapability: "opened by a capability", never: "never open"}
		m.linef(".It Dv %s Pq %s", f.name, opens[f.opens])
		m.text(f.reason + ".")
		if len(f.endpoints) == 0 {
			continue
		}
		m.linef(".Bl -bullet -compact")
		for _, e := range f.endpoints {
			m.linef(".It")
			m.text(e.words())
		}
		m.linef(".El")
	}
	m.linef(".El")
}

func (e endpoint) words() string {
	s := map[uint64]string{stream: "SOCK_STREAM", dgram: "SOCK_DGRAM", raw: "SOCK_RAW", seqpacket: "SOCK_SEQPACKET"}[e.kind]
	if len(e.protocols) == 1 && e.protocols[0] == anyProtocol {
		s += ", any protocol"
	} else {
		s += ", protocol " + strings.Trim(strings.ReplaceAll(fmt.Sprint(e.protocols), " ", ", "), "[]")
	}
	if e.udp {
		s += ", where the policy lists a UDP port"
	}
	if e.lift != "" {
		s += ", with " + e.lift
	}
	return s
}

func (m *mdoc) capabilities() {
	m.linef(".Sh WHAT A CAPABILITY OPENS")
	m.linef(".Bl -tag -width Ds")
	for _, c := range capabilities {
		m.linef(".It Dv %s", c.name)
		if c.calls != "" {
			m.text(c.calls)
		}
		if c.note != "" {
			if c.calls != "" {
				m.linef(".br")
			}
			m.text(c.note + ".")
		}
	}
	m.linef(".El")
}
