// Command volt runs programs confined, and shows what confinement there is.
// See volt(1).
package main

import (
	"fmt"
	"io"
	"os"
)

// version is set by the linker.
var version = "0.0.0-unknown"

// command is one sub-command. It returns the exit status.
type command struct {
	name    string
	summary string
	run     func(args []string, stdout, stderr io.Writer) int
}

func commands() []command {
	all := []command{{"run", "run a command inside a sandbox", run}}
	all = append(all, systemdCommands()...)
	return append(all, []command{
		{"policy", "check, explain, compare and work out policies", policyCommand},
		{"doctor", "show what this host can enforce", doctor},
		{"version", "print the version", printVersion},
	}...)
}

func main() {
	os.Exit(dispatch(os.Args[1:], os.Stdout, os.Stderr))
}

func dispatch(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(stdout)
		return 0
	case "--version":
		return printVersion(nil, stdout, stderr)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(args[1:], stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "volt: there is no command %q; see volt --help\n", args[0])
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Usage: volt COMMAND [ARGUMENT...]\n\nConfines programs: files, ports, system calls and capabilities.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nvolt COMMAND --help says more. Try:\n  volt run -- ls /usr\n")
}

func printVersion(_ []string, stdout, _ io.Writer) int {
	fmt.Fprintln(stdout, "volt", version)
	return 0
}

// Exit statuses that are Volt's own.
const (
	exitUsage         = 2
	exitCannotStart   = 125
	exitNotExecutable = 126
	exitNotFound      = 127
)
