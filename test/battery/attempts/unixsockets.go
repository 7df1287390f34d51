package attempts

import (
	"os"

	"golang.org/x/sys/unix"
)

// unixSockets tries to reach the UNIX sockets of the host.
func unixSockets() []Attempt {
	abstract := []Protection{LandlockScope, NetNamespace}
	return []Attempt{{
		Name: "unix-abstract-stream", Tries: "connect to an abstract stream socket of the host",
		Denied: errnos{unix.EPERM}, Private: errnos{unix.ECONNREFUSED}, By: abstract,
		Needs: []string{"abstract_stream", "secret"}, Reason: "abstract names are in no folder; only a network namespace or a Landlock scope keeps them apart",
		try: func(s *Setup) Finding { return connectUnix(s, "@"+s.AbstractStream) },
	}, {
		Name: "unix-abstract-datagram", Tries: "send to an abstract datagram socket of the host",
		Denied: errnos{unix.EPERM}, Private: errnos{unix.ECONNREFUSED}, By: abstract,
		Needs: []string{"abstract_datagram"}, Reason: "a datagram needs no connect(2)",
		try: func(s *Setup) Finding {
			fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
			if err != nil {
				return found(err, "socket")
			}
			return found(unix.Sendto(fd, []byte("x"), 0, &unix.SockaddrUnix{Name: "@" + s.AbstractDatagram}), "sendto")
		},
	}, {
		Name: "unix-pathname", Tries: "connect to a socket of the host in a folder that no rule lists",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView},
		Needs: []string{"unix_path", "secret"}, Reason: "through /run/dbus or /run/systemd it is the way to systemd-run; Landlock has no rule for it before ABI 9",
		try: func(s *Setup) Finding { return connectUnix(s, s.UnixPath) },
	}, {
		Name: "unix-symlink", Tries: "connect to a socket of the host by a symlink in a writable folder",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView},
		Needs: []string{"unix_path", "secret", "writable"}, Reason: "connect(2) follows links",
		try: func(s *Setup) Finding {
			link := scratch(s, "socket")
			if err := os.Symlink(s.UnixPath, link); err != nil {
				return broken("cannot make the symlink: %v", err)
			}
			defer os.Remove(link)
			return connectUnix(s, link)
		},
	}}
}

func connectUnix(s *Setup, name string) Finding {
	fd, err := stream(unix.AF_UNIX, 0)
	if err != nil {
		return found(err, "socket")
	}
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: name}); err != nil {
		return found(err, "connect")
	}
	return greeted(s, fd)
}
