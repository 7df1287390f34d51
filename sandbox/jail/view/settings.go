package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// settings changes what belongs to the new namespaces, but for the network's,
// and not to the mount table. /proc/sys shows a reader the values of its own namespaces, so the
// host's /proc serves.
func settings(v *plan.View) *jail.Failure {
	if f := set(v, false); f != nil {
		return f
	}
	if v.Hostname != "" {
		if e := syscall.Sethostname([]byte(v.Hostname)); e != nil {
			return failed("set the host name of the sandbox", e.(syscall.Errno))
		}
	}
	return nil
}

func write(path, value string) syscall.Errno {
	fd, e := sys.Open(sys.AtFDCWD, path, syscall.O_WRONLY, 0)
	if e != 0 {
		return e
	}
	_, e = sys.Call(syscall.SYS_WRITE, sys.Int(fd), sys.Str(value), sys.Int(len(value)))
	sys.Close(fd)
	return e
}

// ifreq is struct ifreq of netdevice(7) with its ifr_flags.
type ifreq struct {
	name  [syscall.IFNAMSIZ]byte
	flags uint16
	_     [22]byte
}

// loopback brings lo up: a new network namespace has it, down.
func loopback() syscall.Errno {
	fd, e := sys.Call(syscall.SYS_SOCKET, sys.Int(syscall.AF_INET), sys.Int(syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC), sys.Int(0))
	if e != 0 {
		return e
	}
	defer sys.Close(int(fd))
	r := ifreq{name: [syscall.IFNAMSIZ]byte{'l', 'o'}, flags: syscall.IFF_UP}
	_, e = sys.Call(syscall.SYS_IOCTL, sys.Int(fd), sys.Int(syscall.SIOCSIFFLAGS), sys.Ptr(&r))
	return e
}
