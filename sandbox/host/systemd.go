package host

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// systemdRunning is the test of sd_booted(3).
func systemdRunning() bool {
	var st unix.Stat_t
	return unix.Lstat("/run/systemd/system", &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFDIR
}

// SystemdVersion is the major version of the installed systemd. Its private
// library carries it in its name; systemctl is asked only when no such
// library is found.
func SystemdVersion() int {
	newest := 0
	for _, dir := range [...]string{"/usr/lib/systemd", "/usr/lib/*/systemd", "/lib/systemd", "/usr/lib64/systemd"} {
		paths, _ := filepath.Glob(dir + "/libsystemd-shared-*.so") // the only error is a bad pattern
		for _, p := range paths {
			newest = max(newest, leadingNumber(strings.TrimPrefix(filepath.Base(p), "libsystemd-shared-")))
		}
	}
	if newest > 0 {
		return newest
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "systemctl", "--version").Output()
	if err != nil {
		return 0
	}
	return leadingNumber(strings.TrimPrefix(string(out), "systemd "))
}

// leadingNumber reads the digits s starts with: 257 from "257.13-1.so".
func leadingNumber(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end >= 0 {
		s = s[:end]
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// systemdUser connects to the private socket of this user's manager. The
// socket's file can outlive the manager, so its presence proves nothing.
func systemdUser() bool {
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = "/run/user/" + strconv.Itoa(os.Geteuid()) // pam_systemd(8)
	}
	return accepts(filepath.Join(dir, "systemd/private"))
}

// accepts reports whether somebody listens on the unix socket at path. It
// does not wait for a full backlog (EAGAIN), which has a listener as well.
func accepts(path string) bool {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	err = unix.Connect(fd, &unix.SockaddrUnix{Name: path})
	return err == nil || err == unix.EAGAIN
}
