package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/plan"
)

// prSetDumpable is PR_SET_DUMPABLE of <linux/prctl.h>.
const prSetDumpable = 4

// Keeper prepares what PID 1 of the direct supervisor's namespace does to
// itself once the workload runs beside it: it keeps nothing but the right to
// wait for children. handledFS are the Landlock rights the kernel knows; all
// of them are denied everywhere.
func Keeper(handledFS uint64) (*Script, *Failure) {
	now, f := readPrivileges()
	if f != nil {
		return nil, f
	}
	s := newScript()
	// Not dumpable: its memory, descriptors and executable are out of the
	// workload's reach even where both have the same user id.
	s.add("make PID 1 undumpable", syscall.SYS_PRCTL, prSetDumpable, 0, 0, 0, 0)
	s.noNewPrivs()
	// It executes nothing, so the bounding set and the securebits do not
	// matter to it.
	if f := s.capabilities(0, now); f != nil {
		return nil, f
	}
	if f := s.landlock(&plan.Landlock{HandledFS: handledFS}); f != nil {
		return nil, f
	}
	// Without handlers PID 1 gets no signal from inside its namespace.
	s.signals(inherited.State{NoFile: [2]uint64{16, 16}})
	// Nobody reads or writes through PID 1: an end of file must be one.
	for fd := uintptr(0); fd < 3; fd++ {
		s.add("close the standard streams of PID 1", syscall.SYS_CLOSE, fd)
	}
	return s, nil
}

// Settle runs a script that does not end in an execve, in this process.
func (s *Script) Settle() *Failure {
	if at, e := s.run(); e != 0 {
		return s.failure(at, e)
	}
	return nil
}
