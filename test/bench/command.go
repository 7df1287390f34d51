package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// command is a program whose start to end is timed.
type command struct {
	name string
	argv []string // argv[0] is the program's path
	env  []string // added to what every command gets

	// before and after surround a run and are not timed. nil for none.
	before, after func() error
}

// environment is what every command gets.
func environment() []string {
	return []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/", "LANG=C.UTF-8",
	}
}

// run starts the command and waits for it. Its standard input and output are
// null; what it has to complain about goes to standard error.
func (c *command) run(null *os.File) (time.Duration, error) {
	if c.before != nil {
		if err := c.before(); err != nil {
			return 0, err
		}
	}
	attr := &syscall.ProcAttr{
		Env:   append(environment(), c.env...),
		Files: []uintptr{null.Fd(), null.Fd(), os.Stderr.Fd()},
	}
	var status syscall.WaitStatus
	start := time.Now()
	pid, err := syscall.ForkExec(c.argv[0], c.argv, attr)
	if err != nil {
		return 0, fmt.Errorf("cannot start %s: %w", c.argv[0], err)
	}
	for {
		if _, err = syscall.Wait4(pid, &status, 0, nil); err != syscall.EINTR {
			break
		}
	}
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("cannot wait for %s: %w", c.argv[0], err)
	}
	if !status.Exited() || status.ExitStatus() != 0 {
		return 0, fmt.Errorf("cannot time %q: it ended with wait status %#x", strings.Join(c.argv, " "), int(status))
	}
	if c.after != nil {
		return took, c.after()
	}
	return took, nil
}

// warmup is how many rounds are run first and not counted: they fill the page
// cache and Volt's own.
const warmup = 5

// timeAll runs the commands in turn, n times each, and returns a sample in
// milliseconds for each.
func timeAll(n int, commands []command) ([]sample, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	out := make([]sample, len(commands))
	for round := range warmup + n {
		for _, i := range order(round, len(commands)) {
			took, err := commands[i].run(null)
			if err != nil {
				return nil, err
			}
			if round >= warmup {
				out[i] = append(out[i], float64(took.Nanoseconds())/1e6)
			}
		}
	}
	return out, nil
}
