package lint

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sourceRules: the jailer and the code that talks to KVM are raw system calls
// from end to end, and so are the escape attempts.
var sourceRules = SourceRules{
	Root:   root,
	Unsafe: []string{"sandbox/jail", "kvm/hv", "kvm/virtio/queue", "test/battery"},
}

func TestSource(t *testing.T) {
	bad, err := CheckSource(sourceRules)
	if err != nil {
		t.Fatal(err)
	}
	report(t, bad)
}

// TestSourceFindsViolations: each rule is broken once, and next to it stands
// what the rule lets pass.
func TestSourceFindsViolations(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\t_ = 0\n", n) }
	numbers := strings.Repeat("\t\t1,\n", 60)
	for _, c := range []struct {
		rule, file, text string
		want             []string // "line: words", none when the file passes
	}{
		{"short file", "p/a.go", "package p\n" + strings.Repeat("\n", 499), nil},
		{"long file", "p/a.go", "package p\n" + strings.Repeat("\n", 500), []string{"1: the file has 501 lines"}},
		{"long test file", "p/a_test.go", "package p\n" + strings.Repeat("\n", 500), []string{"1: the file has 501 lines"}},
		{"long generated file", "p/a_gen.go", "package p\n" + strings.Repeat("\n", 500), nil},
		{"function", "p/a.go", "package p\n\nfunc f() {\n" + lines(58) + "}\n", nil},
		{"long function", "p/a.go", "package p\n\nfunc f() {\n" + lines(59) + "}\n", []string{"3: f has 61 lines"}},
		{"long method", "p/a.go", "package p\n\ntype t int\n\nfunc (t) f() {\n" + lines(59) + "}\n", []string{"5: f has 61 lines"}},
		{"long literal", "p/a.go", "package p\n\nvar f = func() {\n" + lines(59) + "}\n", []string{"3: a function literal has 61"}},
		{"table", "p/a.go", "package p\n\nfunc f() {\n" + lines(57) + "\t_ = []int{\n" + numbers + "\t}\n}\n", nil},
		{"code around a table", "p/a.go", "package p\n\nfunc f() {\n" + lines(58) + "\t_ = []int{\n" + numbers + "\t}\n}\n", []string{"3: f has 61 lines"}},
		{"long literal in a table", "p/a.go", "package p\n\nfunc f() []func() {\n\treturn []func(){func() {\n" + lines(59) + "\t}}\n}\n", []string{"4: a function literal has 61"}},
		{"long test", "p/a_test.go", "package p\n\nfunc f() {\n" + lines(59) + "}\n", nil},
		{"init", "p/a.go", "package p\n\nfunc init() {}\n", []string{"3: init runs"}},
		{"init in a test", "p/a_test.go", "package p\n\nfunc init() {}\n", []string{"3: init runs"}},
		{"method init", "p/a.go", "package p\n\ntype t int\n\nfunc (t) init() {}\n", nil},
		{"skip", "p/a_test.go", "package p\n\nfunc f(t T) {\n\tt.Skip()\n}\n", []string{"4: the test skips"}},
		{"skipf", "p/a_test.go", "package p\n\nfunc f(b T) {\n\tg(func() { b.Skipf(\"x\") })\n}\n", []string{"4: the test skips"}},
		{"another skip", "p/a_test.go", "package p\n\nfunc f(lexer T) {\n\tlexer.Skip()\n}\n", nil},
		{"unfinished", "p/a.go", "package p\n\n// TO" + "DO: more\nvar x = 1\n", []string{"3: TO" + "DO marks"}},
		{"unsafe", "p/a.go", "package p\n\nimport _ \"unsafe\"\n", []string{"3: only files named"}},
		{"unsafe, generated", "p/a_gen.go", "package p\n\nimport _ \"unsafe\"\n", []string{"3: only files named"}},
		{"unsafe by name", "p/a_unsafe.go", "package p\n\nimport _ \"unsafe\"\n", nil},
		{"unsafe by folder", "kvm/hv/a.go", "package hv\n\nimport _ \"unsafe\"\n", nil},
		{"unsafe, similar folder", "kvm/hvx/a.go", "package hvx\n\nimport _ \"unsafe\"\n", []string{"3: only files named"}},
		{"bare function", "p/a.go", "package p\n\nfunc F() {}\n", []string{"3: F is exported"}},
		{"bare function in main", "p/a.go", "package main\n\nfunc F() {}\n", nil},
		{"bare type", "p/a.go", "package p\n\ntype T int\n", []string{"3: T is exported"}},
		{"bare method", "p/a.go", "package p\n\n// T is.\ntype T int\n\nfunc (*T) F() {}\n", []string{"6: F is exported"}},
		{"method of an interface", "p/a.go", "package p\n\n// T is.\ntype T int\n\nfunc (T) Error() string { return \"\" }\n", nil},
		{"method of a hidden type", "p/a.go", "package p\n\ntype t int\n\nfunc (t) F() {}\n", nil},
		{"bare constant", "p/a.go", "package p\n\nconst (\n\t// A is.\n\tA = 1\n\tB = 2\n\tC = 3 // see B\n)\n", []string{"6: B is exported"}},
		{"group comment", "p/a.go", "package p\n\n// All of them.\nconst (\n\tA = 1\n\tB = 2\n)\n", nil},
		{"testdata", "p/testdata/a.go", "not Go", nil},
		{"module below", "sub/a.go", "package p\n\nfunc init() {}\n", nil},
	} {
		t.Run(c.rule, func(t *testing.T) {
			files := map[string]string{c.file: c.text, "good.go": "package good\n", "sub/go.mod": "module sub\n"}
			got, err := CheckSource(SourceRules{Root: writeTree(t, files), Unsafe: sourceRules.Unsafe})
			if err != nil {
				t.Fatal(err)
			}
			matches := slices.EqualFunc(got, c.want, func(g, w string) bool { return strings.HasPrefix(g, c.file+":"+w) })
			if !matches {
				t.Errorf("violations %q, want %q", got, c.want)
			}
		})
	}
}

func TestSourceErrors(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no Go file": {"README": ""},
		"not Go":     {"a.go": "package"},
	} {
		if bad, err := CheckSource(SourceRules{Root: writeTree(t, files)}); err == nil {
			t.Errorf("%s: %s and no error", name, fmt.Sprint(bad))
		}
	}
}
