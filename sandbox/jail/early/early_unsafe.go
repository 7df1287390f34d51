// Package early carries out a plan from a file before the Go runtime starts.
//
// The runtime's start takes longer than all that volt-jail does, and volt-jail
// needs it for nothing but to explain failures. So the program has an entry of
// its own (entry_amd64.s), which looks for the script behind the plan (package
// script) and runs it: up to the execve, or to the step that fails.
//
// Whatever is not plain and whole goes the slow way: the entry hands over to
// the runtime, and main reads the plan, says what is wrong with it or makes the
// same script again and runs it. Nothing has happened then.
//
// A step that failed is not tried again: steps before it may have happened.
// The runtime starts, in whatever the steps have made of the process, and main
// explains (Failed). Only the execve comes behind the system call filter, under
// which the runtime might not start: what to say of that stands in the file,
// and the entry says it and exits.
package early

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/script"
)

// What begin leaves for Failed. It is written before the runtime starts, and
// never again. file points at a mapping of its own.
var (
	file    uintptr
	length  uintptr
	outcome script.Outcome
)

// Failure is a step that failed before the Go runtime was started.
type Failure struct {
	Plan  []byte
	Step  int
	Errno syscall.Errno
}

// Failed tells of it. ok is false when nothing was tried.
func Failed() (f Failure, ok bool) {
	if file == 0 {
		return f, false
	}
	b := unsafe.Slice(*(**byte)(unsafe.Pointer(&file)), length)
	return Failure{Plan: b, Step: int(outcome.Step), Errno: syscall.Errno(outcome.Errno)}, true
}

// entry is the linker's -E symbol.
//
//lint:ignore U1000 the kernel calls it
func entry()
