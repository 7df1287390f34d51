package jail

import (
	"runtime"
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

// outcome is how a row of calls fared: errno 0 when none failed.
type outcome struct {
	step  uintptr
	errno uintptr
}

// vfork is in calls_amd64.s.
//
//go:noescape
func vfork(calls *call, n uintptr, stack unsafe.Pointer, pidfd *int32, failed *outcome) (pid uintptr)

// makeCalls is in calls_amd64.s.
//
//go:noescape
func makeCalls(calls *call, n uintptr, failed *outcome)

// childStack is for the kernel alone, which wants an address to start the
// child with: nothing is ever pushed there.
const childStack = 4096

// Spawn runs the script in a child process, and returns when the child has
// executed the workload, with a descriptor for it (pidfd_open(2)).
func (s *Script) Spawn() (pid, pidfd int, f *Failure) {
	// The runtime's signal handlers must not run in the child. The script
	// opens the mask again after it has put them out of the way.
	all, old := ^uint64(0), uint64(0)
	setmask(&all, &old)
	stack := make([]byte, childStack)
	fd, failed := new(int32), new(outcome)
	n := vfork(&s.calls[0], uintptr(len(s.calls)), unsafe.Pointer(&stack[childStack-16]), fd, failed)
	runtime.KeepAlive(s)
	setmask(&old, nil)
	if n > ^uintptr(4095) {
		return 0, 0, fail("fork the workload", syscall.Errno(-n), "")
	}
	if failed.errno != 0 {
		return 0, 0, s.failure(int(failed.step), syscall.Errno(failed.errno))
	}
	return int(n), int(*fd), nil
}

func setmask(mask, old *uint64) {
	sys.Call(syscall.SYS_RT_SIGPROCMASK, sys.Int(sigSetmask), sys.Ptr(mask), sys.Ptr(old), sys.Int(sigsetSize))
}
