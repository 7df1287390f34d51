package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/plan"
)

// prSetDumpable is PR_SET_DUMPABLE of <linux/prctl.h>.
const prSetDumpable = 4

// Keeper is what PID 1 of the direct supervisor's namespace does to itself once
// the workload runs beside it: it keeps nothing but the right to wait for
// children.
type Keeper struct {
	threads *Script // on every thread of the runtime
	process *Script // once
}

// NewKeeper prepares it. handledFS are the Landlock rights the kernel knows;
// all of them are denied everywhere.
func NewKeeper(handledFS uint64) (*Keeper, *Failure) {
	now, f := readPrivileges()
	if f != nil {
		return nil, f
	}
	t := newScript()
	// Not dumpable: its memory, descriptors and executable are out of the
	// workload's reach even where both have the same user id.
	t.add("make PID 1 undumpable", syscall.SYS_PRCTL, prSetDumpable, 0, 0, 0, 0)
	t.noNewPrivs()
	// It executes nothing, so the bounding set and the securebits do not
	// matter to it.
	if f := t.capabilities(0, now); f != nil {
		return nil, f
	}
	if f := t.landlock(&plan.Landlock{HandledFS: handledFS}); f != nil {
		return nil, f
	}
	p := newScript()
	// Without handlers PID 1 gets no signal from inside its namespace.
	p.signals(inherited.State{NoFile: [2]uint64{16, 16}})
	// Nobody reads or writes through PID 1: an end of file must be one.
	for fd := uintptr(0); fd < 3; fd++ {
		p.add("close the standard streams of PID 1", syscall.SYS_CLOSE, fd)
	}
	return &Keeper{t, p}, nil
}

// Settle does it. Privileges belong to threads, and the Go runtime has
// several: each gives up its own. The handlers go last, because the runtime
// reaches its threads by a signal.
func (k *Keeper) Settle() *Failure {
	if at, e := k.threads.runOnAllThreads(); e != 0 {
		return k.threads.failure(at, e)
	}
	if at, e := k.process.run(); e != 0 {
		return k.process.failure(at, e)
	}
	return nil
}
