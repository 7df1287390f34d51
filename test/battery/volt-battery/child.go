package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/volt-project/volt/test/battery/attempts"
)

// attemptCommand is the sub-command that makes one attempt.
const attemptCommand = "attempt"

// patience is how long an attempt may take. A hang is no denial.
const patience = 5 * time.Second

// inChild makes an attempt in a process of its own, in a process group of its
// own so that what it started can be ended with it.
func inChild(a *attempts.Attempt, self, setup string, patience time.Duration) attempts.Result {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, attemptCommand, a.Name, setup)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, &out, &errs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return a.Error(fmt.Sprintf("hung for %v", patience))
	}
	if cmd.ProcessState == nil {
		return a.Error(fmt.Sprintf("cannot start the attempt: %v", err))
	}
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case ok && status.Signaled():
		return a.Died(status.Signal())
	case cmd.ProcessState.ExitCode() == attempts.ThroughCode:
		r := a.Error("replaced by another program")
		r.Outcome = attempts.Open
		return r
	}
	var r attempts.Result
	if err := errors.Join(err, json.Unmarshal(out.Bytes(), &r)); err != nil {
		return a.Error(fmt.Sprintf("the attempt ended without a result: %v: %s", err, firstLine(errs.String())))
	}
	return r
}

// attempt makes one attempt in this process and prints its result.
func attempt(args []string) (int, error) {
	if len(args) != 2 {
		return 2, fmt.Errorf("usage: volt-battery attempt NAME SETUP")
	}
	a := attempts.Find(args[0])
	if a == nil {
		return 2, fmt.Errorf("there is no attempt %q", args[0])
	}
	s, err := attempts.ParseSetup(args[1])
	if err != nil {
		return 2, err
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	return 0, out.Encode(a.Run(s))
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
