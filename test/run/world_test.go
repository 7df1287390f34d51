package run_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// inWorld runs the present test again in mount and network namespaces of its
// own: a fresh tmpfs on /var, and a loopback device on which every port is
// free. It reports whether this is that second run, which goes on with the
// test; the first one only waits for it.
//
// Go's tests run on several threads, which all belong to the new namespaces:
// the process was started in them.
func inWorld(t *testing.T) bool {
	t.Helper()
	if os.Getenv(worldEnv) == t.Name() {
		must(t, unix.Mount("tmpfs", "/var", "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755"))
		loopbackUp(t)
		return true
	}
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), worldEnv+"="+t.Name())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:   unix.CLONE_NEWNET,
		Unshareflags: unix.CLONE_NEWNS, // makes the mounts private as well
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
		t.Errorf("in namespaces of its own: %v\n%s", err, out)
	} else {
		t.Logf("in namespaces of its own:\n%s", out)
	}
	return false
}

func loopbackUp(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	must(t, err)
	lo.SetUint16(unix.IFF_UP)
	must(t, unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo))
}

// serve answers every connection to a port of the loopback device with text.
func serve(t *testing.T, address, text string) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, text)
			c.Close()
		}
	}()
}

// listening waits until somebody accepts connections at address.
func listening(t *testing.T, address string) {
	t.Helper()
	eventually(t, "a server at "+address, func() bool {
		c, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}
