package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/volt-project/volt/test/host/job"
)

// patience is how long output is waited for after the command ended: what it
// left running may hold its standard output open.
const patience = 2 * time.Second

// execute runs the job's command. It is an error only if there is no such
// command.
func execute(j job.Job) (job.Exit, error) {
	port, err := openPort(job.PortOutput)
	if err != nil {
		return job.Exit{}, err
	}
	defer port.Close()
	ctx, cancel := context.WithTimeout(context.Background(), j.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, j.Argv[0], j.Argv[1:]...)
	cmd.Dir = j.Dir
	cmd.Env = append([]string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/root", "USER=root", "LANG=C.UTF-8",
	}, j.Env...)
	// A pipe between: the port can be open once only, and programs open
	// /dev/stderr.
	out := writer{port}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = patience
	err = cmd.Run()
	if cmd.ProcessState == nil {
		return job.Exit{}, fmt.Errorf("cannot start %s: %w", j.Argv[0], err)
	}
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok {
		return job.Exit{}, fmt.Errorf("cannot tell how %s ended: %w", j.Argv[0], err)
	}
	return decode(status, errors.Is(ctx.Err(), context.DeadlineExceeded)), nil
}

// decode makes a shell's exit status of a wait status.
func decode(status syscall.WaitStatus, late bool) job.Exit {
	if status.Signaled() {
		return job.Exit{Code: 128 + int(status.Signal()), Signal: int(status.Signal()), Timeout: late}
	}
	return job.Exit{Code: status.ExitStatus()}
}
