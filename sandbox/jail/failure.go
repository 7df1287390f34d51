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

// Failure is the failure of one step.
func (s Script) Failure(at int, e syscall.Errno) *Failure {
	if at < 0 || at >= s.Len() {
		return fail("carry out the plan", 0, "its script is another plan's")
	}
	n := s.Note(at)
	if s.Executes() && at == s.Len()-1 {
		return execFailure(n.What, e)
	}
	if n.Hint == "" {
		n.Hint = hint(n.What, e)
	}
	return fail(n.What, e, n.Hint)
}

// executeWhat begins the note of the last step.
const executeWhat = "execute "

// execFailure is the failure of the execve of path.
func execFailure(path string, e syscall.Errno) *Failure {
	f := fail(executeWhat+path, e, "")
	switch e {
	case syscall.EACCES:
		f.Hint = "add it to fs_execute"
	case syscall.ENOENT:
		f.Hint = "it, or the interpreter it names, does not exist inside the sandbox"
	case syscall.ENOEXEC:
		f.Hint = "it is neither a program nor a script with an interpreter line"
	}
	f.Code = execCode(e)
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

// The beginnings of notes that hint knows.
const (
	chdirWhat = "enter the working directory "
	openWhat  = "open "
	// ShowWhat begins the notes of package view on opening what is to be shown.
	ShowWhat    = "show "
	rulesetWhat = "create the Landlock ruleset"
)

// hint says what a failed step usually means.
func hint(what string, e syscall.Errno) string {
	for _, h := range [...]struct {
		what  string
		errno syscall.Errno // 0 for any
		hint  string
	}{
		{chdirWhat, syscall.ENOENT, "it does not exist inside the sandbox; add it to fs_read"},
		{chdirWhat, syscall.EACCES, "the workload's user may not enter it"},
		{openWhat, syscall.ELOOP, "it became a symbolic link after the policy was compiled"},
		{ShowWhat, syscall.ELOOP, "it became a symbolic link after the policy was compiled"},
		{openWhat, syscall.ENOENT, "it is gone since the policy was compiled"},
		{rulesetWhat, 0, "this kernel lacks what the plan asks for; see volt doctor"},
	} {
		if len(what) >= len(h.what) && what[:len(h.what)] == h.what && (h.errno == 0 || h.errno == e) {
			return h.hint
		}
	}
	return ""
}
