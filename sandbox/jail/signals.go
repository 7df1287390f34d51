package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/script"
)

// Of <asm-generic/signal.h>.
const (
	sigDfl       = 0
	sigIgn       = 1
	sigSetmask   = 2
	sigKill      = 9
	sigStop      = 19
	signals      = 64
	sigsetSize   = 8
	rlimitNofile = 7
)

// signals gives the workload the dispositions, the mask and the limit on open
// files that the jailer was started with. The Go runtime changed all three.
//
// The dispositions come first: once the mask is open again no handler of the
// runtime may run, because after a fork there is no runtime.
func (s Script) signals(from *inherited.State) {
	s.dispositions(^uint64(0), from.Ignored)
	s.Step("restore the signal mask", syscall.SYS_RT_SIGPROCMASK, script.Number(sigSetmask),
		script.Address(s.Words(from.Blocked)), script.Number(0), script.Number(sigsetSize))
	s.Step("restore the limit on open files", syscall.SYS_PRLIMIT64, script.Number(0), script.Number(rlimitNofile),
		script.Address(s.Words(from.NoFile[0], from.NoFile[1])), script.Number(0))
}

// dispositions sets those in which, to SIG_IGN if they are ignored, else to
// SIG_DFL. Bit N-1 is signal N.
func (s Script) dispositions(which, ignored uint64) {
	dfl, ign := s.Words(sigDfl, 0, 0, 0), s.Words(sigIgn, 0, 0, 0)
	for n := 1; n <= signals; n++ {
		bit := uint64(1) << (n - 1)
		if n == sigKill || n == sigStop || which&bit == 0 {
			continue
		}
		act := dfl
		if ignored&bit != 0 {
			act = ign
		}
		s.Step("restore the signal dispositions", syscall.SYS_RT_SIGACTION, script.Number(n),
			script.Address(act), script.Number(0), script.Number(sigsetSize))
	}
}
