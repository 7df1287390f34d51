package early

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/script"
)

// pathMax is PATH_MAX of <linux/limits.h>. The kernel takes no longer names.
const pathMax = 4096

// sentence is a line for standard error: a path and some words.
type sentence struct {
	text [pathMax + 512]byte
	n    uintptr
}

// line is where explain puts its sentence together: the stack must not grow.
var line sentence

// exit is in entry_amd64.s.
func exit(code uintptr)

// explain says why the workload could not be executed, in one write(2), and
// exits.
//
//go:nosplit
func explain(f *script.File, errno uintptr) {
	const start = "volt-jail: cannot execute "
	for i := range len(start) {
		line.put(start[i])
	}
	name := f.Executed()
	for i := 0; i < pathMax && name != nil && *(*byte)(unsafe.Add(name, i)) != 0; i++ {
		line.put(*(*byte)(unsafe.Add(name, i)))
	}
	code, at, n := f.Explain(errno)
	for i := uintptr(0); i < n; i++ {
		line.put(*(*byte)(unsafe.Add(at, i)))
	}
	*(*byte)(unsafe.Add(unsafe.Pointer(&line.text), line.n)) = '\n' // put left room
	script.Call(syscall.SYS_WRITE, 2, uintptr(unsafe.Pointer(&line.text)), line.n+1, 0, 0, 0)
	exit(code)
}

// put adds a byte, but none that would move a terminal's cursor, or end the
// line. It leaves room for one more.
//
//go:nosplit
func (s *sentence) put(c byte) {
	if c < ' ' || c == 0x7f {
		c = '?'
	}
	if i := s.n; i < uintptr(len(s.text))-1 {
		s.text[i] = c
		s.n = i + 1
	}
}
