package view

import (
	"runtime"
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// Network is a network namespace in the making.
type Network struct {
	fd      int
	failure *jail.Failure
	done    chan struct{}
}

// NewNetwork begins to make a network namespace, on a thread of its own: it
// takes the kernel about as long as the whole mount table, and neither needs
// the other.
func NewNetwork() *Network {
	n := &Network{done: make(chan struct{})}
	go func() {
		defer close(n.done)
		// The thread ends with the goroutine: it is in a namespace of its own
		// and no place for others.
		runtime.LockOSThread()
		n.fd, n.failure = makeNetwork()
	}()
	return n
}

func makeNetwork() (int, *jail.Failure) {
	if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		return -1, failed("make a network namespace", err.(syscall.Errno))
	}
	if e := loopback(); e != 0 {
		return -1, failed("bring the loopback device up", e)
	}
	fd, e := sys.Open(sys.AtFDCWD, "/proc/thread-self/ns/net", syscall.O_RDONLY, 0)
	if e != 0 {
		return -1, failed("open the network namespace", e)
	}
	return fd, nil
}

// enter moves the calling thread into the namespace and writes v's settings
// for it. The host's /proc is gone when the view is entered, so this comes
// before.
func (n *Network) enter(v *plan.View) *jail.Failure {
	if n == nil {
		return nil
	}
	<-n.done
	if n.failure != nil {
		return n.failure
	}
	_, e := sys.Call(sys.Setns, sys.Int(n.fd), sys.Int(syscall.CLONE_NEWNET))
	sys.Close(n.fd)
	if e != 0 {
		return failed("enter the network namespace", e)
	}
	return set(v, true)
}

// set writes those of v's settings that belong to the network, or the others.
func set(v *plan.View, network bool) *jail.Failure {
	for i := range v.Sysctls {
		s := &v.Sysctls[i]
		if isNetwork(s.Name) != network {
			continue
		}
		e := write("/proc/sys/"+s.Name, s.Value)
		if e != 0 && !(e == syscall.ENOENT && s.Optional) {
			return failed("set "+s.Name+" of the sandbox", e)
		}
	}
	return nil
}

func isNetwork(name string) bool { return len(name) > 4 && name[:4] == "net/" }
