// Package direct is the supervisor of volt run where there is no systemd to
// talk to. It makes the namespaces, starts volt-jail as PID 1 in them, hands
// it the plan, passes signals and the terminal through, and brings the exit
// status back. The sandbox does not outlive the process that made it.
package direct

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/view"
	"github.com/volt-project/volt/sandbox/plan"
)

// Config says how the namespaces are made.
type Config struct {
	Jail    string // the volt-jail program
	Network bool   // PID 1 makes a network namespace
	// UserNamespace maps UID and GID to themselves in a user namespace: the
	// only way for an ordinary user.
	UserNamespace bool
	UID, GID      int
	Stdio         [3]*os.File
}

// Sandbox is PID 1 of the namespaces, waiting for a plan.
type Sandbox struct {
	pid     int
	control *os.File
}

// capabilities that PID 1 needs over its own user namespace while it builds
// the view. The workload gets none of them.
func builderCapabilities() []uintptr {
	return []uintptr{unix.CAP_SETGID, unix.CAP_SETUID, unix.CAP_SETPCAP, unix.CAP_NET_ADMIN, unix.CAP_SYS_ADMIN}
}

// PID is PID 1's number outside.
func (s *Sandbox) PID() int { return s.pid }

// Prepare makes the namespaces and starts PID 1 in them. It does not need the
// plan yet, so a caller can work it out while PID 1 gets ready.
//
// The calling goroutine stays on its thread from here on: the kernel ends PID 1
// when the thread that started it ends, which is how kill -9 takes the
// workload along.
func Prepare(c *Config) (*Sandbox, error) {
	runtime.LockOSThread()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot make a control socket: %w", err)
	}
	defer unix.Close(pair[1])
	box := &Sandbox{control: os.NewFile(uintptr(pair[0]), "control")}
	// What PID 1 does before there is a plan.
	if err := box.send(message(nil, view.Prologue(c.Network), nil)); err != nil {
		box.control.Close()
		return nil, fmt.Errorf("cannot write to the control socket: %w", err)
	}
	attr := &syscall.ProcAttr{
		Files: []uintptr{
			c.Stdio[0].Fd(), c.Stdio[1].Fd(), c.Stdio[2].Fd(), uintptr(pair[1]),
		},
		Sys: &syscall.SysProcAttr{
			Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS | unix.CLONE_NEWCGROUP,
			Pdeathsig:  syscall.SIGKILL,
		},
	}
	if c.UserNamespace {
		attr.Sys.Cloneflags |= unix.CLONE_NEWUSER
		attr.Sys.UidMappings = []syscall.SysProcIDMap{{ContainerID: c.UID, HostID: c.UID, Size: 1}}
		attr.Sys.GidMappings = []syscall.SysProcIDMap{{ContainerID: c.GID, HostID: c.GID, Size: 1}}
		attr.Sys.AmbientCaps = builderCapabilities()
	}
	box.pid, err = syscall.ForkExec(c.Jail, []string{"volt-jail", "--direct"}, attr)
	if err != nil {
		box.control.Close()
		return nil, prepareError(c, err)
	}
	return box, nil
}

func prepareError(c *Config, err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("cannot start %s: it does not exist; reinstall Volt", c.Jail)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("cannot make namespaces: a limit of user.max_*_namespaces is reached: %w", err)
	case c.UserNamespace && errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EACCES):
		return fmt.Errorf("cannot make a user namespace: this host does not let ordinary users do it (%w); run as root, or see volt doctor", err)
	}
	return fmt.Errorf("cannot make the namespaces of the sandbox: %w", err)
}

// Cancel ends PID 1 before it was given a plan. Nothing of the workload has
// run.
func (s *Sandbox) Cancel() {
	s.control.Close()
	s.wait()
}

// Start hands over the plan. What volt-jail cannot do it says on standard
// error, and Wait says that it was not started.
func (s *Sandbox) Start(p *plan.Plan) error {
	var b [][]byte
	b = message(b, view.Script(p.View), plan.Encode(p))
	b = message(b, jail.ForChild(p), nil)
	b = message(b, jail.Keeper(p.Landlock.HandledFS, controlFD), nil)
	if err := s.send(b); err != nil && !errors.Is(err, syscall.EPIPE) {
		s.Cancel()
		return fmt.Errorf("cannot hand the plan to volt-jail: %w", err)
	}
	// With EPIPE it has given up, and says why itself.
	return nil
}

// controlFD is PID 1's end of the control socket.
const controlFD = 3

// message appends a script as PID 1 reads it: its length in eight bytes,
// little-endian, and its file.
func message(b [][]byte, s jail.Script, plan []byte) [][]byte {
	file := s.File(plan)
	return append(b, binary.LittleEndian.AppendUint64(nil, uint64(len(file))), file)
}

// send writes all of b, at once if it can be.
func (s *Sandbox) send(b [][]byte) error {
	for len(b) > 0 {
		n, err := unix.Writev(int(s.control.Fd()), b)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		for len(b) > 0 && n >= len(b[0]) {
			n -= len(b[0])
			b = b[1:]
		}
		if len(b) > 0 {
			b[0] = b[0][n:]
		}
	}
	return nil
}

// Wait waits for the workload to end. Signals that arrive on signals go to
// the workload. The status is the workload's; when it was not started, it is
// volt-jail's.
func (s *Sandbox) Wait(signals <-chan os.Signal) (status syscall.WaitStatus, started bool) {
	defer s.control.Close()
	pidfd, err := s.workload()
	if err != nil {
		return s.wait(), false
	}
	defer unix.Close(pidfd)
	done := make(chan struct{})
	go forward(pidfd, signals, done)
	var b [5]byte
	n, _ := readFull(s.control, b[:])
	close(done)
	if n < len(b) {
		// PID 1 did not live to tell: its own end is the workload's.
		return s.wait(), true
	}
	if b[4] == 0 {
		s.wait() // until the last process the workload left behind is gone
	}
	return syscall.WaitStatus(binary.LittleEndian.Uint32(b[:4])), true
}

// workload receives the pidfd of the workload, which comes once it was forked.
func (s *Sandbox) workload() (int, error) {
	data, oob := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
	for {
		n, oobn, _, _, err := unix.Recvmsg(int(s.control.Fd()), data, oob, unix.MSG_CMSG_CLOEXEC)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n != 1 {
			return -1, errors.New("volt-jail gave up")
		}
		messages, err := unix.ParseSocketControlMessage(oob[:oobn])
		if err != nil || len(messages) != 1 {
			return -1, errors.New("volt-jail sent no process descriptor")
		}
		fds, err := unix.ParseUnixRights(&messages[0])
		if err != nil || len(fds) != 1 {
			return -1, errors.New("volt-jail sent no process descriptor")
		}
		return fds[0], nil
	}
}

func readFull(f *os.File, b []byte) (int, error) {
	n := 0
	for n < len(b) {
		m, err := f.Read(b[n:])
		if m <= 0 || err != nil {
			return n, err
		}
		n += m
	}
	return n, nil
}

// cannotTell is the wait status of a process that exited with 125.
const cannotTell = syscall.WaitStatus(125 << 8)

func (s *Sandbox) wait() syscall.WaitStatus {
	var ws syscall.WaitStatus
	for {
		switch _, err := syscall.Wait4(s.pid, &ws, 0, nil); err {
		case nil:
			return ws
		case syscall.EINTR:
		default:
			return cannotTell
		}
	}
}
