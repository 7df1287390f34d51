//go:build !systemd

package main

import (
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/setup"
)

// supervise is the start of volt run that systemd carries out.
func (o *runOptions) supervise(args []string, _, _ io.Writer) (int, error) {
	return exitCannotStart, handOver(append([]string{"run"}, args...))
}

// systemdCommands are carried out by volt-systemd.
func systemdCommands() []command {
	over := func(name string) func([]string, io.Writer, io.Writer) int {
		return func(args []string, _, stderr io.Writer) int {
			err := handOver(append([]string{name}, args...))
			fmt.Fprintf(stderr, "volt %s: %v\n", name, err)
			return exitCannotStart
		}
	}
	return []command{
		{"ps", "list workloads", over("ps")},
		{"stop", "stop a workload", over("stop")},
		{"logs", "show what a workload wrote", over("logs")},
		{"stats", "show what workloads use of the machine", over("stats")},
		{"exec", "run a command in a workload's sandbox", over("exec")},
	}
}

// handOver executes volt-systemd in this program's place: volt with what it
// takes to talk to systemd, which would double the time that volt needs to
// start.
func handOver(args []string) error {
	program, err := setup.Program(setup.Systemd)
	if err != nil {
		return err
	}
	env := inherited.Environ()
	if env == nil {
		env = os.Environ()
	}
	err = syscall.Exec(program, append([]string{"volt"}, args...), env)
	return fmt.Errorf("cannot execute %s: %w", program, err)
}
