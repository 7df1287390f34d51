package jail

import (
	"syscall"
	"unsafe"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

// clonePidfd is CLONE_PIDFD of <linux/sched.h>.
const clonePidfd = 0x1000

// Spawn runs the script in a forked child and returns a pidfd for it. In the
// child nothing is left of the Go runtime but its memory; that is enough for
// a script.
func (s *Script) Spawn(program string) (pid, pidfd int, f *Failure) {
	// A signal handler of the runtime must not run in the child. The script
	// opens the mask again after it has put the handlers out of the way.
	all, old := ^uint64(0), uint64(0)
	setmask(&all, &old)
	stack := grow()
	var fd int32
	n, e := s.fork(program, &fd)
	stack[0]++
	setmask(&old, nil)
	if e != 0 {
		return 0, 0, fail("fork the workload", e, "")
	}
	return int(n), int(fd), nil
}

func setmask(mask, old *uint64) {
	sys.Call(syscall.SYS_RT_SIGPROCMASK, sys.Int(sigSetmask), sys.Ptr(mask), sys.Ptr(old), sys.Int(sigsetSize))
}

// grow makes the goroutine's stack large enough that the child's error path
// does not have to ask the runtime for more.
//
//go:noinline
func grow() *[1]byte {
	var space [16 << 10]byte
	use(&space)
	return new([1]byte)
}

//go:noinline
func use(*[16 << 10]byte) {}

// fork returns in the parent only. RawSyscall6 and run are nosplit, so between
// the clone and the execve the child does not enter the runtime.
//
//go:norace
//go:noinline
func (s *Script) fork(program string, pidfd *int32) (uintptr, syscall.Errno) {
	pid, _, e := syscall.RawSyscall6(syscall.SYS_CLONE,
		clonePidfd|uintptr(syscall.SIGCHLD), 0, uintptr(unsafe.Pointer(pidfd)), 0, 0, 0)
	if e != 0 || pid != 0 {
		return pid, e
	}
	f := s.Enter()
	f.Report(program)
	for {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, uintptr(f.Code), 0, 0)
	}
}
