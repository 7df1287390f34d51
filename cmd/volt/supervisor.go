package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// bySystemd decides who makes the sandbox: systemd wherever one can be talked
// to, else volt run itself.
func (s *supervision) bySystemd() (bool, error) {
	can := managerAnswers()
	switch {
	case s.by == "systemd" && !can:
		return false, errors.New("cannot start by systemd: " + noManager())
	case s.by == "direct" && s.asked() && !s.scope:
		return false, errors.New("cannot start with --supervisor direct: a name and properties are systemd's to give; add --scope, or leave the flag out")
	case s.asked() && !can:
		return false, errors.New("cannot give the workload a name, a slice or properties: " + noManager())
	}
	return can && s.by != "direct" || s.scope, nil
}

func noManager() string {
	if os.Geteuid() == 0 {
		return "systemd does not run here"
	}
	return "you have no systemd user manager here (loginctl enable-linger starts one)"
}

// managerAnswers: the manager that would start the caller's units is there.
// The test is that of sd_booted(3), and for a user's manager that its private
// socket is listened on: it outlives the manager.
func managerAnswers() bool {
	var st unix.Stat_t
	if unix.Lstat("/run/systemd/system", &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFDIR {
		return false
	}
	if os.Geteuid() == 0 {
		return true
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = "/run/user/" + strconv.Itoa(os.Geteuid())
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	err = unix.Connect(fd, &unix.SockaddrUnix{Name: filepath.Join(dir, "systemd/private")})
	return err == nil || err == unix.EAGAIN
}
