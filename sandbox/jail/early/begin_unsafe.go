package early

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// There is no Go runtime where the functions of this file and of
// sentence_unsafe.go run. The rules are those of package script,
// image_unsafe.go.

// begin runs the script of `PROGRAM PLAN [ARGUMENT...]`, or leaves it to direct
// to be PID 1 of `PROGRAM --direct`, if that is how the program was started, and
// returns where to go on. stack is the initial one.
//
//lint:ignore U1000 entry_amd64.s calls it
//go:nosplit
func begin(stack unsafe.Pointer) (next uintptr) {
	next = inherited.Entry()
	argc := *(*uintptr)(stack)
	if argc < 2 {
		return next
	}
	argv := unsafe.Add(stack, ptrSize)
	envp := unsafe.Add(argv, ptrSize*(argc+1))
	name := *(*unsafe.Pointer)(unsafe.Add(argv, ptrSize))
	switch {
	case argc == 2 && same(name, "--direct"):
		failure.stage = Asked
		return next
	case *(*byte)(name) == 0, *(*byte)(name) == '-', announced(envp):
		return next
	}
	b, size := read(name)
	if b == nil {
		return next
	}
	f := script.Load(b, size, unsafe.Add(argv, 2*ptrSize), envp)
	if !f.Ready() {
		return next
	}
	f.Run(&failure.outcome)
	if f.Last(failure.outcome.Step) {
		explain(&f, failure.outcome.Errno)
	}
	failure.stage, failure.plan, failure.length = File, uintptr(b), f.Plan()
	return next
}

const ptrSize = unsafe.Sizeof(uintptr(0))

// announced reports whether there is a LISTEN_FDS in the environment: which
// descriptors are kept then is not known to the script.
//
//go:nosplit
func announced(envp unsafe.Pointer) bool {
	for ; ; envp = unsafe.Add(envp, ptrSize) {
		v := *(*unsafe.Pointer)(envp)
		if v == nil {
			return false
		}
		if begins(v, "LISTEN_FDS=") {
			return true
		}
	}
}

// begins reports whether the C string at v begins with s.
//
//go:nosplit
func begins(v unsafe.Pointer, s string) bool {
	for i := range len(s) {
		if *(*byte)(unsafe.Add(v, i)) != s[i] {
			return false
		}
	}
	return true
}

// same reports whether the C string at v is s.
//
//go:nosplit
func same(v unsafe.Pointer, s string) bool {
	return begins(v, s) && *(*byte)(unsafe.Add(v, len(s))) == 0
}

// stat is struct stat of <asm/stat.h>, 144 bytes: its mode is at 24 bytes, its
// size at 48.
type stat [18]uint64

//go:nosplit
func (s *stat) regular() bool { return uint32(s[3])&syscall.S_IFMT == syscall.S_IFREG }

// read maps a file into memory, privately; nil when that cannot be done. What
// is no regular file is not even opened: that may have effects.
//
//go:nosplit
func read(name unsafe.Pointer) (b unsafe.Pointer, size uintptr) {
	var s stat
	if script.Call(syscall.SYS_STAT, uintptr(name), uintptr(unsafe.Pointer(&s)), 0, 0, 0, 0) != 0 || !s.regular() {
		return nil, 0
	}
	fd := script.Call(syscall.SYS_OPEN, uintptr(name), syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0, 0, 0, 0)
	if failed(fd) {
		return nil, 0
	}
	// It may be another file by now.
	r := script.Call(syscall.SYS_FSTAT, fd, uintptr(unsafe.Pointer(&s)), 0, 0, 0, 0)
	if size = uintptr(s[6]); r == 0 && s.regular() && size > 0 && size <= maxSize {
		r = script.Call(syscall.SYS_MMAP, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE, fd, 0)
		if !failed(r) {
			b = *(*unsafe.Pointer)(unsafe.Pointer(&r))
		}
	}
	script.Call(syscall.SYS_CLOSE, fd, 0, 0, 0, 0, 0)
	return b, size
}

// maxSize bounds a plan with its script, in bytes.
const maxSize = plan.MaxSize + script.MaxSize

// failed reports whether the result of a system call is an error.
//
//go:nosplit
func failed(r uintptr) bool { return r > ^uintptr(4095) }
