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
// children.
type Keeper struct {
	threads Script // on every thread of the runtime
	process Script // once
}

// NewKeeper prepares it. handledFS are the Landlock rights the kernel knows;
// all of them are denied everywhere.
func NewKeeper(handledFS uint64) (*Keeper, *Failure) {
	t := Script{script.New()}
	// Not dumpable: its memory, descriptors and executable are out of the
	// workload's reach even where both have the same user id.
	t.step("make PID 1 undumpable", syscall.SYS_PRCTL, script.Number(prSetDumpable), script.Number(0))
	t.noNewPrivs()
	// It executes nothing, so the bounding set and the securebits do not
	// matter to it.
	t.setCapabilities(0)
	t.clearAmbient()
	if handledFS != 0 {
		set, f := denyAll(handledFS)
		if f != nil {
			return nil, f
		}
		t.restrict(script.Number(set), 0)
	}
	p := Script{script.New()}
	// Without handlers PID 1 gets no signal from inside its namespace.
	p.signals(&inherited.State{NoFile: [2]uint64{16, 16}})
	// Nobody reads or writes through PID 1: an end of file must be one.
	for fd := range 3 {
		p.step("close the standard streams of PID 1", syscall.SYS_CLOSE, script.Number(fd))
	}
	return &Keeper{t, p}, nil
}

// denyAll returns the descriptor of a ruleset without rules.
func denyAll(handledFS uint64) (int, *Failure) {
	s := Script{script.New()}
	at := s.createRuleset(&plan.Landlock{HandledFS: handledFS})
	if f := s.run(); f != nil {
		return -1, f
	}
	return int(s.Word(at)), nil
}

// Settle does it. Privileges belong to threads, and the Go runtime has
// several: each gives up its own. The handlers go last, because the runtime
// reaches its threads by a signal.
func (k *Keeper) Settle() *Failure {
	if f := k.threads.outcome(k.threads.Everywhere()); f != nil {
		return f
	}
	return k.process.run()
}

// run makes all steps.
func (s Script) run() *Failure { return s.outcome(s.Run()) }

func (s Script) outcome(out script.Outcome) *Failure {
	if int(out.Step) == s.Len() {
		return nil
	}
	return s.Failure(int(out.Step), syscall.Errno(out.Errno))
}
