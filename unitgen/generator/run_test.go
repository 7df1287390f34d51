package generator

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/volt-project/volt/unitgen/workload"
)

const fine = "[Volt]\nExec=/usr/bin/true\nFsRead=/usr\nFsExecute=/usr/bin\n"

// run writes files, "folder/name" to text, and generates from the folders named.
func run(t *testing.T, g *Generator, files map[string]string, folders ...string) []string {
	t.Helper()
	base := t.TempDir()
	for name, text := range files {
		at := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, f := range folders {
		folders[i] = filepath.Join(base, f)
	}
	found, failed := workload.Search(folders)
	var out []string
	for _, err := range g.Run(found, failed) {
		out = append(out, strings.ReplaceAll(err.Error(), base, ""))
	}
	return out
}

// tree lists what is in the folder: links with where they lead, plans by number.
func tree(t *testing.T, g *Generator) []string {
	t.Helper()
	var out []string
	plans := 0
	err := filepath.WalkDir(g.Out, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(g.Out, name)
		if strings.HasPrefix(rel, plansFolder) {
			plans++
			return nil
		}
		if to, err := os.Readlink(name); err == nil {
			rel += " -> " + to
		}
		out = append(out, rel)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return append(out, fmt.Sprintf("%d plans", plans))
}

func check(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestRun(t *testing.T) {
	g := newGenerator(t, target{version: 257})
	errs := run(t, g, map[string]string{
		"etc/a.volt":                fine + "[Install]\nWantedBy=multi-user.target\nRequiredBy=x.service\nAlias=web@a.service app@a.service\n",
		"etc/b.volt":                fine + "[Socket]\nListenStream=80\n[Install]\nWantedBy=sockets.target\nUpheldBy=y.target\n",
		"etc/c.volt":                fine + "NetBind=80\n",
		"etc/masked.volt":           "",
		"lib/masked.volt":           fine,
		"lib/a.volt":                "broken, but hidden",
		"lib/c.volt.d/port.conf":    "[Volt]\nNetBind=81\n",
		"etc/broken.volt":           "[Volt]\nExec=/usr/bin/true\nMemroy=1\n[Socket]\nListenStream=81\n[Install]\nWantedBy=multi-user.target\n",
		"etc/refused.volt":          fine + "FsWrite=/none\n[Install]\nWantedBy=multi-user.target nonsense\n",
		"etc/late.volt":             fine + "[Install]\nAlias=web.service\n",
		"etc/not a name.volt":       fine,
		"etc/gone.volt.d/x.conf":    "[Volt]\n",
		"etc/nodrop.volt":           fine,
		"etc/nodrop.volt.d":         "no folder",
		"etc/ignored.txt":           "x",
		"etc/dir.volt/something":    "x",
		"etc/broken2.volt":          "[Volt]\nExec=relative/x\n",
		"etc/broken2.volt.d/a.conf": "[Install]\nWantedBy=a.target\n",
	}, "etc", "lib")
	check(t, "errors", errs, []string{
		`cannot read /etc/not a name.volt: the name "not a name" is not one that a unit can have; call the file not\x20a\x20name.volt, see systemd-escape(1)`,
		"cannot read /etc/dir.volt: it is a folder, not a file",
		"cannot read /etc/nodrop.volt.d: it is not a folder",
		`/etc/broken.volt:3:1: cannot use the key "Memroy": it is not known in [Volt]; did you mean Memory?`,
		`/etc/broken2.volt:2:6: cannot use "relative/x" for Exec: the program's path is relative; write it in full from "/"`,
		"/etc/late.volt:6:1: cannot install the unit: systemd takes web.service for no alias of volt@late.service; write a template's name with the same instance, such as Alias=app@late.service",
		`/etc/refused.volt:7:1: cannot install the unit: "nonsense" is not the name of a unit; write one such as multi-user.target`,
	})
	check(t, "units", tree(t, g), []string{
		"a.target.wants/volt@broken2.service -> ../volt@broken2.service",
		"app@a.service -> volt@a.service",
		"multi-user.target.wants/volt@a.service -> ../volt@a.service",
		"multi-user.target.wants/volt@broken.service -> ../volt@broken.service",
		"multi-user.target.wants/volt@refused.service -> ../volt@refused.service",
		"sockets.target.wants/volt@b.socket -> ../volt@b.socket",
		"volt@a.service",
		"volt@b.service",
		"volt@b.socket",
		"volt@broken.service",
		"volt@broken2.service",
		"volt@c.service",
		"volt@dir.service",
		"volt@late.service",
		"volt@masked.service -> /dev/null",
		"volt@nodrop.service",
		"volt@refused.service",
		"web@a.service -> volt@a.service",
		"x.service.requires/volt@a.service -> ../volt@a.service",
		"y.target.upholds/volt@b.service -> ../volt@b.service",
		"2 plans", // c has another policy
	})
	stub, err := os.ReadFile(g.path("", "volt@broken.service"))
	if err != nil || !strings.Contains(string(stub), `--refuse "`) || !strings.Contains(string(stub), `cannot use the key \"Memroy\"`) {
		t.Errorf("the stub is\n%s(%v)", stub, err)
	}
}

// TestRunTwice: what is there from a run by hand is replaced, and equal.
func TestRunTwice(t *testing.T) {
	files := map[string]string{"etc/a.volt": fine + "[Install]\nWantedBy=a.target\nAlias=b@a.service\n", "etc/c.volt": ""}
	g := newGenerator(t, target{version: 257})
	check(t, "errors", run(t, g, files, "etc"), nil)
	first := tree(t, g)
	check(t, "errors of the second run", run(t, g, files, "etc"), nil)
	check(t, "units of the second run", tree(t, g), first)
}

// TestWorkers: many workloads, done by several workers, are what one makes.
func TestWorkers(t *testing.T) {
	files := map[string]string{}
	for i := range 200 {
		files[fmt.Sprintf("etc/w%d.volt", i)] = fine + fmt.Sprintf("NetBind=%d\n[Install]\nWantedBy=a.target\n", 8000+i%20)
	}
	if n := workers(len(files)); n < 1 || n > 4 {
		t.Errorf("%d workers", n)
	}
	g := newGenerator(t, target{version: 257})
	check(t, "errors", run(t, g, files, "etc"), nil)
	got := tree(t, g)
	if len(got) != 401 || got[400] != "20 plans" {
		t.Errorf("%d files, %s", len(got), got[len(got)-1])
	}
}

// TestNoRoom: where a unit cannot be written there is none, nor half of one,
// and a sentence says why.
func TestNoRoom(t *testing.T) {
	g := newGenerator(t, target{version: 257})
	// A folder in the place of each file that is to be written.
	for _, name := range []string{"volt@a.service", "b.target.wants"} {
		if err := os.MkdirAll(g.path("", name)+"/x", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	errs := run(t, g, map[string]string{"etc/a.volt": fine}, "etc")
	if len(errs) != 1 || !strings.HasPrefix(errs[0], "cannot write the unit volt@a.service: ") {
		t.Errorf("%q", errs)
	}
	for _, name := range tree(t, g) {
		if strings.Contains(name, "volt@a.service.") {
			t.Errorf("%s is left behind", name)
		}
	}
	g.Out += "/none"
	errs = run(t, g, map[string]string{"etc/a.volt": fine}, "etc")
	if len(errs) == 0 || !strings.Contains(errs[0], "cannot keep plans: ") {
		t.Errorf("%q", errs)
	}
}

// FuzzUnits: whatever stands in a workload file, there is a unit that says what
// it says, or a sentence.
func FuzzUnits(f *testing.F) {
	for _, folder := range []string{"good", "bad"} {
		for _, name := range fixtures(f, folder) {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			body, _, _ := strings.Cut(string(text), marker)
			f.Add(body)
		}
	}
	g := newGenerator(f, target{version: 257})
	f.Fuzz(func(t *testing.T, text string) {
		w, err := workload.Parse("fuzz", []workload.Source{{Path: "fuzz.volt", Text: text}}, g.Specifiers)
		if err != nil {
			return
		}
		if w.Policy.Path != "" || strings.Contains(text, "User") || strings.Contains(text, "Groups") {
			return // those look at the host
		}
		units, err := g.Units(w)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz.volt:") {
				t.Errorf("%q names no file", err)
			}
			return
		}
		for _, u := range units {
			checkText(t, string(u.Text()), w)
		}
	})
}

// checkText: a unit has whole lines, one ExecStart= that is the jailer's, and
// no section but those it should have.
func checkText(t *testing.T, text string, w *workload.Workload) {
	t.Helper()
	starts := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || line == "[Unit]" || line == "[Service]" || line == "[Socket]" || line == "[Install]":
		case strings.HasSuffix(line, `\`), strings.ContainsAny(line, "\r\x00"), !strings.Contains(line, "="), line[0] == '[':
			t.Errorf("the unit has the line %q", line)
		case strings.HasPrefix(line, "ExecStart="):
			starts++
			if !strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(line, "ExecStart="), "-:"), "/usr/local/libexec/volt/volt-jail %d/volt.plan ") {
				t.Errorf("it does not start the jailer: %q", line)
			}
		}
	}
	if strings.Contains(text, "[Service]") && starts != 1 {
		t.Errorf("%d lines with ExecStart=", starts)
	}
}
