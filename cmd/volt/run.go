package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/term"

	"github.com/volt-project/volt/cgroups"
	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/direct"
	"github.com/volt-project/volt/sandbox/setup"
)

// run is `volt run`. Everything that can fail is tried before the workload
// exists; a start either happens whole or not at all.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parseRun(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, runUsage)
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "volt run: %s; see volt run --help\n", sentence(err))
		return exitCannotStart
	}
	code, err := o.start(args, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "volt run: %s\n", sentence(err))
		return exitCode(err)
	}
	return code
}

// sentence is an error as it may be shown: names of files can hold anything. A
// refusal has several lines, and no names in them.
func sentence(err error) string {
	var refusal *compile.Refusal
	if errors.As(err, &refusal) {
		return err.Error()
	}
	return visible(err.Error())
}

// exitCode is the status for a start that failed.
func exitCode(err error) int {
	var denied *compile.NotExecutable
	switch {
	case errors.Is(err, analyze.ErrNotFound):
		return exitNotFound
	case errors.Is(err, analyze.ErrNotExecutable), errors.As(err, &denied):
		return exitNotExecutable
	}
	return exitCannotStart
}

func (o *runOptions) start(args []string, stdout, stderr io.Writer) (int, error) {
	systemd, err := o.bySystemd()
	if err != nil {
		return 0, err
	}
	if systemd {
		return o.supervise(args, stdout, stderr)
	}
	return o.direct(stdout, stderr)
}

// direct makes the sandbox without systemd.
func (o *runOptions) direct(stdout, stderr io.Writer) (int, error) {
	given, err := o.givenPolicy()
	if err != nil {
		return 0, err
	}
	id, err := o.identity()
	if err != nil {
		return 0, err
	}
	defer id.release()
	if o.dryRun {
		res, err := o.compile(given, id, "", compile.Direct())
		if err != nil {
			return 0, err
		}
		return 0, printPlan(stdout, res, o.json)
	}
	return o.launch(given, id, stderr)
}

// launch starts PID 1 of the sandbox, and works out the plan while that gets
// ready.
func (o *runOptions) launch(given *givenPolicy, id *identity, stderr io.Writer) (int, error) {
	jail, err := setup.Program(setup.Jail)
	if err != nil {
		return 0, err
	}
	cfg := &direct.Config{
		Jail:          jail,
		Network:       o.network == compile.NetworkNone,
		UserNamespace: !id.root,
		UID:           os.Getuid(),
		GID:           os.Getgid(),
		Stdio:         [3]*os.File{os.Stdin, os.Stdout, os.Stderr},
	}
	signals := direct.Signals()
	var tty *direct.Terminal
	if term.IsTerminal(0) && term.IsTerminal(1) {
		if tty, err = direct.NewTerminal(os.Stdin, os.Stdout, int(id.ids.UID)); err != nil {
			return 0, err
		}
		cfg.Stdio = tty.Stdio(cfg.Stdio)
	}
	defer tty.Close()
	group, err := o.group()
	if err != nil {
		return 0, err
	}
	defer group.remove()
	box, err := direct.Prepare(cfg)
	if err != nil {
		return 0, err
	}
	res, err := o.ready(box, group, given, id, tty)
	if err != nil {
		box.Cancel()
		return 0, err
	}
	if o.verbose {
		printRecord(stderr, res, o.json)
	}
	if err := tty.Start(); err != nil {
		box.Cancel()
		return 0, err
	}
	if err := box.Start(res.Plan); err != nil {
		return 0, err
	}
	forget := remember(res, stderr, o.verbose)
	status, started := box.Wait(signals)
	forget()
	return workloadCode(status, started), nil
}

// ready limits PID 1 and works out the plan.
func (o *runOptions) ready(box *direct.Sandbox, group *limited, given *givenPolicy, id *identity, tty *direct.Terminal) (*compile.Result, error) {
	if err := group.add(box.PID()); err != nil {
		return nil, err
	}
	res, err := o.compile(given, id, tty.Name(), compile.Direct())
	if err != nil {
		return nil, err
	}
	res.Plan.Exec.Session = true
	res.Plan.Exec.Terminal = tty != nil
	return res, nil
}

// limited is the cgroup with the limits of the command line; nil without any,
// and in a scope, where systemd has set them.
type limited struct{ group *cgroups.Group }

// group makes it, while this process is still alone: where processes are, no
// cgroups with limits can be made (cgroups(7), "no internal processes").
func (o *runOptions) group() (*limited, error) {
	if o.limits == (cgroups.Limits{}) || o.scope {
		return nil, nil
	}
	parent, err := cgroups.Delegated()
	if err != nil {
		return nil, err
	}
	g, err := cgroups.Create(parent, "volt-run-"+strconv.Itoa(os.Getpid()), &o.limits)
	if err != nil {
		return nil, err
	}
	return &limited{g}, nil
}

func (l *limited) add(pid int) error {
	if l == nil {
		return nil
	}
	return l.group.Add(pid)
}

func (l *limited) remove() {
	if l != nil {
		_ = l.group.Remove()
	}
}

// workloadCode is the exit status that stands for the workload's own end.
func workloadCode(status syscall.WaitStatus, started bool) int {
	switch {
	case !started && status.Signaled():
		return exitCannotStart
	case status.Signaled():
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
