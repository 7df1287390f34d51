package attempts

import (
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// controls are things that every workload may do. They keep a sandbox in which
// nothing works from passing.
func controls() []Attempt {
	return wanted([]Attempt{{
		Name: "control-read", Tries: "read a file in an fs_read folder", Needs: []string{"readable"}, Reason: "fs_read is granted",
		try: func(s *Setup) Finding {
			_, err := os.ReadFile(s.Readable + "/file")
			return found(err, "read")
		},
	}, {
		Name: "control-list", Tries: "list an fs_read folder", Needs: []string{"readable"}, Reason: "fs_read is granted",
		try: func(s *Setup) Finding {
			_, err := os.ReadDir(s.Readable)
			return found(err, "list")
		},
	}, {
		Name: "control-write", Tries: "create, write, truncate, rename and remove in an fs_write folder", Needs: []string{"writable"}, Reason: "fs_write is granted",
		try: writeAndRename,
	}, {
		Name: "control-links", Tries: "make and follow links within an fs_write folder", Needs: []string{"writable"}, Reason: "fs_write is granted",
		try: linkWithin,
	}, {
		Name: "control-exec", Tries: "start a program in an fs_execute folder", Needs: []string{"battery"}, Reason: "fs_execute is granted",
		try: func(s *Setup) Finding { return start(s.Battery) },
	}, {
		Name: "control-signal", Tries: "signal a process of its own", Needs: []string{"battery"}, Reason: "scopes and namespaces end at the sandbox's border, not before",
		try: signalChild,
	}})
}

// controlsImplied are things that every policy implies.
func controlsImplied() []Attempt {
	return wanted([]Attempt{{
		Name: "control-null", Tries: "write to /dev/null", Reason: "implied by every policy",
		try: func(*Setup) Finding { return found(os.WriteFile("/dev/null", []byte("x"), 0), "write") },
	}, {
		Name: "control-random", Tries: "read /dev/urandom", Reason: "implied by every policy",
		try: func(*Setup) Finding {
			f, err := os.Open("/dev/urandom")
			if err != nil {
				return found(err, "open")
			}
			defer f.Close()
			_, err = f.Read(make([]byte, 8))
			return found(err, "read")
		},
	}, {
		Name: "control-proc-self", Tries: "read /proc/self/status", Reason: "implied by every policy",
		try: func(*Setup) Finding { return open("/proc/self/status", unix.O_RDONLY) },
	}, {
		Name: "control-unix", Tries: "make a pair of UNIX sockets and talk over it", Reason: "sockets within a workload are its own affair",
		try: talkUnix,
	}, {
		Name: "control-unknown-call", Tries: "a system call with a number that no kernel has", Reason: "ENOSYS makes the C library fall back to an older call",
		Through: errnos{unix.ENOSYS},
		try:     func(*Setup) Finding { return call("system call 1023", 1023) },
	}, {
		Name: "control-personality", Tries: "personality(ADDR_NO_RANDOMIZE)", Reason: "debuggers and sanitizers need it; it weakens the caller only",
		try: func(*Setup) Finding { return call("personality", unix.SYS_PERSONALITY, 0x0040000) },
	}, {
		Name: "control-tcp-loopback", Tries: "listen on a port in net_bind and connect to it", Networks: []string{NetworkNone},
		Needs: []string{"bind_port"}, Reason: "the workload's own loopback works, with the ports it was granted",
		try: talkLoopback,
	}, {
		Name: "control-tcp-listed", Tries: "connect to a port of the host in net_connect", Networks: []string{NetworkHost},
		Needs: []string{"listed_port", "secret"}, Reason: "net_connect is granted",
		try: func(s *Setup) Finding { return connectPort(s, s.ListedPort, 0) },
	}})
}

// wanted marks rows as controls.
func wanted(rows []Attempt) []Attempt {
	for i := range rows {
		rows[i].Want = Allowed
	}
	return rows
}

func writeAndRename(s *Setup) Finding {
	from, to := scratch(s, "control"), scratch(s, "control-renamed")
	defer os.Remove(from)
	defer os.Remove(to)
	if err := os.WriteFile(from, []byte("text"), 0o600); err != nil {
		return found(err, "write")
	}
	if err := os.Truncate(from, 2); err != nil {
		return found(err, "truncate")
	}
	if err := os.Rename(from, to); err != nil {
		return found(err, "rename")
	}
	text, err := os.ReadFile(to)
	if err == nil && string(text) != "te" {
		return broken("read back %q", text)
	}
	return found(err, "read back")
}

func linkWithin(s *Setup) Finding {
	file, soft, hard := scratch(s, "control"), scratch(s, "control-soft"), scratch(s, "control-hard")
	for _, name := range []string{file, soft, hard} {
		defer os.Remove(name)
	}
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		return found(err, "write")
	}
	if err := os.Link(file, hard); err != nil {
		return found(err, "link")
	}
	if err := os.Symlink(hard, soft); err != nil {
		return found(err, "symlink")
	}
	_, err := os.ReadFile(soft)
	return found(err, "read by the link")
}

func signalChild(s *Setup) Finding {
	cmd := exec.Command(s.Battery, Wait)
	if _, err := cmd.StdinPipe(); err != nil {
		return broken("cannot make a pipe: %v", err)
	}
	if err := cmd.Start(); err != nil {
		return found(err, "start")
	}
	if err := cmd.Process.Signal(unix.SIGKILL); err != nil {
		return found(err, "kill")
	}
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != unix.SIGKILL {
		return broken("the child ended otherwise: %v", cmd.ProcessState)
	}
	return through("the child died of it")
}

// Wait is the argument that makes the battery's program sleep until its
// standard input ends.
const Wait = "wait"

func talkUnix(*Setup) Finding {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return found(err, "socketpair")
	}
	if _, err := unix.Write(pair[0], []byte("x")); err != nil {
		return found(err, "write")
	}
	_, err = unix.Read(pair[1], make([]byte, 1))
	return found(err, "read")
}

// talkLoopback uses package net, which asks for MPTCP first and must fall back.
func talkLoopback(s *Setup) Finding {
	addr := net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: s.BindPort}
	l, err := net.ListenTCP("tcp4", &addr)
	if err != nil {
		return found(err, "listen")
	}
	defer l.Close()
	conn, err := net.DialTimeout("tcp4", addr.String(), 2*time.Second)
	if err != nil {
		return found(err, "connect")
	}
	_ = conn.Close()
	return through("connected to %s", addr.String())
}
