package lint

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the top of the source tree, seen from this folder.
const root = "../.."

// importRules keep the tree layered: cmd on top, then unitgen, kvm and
// cgroups, then sandbox.
var importRules = []ImportRule{
	{
		In:     []string{"./sandbox/policy", "./sandbox/profile", "./sandbox/plan"},
		Forbid: []string{"./..."},
		Reason: "the shared documents depend on nothing of ours, so that every other package can use them",
	},
	{
		In:     []string{"./sandbox/..."},
		Forbid: []string{"./cmd/...", "./unitgen/...", "./kvm/...", "./cgroups/...", "./test/..."},
		Reason: "sandbox is the lowest layer",
	},
	{
		In:     []string{"./unitgen/...", "./kvm/...", "./cgroups/..."},
		Forbid: []string{"./cmd/...", "./test/..."},
		Reason: "imports run from cmd to unitgen, kvm and cgroups, and from there to sandbox",
	},
	{
		In:     []string{"./cmd/..."},
		Forbid: []string{"./test/..."},
		Reason: "no program carries test code",
	},
	{
		In:     []string{"./..."},
		Except: []string{"./sandbox/compile/bpf", "./sandbox/learn"},
		Forbid: []string{"github.com/seccomp/libseccomp-golang"},
		Reason: "libseccomp brings cgo, and is used where filters are compiled and where calls are observed only",
	},
	{
		In:     []string{"./..."},
		Except: []string{"./sandbox/netstack/...", "./test/..."},
		Forbid: []string{"gvisor.dev/gvisor/..."},
		Reason: "outside the user-mode network it serves tests as an independent oracle",
	},
}

// linkRules hold for everything a program is linked from. What volt-jail links
// is time before every start and code that a reviewer must trust.
var linkRules = []LinkRule{
	{
		Program: "./cmd/volt-jail",
		Forbid: []string{
			"fmt", "log/...", "encoding/...", "net/...", "crypto/...", "regexp/...", "text/...",
			"flag", "os/...", "reflect", "runtime/cgo", "time", "unicode/...", "golang.org/x/...",
		},
		Reason: "the jailer runs before every workload and does with syscall, unsafe and little else",
	},
	{
		Program: "./cmd/volt",
		Forbid:  []string{"github.com/seccomp/libseccomp-golang"},
		Reason:  "volt is static; filters are compiled by volt-bpf",
	},
}

func TestImports(t *testing.T) {
	pkgs, err := List(root, "1", "./...")
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) == 0 {
		t.Fatal("go list names no package")
	}
	report(t, CheckImports(importRules, pkgs))
}

func TestLinked(t *testing.T) {
	for _, r := range linkRules {
		pkgs, err := List(root, "0", r.Program)
		if err != nil {
			t.Error(err)
			continue
		}
		report(t, CheckLinked(r, pkgs[0]))
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"fmt", "fmt", true},
		{"fmt", "fmt/x", false},
		{"net/...", "net", true},
		{"net/...", "net/http", true},
		{"net/...", "network", false},
		{"./sandbox/...", Module + "/sandbox/plan", true},
		{"./sandbox/...", "sandbox/plan", false},
		{"./...", Module, true},
		{"./...", Module + "/cmd/volt", true},
		{"./...", "example.com/other", false},
		{"./sandbox/plan", Module + "/sandbox/planner", false},
	} {
		if got := match(c.pattern, c.path); got != c.want {
			t.Errorf("match(%q, %q) = %v", c.pattern, c.path, got)
		}
	}
}

// TestImportsFindsViolations runs the rules on a small tree with the same
// module path that breaks several of them.
func TestImportsFindsViolations(t *testing.T) {
	dir := writeTree(t, map[string]string{
		"go.mod":                 "module " + Module + "\n\ngo 1.26\n",
		"sandbox/host/h.go":      "package host\n",
		"sandbox/plan/p.go":      "package plan\n\nimport _ \"" + Module + "/sandbox/host\"\n",
		"sandbox/jail/j.go":      "package jail\n\nimport _ \"encoding/json\"\n",
		"sandbox/view/v.go":      "package view\n\nimport _ \"" + Module + "/unitgen\"\n",
		"unitgen/u.go":           "package unitgen\n\nimport _ \"" + Module + "/cmd/volt/show\"\n",
		"cmd/volt/show/s.go":     "package show\n",
		"cmd/volt-jail/m.go":     "package main\n\nimport _ \"" + Module + "/sandbox/jail\"\n\nfunc main() {}\n",
		"sandbox/plan/p_test.go": "package plan\n\nimport _ \"" + Module + "/cmd/volt/show\"\n",
	})
	pkgs, err := List(dir, "0", "./...")
	if err != nil {
		t.Fatal(err)
	}
	got := CheckImports(importRules, pkgs)
	for _, want := range []string{
		"/sandbox/plan imports " + Module + "/sandbox/host",
		"/sandbox/view imports " + Module + "/unitgen",
		"/unitgen imports " + Module + "/cmd/volt/show",
	} {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, Module+want) }) {
			t.Errorf("no violation starts with %q in %q", Module+want, got)
		}
	}
	if len(got) != 3 {
		t.Errorf("%d violations, want 3 (a test may import anything): %q", len(got), got)
	}

	i := slices.IndexFunc(pkgs, func(p Package) bool { return strings.HasSuffix(p.ImportPath, "/cmd/volt-jail") })
	linked := CheckLinked(linkRules[0], pkgs[i])
	for _, want := range []string{"fmt", "encoding/json"} {
		if !slices.ContainsFunc(linked, func(s string) bool { return strings.HasPrefix(s, "./cmd/volt-jail links "+want+":") }) {
			t.Errorf("a volt-jail that links %s through another package passes: %q", want, linked)
		}
	}
}

// TestLibseccompRule: the exception lets one package in, and only that.
func TestLibseccompRule(t *testing.T) {
	const lib = "github.com/seccomp/libseccomp-golang"
	got := CheckImports(importRules, []Package{
		{ImportPath: Module + "/sandbox/compile/bpf", Imports: []string{lib}},
		{ImportPath: Module + "/sandbox/compile", Imports: []string{lib}},
	})
	if len(got) != 1 || !strings.HasPrefix(got[0], Module+"/sandbox/compile imports "+lib) {
		t.Errorf("violations: %q, want the one of sandbox/compile", got)
	}
}

func TestListFails(t *testing.T) {
	if pkgs, err := List(t.TempDir(), "0", "./..."); err == nil {
		t.Errorf("listing a folder without a module gives %v and no error", pkgs)
	}
}

func report(t *testing.T, violations []string) {
	t.Helper()
	for _, v := range violations {
		t.Error(v)
	}
}

// writeTree writes files into a new folder and returns it.
func writeTree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
