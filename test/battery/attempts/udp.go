package attempts

import "golang.org/x/sys/unix"

// udp tries to talk to a UDP service of the host that no rule lists. It answers
// every datagram, so that getting through is an answer and not a send.
func udp() []Attempt {
	row := Attempt{
		Denied: errnos{unix.EACCES, unix.EPERM}, Private: errnos{unix.ECONNREFUSED, unix.ENETUNREACH},
		By: []Protection{Seccomp, NetNamespace}, Needs: []string{"udp_port", "secret"},
		Reason: "Landlock has no rules for UDP before ABI 10: without a udp/ rule the workload gets no UDP sockets on the host's network",
	}
	send, connected, bind := row, row, row
	send.Name, send.Tries = "udp-sendto", "sendto(2) a UDP service of the host"
	send.try = func(s *Setup) Finding { return ask(s, false) }
	connected.Name, connected.Tries = "udp-connect", "connect(2) to a UDP service of the host, and write(2)"
	connected.try = func(s *Setup) Finding { return ask(s, true) }
	bind.Name, bind.Tries = "udp-bind", "bind a UDP port that no rule lists"
	bind.Effect, bind.Needs = "the port belongs to a network namespace of its own", []string{"free_port", "host_net"}
	bind.try = func(s *Setup) Finding {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return found(err, "socket")
		}
		if err := bindFamily(fd, unix.AF_INET, s.FreePort); err != nil {
			return found(err, "bind")
		}
		return taken(s, "bind")
	}
	return []Attempt{send, connected, bind}
}

// ask sends one datagram and waits for the answer. The socket reports errors
// that come back (IP_RECVERR) whether it is connected or not.
func ask(s *Setup, connected bool) Finding {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return found(err, "socket")
	}
	patience := unix.Timeval{Sec: 2}
	_ = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patience)
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_RECVERR, 1)
	if connected {
		if err := unix.Connect(fd, loopback(s.UDPPort)); err != nil {
			return found(err, "connect")
		}
		_, err = unix.Write(fd, []byte("x"))
	} else {
		err = unix.Sendto(fd, []byte("x"), 0, loopback(s.UDPPort))
	}
	if err != nil {
		return found(err, "send")
	}
	return greeted(s, fd)
}
