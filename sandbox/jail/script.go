package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// Script is a plan made ready: what is left is to run it.
type Script struct{ *script.Script }

// NewScript returns an empty script with room for so many steps.
func NewScript(steps int) Script { return Script{script.New(steps)} }

// Step adds a system call; what completes "cannot ...".
func (s Script) Step(what string, nr uintptr, args ...script.Arg) *script.Step {
	return s.Add(script.Note{What: what}, nr, args...)
}

// Enter runs the script and executes the workload. It returns only when a
// step failed. Every step changes the calling thread alone, and the execve
// makes it the only one.
func (s Script) Enter() *Failure {
	out := s.Run()
	return s.Failure(int(out.Step), syscall.Errno(out.Errno))
}

// Encode returns p as the content of a plan file: with the script behind it,
// for volt-jail to run before the Go runtime starts. A plan whose script would
// be too large, or has to be put together when it is started, stands alone.
func Encode(p *plan.Plan) []byte {
	b := plan.Encode(p)
	if p.View != nil || p.Check() != nil || p.Exec.InheritEnv && len(p.Exec.Env) > 0 {
		return b
	}
	if out := FromFile(p).File(b); len(out)-len(b) <= script.MaxSize {
		return out
	}
	return b
}

// Decode is the plan that Encode gave.
func Decode(b []byte) (*plan.Plan, error) {
	b, err := script.Split(b)
	if err != nil {
		return nil, err
	}
	p, err := plan.Decode(b)
	if err != nil {
		return nil, err
	}
	return p, p.Check()
}

// File is the script as a file, behind a plan.
func (s Script) File(plan []byte) []byte {
	if s.Executes() {
		return s.Append(plan, execTexts())
	}
	return s.Append(plan, nil)
}

// execTexts is what to say of the errors of execve(2), and of any other.
func execTexts() []script.Text {
	errnos := [...]syscall.Errno{
		syscall.EPERM, syscall.ENOENT, syscall.EINTR, syscall.EIO, syscall.E2BIG, syscall.ENOEXEC,
		syscall.EAGAIN, syscall.ENOMEM, syscall.EACCES, syscall.EFAULT, syscall.ENOTDIR, syscall.EISDIR,
		syscall.EINVAL, syscall.ENFILE, syscall.EMFILE, syscall.ETXTBSY, syscall.ENAMETOOLONG,
		syscall.ENOSYS, syscall.ELOOP, syscall.ELIBBAD,
	}
	texts := make([]script.Text, 0, len(errnos)+1)
	for _, e := range errnos {
		f := execFailure("", e)
		texts = append(texts, script.Text{Errno: e, Code: f.Code, Text: f.Error()[len("cannot execute "):]})
	}
	return append(texts, script.Text{Code: ExitCannotStart, Text: ": the kernel gave an error that execve(2) does not list"})
}
