package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

// Exit codes of a start that failed, as env(1) and the shells have them.
const (
	ExitCannotStart   = 125 // Volt could not set the workload up
	ExitNotExecutable = 126 // the command was found but cannot be executed
	ExitNotFound      = 127 // there is no such command
)

// Failure is a step that did not succeed. Nothing of the workload has run.
type Failure struct {
	What  string        // completes "cannot ..."
	Errno syscall.Errno // 0 when the kernel was not asked
	Hint  string        // what to do about it, may be empty
	Code  int           // how the process should exit
}

func (f *Failure) Error() string {
	s := "cannot " + f.What
	if f.Errno != 0 {
		s += ": " + f.Errno.Error()
	}
	if f.Hint != "" {
		s += ": " + f.Hint
	}
	return s
}

// Report writes f to standard error as one line. A file's name can hold
// anything: what would move a terminal's cursor, or end the line, is left out.
func (f *Failure) Report(program string) {
	line := []byte(program + ": " + f.Error())
	for i, c := range line {
		if c < ' ' || c == 0x7f {
			line[i] = '?'
		}
	}
	line = append(line, '\n')
	// Not through the scheduler: the workload's filter may be in force by now.
	sys.Call(syscall.SYS_WRITE, sys.Int(2), sys.Ptr(&line[0]), sys.Int(len(line)))
}

func fail(what string, e syscall.Errno, hint string) *Failure {
	return &Failure{What: what, Errno: e, Hint: hint, Code: ExitCannotStart}
}

// failure is the failure of one step.
func (s *Script) failure(at int, e syscall.Errno) *Failure {
	nr := s.calls[at].nr
	f := fail(s.what[at], e, hint(nr, e))
	if nr == syscall.SYS_EXECVE {
		f.Code = execCode(e)
	}
	return f
}

func execCode(e syscall.Errno) int {
	switch e {
	case syscall.ENOENT, syscall.ENOTDIR:
		return ExitNotFound
	case syscall.EACCES, syscall.EPERM, syscall.ENOEXEC, syscall.EISDIR, syscall.ETXTBSY, syscall.ELIBBAD, syscall.EINVAL, syscall.ELOOP:
		return ExitNotExecutable
	}
	return ExitCannotStart
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
