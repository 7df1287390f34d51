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

// begin runs the script of `PROGRAM PLAN [ARGUMENT...]`, if that is how the
// program was started, and returns where to go on. stack is the initial one.
//
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
	if first := *(*byte)(name); first == 0 || first == '-' || announced(envp) {
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
	f.Run(&outcome)
	if f.Last(outcome.Step) {
		explain(&f, outcome.Errno)
	}
	file, length = uintptr(b), f.Plan()
	return next
}

const ptrSize = unsafe.Sizeof(uintptr(0))

// announced reports whether there is a LISTEN_FDS in the environment: which
// descriptors are kept then is not known to the script.
//
//go:nosplit
func announced(envp unsafe.Pointer) bool {
	const name = "LISTEN_FDS="
	for ; ; envp = unsafe.Add(envp, ptrSize) {
		v := *(*unsafe.Pointer)(envp)
		if v == nil {
			return false
		}
		n := 0
		for n < len(name) && *(*byte)(unsafe.Add(v, n)) == name[n] {
			n++
		}
		if n == len(name) {
			return true
		}
	}
}

// Of <linux/fcntl.h> and <asm/stat.h>.
const (
	atFDCWD  = -100
	statSize = 144
)

// stat is struct stat: its mode is at 24 bytes, its size at 48.
type stat [statSize / 8]uint64

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
