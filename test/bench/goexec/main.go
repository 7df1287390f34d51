// Command goexec executes its arguments and does nothing else. What it costs
// over the bare execve(2) is the least that any Go program in its place costs:
// the start of the Go runtime.
package main

import (
	"os"
	"syscall"
)

func main() {
	if err := syscall.Exec(os.Args[1], os.Args[1:], os.Environ()); err != nil {
		os.Exit(1)
	}
}
