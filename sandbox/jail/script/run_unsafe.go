package script

import (
	"runtime"
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

// vfork is in calls_amd64.s.
//
//go:noescape
func vfork(m *Image, out *Outcome, stack unsafe.Pointer, pidfd *int32) (pid uintptr)

// image is s in memory. Go's heap does not move.
func (s *Script) image() *Image {
	return &Image{
		steps: unsafe.Pointer(&s.steps[0]),
		n:     uintptr(len(s.steps)),
		arena: unsafe.Pointer(&s.arena[0]),
		size:  uintptr(len(s.arena)),
	}
}

// Run makes the steps on the calling thread; it returns when one failed, or
// all are done. Signals are blocked meanwhile, by which alone the runtime could
// come between two steps and move the rest to another thread.
func (s *Script) Run() Outcome {
	out := new(Outcome)
	old := block()
	run(s.image(), out)
	setmask(&old, nil)
	runtime.KeepAlive(s)
	return *out
}

// childStack is far more than the nosplit functions of this package can use.
const childStack = 4096

// Spawn runs the script in a child process, and returns when the child has
// executed another program, or failed to: then the outcome's step is one of the
// script. With no child, pid is a negative error.
func (s *Script) Spawn() (pid, pidfd int, out Outcome) {
	// The runtime's signal handlers must not run in the child. The script
	// opens the mask again after it has put them out of the way.
	old := block()
	stack := make([]byte, childStack)
	fd, o := new(int32), &Outcome{Step: uintptr(len(s.steps))}
	n := vfork(s.image(), o, unsafe.Pointer(&stack[childStack-32]), fd)
	runtime.KeepAlive(s)
	setmask(&old, nil)
	return int(n), int(*fd), *o
}

// sigSetmask is SIG_SETMASK of <asm-generic/signal.h>; the set has 8 bytes.
const (
	sigSetmask = 2
	sigsetSize = 8
)

func block() uint64 {
	all, old := ^uint64(0), uint64(0)
	setmask(&all, &old)
	return old
}

func setmask(mask, old *uint64) {
	sys.Call(syscall.SYS_RT_SIGPROCMASK, sys.Int(sigSetmask), sys.Ptr(mask), sys.Ptr(old), sys.Int(sigsetSize))
}

// Everywhere makes the steps on every thread of the process, each before it
// goes on to the next. It is for plain calls, without tests and results.
func (s *Script) Everywhere() Outcome {
	m := s.image()
	for i := range s.steps {
		st := &s.steps[i]
		var a [6]uintptr
		for j := range a {
			a[j], _ = m.value(st.kind[j], st.args[j])
		}
		if _, _, e := syscall.AllThreadsSyscall6(uintptr(st.nr), a[0], a[1], a[2], a[3], a[4], a[5]); e != 0 {
			return Outcome{uintptr(i), uintptr(e)}
		}
	}
	runtime.KeepAlive(s)
	return Outcome{Step: uintptr(len(s.steps))}
}
