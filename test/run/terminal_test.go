package run_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// user is a person at a terminal: master is the person's side.
type user struct {
	master *os.File
	tty    *os.File
	screen *lines
}

// sit makes a pseudo-terminal of 37 lines and 101 columns.
func sit(t *testing.T) *user {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	fd := int(master.Fd())
	must(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	must(t, err)
	tty, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|syscall.O_NOCTTY, 0)
	must(t, err)
	u := &user{master, tty, &lines{}}
	u.resize(t, 37, 101)
	go func() {
		for b := make([]byte, 4096); ; {
			n, err := master.Read(b)
			if err != nil {
				return
			}
			_, _ = u.screen.Write(b[:n])
		}
	}()
	t.Cleanup(func() {
		tty.Close()
		master.Close()
		if t.Failed() {
			t.Logf("on the screen: %q", u.screen)
		}
	})
	return u
}

func (u *user) resize(t *testing.T, rows, columns uint16) {
	t.Helper()
	must(t, unix.IoctlSetWinsize(int(u.tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns}))
}

func (u *user) mode(t *testing.T) unix.Termios {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(u.tty.Fd()), unix.TCGETS)
	must(t, err)
	return *m
}

func (u *user) types(t *testing.T, text string) {
	t.Helper()
	_, err := u.master.WriteString(text)
	must(t, err)
}

// sees waits for text on the screen.
func (u *user) sees(t *testing.T, text string) {
	t.Helper()
	eventually(t, strconv.Quote(text)+" on the screen", func() bool {
		return strings.Contains(u.screen.String(), text)
	})
}

// starts runs volt run in a session of its own on the terminal.
func (u *user) starts(t *testing.T, c caller, args ...string) *started {
	t.Helper()
	cmd := c.run(t, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = u.tty, u.tty, u.tty
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty, cmd.SysProcAttr.Ctty = true, true, 0
	must(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return &started{cmd: cmd, stdout: u.screen, stderr: &bytes.Buffer{}}
}

// TestTerminal: on a terminal the workload gets one of its own, of the same
// size, and the user's is as before when it has ended.
func TestTerminal(t *testing.T) {
	const python = `import os, sys, termios
print([os.isatty(n) for n in range(3)], os.get_terminal_size(0), os.getsid(0) == os.getpid(), os.tcgetpgrp(0) == os.getpgrp(), open('/dev/tty').isatty())
print('line', input())
sys.exit(5)`
	asEach(t, func(t *testing.T, c caller) {
		u := sit(t)
		before := u.mode(t)
		s := u.starts(t, c, "--policy", shellPolicy(t), "--", "/usr/bin/python3", "-c", python)
		u.sees(t, "[True, True, True] os.terminal_size(columns=101, lines=37) True True True\r\n")
		if u.mode(t) == before {
			t.Error("the user's terminal is not in raw mode while the workload has its own")
		}
		u.types(t, "typed\r")
		u.sees(t, "line typed\r\n")
		if code := s.wait(); code != 5 {
			t.Errorf("exit %d, want 5", code)
		}
		if u.mode(t) != before {
			t.Errorf("the terminal's mode was %+v and is %+v", before, u.mode(t))
		}
	})
}

// TestWindowSize: the workload learns of a new size.
func TestWindowSize(t *testing.T) {
	u := sit(t)
	// os.write, because print may be interrupted by the handler's own.
	const python = `import os, signal
say = lambda text: os.write(1, (text + '\n').encode())
signal.signal(signal.SIGWINCH, lambda *_: say('now %s' % (tuple(os.get_terminal_size()),)))
say('ready')
while True: signal.pause()`
	s := u.starts(t, root(), "--policy", shellPolicy(t), "--", "/usr/bin/python3", "-c", python)
	u.sees(t, "ready")
	u.resize(t, 50, 120)
	u.sees(t, "now (120, 50)")
	u.resize(t, 24, 80)
	u.sees(t, "now (80, 24)")
	must(t, s.cmd.Process.Signal(syscall.SIGTERM))
	s.wait()
}

// TestControlKeys: the keys that make signals work on the foreground job of
// the workload's own terminal, and Ctrl-D ends its input.
func TestControlKeys(t *testing.T) {
	const interruptKey, quitKey, endKey = "\x03", "\x1c", "\x04"
	for _, tt := range []struct {
		name, script, key string
		code              int
		screen            string
	}{
		{"interrupt the workload", "echo ready; exec sleep 100", interruptKey, 130, ""},
		{"quit the workload", "echo ready; exec sleep 100", quitKey, 131, ""},
		{"caught", "trap 'echo caught; exit 8' INT; echo ready; while :; do sleep 0.02; done", interruptKey, 8, "caught"},
		{"end of input", "echo ready; cat; echo end; exit 4", endKey, 4, "end"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := sit(t)
			before := u.mode(t)
			s := u.starts(t, root(), "--policy", shellPolicy(t), "--", "bash", "-c", tt.script)
			u.sees(t, "ready")
			time.Sleep(50 * time.Millisecond) // until the program behind "ready" runs
			u.types(t, tt.key)
			if code := s.wait(); code != tt.code {
				t.Errorf("exit %d, want %d", code, tt.code)
			}
			u.sees(t, tt.screen)
			if u.mode(t) != before {
				t.Error("the terminal's mode is another one")
			}
		})
	}
}

// TestInteractiveShell: job control in a shell, as a person uses it.
func TestInteractiveShell(t *testing.T) {
	const interruptKey, suspendKey = "\x03", "\x1a"
	asEach(t, func(t *testing.T, c caller) {
		u := sit(t)
		s := u.starts(t, c, "--policy", shellPolicy(t), "--env", "PS1=prompt> ", "--", "bash", "--norc", "--noprofile", "-i")
		for _, step := range []struct{ types, sees string }{
			{"", "prompt> "},
			{"echo $((20 + 22)); sleep 100\r", "\n42\r\n"},
			{interruptKey, "^C"},
			{"echo code=$?\r", "\ncode=130\r\n"},
			{"echo $((7 * 7)); sleep 101\r", "\n49\r\n"},
			{suspendKey, "Stopped"},
			{"kill %1; wait; jobs; echo $((8 * 8))\r", "\n64\r\n"},
			{"exit 6\r", "exit"},
		} {
			u.types(t, step.types)
			u.sees(t, step.sees)
			time.Sleep(50 * time.Millisecond) // until the program the line started runs
		}
		if code := s.wait(); code != 6 {
			t.Errorf("exit %d, want 6", code)
		}
		if strings.Contains(u.screen.String(), "job control") {
			t.Error("the shell has no job control")
		}
	})
}

// TestTerminalRestored: however the workload ends, the terminal is usable.
func TestTerminalRestored(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		end  func(t *testing.T, s *started)
		code int
	}{
		{"killed from outside", []string{"--", "cat"}, func(t *testing.T, s *started) {
			must(t, syscall.Kill(workload(t, s, "cat").pid, syscall.SIGKILL))
		}, 137},
		{"volt run is told to end", []string{"--", "cat"}, func(t *testing.T, s *started) {
			workload(t, s, "cat")
			must(t, s.cmd.Process.Signal(syscall.SIGTERM))
		}, 143},
		{"hung up", []string{"--", "cat"}, func(t *testing.T, s *started) {
			workload(t, s, "cat")
			must(t, s.cmd.Process.Signal(syscall.SIGHUP))
		}, 129},
		{"raw mode left behind", []string{"--", "sh", "-c", "stty raw -echo; exit 3"}, nil, 3},
		{"never started", []string{"--", "no-such-command"}, nil, 127},
		{"cannot start", []string{"--workdir", "/none", "--", "true"}, nil, 125},
		{"a child holds the terminal", []string{"--", "sh", "-c", "setsid sleep 1005 & exit 2"}, nil, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := sit(t)
			before := u.mode(t)
			s := u.starts(t, root(), append([]string{"--policy", shellPolicy(t)}, tt.args...)...)
			if tt.end != nil {
				tt.end(t, s)
			}
			if code := s.wait(); code != tt.code {
				t.Errorf("exit %d, want %d", code, tt.code)
			}
			if u.mode(t) != before {
				t.Errorf("the terminal's mode was %+v and is %+v", before, u.mode(t))
			}
		})
	}
}

// TestTerminalOutput: standard output and error keep their order, and all of
// it is there when volt run ends.
func TestTerminalOutput(t *testing.T) {
	u := sit(t)
	s := u.starts(t, root(), "--policy", shellPolicy(t), "--", "sh", "-c",
		"i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i + 1)); done")
	if code := s.wait(); code != 0 {
		t.Errorf("exit %d", code)
	}
	var want strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&want, "out %d\r\nerr %d\r\n", i, i)
	}
	u.sees(t, "err 2999\r\n")
	if got := u.screen.String(); got != want.String() {
		t.Errorf("%d bytes of output, want %d; it ends with %q", len(got), want.Len(), got[max(0, len(got)-60):])
	}
}

// TestTerminalOnlyForInput: with the output in a pipe there is no terminal to
// be made; the workload reads from the user's, and cannot type into it.
func TestTerminalOnlyForInput(t *testing.T) {
	u := sit(t)
	const python = `import fcntl, os, termios
print([os.isatty(n) for n in range(3)], input())
try: fcntl.ioctl(0, termios.TIOCSTI, b'x')
except OSError as e: print(e.strerror)
try: open('/dev/tty')
except OSError as e: print('no terminal of its own')`
	cmd := root().run(t, "--policy", shellPolicy(t), "--", "/usr/bin/python3", "-c", python)
	cmd.Stdin = u.tty
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty, cmd.SysProcAttr.Ctty = true, true, 0
	u.types(t, "typed\r")
	finish(t, cmd).want(t, 0, "[True, False, False] typed\nOperation not permitted\nno terminal of its own\n", "")
}
