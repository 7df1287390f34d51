package generator

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/volt-project/volt/unitgen/workload"
)

var update = flag.Bool("update", false, "write the expectations of the fixtures anew")

// Lines at the end of a fixture that begin with marker say what is expected of
// it. They are comments, so that the fixture is read as it stands. A line
// "# target: 252 user" says which manager it is for; otherwise it is the
// system's of 257.
//
// A good fixture gives units. Those of base-*.volt stand there in full; of the
// others, the lines that the base of their target has not ("+"), and those that
// they have not ("-"). A bad fixture gives a refusal.
const marker = "#= "

func fixtures(t testing.TB, folder string) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/" + folder + "/*" + workload.Suffix)
	if err != nil || len(names) < 35 {
		t.Fatalf("%d fixtures in %s (%v), want at least 35", len(names), folder, err)
	}
	return names
}

func TestFixtures(t *testing.T) {
	n := 0
	for _, folder := range []string{"good", "bad"} {
		for _, name := range fixtures(t, folder) {
			n++
			text, refused := generate(t, name)
			if (refused != "") != (folder == "bad") {
				t.Errorf("%s gives %s%s", name, text, refused)
				continue
			}
			if folder == "good" && !strings.HasPrefix(filepath.Base(name), "base-") {
				base, _ := generate(t, baseOf(t, name))
				text = changes(base, text)
			}
			expect(t, name, text+refused)
		}
	}
	if n < 80 {
		t.Errorf("%d fixtures, want at least 80", n)
	}
}

// baseOf is the fixture with the least in it for the target of another.
func baseOf(t testing.TB, name string) string {
	at := targetOfFixture(t, name)
	base := "testdata/good/base-257"
	if at.version == 252 {
		base = "testdata/good/base-252"
	}
	if at.user {
		base += "-user"
	}
	return base + workload.Suffix
}

func targetOfFixture(t testing.TB, name string) target {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, words, _ := strings.Cut(string(text), "# target: ")
	words, _, _ = strings.Cut(words, "\n")
	return targetOf(words)
}

// generate gives the text of a fixture's units, or why there are none.
func generate(t testing.TB, name string) (text, refused string) {
	t.Helper()
	g := newGenerator(t, targetOfFixture(t, name))
	f := workload.Found{Name: strings.TrimSuffix(filepath.Base(name), workload.Suffix), Files: []string{name}}
	if dropIn := name + ".d/drop-in.conf"; exists(dropIn) {
		f.Files = append(f.Files, dropIn)
	}
	w, _, err := g.Read(f)
	if err != nil {
		return "", plain(g, err.Error()) + "\n"
	}
	units, err := g.Units(w)
	if err != nil {
		return "", plain(g, err.Error()) + "\n"
	}
	var out strings.Builder
	for _, u := range units {
		out.WriteString("# " + u.Name + "\n" + string(u.Text()))
	}
	return plain(g, out.String()), ""
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

var planFile = regexp.MustCompile(`volt\.plans/[0-9a-f]{32}\.plan`)

// plain is s without what no expectation can hold: where the test runs, and
// what is in the plan.
func plain(g *Generator, s string) string {
	s = strings.ReplaceAll(s, g.Out, "/run/systemd/generator")
	s = strings.ReplaceAll(s, "testdata/good/", "/etc/volt/")
	s = strings.ReplaceAll(s, "testdata/bad/", "/etc/volt/")
	return planFile.ReplaceAllString(s, "volt.plans/PLAN.plan")
}

// changes are the lines that only one of two texts has, in their order.
func changes(base, text string) string {
	old, now := strings.Split(base, "\n"), strings.Split(text, "\n")
	uninteresting := func(s string) bool {
		return s == "" || strings.HasPrefix(s, "# volt@") || strings.HasPrefix(s, "SourcePath=") ||
			strings.HasPrefix(s, "Description=Volt workload ") || strings.HasPrefix(s, "SyslogIdentifier=")
	}
	var out []string
	for _, s := range old {
		if !uninteresting(s) && !slices.Contains(now, s) {
			out = append(out, "-"+s)
		}
	}
	for _, s := range now {
		if !uninteresting(s) && !slices.Contains(old, s) {
			out = append(out, "+"+s)
		}
	}
	return strings.Join(append(out, ""), "\n")
}

// expect compares what a fixture gives with its last lines.
func expect(t *testing.T, name, got string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	body, _, _ := strings.Cut(string(text), marker)
	want := body
	for line := range strings.Lines(strings.TrimSpace(got)) {
		want += strings.TrimRight(marker+line, " \n") + "\n"
	}
	if want == string(text) {
		return
	}
	if !*update {
		t.Errorf("%s gives\n%s", name, got)
		return
	}
	if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
