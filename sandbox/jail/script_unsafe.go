package jail

import (
	"runtime"
	"syscall"
	"unsafe"
)

// call is one system call. calls_amd64.s knows its layout.
type call struct {
	nr   uintptr
	args [6]uintptr
}

// Script is a plan made ready: what is left is to run it.
type Script struct {
	calls []call
	what  []string // completes "cannot ...", one for each call
	// hold keeps what the arguments point at: they are plain numbers to the
	// collector. Go's heap does not move.
	hold []unsafe.Pointer
}

// usualSteps is about how many steps a script has: 62 signals, 41
// capabilities, and the rest.
const usualSteps = 128

func newScript() *Script {
	return &Script{
		calls: make([]call, 0, usualSteps),
		what:  make([]string, 0, usualSteps),
		hold:  make([]unsafe.Pointer, 0, usualSteps),
	}
}

func (s *Script) add(what string, nr uintptr, args ...uintptr) {
	c := call{nr: nr}
	copy(c.args[:], args)
	s.calls = append(s.calls, c)
	s.what = append(s.what, what)
}

// pointer makes p an argument and keeps it alive with the script.
func pointer[T any](s *Script, p *T) uintptr {
	s.hold = append(s.hold, unsafe.Pointer(p))
	return uintptr(unsafe.Pointer(p))
}

// Enter runs the script and executes the workload. It returns only when a
// step failed. Every step changes the calling thread alone, and the execve
// makes it the only one.
func (s *Script) Enter() *Failure {
	at, e := s.run()
	return s.failure(at, e)
}

// run makes the calls in order, on one thread, and stops at the first that
// fails.
func (s *Script) run() (int, syscall.Errno) {
	failed := new(outcome)
	makeCalls(&s.calls[0], uintptr(len(s.calls)), failed)
	runtime.KeepAlive(s)
	return int(failed.step), syscall.Errno(failed.errno)
}

// runOnAllThreads makes each call on every thread of the process before it
// goes on to the next.
func (s *Script) runOnAllThreads() (int, syscall.Errno) {
	for i := range s.calls {
		c := &s.calls[i]
		_, _, e := syscall.AllThreadsSyscall6(c.nr, c.args[0], c.args[1], c.args[2], c.args[3], c.args[4], c.args[5])
		if e != 0 {
			return i, e
		}
	}
	runtime.KeepAlive(s)
	return 0, 0
}
