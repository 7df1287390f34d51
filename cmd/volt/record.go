package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/direct"
	"github.com/volt-project/volt/sandbox/setup"
)

// record is what volt audit reads about a workload: what was asked, and what
// enforces it.
type record struct {
	Command []string              `json:"command"`
	PID     int                   `json:"supervisor_pid"`
	Rules   []compile.Enforcement `json:"rules"`
	Notes   []string              `json:"notes"`
}

func newRecord(r *compile.Result) record {
	return record{r.Plan.Exec.Argv, os.Getpid(), r.Record, append([]string{}, r.Notes...)}
}

// printRecord is the -v of volt run.
func printRecord(w io.Writer, r *compile.Result, asJSON bool) {
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(newRecord(r))
		return
	}
	for _, e := range r.Record {
		fmt.Fprintf(w, "volt run: %-27s %s\n", e.Rule, enforcedBy(e))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "volt run: note: %s\n", visible(n))
	}
}

func enforcedBy(e compile.Enforcement) string {
	switch {
	case len(e.By) > 0:
		return strings.Join(e.By, ", ")
	case e.Residual != "":
		return "open: " + e.Residual
	}
	return "NOT ENFORCED: needs " + e.Needs
}

// remember keeps the record where volt audit finds it, for as long as the
// workload runs. It is not worth failing a start for.
func remember(r *compile.Result, stderr io.Writer, verbose bool) (forget func()) {
	name, err := writeRecord(r)
	if err != nil {
		if verbose {
			fmt.Fprintf(stderr, "volt run: note: %v\n", err)
		}
		return func() {}
	}
	return func() { os.Remove(name) }
}

// sweep removes the records of supervisors that were killed.
func sweep(folder string) {
	names, _ := filepath.Glob(filepath.Join(folder, "*.json"))
	for _, name := range names {
		pid, err := strconv.Atoi(strings.TrimSuffix(filepath.Base(name), ".json"))
		if err == nil && (pid == os.Getpid() || syscall.Kill(pid, 0) == syscall.ESRCH) {
			os.Remove(name)
		}
	}
}

func writeRecord(r *compile.Result) (string, error) {
	folder := setup.RunFolder()
	if folder == "" {
		return "", fmt.Errorf("cannot keep the enforcement record: XDG_RUNTIME_DIR is not set")
	}
	if err := os.MkdirAll(filepath.Join(folder, "run"), 0o755); err != nil {
		return "", fmt.Errorf("cannot keep the enforcement record: %w", err)
	}
	b, err := json.Marshal(newRecord(r))
	if err != nil {
		return "", fmt.Errorf("cannot keep the enforcement record: %w", err)
	}
	direct.Sweep(uidFolder())
	folder = filepath.Join(folder, "run")
	sweep(folder)
	name := filepath.Join(folder, strconv.Itoa(os.Getpid())+".json")
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", fmt.Errorf("cannot keep the enforcement record: %w", err)
	}
	_, err = f.Write(append(b, '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(name)
		return "", fmt.Errorf("cannot keep the enforcement record: %w", err)
	}
	return name, nil
}
