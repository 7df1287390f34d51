package attempts

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// like returns a row that takes its errors and protections from another.
func (a Attempt) like(name, tries, reason string, try func(*Setup) Finding) Attempt {
	a.Name, a.Tries, a.Reason, a.try = name, tries, reason, try
	return a
}

// connects tries to reach ports that no rule lists. The listener is real: an
// attempt that gets through reads its greeting.
func connects() []Attempt {
	plain := Attempt{
		Denied: errnos{unix.EACCES, unix.EPERM}, Private: errnos{unix.ECONNREFUSED, unix.ENETUNREACH},
		By: []Protection{LandlockNet, NetNamespace}, Needs: []string{"unlisted_port", "secret"},
	}
	mptcp := plain
	mptcp.By = []Protection{Seccomp, NetNamespace}
	deferred := plain
	deferred.Private = append(errnos{unix.EOPNOTSUPP}, plain.Private...) // net.ipv4.tcp_fastopen=0
	return []Attempt{
		plain.like("tcp-connect", "connect to a port of the host that no rule lists", "the plain case",
			func(s *Setup) Finding { return connectPort(s, s.UnlistedPort, 0) }),
		plain.like("tcp-connect-v6", "connect by IPv6 to the IPv4 address of a port that no rule lists",
			"a second address family for the same port", connectMapped),
		mptcp.like("tcp-connect-mptcp", "connect by MPTCP to a port that no rule lists", "Landlock's port rules do not see MPTCP",
			func(s *Setup) Finding { return connectPort(s, s.UnlistedPort, unix.IPPROTO_MPTCP) }),
		deferred.like("tcp-fastopen-connect", "connect with TCP_FASTOPEN_CONNECT to a port that no rule lists",
			"defers the connection to the first write; connect(2) must still be checked", connectDeferred),
	}
}

// fastOpens tries to reach them without connect(2). In a private network namespace
// net.ipv4.tcp_fastopen=0 answers EOPNOTSUPP; on the host's network only the
// filter is there.
func fastOpens() []Attempt {
	row := Attempt{
		Denied: errnos{unix.EPERM}, Private: errnos{unix.ECONNREFUSED, unix.ENETUNREACH, unix.EOPNOTSUPP, unix.EACCES},
		By: []Protection{Seccomp, NetNamespace}, Needs: []string{"unlisted_port", "secret"},
	}
	const reason = "MSG_FASTOPEN connects without connect(2), past Landlock's port rules before kernel 7.2"
	return []Attempt{
		row.like("tcp-fastopen-sendto", "sendto(2) with MSG_FASTOPEN to a port that no rule lists", reason,
			func(s *Setup) Finding { return fastOpenWith(s, 0, sendTo) }),
		row.like("tcp-fastopen-sendmsg", "sendmsg(2) with MSG_FASTOPEN to a port that no rule lists", reason,
			func(s *Setup) Finding { return fastOpenWith(s, 0, sendMsg) }),
		row.like("tcp-fastopen-sendmmsg", "sendmmsg(2) with MSG_FASTOPEN to a port that no rule lists", reason,
			func(s *Setup) Finding { return fastOpenWith(s, 0, sendMMsg) }),
		row.like("tcp-fastopen-mixed", "sendto(2) with MSG_FASTOPEN among other flags", "the filter must look for the bit, not for the value",
			func(s *Setup) Finding { return fastOpenWith(s, unix.MSG_NOSIGNAL|unix.MSG_MORE, sendTo) }),
	}
}

// binds tries to take ports that no rule lists.
func binds() []Attempt {
	row := Attempt{
		Denied: errnos{unix.EACCES, unix.EPERM}, By: []Protection{LandlockNet, Seccomp, NetNamespace},
		Effect: "the port belongs to a network namespace of its own", Needs: []string{"free_port", "host_net"},
	}
	ulp := Attempt{Denied: errnos{unix.EPERM}, Through: errnos{unix.ENOENT}, By: []Protection{Seccomp}}
	return []Attempt{
		row.like("tcp-bind", "bind a port that no rule lists", "takes the place of a service of the host",
			func(s *Setup) Finding { return bindPort(s, s.FreePort, 0, unix.AF_INET) }),
		row.like("tcp-bind-unspec", "bind a port that no rule lists with an AF_UNSPEC address",
			"bind(2) takes AF_UNSPEC for AF_INET: the check must, too",
			func(s *Setup) Finding { return bindPort(s, s.FreePort, 0, unix.AF_UNSPEC) }),
		row.like("tcp-bind-mptcp", "bind by MPTCP a port that no rule lists", "Landlock's port rules do not see MPTCP",
			func(s *Setup) Finding { return bindPort(s, s.FreePort, unix.IPPROTO_MPTCP, unix.AF_INET) }),
		row.like("tcp-bind-0", "bind port 0, which takes any free port", "port 0 is a port that no rule lists",
			func(s *Setup) Finding { return bindPort(s, 0, 0, unix.AF_INET) }),
		row.like("tcp-listen-autobind", "listen(2) without bind(2), which takes any free port",
			"Landlock has no rule for it before ABI 10; on the host's network the filter therefore refuses listen(2) when net_bind is empty", autobind),
		ulp.like("tcp-ulp", "setsockopt(TCP_ULP) with a protocol that does not exist",
			"turns a TCP socket into another kind after its making was checked", setULP),
	}
}

func setULP(*Setup) Finding {
	fd, err := stream(unix.AF_INET, 0)
	if err != nil {
		return broken("cannot make a plain TCP socket: %v", err)
	}
	return found(unix.SetsockoptString(fd, unix.IPPROTO_TCP, unix.TCP_ULP, "volt-battery"), "setsockopt(TCP_ULP)")
}

func stream(family, proto int) (int, error) {
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, proto)
	if err != nil {
		return -1, err
	}
	patience := unix.Timeval{Sec: 2}
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patience)
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &patience)
	return fd, nil
}

func loopback(port int) *unix.SockaddrInet4 {
	return &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
}

// greeted reads what the host's listener says first.
func greeted(s *Setup, fd int) Finding {
	buf := make([]byte, 256)
	n, err := unix.Read(fd, buf)
	if err != nil {
		return found(err, "read the greeting")
	}
	if !strings.Contains(string(buf[:n]), s.Secret) {
		return broken("connected, but not to the host's listener")
	}
	return through("the host's listener greeted")
}

func connectPort(s *Setup, port, proto int) Finding {
	fd, err := stream(unix.AF_INET, proto)
	if err != nil {
		return found(err, "socket")
	}
	if err := unix.Connect(fd, loopback(port)); err != nil {
		return found(err, "connect")
	}
	return greeted(s, fd)
}

func connectMapped(s *Setup) Finding {
	fd, err := stream(unix.AF_INET6, 0)
	if err != nil {
		return found(err, "socket")
	}
	addr := &unix.SockaddrInet6{Port: s.UnlistedPort}
	copy(addr.Addr[10:], []byte{0xff, 0xff, 127, 0, 0, 1}) // ::ffff:127.0.0.1
	if err := unix.Connect(fd, addr); err != nil {
		return found(err, "connect")
	}
	return greeted(s, fd)
}

func connectDeferred(s *Setup) Finding {
	fd, err := stream(unix.AF_INET, 0)
	if err != nil {
		return found(err, "socket")
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT, 1); err != nil {
		return found(err, "setsockopt(TCP_FASTOPEN_CONNECT)")
	}
	if err := unix.Connect(fd, loopback(s.UnlistedPort)); err != nil {
		return found(err, "connect")
	}
	if _, err := unix.Write(fd, []byte("x")); err != nil {
		return found(err, "write")
	}
	return greeted(s, fd)
}

type sender func(fd, port, flags int) error

func fastOpenWith(s *Setup, flags int, send sender) Finding {
	fd, err := stream(unix.AF_INET, 0)
	if err != nil {
		return broken("cannot make a plain TCP socket: %v", err)
	}
	if err := send(fd, s.UnlistedPort, flags|unix.MSG_FASTOPEN); err != nil {
		return found(err, "send with MSG_FASTOPEN")
	}
	if flags&unix.MSG_MORE != 0 {
		_, _ = unix.Write(fd, []byte("x")) // MSG_MORE held the first segment back
	}
	return greeted(s, fd)
}

func sendTo(fd, port, flags int) error {
	return unix.Sendto(fd, []byte("x"), flags, loopback(port))
}

func sendMsg(fd, port, flags int) error {
	return unix.Sendmsg(fd, []byte("x"), nil, loopback(port), flags)
}

func sendMMsg(fd, port, flags int) error {
	to := unix.RawSockaddrInet4{Family: unix.AF_INET, Port: bigEndian(port), Addr: [4]byte{127, 0, 0, 1}}
	return sendmmsg(fd, to, []byte("x"), flags)
}

func bindPort(s *Setup, port, proto int, family uint16) Finding {
	fd, err := stream(unix.AF_INET, proto)
	if err != nil {
		return found(err, "socket")
	}
	if err := bindFamily(fd, family, port); err != nil {
		return found(err, "bind")
	}
	return taken(s, "bind")
}

func autobind(s *Setup) Finding {
	fd, err := stream(unix.AF_INET, 0)
	if err != nil {
		return found(err, "socket")
	}
	if err := unix.Listen(fd, 1); err != nil {
		return found(err, "listen")
	}
	return taken(s, "listen")
}

// taken decides what a port that was taken is worth: nothing in a network
// namespace other than the host's, provided that one was asked for.
func taken(s *Setup, what string) Finding {
	link, err := os.Readlink("/proc/self/ns/net")
	if err == nil && s.Network == NetworkNone && link != fmt.Sprintf("net:[%d]", s.HostNet) {
		return nothing("%s succeeded, in %s", what, link)
	}
	return through("%s succeeded on the host's network (%s, %v)", what, link, err)
}
