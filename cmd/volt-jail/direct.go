package main

import (
	"runtime"
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/view"
)

// control is the socket to volt run.
const control = 3

// direct is PID 1 of the namespaces that volt run made: it builds the view,
// starts the workload beside itself, and reaps until the workload has ended.
// When it exits the kernel ends everything else in the namespace.
//
// What it writes to the control socket: one byte with the workload's pidfd
// once the workload has been executed; then, at the end, the wait status in
// four bytes, little-endian, and one byte that is 1 when no other process is
// left.
func direct(from inherited.State, network string) *jail.Failure {
	net, f := begin(network)
	if f != nil {
		return f
	}
	// Namespaces belong to a thread.
	runtime.LockOSThread()
	syscall.CloseOnExec(control)
	b, f := receive()
	if f != nil {
		return f
	}
	p, f := parse("of volt run", b)
	if f != nil {
		return f
	}
	if p.View == nil {
		return bad("carry out the plan of volt run: it has no view", "")
	}
	if p.View.Network != (net != nil) {
		return bad("carry out the plan of volt run: it is made for another network", "")
	}
	if f := view.Build(p.View, net); f != nil {
		return f
	}
	workload := jail.New(p, from, nil)
	keeper, f := jail.NewKeeper(p.Landlock.HandledFS)
	if f != nil {
		return f
	}
	pid, pidfd, f := workload.Spawn()
	if f != nil {
		return f
	}
	// volt run signals the workload through its pidfd, never through a number.
	if err := syscall.Sendmsg(control, []byte{0}, syscall.UnixRights(pidfd), nil, 0); err != nil {
		return failure("tell volt run of the workload", err)
	}
	if f := keeper.Settle(); f != nil {
		return f
	}
	u, last := uint32(reap(pid)), byte(0)
	// With no child left the namespace is empty, and volt run need not wait
	// for the kernel to clear it away.
	if _, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err == syscall.ECHILD {
		last = 1
	}
	syscall.Write(control, []byte{byte(u), byte(u >> 8), byte(u >> 16), byte(u >> 24), last})
	exit(0)
	return nil
}

// begin starts to make the network namespace, unless the host's is wanted. It
// comes before the thread is locked: threads are then cheaper to start.
func begin(network string) (*view.Network, *jail.Failure) {
	switch network {
	case "private":
		runtime.GOMAXPROCS(2) // two things at a time
		return view.NewNetwork(), nil
	case "host":
		return nil, nil
	}
	return nil, bad("start for volt run: the network is neither private nor host", "see volt-jail(8)")
}

// receive reads the plan: its length in four bytes, little-endian, then itself.
func receive() ([]byte, *jail.Failure) {
	head, f := exactly(4)
	if f != nil {
		return nil, f
	}
	n := int(head[0]) | int(head[1])<<8 | int(head[2])<<16 | int(head[3])<<24
	if n > 1<<20 {
		return nil, bad("use the plan of volt run: it is larger than 1 MiB", "")
	}
	return exactly(n)
}

func exactly(n int) ([]byte, *jail.Failure) {
	b := make([]byte, n)
	for got := 0; got < n; {
		m, err := syscall.Read(control, b[got:])
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return nil, failure("read the plan from volt run", err)
		case m == 0:
			// volt run gave up, and has said why.
			exit(jail.ExitCannotStart)
		default:
			got += m
		}
	}
	return b, nil
}

// reap waits for every child of the namespace, the workload's orphans too,
// until the workload itself has ended.
func reap(workload int) syscall.WaitStatus {
	for {
		var ws syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &ws, 0, nil)
		if err != nil && err != syscall.EINTR {
			exit(jail.ExitCannotStart)
		}
		if pid == workload && (ws.Exited() || ws.Signaled()) {
			return ws
		}
	}
}
