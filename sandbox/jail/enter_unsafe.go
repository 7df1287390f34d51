package jail

import (
	"runtime"
	"syscall"
)

// Enter runs the script and executes the workload. It returns only when a
// step failed. The caller has locked the thread; every step changes this
// thread alone, and the execve makes it the only one.
func (s *Script) Enter() *Failure {
	at, e := s.run()
	runtime.KeepAlive(s)
	st := &s.steps[at]
	f := fail(st.what, e, hint(st.nr, e))
	if st.nr == syscall.SYS_EXECVE {
		f.Code = execCode(e)
	}
	return f
}

// run is the loop that a forked child can run too: no allocation, no growing
// stack, no lock, nothing that the Go runtime would have to help with.
//
//go:nosplit
//go:norace
func (s *Script) run() (int, syscall.Errno) {
	steps := s.steps
	for i := range steps {
		t := &steps[i]
		_, _, e := syscall.RawSyscall6(t.nr, t.args[0], t.args[1], t.args[2], t.args[3], t.args[4], t.args[5])
		if e != 0 {
			return i, e
		}
	}
	return len(steps) - 1, 0 // not reached: execve(2) is last
}

func execCode(e syscall.Errno) int {
	if e == syscall.ENOENT || e == syscall.ENOTDIR {
		return ExitNotFound
	}
	return ExitNotExecutable
}

// hint says what a failed step usually means.
func hint(nr uintptr, e syscall.Errno) string {
	switch {
	case nr == syscall.SYS_EXECVE && e == syscall.EACCES:
		return "add it to fs_execute"
	case nr == syscall.SYS_EXECVE && e == syscall.ENOENT:
		return "it, or the interpreter it names, does not exist inside the sandbox"
	case nr == syscall.SYS_EXECVE && e == syscall.ENOEXEC:
		return "it is neither a program nor a script with an interpreter line"
	case nr == syscall.SYS_CHDIR && e == syscall.ENOENT:
		return "it does not exist inside the sandbox; add it to fs_read"
	case nr == syscall.SYS_CHDIR && e == syscall.EACCES:
		return "the workload's user may not enter it"
	}
	return ""
}
