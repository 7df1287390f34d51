// Package early carries out a plan before the Go runtime starts.
//
// The runtime's start takes longer than all that volt-jail does, and volt-jail
// needs it for nothing but to explain failures. So the program has an entry of
// its own (entry_amd64.s). It looks for the script behind the plan (package
// script) and runs it: up to the execve, or to the step that fails. As PID 1 of
// volt run it gets several scripts through a socket, and stays without a
// runtime for good: there is then one thread, with nothing of its own but a
// loop around wait4(2).
//
// A plan in a file that is not plain and whole goes the slow way: the entry
// hands over to the runtime, and main reads the plan, says what is wrong with
// it or makes the same script again and runs it. Nothing has happened then.
//
// A step that failed is not tried again: steps before it may have happened.
// The runtime starts, in whatever the steps have made of the process, and main
// explains (Failed). Only the execve comes behind the system call filter, under
// which the runtime might not start: what to say of that stands in the file,
// and the entry says it and exits. PID 1 has no filter, and its child shares
// its memory until the execve: there the runtime explains that, too.
package early

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/script"
)

// Stage is what was being done.
type Stage uintptr

// The stages. The first is a plan in a file; the others are PID 1's.
const (
	Nothing  Stage = iota // nothing was tried
	File                  // the script of the plan's file
	Protocol              // receiving from volt run
	Prologue              // the scripts that come from there, in this order
	View
	Workload
	Keeper
	Fork  // making the workload's process
	Asked // to be PID 1, of which nothing has been done
)

// failure is what begin leaves for Failed. It is written before the runtime
// starts, and never again. The plan is a mapping of its own.
var failure struct {
	stage        Stage
	plan, length uintptr
	outcome      script.Outcome
}

// Failure is what failed before the Go runtime was started.
type Failure struct {
	Stage Stage
	Plan  []byte // nil before View
	Step  int
	Errno syscall.Errno
}

// Failed tells of it. The stage is Nothing when nothing was tried.
func Failed() Failure {
	f := Failure{Stage: failure.stage, Step: int(failure.outcome.Step), Errno: syscall.Errno(failure.outcome.Errno)}
	if failure.plan != 0 {
		f.Plan = unsafe.Slice(*(**byte)(unsafe.Pointer(&failure.plan)), failure.length)
	}
	return f
}

// entry is the linker's -E symbol.
//
//lint:ignore U1000 the kernel calls it
func entry()
