package script

import (
	"runtime"
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

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
