// Package sys is the few raw system calls that volt-jail needs and that
// package syscall lacks. golang.org/x/sys has them all, but brings reflection
// and Unicode tables into a program whose start is on everybody's way.
package sys

import (
	"runtime"
	"syscall"
	"unsafe"
)

// System call numbers, arch/x86/entry/syscalls/syscall_64.tbl.
const (
	SeccompSet       = 317 // seccomp
	OpenTree         = 428
	MoveMount        = 429
	Fsopen           = 430
	Fsconfig         = 431
	Fsmount          = 432
	CloseRange       = 436
	Openat2          = 437
	MountSetattr     = 442
	LandlockCreate   = 444
	LandlockAddRule  = 445
	LandlockRestrict = 446
)

// The flags of *at calls, <linux/fcntl.h>.
const (
	AtFDCWD      = -100
	AtEmptyPath  = 0x1000
	AtRecursive  = 0x8000
	OPath        = 0x200000
	maxArguments = 6
)

// Arg is an argument of a system call: a number, or memory that stays alive
// until the call has returned.
type Arg struct {
	word   uintptr
	memory unsafe.Pointer
}

// Int is a number as an argument, sign-extended as the kernel expects it.
func Int[T ~int | ~int32 | ~uint32 | ~uint64 | ~uintptr](v T) Arg {
	return Arg{word: uintptr(v)}
}

// Ptr is the address of p as an argument.
func Ptr[T any](p *T) Arg { return Arg{memory: unsafe.Pointer(p)} }

// Call is a system call that the Go scheduler is not told of: it must not
// block for long.
func Call(nr uintptr, args ...Arg) (uintptr, syscall.Errno) {
	var a [maxArguments]uintptr
	for i := range args {
		a[i] = args[i].word
		if args[i].memory != nil {
			a[i] = uintptr(args[i].memory)
		}
	}
	r, _, e := syscall.RawSyscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
	runtime.KeepAlive(args)
	return r, e
}

// Resolve flags of <linux/openat2.h>.
const (
	ResolveNoSymlinks = 0x04
	ResolveBeneath    = 0x08
)
