package jail

import "syscall"

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

func fail(what string, e syscall.Errno, hint string) *Failure {
	return &Failure{What: what, Errno: e, Hint: hint, Code: ExitCannotStart}
}
