// Package analyze works out a policy for a command without running it, the
// meaning of Policy=auto. It reads the program's file, follows what the dynamic
// loader would load, knows where the common language runtimes keep their
// libraries, and looks at the arguments. Every rule carries the reason it is
// there.
//
// The answer is sound where the files tell (a shared library, a script's
// interpreter, a path in an argument) and a stated guess where they cannot: a
// shell runs whatever its input says, a program may open a name it computes.
// Each such guess is a note.
//
// Nothing is executed. Files are read with bounded sizes and are taken to be
// hostile: a broken ELF file is an error, never a panic.
package analyze

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

// The errors that decide an exit code; test for them with errors.Is.
var (
	// ErrNotFound: there is no such program. The command exits 127.
	ErrNotFound = errors.New("not found")
	// ErrNotExecutable: the program is there and cannot be executed, for want
	// of permission or because it is not a program for this machine. The
	// command exits 126.
	ErrNotExecutable = errors.New("cannot be executed")
)

// Request is the command to analyse.
type Request struct {
	// Argv is the command and its arguments, as for execvp(3).
	Argv []string
	// Dir is the absolute working directory of the workload.
	Dir string
	// Env is the environment of the workload, KEY=VALUE. PATH, HOME,
	// LD_LIBRARY_PATH and the search paths of the runtimes are looked at.
	Env []string
	// Network is "none" or "host".
	Network string
}

// Rule is one line of the policy and why it is there.
type Rule struct {
	Key    string `json:"key"`    // the policy's key: "fs_read", "net_bind"
	Value  string `json:"value"`  // the path, or the port as the policy writes it
	Reason string `json:"reason"` // a phrase that follows "because of"
}

// Result is what the analysis found.
type Result struct {
	// Exec is the absolute path of the program found on PATH, not resolved:
	// a program may behave according to the name it is started by.
	Exec   string        `json:"exec"`
	Policy policy.Policy `json:"policy"`
	// Rules are the lines of Policy, one each, in the same order.
	Rules []Rule `json:"rules"`
	// Notes are sentences about what could not be known or was left out.
	Notes []string `json:"notes"`
	// Inputs is everything the answer depends on, sorted by path. While all
	// of them are fresh, the same request has the same answer.
	Inputs []Input `json:"-"`
}

// Analyze works out the policy of a command. An error that wraps ErrNotFound
// or ErrNotExecutable is about the program itself.
func Analyze(req Request) (*Result, error) {
	return analyzeIn("", req)
}

// Find returns the absolute path of the program that req names, as execvp(3)
// finds it on the workload's PATH. Its errors wrap ErrNotFound or
// ErrNotExecutable where they are about the program.
func Find(req Request) (string, error) {
	a, err := prepare("", req)
	if err != nil {
		return "", err
	}
	return a.lookup(req.Argv[0])
}

// analyzeIn is Analyze on the file system below root ("" is the machine's).
func analyzeIn(root string, req Request) (*Result, error) {
	a, err := prepare(root, req)
	if err != nil {
		return nil, err
	}
	program, err := a.lookup(req.Argv[0])
	if err != nil {
		return nil, err
	}
	if err := a.execute(program, wordsOf(req.Argv), "the command names it", 0); err != nil {
		return nil, err
	}
	a.facilities()
	return a.result(program), nil
}

// prepare checks a request.
func prepare(root string, req Request) (*analysis, error) {
	if len(req.Argv) == 0 || req.Argv[0] == "" {
		return nil, fmt.Errorf("cannot analyse the command: it is empty: %w", ErrNotFound)
	}
	if !path.IsAbs(req.Dir) {
		return nil, fmt.Errorf("cannot analyse %s: the working directory %q is not an absolute path", req.Argv[0], req.Dir)
	}
	for _, s := range append([]string{req.Dir}, req.Argv...) {
		if strings.IndexByte(s, 0) >= 0 {
			return nil, fmt.Errorf("cannot analyse the command: %q holds a NUL byte", s)
		}
	}
	m, ok := machineNamed(runtime.GOARCH)
	if !ok {
		return nil, fmt.Errorf("cannot analyse %s: programs for %s are not supported", req.Argv[0], runtime.GOARCH)
	}
	return newAnalysis(root, req, m), nil
}

// analysis is the state of one run.
type analysis struct {
	tree    *tree
	machine machine
	dir     string
	env     map[string]string
	network string

	rules  ruleSet
	notes  []string
	loader loader
	table  []facility
	// used holds the names of the facilities in use, each with the reason.
	used map[string]string
	// space is the namespace of the program that runs in the end, behind
	// scripts and wrappers. nil until it is known.
	space *namespace
}

func newAnalysis(root string, req Request, m machine) *analysis {
	a := &analysis{
		tree:    newTree(root),
		machine: m,
		dir:     path.Clean(req.Dir),
		env:     map[string]string{},
		network: req.Network,
		used:    map[string]string{},
		table:   facilityTable(),
	}
	for _, kv := range req.Env {
		if k, v, ok := strings.Cut(kv, "="); ok {
			a.env[k] = v
		}
	}
	a.loader = newLoader(a.tree, m, a.env["LD_LIBRARY_PATH"], a.dir, wantedSymbols(a.table))
	return a
}

// note adds a sentence once.
func (a *analysis) note(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	for _, n := range a.notes {
		if n == s {
			return
		}
	}
	a.notes = append(a.notes, s)
}

// abs is name as seen from the working directory, cleaned.
func (a *analysis) abs(name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(a.dir, name)
}

func (a *analysis) result(program string) *Result {
	rules := a.rules.sorted(a.tree)
	return &Result{
		Exec:   program,
		Policy: policyOf(rules),
		Rules:  exported(rules),
		Notes:  append([]string{}, a.notes...),
		Inputs: a.tree.sortedInputs(),
	}
}
