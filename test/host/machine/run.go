package machine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/volt-project/volt/test/host/job"
)

// consoleLines is how much of the console a failure shows.
const consoleLines = 30

// Streams is where what the machine says goes, as it says it. Console may be
// nil.
type Streams struct {
	Output  io.Writer
	Journal io.Writer
	Console io.Writer
	Booted  func(state string, after time.Duration)
}

// Run boots the machine and returns how its command ended. The command's time
// is bounded by timeout inside the machine; the machine's by c.Limits besides. A
// *Failure is a machine that did not do its job.
func Run(ctx context.Context, c Config, timeout time.Duration, s Streams) (job.Exit, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	started := time.Now()
	f := facts{}
	limit := time.AfterFunc(c.Limits.Boot, func() { cancel(errLate) })
	defer limit.Stop()

	argv := c.Command()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &complaint, &complaint
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	var last tail
	booted := func(r job.Report) {
		limit.Reset(timeout + c.Limits.End)
		if s.Booted != nil {
			s.Booted(r.State, time.Since(started))
		}
	}
	wait, err := connect(cmd, map[string]func(io.Reader) error{
		console:         copyTo(io.MultiWriter(&last, or(s.Console))),
		job.PortOutput:  copyTo(s.Output),
		job.PortJournal: copyTo(s.Journal),
		job.PortReport: func(r io.Reader) (err error) {
			f.reports, err = readReports(r, booted)
			return err
		},
	})
	if err != nil {
		return job.Exit{}, fmt.Errorf("cannot start QEMU: %w", err)
	}
	status := cmd.Wait()
	err = wait()
	f.killed, f.after = errors.Is(context.Cause(ctx), errLate), time.Since(started)
	if ctx.Err() != nil && !f.killed {
		return job.Exit{}, fmt.Errorf("cannot wait for the machine: %w", context.Cause(ctx))
	}
	if status != nil {
		f.status = status.Error()
	}
	f.stderr, f.console = complaint.String(), last.lines(consoleLines)
	exit, failure := diagnose(f)
	if failure != nil {
		return exit, failure
	}
	return exit, err
}

// errLate is the cause of a machine's end that had its time.
var errLate = errors.New("its time is over")

// connect starts QEMU with a pipe for each channel, and gives what comes out of
// each to its reader. wait returns when all pipes are at their end.
func connect(cmd *exec.Cmd, readers map[string]func(io.Reader) error) (wait func() error, err error) {
	var group sync.WaitGroup
	var ours, theirs []*os.File
	errs := make([]error, len(channels()))
	closeAll := func(files []*os.File) {
		for _, f := range files {
			f.Close()
		}
	}
	for range channels() {
		r, w, err := os.Pipe()
		if err != nil {
			closeAll(append(ours, theirs...))
			return nil, err
		}
		ours, theirs = append(ours, r), append(theirs, w)
	}
	cmd.ExtraFiles = theirs
	if err := cmd.Start(); err != nil {
		closeAll(append(ours, theirs...))
		return nil, err
	}
	closeAll(theirs)
	for i, ch := range channels() {
		group.Go(func() {
			errs[i] = readers[ch.name](ours[i])
			// What cannot be kept is still read: QEMU must not stand still.
			io.Copy(io.Discard, ours[i])
		})
	}
	return func() error {
		group.Wait()
		closeAll(ours)
		return errors.Join(errs...)
	}, nil
}

func copyTo(w io.Writer) func(io.Reader) error {
	return func(r io.Reader) error {
		_, err := io.Copy(w, r)
		return err
	}
}

func or(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// readReports reads until the end, or until something that is no report.
func readReports(r io.Reader, booted func(job.Report)) ([]job.Report, error) {
	var out []job.Report
	dec := json.NewDecoder(r)
	for {
		var rep job.Report
		if err := dec.Decode(&rep); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return out, fmt.Errorf("cannot read the agent's report: %w", err)
		}
		if rep.Event == job.Booted {
			booted(rep)
		}
		out = append(out, rep)
	}
}
