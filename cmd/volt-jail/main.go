// Command volt-jail is the ExecStart of a container workload. It reads a plan,
// carries it out on itself and executes the workload in its place.
//
//	volt-jail PLAN [COMMAND...]
//		carry out the plan in a file; the command is the plan's own, or
//		follows it when the plan has none
//	volt-jail --direct private|host
//		be PID 1 for volt run, with a network namespace of its own or with
//		the host's: the plan comes through descriptor 3, a stream socket,
//		and the way the workload ended goes back through it
//
// See volt-jail(8).
package main

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail"
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
	args := inherited.Args()
	switch {
	case len(args) == 3 && args[1] == "--direct":
		return direct(from, args[2])
	case len(args) >= 2 && args[1] != "" && args[1][0] != '-':
		return alone(args[1], args[2:], from)
	}
	return bad("start: the file of a plan is wanted", "see volt-jail(8)")
}

// alone carries out the plan in a file: the way systemd starts workloads.
//
// A plan without a command is for whatever argv is: units with equal policies
// share it.
func alone(path string, argv []string, from inherited.State) *jail.Failure {
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
	switch own := len(p.Exec.Argv) > 0; {
	case own && len(argv) > 0:
		return bad("carry out the plan "+path+": it has a command of its own", "remove the arguments behind it")
	case !own && (len(argv) == 0 || argv[0] == "" || argv[0][0] != '/'):
		return bad("carry out the plan "+path+": it has no command", "give one behind it, with its whole path")
	case !own:
		p.Exec.Path, p.Exec.Argv = argv[0], argv
	}
	s, f := jail.New(p, from, inherited.Environ())
	if f != nil {
		return f
	}
	return s.Enter()
}

// decode reads a whole file as a plan.
func decode(path string, fd int) (*plan.Plan, *jail.Failure) {
	var st syscall.Stat_t
	if err := syscall.Fstat(fd, &st); err != nil {
		return nil, failure("read the plan "+path, err)
	}
	size := st.Size
	if st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		size = plan.MaxSize // a FIFO does not say
	}
	b := make([]byte, min(size, plan.MaxSize)+1) // one more, to see the end
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
	return parse(path, b[:n])
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
