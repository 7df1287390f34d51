package manager

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	sd "github.com/coreos/go-systemd/v22/dbus"
	"github.com/godbus/dbus/v5"
)

// Property is a setting of a transient unit: Name string, Value dbus.Variant.
type Property = sd.Property

// Auxiliary is a unit that comes and goes with a transient one: Name string,
// Properties []Property. Of the released versions systemd takes it for sockets,
// timers and paths that trigger a service.
type Auxiliary = sd.PropertyCollection

// Stdio makes the files the standard input, output and error of a service. The
// files must stay open until the start returned; systemd has copies then.
//
// Descriptors travel over the private socket as they do over the bus (tried on
// 252 and 257, system and user). Scopes have no such properties: their
// processes bring their own.
func Stdio(stdin, stdout, stderr *os.File) []Property {
	fd := func(name string, f *os.File) Property {
		return Property{Name: name, Value: dbus.MakeVariant(dbus.UnixFD(f.Fd()))}
	}
	return []Property{
		fd("StandardInputFileDescriptor", stdin),
		fd("StandardOutputFileDescriptor", stdout),
		fd("StandardErrorFileDescriptor", stderr),
	}
}

// Processes moves processes into a scope.
func Processes(pids ...int) Property {
	list := make([]uint32, len(pids))
	for i, pid := range pids {
		list[i] = uint32(pid)
	}
	return Property{Name: "PIDs", Value: dbus.MakeVariant(list)}
}

// StartTransient starts a new unit and returns when systemd counts it as
// started: with Type=exec once the program was executed, with Type=notify once
// it is ready. The Watch knows how the unit ends even if that was at once.
//
// When systemd could not start it the error is a *StartError. When ctx ends
// first the unit is stopped.
func (m *Manager) StartTransient(ctx context.Context, name string, properties []Property, aux ...Auxiliary) (*Watch, error) {
	w := newWatch(m, name)
	w.returns = setting(properties, "Restart", "no") != "no"
	if err := w.subscribe(ctx); err != nil {
		return nil, failed("start", name, err)
	}
	if err := w.start(ctx, properties, aux); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func (w *Watch) start(ctx context.Context, properties []Property, aux []Auxiliary) error {
	if aux == nil {
		aux = []Auxiliary{} // D-Bus knows no nil
	}
	var result JobResult
	began := time.Now()
	err := w.m.once(ctx, func(l *link) error {
		results := make(chan string, 1)
		_, err := l.systemd.StartTransientUnitAux(ctx, w.name, "fail", properties, aux, results)
		if err == nil {
			result, err = await(ctx, l, results)
		}
		return err
	})
	switch {
	case ctx.Err() != nil:
		w.giveUp(context.WithoutCancel(ctx))
		return failed("start", w.name, ctx.Err())
	case errors.Is(err, dbus.ErrClosed):
		// systemd executes itself again. Jobs survive that, but their results
		// go to nobody: what counts is what becomes of the unit.
		return failed("start", w.name, w.resume(ctx))
	case err != nil:
		return failed("start", w.name, err)
	case result == JobDone:
		return nil
	}
	e := w.explain(ctx, result)
	kind := setting(properties, "Type", "simple") // systemd.service(5): the default with ExecStart=
	if e.executed(kind) {
		return nil
	}
	e.Log = journal(ctx, w.m.scope, w.name, began, lastLines)
	if e.executed(kind) {
		return nil
	}
	return e
}

// setting is the text that properties give name, or otherwise.
func setting(properties []Property, name, otherwise string) string {
	for i := range properties {
		if s, ok := properties[i].Value.Value().(string); ok && properties[i].Name == name {
			otherwise = s
		}
	}
	return otherwise
}

// giveUp stops a unit whose starter does not want it any more.
func (w *Watch) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_ = w.m.repeat(ctx, func(l *link) error {
		// Only queued: the stop may take as long as TimeoutStopSec= says.
		_, err := l.systemd.StopUnitContext(ctx, w.name, "replace", nil)
		return err
	})
}

// StartError is a unit that systemd tried to start in vain.
type StartError struct {
	Unit         string
	Job          JobResult
	Exit         ExitStatus // Code NotRun when it did not come to a main process
	StatusText   string     // what the service said with STATUS=, sd_notify(3)
	InvocationID string     // 32 hexadecimal digits, for journalctl; "" if it did not come that far
	Log          []string   // the last lines in the journal, the oldest first; none when it cannot be read
}

func (e *StartError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot start %s: %s", e.Unit, e.cause())
	if e.StatusText != "" {
		fmt.Fprintf(&b, "; it said: %s", e.StatusText)
	}
	for _, line := range e.Log {
		b.WriteString("\n  ")
		b.WriteString(line)
	}
	return b.String()
}

func (e *StartError) cause() string {
	if e.Job != JobFailed {
		return e.Job.explain()
	}
	switch {
	case e.Exit.Result == Timeout:
		return "it was not ready in time"
	case e.Exit.Code != NotRun:
		return "the main process " + e.Exit.String()
	case e.Exit.Result != "" && e.Exit.Result != Success:
		return "it failed with the result " + e.Exit.Result
	}
	return e.Job.explain()
}

// executed reports whether the program ran and ended, although the job failed.
// A Type=exec service whose program fails within a moment is one that systemd
// learns of from SIGCHLD before it sees that the execve(2) succeeded. Others
// than exec and simple promise more than an execve.
//
// Where the status is one of those systemd uses for itself, the journal tells
// whose it was: systemd logs the step that failed (src/core/exec-invoke.c, in
// 252 execute.c). Without lines from the journal it counts as systemd's.
func (e *StartError) executed(kind string) bool {
	if e.Job != JobFailed || e.Exit.Code == NotRun || kind != "exec" && kind != "simple" {
		return false
	}
	step := stepName(e.Exit.Status)
	if e.Exit.Code != Exited || step == "" {
		return true
	}
	failed := func(line string) bool { return strings.Contains(line, "Failed at step "+step+" spawning ") }
	return len(e.Log) > 0 && !slices.ContainsFunc(e.Log, failed)
}

// lastLines is how many lines of the journal a failed start shows.
const lastLines = 10

// explain collects what is known about a start that failed. The signal with
// the unit's end is sent before the one of its job
// (bus_unit_send_pending_change_signal, src/core/dbus-job.c), but another
// goroutine may still hold it.
func (w *Watch) explain(ctx context.Context, result JobResult) *StartError {
	e := &StartError{Unit: w.name, Job: result}
	short, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	state, _, changed := w.now()
	for result == JobFailed && state.exit.Code == NotRun && !state.ended() && short.Err() == nil {
		select {
		case <-changed:
		case <-short.Done():
		}
		state, _, changed = w.now()
	}
	e.Exit, e.StatusText, e.InvocationID = state.exit, state.statusText, state.invocation
	return e
}
