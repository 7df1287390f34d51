package generator

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// manPage is volt-systemd(7). What stands between the comments is made from the
// tables that the generator itself uses.
const (
	manPage = "../../man/volt-systemd.7"
	made    = ".\\\" begin: made by go test ./unitgen/generator -run TestManPage -update\n"
	madeEnd = ".\\\" end: made\n"
)

// TestManPage: the page shows the tables as they are.
func TestManPage(t *testing.T) {
	page, err := os.ReadFile(manPage)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(page), made)
	if len(parts) != 3 {
		t.Fatalf("%s has %d made parts, want 2", manPage, len(parts)-1)
	}
	want := parts[0]
	for i, text := range []string{manRules(t), manDirectives()} {
		_, tail, found := strings.Cut(parts[i+1], madeEnd)
		if !found {
			t.Fatalf("%s has no line %q", manPage, madeEnd)
		}
		want += made + text + madeEnd + tail
	}
	if want == string(page) {
		return
	}
	if !*update {
		t.Fatalf("%s does not show the tables as they are; run go test ./unitgen/generator -run TestManPage -update", manPage)
	}
	if err := os.WriteFile(manPage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// manRules is one paragraph for each rule: what enforces it, by host.
func manRules(t *testing.T) string {
	hosts := []struct {
		name    string
		version int
		user    bool
		abi     int
	}{
		{"252, Linux 6.1", 252, false, 2},
		{"252, Linux 6.1, user", 252, true, 2},
		{"257, Linux 6.12", 257, false, 6},
		{"257, Linux 6.12, user", 257, true, 6},
		{"257, Linux 7.2", 257, false, 10},
	}
	var names, rules []string
	for _, h := range hosts {
		names = append(names, h.name)
	}
	by := map[string][]string{} // rule to the hosts' mechanisms, with and without a network
	for _, network := range []string{"none", "host"} {
		for _, h := range hosts {
			g := newGenerator(t, target{h.version, h.user})
			g.Machine.Host.LandlockABI = h.abi
			w, err := workload.Parse("x", []workload.Source{{Path: "x", Text: fine + "NetBind=80 udp/53\nNetConnect=443 udp/53\nEnforce=best-effort\nNetwork=" + network + "\n"}}, g.Specifiers)
			if err != nil {
				t.Fatal(err)
			}
			p, err := g.Machine.Prepare(w, "x")
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range p.Result.Record {
				if !slices.Contains(rules, e.Rule) {
					rules = append(rules, e.Rule)
				}
				what := strings.Join(e.By, ", ")
				if what == "" {
					what = "nothing"
				}
				by[e.Rule] = append(by[e.Rule], what)
			}
		}
	}
	var b strings.Builder
	b.WriteString(".Bl -tag -width Ds\n")
	for _, rule := range rules {
		fmt.Fprintf(&b, ".It %s\n", escaped(rule))
		none, host := by[rule][:len(hosts)], by[rule][len(hosts):]
		if slices.Equal(none, host) {
			manHosts(&b, "", names, none)
			continue
		}
		manHosts(&b, "Network=none", names, none)
		manHosts(&b, "Network=host", names, host)
	}
	b.WriteString(".El\n")
	return b.String()
}

// manHosts writes what enforces a rule, hosts with the same answer together.
func manHosts(b *strings.Builder, network string, hosts, by []string) {
	if network != "" {
		fmt.Fprintf(b, ".Ql %s :\n", network)
	}
	var done []string
	for i := range by {
		if slices.Contains(done, by[i]) {
			continue
		}
		done = append(done, by[i])
		var same []string
		for j := range by {
			if by[j] == by[i] {
				same = append(same, hosts[j])
			}
		}
		if len(same) == len(hosts) {
			fmt.Fprintf(b, "%s.\n", escaped(by[i]))
			return
		}
		fmt.Fprintf(b, "%s (on %s).\n", escaped(by[i]), strings.Join(same, "; "))
	}
}

// manDirectives is one paragraph for each directive.
func manDirectives() string {
	var b strings.Builder
	b.WriteString(".Bl -tag -width Ds\n")
	for _, r := range unit.Rows() {
		fmt.Fprintf(&b, ".It Li %s\n%s.\n", escaped(r.Directive), strings.ToUpper(r.Why[:1])+escaped(r.Why[1:]))
		if r.Since > 0 {
			fmt.Fprintf(&b, "Since %d.\n", r.Since)
		}
		if r.UserOnly {
			b.WriteString("Only under the manager of a user.\n")
		}
		if r.SystemOnly {
			b.WriteString("Not under the manager of a user.\n")
		}
		if r.FullOnly {
			b.WriteString("Not with\n.Ql Hardening=lean .\n")
		}
		if len(r.Unless) == 1 && r.Unless[0] == "CAP_" {
			b.WriteString("Not with a capability.\n")
		} else if len(r.Unless) > 0 {
			fmt.Fprintf(&b, "Not with %s.\n", strings.Join(r.Unless, " or "))
		}
	}
	b.WriteString(".El\n")
	return b.String()
}

// escaped is text for mdoc(7).
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "~", `\(ti`).Replace(s)
}
