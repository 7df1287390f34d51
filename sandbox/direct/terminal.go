package direct

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Terminal is a pseudo-terminal between the user's terminal and the workload.
// The workload never holds the user's own: there is nothing it could push
// into that, or leave in a bad mode.
type Terminal struct {
	slave  *os.File // the workload's side
	master *os.File
	user   *os.File
	out    *os.File
	old    *term.State
	resize chan os.Signal

	drained chan struct{} // closed when there is no more output
	idle    atomic.Bool   // waiting for output, not writing it
}

// NewTerminal makes a pseudo-terminal for the user uid, of the size of the
// terminal in.
func NewTerminal(in, out *os.File, uid int) (*Terminal, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot make a pseudo-terminal: %w", err)
	}
	slave, err := openSlave(master)
	if err != nil {
		master.Close()
		return nil, fmt.Errorf("cannot make a pseudo-terminal: %w", err)
	}
	// The workload may open its terminal by name.
	if err := slave.Chown(uid, -1); err != nil {
		master.Close()
		slave.Close()
		return nil, fmt.Errorf("cannot give the pseudo-terminal to user %d: %w", uid, err)
	}
	t := &Terminal{slave: slave, master: master, user: in, out: out, resize: make(chan os.Signal, 1), drained: make(chan struct{})}
	t.copySize()
	return t, nil
}

func openSlave(master *os.File) (*os.File, error) {
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, err
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, err
	}
	return os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|syscall.O_NOCTTY, 0)
}

// Stdio is what of the three standard streams the workload gets instead: the
// pseudo-terminal, but for a standard error that goes elsewhere.
func (t *Terminal) Stdio(own [3]*os.File) [3]*os.File {
	out := [3]*os.File{t.slave, t.slave, own[2]}
	if term.IsTerminal(int(own[2].Fd())) {
		out[2] = t.slave
	}
	return out
}

// Name is the file name of the workload's side. Empty for a nil Terminal.
func (t *Terminal) Name() string {
	if t == nil {
		return ""
	}
	return t.slave.Name()
}

// Start sets the user's terminal to raw mode, until Close, and begins to copy.
// PID 1 has the workload's side by now. A nil Terminal does nothing.
func (t *Terminal) Start() error {
	if t == nil {
		return nil
	}
	t.slave.Close()
	var err error
	if t.old, err = term.MakeRaw(int(t.user.Fd())); err != nil {
		return fmt.Errorf("cannot set the terminal to raw mode: %w", err)
	}
	signal.Notify(t.resize, syscall.SIGWINCH)
	t.copySize() // it may have changed since NewTerminal
	go func() {
		for range t.resize {
			t.copySize()
		}
	}()
	go io.Copy(t.master, t.user)
	go t.copyOutput()
	return nil
}

// copyOutput ends with EIO when the last process that holds the workload's
// side has closed it.
func (t *Terminal) copyOutput() {
	defer close(t.drained)
	b := make([]byte, 32<<10)
	for {
		t.idle.Store(true)
		n, err := t.master.Read(b)
		t.idle.Store(false)
		if n > 0 {
			if _, err := t.out.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (t *Terminal) copySize() {
	if ws, err := unix.IoctlGetWinsize(int(t.user.Fd()), unix.TIOCGWINSZ); err == nil {
		_ = unix.IoctlSetWinsize(int(t.master.Fd()), unix.TIOCSWINSZ, ws)
	}
}

// patience is how long Close waits for more output when there is none. The
// workload has ended by then; somebody outside who was handed its terminal
// could hold it open for ever.
const patience = 200 * time.Millisecond

// Close waits for the workload's last output and gives the user's terminal
// its mode back. A nil Terminal does nothing.
func (t *Terminal) Close() {
	if t == nil {
		return
	}
	t.slave.Close()
	if t.old == nil {
		return
	}
	t.drain()
	signal.Stop(t.resize)
	close(t.resize)
	_ = term.Restore(int(t.user.Fd()), t.old)
}

// drain waits until the output has ended, or nothing came for some time.
func (t *Terminal) drain() {
	for {
		select {
		case <-t.drained:
			return
		case <-time.After(patience):
			if t.idle.Load() {
				return
			}
		}
	}
}
