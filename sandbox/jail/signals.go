package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
)

// Of <asm-generic/signal.h>.
const (
	sigDfl        = 0
	sigIgn        = 1
	sigSetmask    = 2
	sigKill       = 9
	sigStop       = 19
	signals       = 64
	sigsetSize    = 8
	rlimitNofile  = 7
	sigactionSize = 4 // words: handler, flags, restorer, mask
)

// signals gives the workload the dispositions, the mask and the limit on open
// files that the jailer was started with. The Go runtime changed all three.
//
// The dispositions come first: once the mask is open again no handler of the
// runtime may run, because after a fork there is no runtime.
func (s *Script) signals(from inherited.State) {
	dfl, ign := new([sigactionSize]uint64), &[sigactionSize]uint64{sigIgn}
	for n := uintptr(1); n <= signals; n++ {
		if n == sigKill || n == sigStop {
			continue
		}
		act := dfl
		if from.Ignored&(1<<(n-1)) != 0 {
			act = ign
		}
		s.add("restore the signal dispositions", syscall.SYS_RT_SIGACTION,
			n, pointer(s, act), 0, sigsetSize)
	}
	mask := from.Blocked
	s.add("restore the signal mask", syscall.SYS_RT_SIGPROCMASK,
		sigSetmask, pointer(s, &mask), 0, sigsetSize)
	limit := from.NoFile
	s.add("restore the limit on open files", syscall.SYS_PRLIMIT64,
		0, rlimitNofile, pointer(s, &limit), 0)
}
