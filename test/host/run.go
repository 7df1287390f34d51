package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/job"
	"github.com/volt-project/volt/test/host/machine"
	"github.com/volt-project/volt/test/host/payload"
)

// runOn runs the job on one variant and returns the command's exit status.
func runOn(ctx context.Context, o options, v image.Variant) (int, error) {
	cache, err := image.DefaultCache()
	if err != nil {
		return 0, err
	}
	b := image.Builder{Cache: cache, Log: o.stderr}
	emulator, err := b.Emulator(ctx)
	if err != nil {
		return 0, err
	}
	m, err := b.Machine(ctx, v)
	if err != nil {
		return 0, err
	}
	scratch, err := os.MkdirTemp("", "volt-test-host-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(scratch)
	tar := filepath.Join(scratch, "payload.tar")
	if err := pack(ctx, o, v, scratch, tar); err != nil {
		return 0, err
	}
	journal := filepath.Join(scratch, "journal")
	exit, err := boot(ctx, o, v, journal, machine.Config{
		Emulator: emulator, Machine: m, Payload: tar, CPUs: o.cpus, MemoryMiB: o.memory, Limits: o.limits,
	})
	if err != nil {
		return 0, err
	}
	if o.journal != "" || exit.Code != 0 {
		kept, err := keep(journal, cmp.Or(o.journal, filepath.Join(cache.Dir, "journal-"+v.Name+".txt")))
		if err != nil {
			return exit.Code, err
		}
		fmt.Fprintf(o.stderr, "test/host: %s: the journal is in %s\n", v.Name, kept)
	}
	return exit.Code, nil
}

// boot runs the machine, its output to ours, its journal to a file.
func boot(ctx context.Context, o options, v image.Variant, journal string, c machine.Config) (job.Exit, error) {
	f, err := os.Create(journal)
	if err != nil {
		return job.Exit{}, err
	}
	defer f.Close()
	s := machine.Streams{Output: o.stdout, Journal: f, Booted: func(state string, after time.Duration) {
		if o.verbose || state != "running" {
			fmt.Fprintf(o.stderr, "test/host: %s: %s after %.1f s\n", v.Name, state, after.Seconds())
		}
	}}
	if o.console {
		s.Console = o.stderr
	}
	exit, err := machine.Run(ctx, c, o.timeout, s)
	switch {
	case err != nil:
	case exit.Timeout:
		fmt.Fprintf(o.stderr, "test/host: %s: killed: it ran longer than %v\n", v.Name, o.timeout)
	case exit.Code != 0:
		fmt.Fprintf(o.stderr, "test/host: %s: exit status %d\n", v.Name, exit.Code)
	}
	return exit, err
}

// keep copies the journal to where the user finds it. The cache may belong to
// somebody else; then that is a new temporary file.
func keep(from, to string) (string, error) {
	text, err := os.ReadFile(from)
	if err != nil {
		return "", fmt.Errorf("cannot keep the journal: %w", err)
	}
	out, err := os.Create(to)
	if errors.Is(err, fs.ErrPermission) {
		out, err = os.CreateTemp("", "volt-test-host-journal-*.txt")
	}
	if err != nil {
		return "", fmt.Errorf("cannot keep the journal: %w", err)
	}
	if _, err := out.Write(text); err != nil {
		out.Close()
		return "", fmt.Errorf("cannot keep the journal: %w", err)
	}
	return out.Name(), out.Close()
}

// makeJob is what the agent is to run.
func makeJob(o options, v image.Variant) job.Job {
	j := job.Job{
		Dir: "/root", Timeout: o.timeout, Journal: o.journal != "",
		Env: []string{"VOLT_BIN=/" + payload.Bin, "VOLT_TEST_VARIANT=" + v.Name},
	}
	if o.shell != "" {
		j.Argv = []string{"/bin/bash", "-c", o.shell}
		return j
	}
	// The test program shows its goroutines before the agent kills it.
	own := o.timeout - o.timeout/20
	j.Argv = []string{payload.TestProgram, "-test.paniconexit0", "-test.timeout=" + own.String()}
	if o.run != "" {
		j.Argv = append(j.Argv, "-test.run="+o.run)
	}
	if o.verbose {
		j.Argv = append(j.Argv, "-test.v")
	}
	j.Argv = append(j.Argv, o.args...)
	return j
}
