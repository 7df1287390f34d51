package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// prSetDumpable is PR_SET_DUMPABLE of <linux/prctl.h>.
const prSetDumpable = 4

// Keeper is what PID 1 of the direct supervisor's namespace does to itself once
// the workload runs beside it: it keeps nothing but the right to wait for
// children. handledFS are the Landlock rights the kernel knows; all of them are
// denied everywhere. PID 1 has one thread: there is no Go runtime.
//
// The first word of the arena is the workload's pidfd. control is the
// descriptor of the socket to volt run, which gets it first.
func Keeper(handledFS uint64, control int) Script {
	s := NewScript(96)
	s.tell(s.Words(0), control)
	// Not dumpable: its memory, descriptors and executable are out of the
	// workload's reach even where both have the same user id.
	s.Step("make PID 1 undumpable", syscall.SYS_PRCTL, script.Number(prSetDumpable), script.Number(0))
	s.noNewPrivs()
	// It executes nothing, so the bounding set and the securebits do not
	// matter to it.
	s.setCapabilities(0)
	s.clearAmbient()
	if handledFS != 0 {
		set := s.createRuleset(&plan.Landlock{HandledFS: handledFS})
		s.restrict(script.Word(set, 0), 0)
	}
	// Without handlers PID 1 gets no signal from inside its namespace.
	s.signals(&inherited.State{NoFile: [2]uint64{16, 16}})
	// Nobody reads or writes through PID 1: an end of file must be one.
	for fd := range 3 {
		s.Step("close the standard streams of PID 1", syscall.SYS_CLOSE, script.Number(fd)).Tolerate(syscall.EBADF)
	}
	return s
}

// scmRights is SCM_RIGHTS of <bits/socket.h>.
const scmRights = 1

// tell sends the workload's pidfd. volt run signals the workload through it,
// never through a number.
func (s Script) tell(pidfd script.Offset, control int) {
	const what = "tell volt run of the workload"
	// struct iovec with one byte, and struct cmsghdr with one descriptor:
	// CMSG_LEN(4) is 20, CMSG_SPACE(4) is 24.
	iov := s.Words(0, 1)
	rights := s.Words(20, syscall.SOL_SOCKET|scmRights<<32, 0)
	// struct msghdr: name and its length, iov, control, each with its length,
	// flags.
	msg := s.Words(0, 0, 0, 1, 0, 24, 0)
	s.Look(script.Note{}, script.Address(s.Words(0))).Save(iov)
	s.Look(script.Note{}, script.Word(pidfd, 0)).Save(rights + 16)
	s.Look(script.Note{}, script.Address(iov)).Save(msg + 16)
	s.Look(script.Note{}, script.Address(rights)).Save(msg + 32)
	s.Step(what, syscall.SYS_SENDMSG, script.Number(control), script.Address(msg), script.Number(syscall.MSG_NOSIGNAL))
}
