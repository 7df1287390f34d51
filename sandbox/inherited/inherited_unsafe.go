// Package inherited knows what the process was given before the Go runtime
// changed it. The runtime installs handlers for nearly every signal, and
// package syscall raises the soft limit on open files; both would leak into a
// program that is executed in its place. So the programs that execute others
// are linked with an entry point of their own (entry_amd64.s), which looks
// first and then hands over to the runtime.
//
// It also gives the argument vector and the environment without package os.
package inherited

import "unsafe"

// The variables entry_amd64.s writes before the runtime starts. They are
// never written again. stack points into the initial stack, which is the
// kernel's: it does not move, is never unmapped, and is no Go memory.
var (
	stack   unsafe.Pointer
	ignored uint64
	blocked uint64
	nofile  [2]uint64
	//lint:ignore U1000 entry_amd64.s writes here
	sigaction [4]uint64 // struct kernel_sigaction: handler, flags, restorer, mask
)

// entry is the linker's -E symbol.
//
//lint:ignore U1000 the kernel calls it
func entry()

// Entry is the address of the entry point, for a program with an earlier one
// of its own. It expects the initial stack as the kernel left it.
func Entry() uintptr

// State is the signal and limit state at execve(2).
type State struct {
	Ignored uint64    // ignored signals, bit N-1 is signal N
	Blocked uint64    // blocked signals, in the same way
	NoFile  [2]uint64 // RLIMIT_NOFILE: soft, hard
}

// Get returns the state the process was started with. ok is false when the
// program was linked without the entry point, and then nothing is known.
func Get() (s State, ok bool) {
	return State{Ignored: ignored, Blocked: blocked, NoFile: nofile}, stack != nil
}

// Args returns the argument vector, nil without the entry point.
func Args() []string {
	if stack == nil {
		return nil
	}
	return vector(unsafe.Add(stack, ptrSize))
}

// Environ returns the environment as it was at execve(2), duplicates and all;
// nil without the entry point.
func Environ() []string {
	if stack == nil {
		return nil
	}
	argc := *(*uintptr)(stack)
	// argc, argv[0] to argv[argc-1], NULL, envp[0]...
	return vector(unsafe.Add(stack, ptrSize*(argc+2)))
}

const ptrSize = unsafe.Sizeof(uintptr(0))

// vector reads a NULL-terminated array of C strings on the initial stack. The
// strings share its memory.
func vector(at unsafe.Pointer) []string {
	var out []string
	for {
		p := *(*unsafe.Pointer)(at)
		if p == nil {
			return out
		}
		n := 0
		for *(*byte)(unsafe.Add(p, n)) != 0 {
			n++
		}
		out = append(out, unsafe.String((*byte)(p), n))
		at = unsafe.Add(at, ptrSize)
	}
}
