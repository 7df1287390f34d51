package direct

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/inherited"
)

// pidfdSignalProcessGroup is PIDFD_SIGNAL_PROCESS_GROUP of <linux/pidfd.h>,
// Linux 6.9.
const pidfdSignalProcessGroup = 1 << 2

// Signals delivers what is to be forwarded to the workload: the signals that
// somebody may send to volt run and mean the workload. Those that volt run was
// started to ignore stay ignored.
func Signals() <-chan os.Signal {
	c := make(chan os.Signal, 16)
	state, _ := inherited.Get()
	for n := syscall.Signal(1); n <= 64; n++ {
		// With SIGCHLD ignored the kernel would throw away how PID 1 ended.
		if state.Ignored&(1<<(n-1)) != 0 && n != syscall.SIGCHLD {
			signal.Ignore(n)
		}
	}
	for _, s := range []syscall.Signal{
		syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM,
		syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGCONT, syscall.SIGALRM,
	} {
		if state.Ignored&(1<<(s-1)) == 0 {
			signal.Notify(c, s)
		}
	}
	return c
}

// forward passes signals on until done. What a terminal would have sent to
// the whole foreground job goes to the workload's process group.
func forward(pidfd int, signals <-chan os.Signal, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case s := <-signals:
			n, ok := s.(syscall.Signal)
			if !ok {
				continue
			}
			flags := 0
			if n == syscall.SIGINT || n == syscall.SIGQUIT || n == syscall.SIGHUP {
				flags = pidfdSignalProcessGroup
			}
			if err := unix.PidfdSendSignal(pidfd, n, nil, flags); errors.Is(err, unix.EINVAL) {
				_ = unix.PidfdSendSignal(pidfd, n, nil, 0) // before Linux 6.9
			}
		}
	}
}
