package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Module is the path of this module; "./x" in a rule means Module + "/x".
const Module = "github.com/volt-project/volt"

// ImportRule forbids packages to import others. Patterns are import paths as
// the go command takes them: "fmt", "./sandbox/plan", "./sandbox/..." (the
// folder and all below it). Tests of a package may import what they like.
type ImportRule struct {
	In     []string // the packages the rule binds
	Except []string // those of them that may
	Forbid []string
	Reason string
}

// LinkRule forbids packages in everything that a program is linked from.
type LinkRule struct {
	Program string // "./cmd/volt-jail"
	Forbid  []string
	Reason  string
}

// Package is what `go list -json` tells about a package.
type Package struct {
	ImportPath string
	Imports    []string // direct, without those of tests
	Deps       []string // direct and indirect
}

// List asks the go command in folder dir about packages. cgo is the value of
// CGO_ENABLED, "0" or "1", which decides about the files that belong to them.
func List(dir, cgo string, patterns ...string) ([]Package, error) {
	args := append([]string{"list", "-json=ImportPath,Imports,Deps", "--"}, patterns...)
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot list the packages %s: %w: %s", strings.Join(patterns, " "), err, stderr.String())
	}
	var pkgs []Package
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("cannot read the answer of go list: %w", err)
		}
		pkgs = append(pkgs, p)
	}
}

// CheckImports returns a sentence for each import that a rule forbids.
func CheckImports(rules []ImportRule, pkgs []Package) []string {
	var bad []string
	for _, r := range rules {
		for _, p := range pkgs {
			if !matchAny(r.In, p.ImportPath) || matchAny(r.Except, p.ImportPath) {
				continue
			}
			for _, imp := range p.Imports {
				if matchAny(r.Forbid, imp) {
					bad = append(bad, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imp, r.Reason))
				}
			}
		}
	}
	return bad
}

// CheckLinked returns a sentence for each package that program is linked with
// and r forbids.
func CheckLinked(r LinkRule, program Package) []string {
	var bad []string
	for _, dep := range program.Deps {
		if matchAny(r.Forbid, dep) {
			bad = append(bad, fmt.Sprintf("%s links %s: %s", r.Program, dep, r.Reason))
		}
	}
	return bad
}

func matchAny(patterns []string, path string) bool {
	for _, p := range patterns {
		if match(p, path) {
			return true
		}
	}
	return false
}

func match(pattern, path string) bool {
	if rest, ours := strings.CutPrefix(pattern, "./"); ours {
		pattern = Module + "/" + rest
	}
	if parent, tree := strings.CutSuffix(pattern, "/..."); tree {
		return path == parent || strings.HasPrefix(path, parent+"/")
	}
	return path == pattern
}
