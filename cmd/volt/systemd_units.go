//go:build systemd

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/volt-project/volt/unitgen/manager"
)

// listed is a workload as volt ps shows it.
type listed struct {
	Name    string `json:"name"`
	Unit    string `json:"unit"`
	State   string `json:"state"`
	Result  string `json:"result,omitempty"`
	PID     int    `json:"pid,omitempty"`
	Memory  uint64 `json:"memory_bytes,omitempty"`
	Tasks   uint64 `json:"tasks,omitempty"`
	Since   string `json:"since,omitempty"`
	Command string `json:"description"`
}

// workloadName is the name of the workload that a unit runs, or "".
func workloadName(unit string) string {
	base, kind, ok := cutLast(unit, ".")
	if !ok || kind != "service" && kind != "scope" {
		return ""
	}
	if name, ok := strings.CutPrefix(base, "volt@"); ok && kind == "service" {
		return name
	}
	name, _ := strings.CutPrefix(base, unitPrefix)
	if name == base {
		return ""
	}
	return name
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// workloads are the loaded units of workloads, by name.
func workloads(ctx context.Context, m *manager.Manager) ([]manager.Unit, error) {
	var all []manager.Unit
	for _, pattern := range []string{"volt@*.service", unitPrefix + "*"} {
		found, err := m.List(ctx, pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b manager.Unit) int { return cmp.Compare(workloadName(a.Name), workloadName(b.Name)) })
	return all, nil
}

// find is the unit of the workload called name.
func find(ctx context.Context, m *manager.Manager, name string) (manager.Unit, error) {
	all, err := workloads(ctx, m)
	if err != nil {
		return manager.Unit{}, err
	}
	for _, u := range all {
		if workloadName(u.Name) == name || u.Name == name {
			return u, nil
		}
	}
	return manager.Unit{}, fmt.Errorf("there is no workload %s; volt ps --all lists them", visible(name))
}

// errNoName: a name is missing on the command line.
var errNoName = errors.New("no name is given")

// tool is one command: it connects, parses and reports.
type tool struct {
	name  string
	usage string
	flags *flag.FlagSet
	out   io.Writer
	err   io.Writer
}

func newTool(name, usage string, stdout, stderr io.Writer) *tool {
	t := &tool{name: name, usage: usage, out: stdout, err: stderr, flags: flag.NewFlagSet(name, flag.ContinueOnError)}
	t.flags.SetOutput(io.Discard)
	return t
}

// run parses args and calls f with a manager and what is left of them.
func (t *tool) run(args []string, f func(ctx context.Context, m *manager.Manager, rest []string) error) int {
	err := t.flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(t.out, t.usage)
		return 0
	}
	if err != nil {
		fmt.Fprintf(t.err, "volt %s: %s; see volt %s --help\n", t.name, visible(err.Error()), t.name)
		return exitUsage
	}
	ctx := context.Background()
	m, err := manager.Connect(ctx, scopeOf())
	if err == nil {
		defer m.Close()
		err = f(ctx, m, t.flags.Args())
	}
	if err != nil {
		fmt.Fprintf(t.err, "volt %s: %s\n", t.name, visible(err.Error()))
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errNoName):
		return exitUsage
	}
	return 1
}

const psUsage = `Usage: volt ps [--all] [--json]

Lists the workloads that systemd runs for you: the system's for root, your own
manager's for others.

  --all   also those that do not run
  --json  as JSON, one workload a line
`

func ps(args []string, stdout, stderr io.Writer) int {
	t := newTool("ps", psUsage, stdout, stderr)
	all := t.flags.Bool("all", false, "")
	asJSON := t.flags.Bool("json", false, "")
	return t.run(args, func(ctx context.Context, m *manager.Manager, _ []string) error {
		units, err := workloads(ctx, m)
		if err != nil {
			return err
		}
		var rows []listed
		for _, u := range units {
			// What failed is news until somebody has seen to it.
			if *all || u.Up() || u.ActiveState == "failed" {
				rows = append(rows, newListed(u))
			}
		}
		return printListed(stdout, rows, *asJSON)
	})
}

func newListed(u manager.Unit) listed {
	l := listed{
		Name: workloadName(u.Name), Unit: u.Name, State: u.ActiveState, PID: u.MainPID,
		Memory: u.MemoryCurrent.N, Tasks: u.TasksCurrent.N, Command: u.Description,
	}
	if u.ActiveState == "active" {
		l.State = u.SubState
	}
	if u.Exit.Result != manager.Success {
		l.Result = u.Exit.Result
	}
	if u.Up() && !u.ActiveEnter.IsZero() {
		l.Since = u.ActiveEnter.UTC().Format(time.RFC3339)
	}
	return l
}

func printListed(w io.Writer, rows []listed, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, r := range rows {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	fmt.Fprintf(w, "%-20s %-10s %8s %8s %5s  %s\n", "NAME", "STATE", "PID", "MEMORY", "TASKS", "DESCRIPTION")
	for _, r := range rows {
		state := r.State
		if r.Result == manager.OOMKill {
			state = "oom-kill"
		}
		fmt.Fprintf(w, "%-20s %-10s %8s %8s %5s  %s\n", visible(r.Name), state, blank(uint64(r.PID)),
			bytesShort(r.Memory), blank(r.Tasks), visible(cut(r.Command, 22)))
	}
	return nil
}

func blank(n uint64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// bytesShort is a number of bytes in at most 7 characters.
func bytesShort(n uint64) string {
	if n == 0 {
		return "-"
	}
	f, units := float64(n), "BKMGTPE"
	i := 0
	for f >= 1000 && i < len(units)-1 {
		f, i = f/1024, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%dB", n)
	}
	return fmt.Sprintf("%.1f%c", f, units[i])
}

const stopUsage = `Usage: volt stop NAME...

Stops workloads: SIGTERM, and after the stop timeout SIGKILL. Returns when they
have ended.
`

func stop(args []string, stdout, stderr io.Writer) int {
	t := newTool("stop", stopUsage, stdout, stderr)
	return t.run(args, func(ctx context.Context, m *manager.Manager, names []string) error {
		if len(names) == 0 {
			return fmt.Errorf("cannot stop: %w; see volt stop --help", errNoName)
		}
		var errs []error
		for _, name := range names {
			u, err := find(ctx, m, name)
			if err == nil {
				err = m.Stop(ctx, u.Name)
			}
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}

const logsUsage = `Usage: volt logs NAME [JOURNALCTL-OPTION...]

Shows what a workload wrote: journalctl(1) for its unit. Further options are
journalctl's, as -f, -n 50, -o json or --since today.
`

func logs(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		t := newTool("logs", logsUsage, stdout, stderr)
		return t.run(args, func(context.Context, *manager.Manager, []string) error {
			return fmt.Errorf("cannot show logs: %w; see volt logs --help", errNoName)
		})
	}
	t := newTool("logs", logsUsage, stdout, stderr)
	return t.run(nil, func(ctx context.Context, m *manager.Manager, _ []string) error {
		// Units that are gone have logs, too.
		units := []string{"volt@" + args[0] + ".service", unitPrefix + args[0] + ".service"}
		if u, err := find(ctx, m, args[0]); err == nil {
			units = []string{u.Name}
		}
		program, err := exec.LookPath("journalctl")
		if err != nil {
			return fmt.Errorf("cannot show logs: %w", err)
		}
		argv, option := []string{"journalctl"}, "--unit="
		if m.Scope() == manager.User {
			option = "--user-unit="
		}
		for _, u := range units {
			argv = append(argv, option+u)
		}
		err = syscall.Exec(program, append(argv, args[1:]...), os.Environ())
		return fmt.Errorf("cannot execute %s: %w", program, err)
	})
}
