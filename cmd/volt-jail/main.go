// Command volt-jail is the ExecStart of a container workload. It reads a plan,
// carries it out on itself and executes the workload in its place.
//
//	volt-jail PLAN [PROGRAM [ARG...]]
//		carry out the plan in a file; with a command line, where the plan
//		leaves it open
//	volt-jail --direct
//		be PID 1 for volt run: what to do comes through descriptor 3, a
//		stream socket, and the way the workload ended goes back through it
//
// See volt-jail(8).
package main

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/early"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// program is what error lines begin with.
const program = "volt-jail"

func main() {
	f := run()
	f.Report(program)
	exit(f.Code)
}

func run() *jail.Failure {
	from, ok := inherited.Get()
	if !ok {
		return bad("start: this program was linked without its entry point", "build it with make")
	}
	args, e := inherited.Args(), early.Failed()
	switch {
	case len(args) == 2 && args[1] == "--direct":
		return direct(&e)
	case len(args) >= 2 && args[1] != "" && args[1][0] != '-':
		if e.Stage != early.Nothing {
			return explain(args[1], &e)
		}
		return alone(args[1], args[2:], from)
	}
	return bad("start: one argument is wanted, the file of a plan", "see volt-jail(8)")
}

// explain says which step failed before the Go runtime was started.
func explain(path string, e *early.Failure) *jail.Failure {
	p, f := parse(path, e.Plan)
	if f != nil {
		return f
	}
	return jail.FromFile(p).Failure(e.Step, e.Errno)
}

// alone carries out the plan in a file: the way systemd starts workloads, where
// package early has not done it already.
func alone(path string, command []string, from inherited.State) *jail.Failure {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return failure("open the plan "+path, err)
	}
	p, f := decode(path, fd)
	if f != nil {
		return f
	}
	if p.View != nil {
		return bad("carry out the plan "+path+": it is made for volt run", "")
	}
	if f := setCommand(path, &p.Exec, command); f != nil {
		return f
	}
	return jail.New(p, from, inherited.Environ()).Enter()
}

// setCommand fills in the command line that a plan leaves open.
func setCommand(path string, x *plan.Exec, command []string) *jail.Failure {
	switch {
	case len(x.Argv) > 0 && len(command) > 0:
		return bad("carry out the plan "+path+": it has a command line of its own, and another was given", "")
	case len(x.Argv) > 0:
		return nil
	case len(command) == 0:
		return bad("carry out the plan "+path+": it has no command line, and none was given", "")
	case command[0] == "" || command[0][0] != '/':
		return bad("execute "+command[0]+": it is not an absolute path", "")
	}
	x.Path, x.Argv = command[0], command
	return nil
}

// decode reads a whole file as a plan.
func decode(path string, fd int) (*plan.Plan, *jail.Failure) {
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return nil, failure("read the plan "+path, err)
	}
	const most = plan.MaxSize + script.MaxSize
	size := st.Size
	if st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		size = most // a FIFO does not say
	}
	b := make([]byte, min(size, most)+1) // one more, to see the end
	n := 0
	for n < len(b) {
		m, err := syscall.Read(fd, b[n:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, failure("read the plan "+path, err)
		}
		if m == 0 {
			break
		}
		n += m
	}
	syscall.Close(fd)
	b, err := script.Split(b[:n])
	if err != nil {
		return nil, bad("use the plan "+path+": "+err.Error(), "")
	}
	return parse(path, b)
}

func parse(path string, b []byte) (*plan.Plan, *jail.Failure) {
	p, err := plan.Decode(b)
	if err == nil {
		err = p.Check()
	}
	if err != nil {
		return nil, bad("use the plan "+path+": "+err.Error(), "")
	}
	return p, nil
}

func failure(what string, err error) *jail.Failure {
	e, _ := err.(syscall.Errno)
	return &jail.Failure{What: what, Errno: e, Code: jail.ExitCannotStart}
}

func bad(what, hint string) *jail.Failure {
	return &jail.Failure{What: what, Hint: hint, Code: jail.ExitCannotStart}
}

func exit(code int) {
	for {
		syscall.Exit(code)
	}
}
