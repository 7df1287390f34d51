package attempts

import "golang.org/x/sys/unix"

// sockets tries to make sockets of families, types and protocols that no
// workload gets unless its policy says so.
func sockets() []Attempt {
	// A kernel built without the protocol: the filter let the call through.
	unbuilt := errnos{unix.EAFNOSUPPORT, unix.EPROTONOSUPPORT, unix.ESOCKTNOSUPPORT}
	const high = 1 << 32
	var rows []Attempt
	for _, row := range []struct {
		name                string
		family, kind, proto uintptr
		by                  []Protection
		reason              string
	}{
		{"raw", unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_ICMP, []Protection{Seccomp, Capabilities}, "packets with any sender; reading what others get"},
		{"raw6", unix.AF_INET6, unix.SOCK_RAW, unix.IPPROTO_ICMPV6, []Protection{Seccomp, Capabilities}, "packets with any sender; reading what others get"},
		{"packet", unix.AF_PACKET, unix.SOCK_RAW, 0, []Protection{Seccomp, Capabilities}, "every frame on the wire"},
		{"ping", unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP, []Protection{Seccomp}, "ICMP without privilege, a way to carry data out"},
		{"udplite", unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_UDPLITE, []Protection{Seccomp}, "UDP by another name"},
		{"sctp", unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_SCTP, []Protection{Seccomp}, "a stream that TCP port rules do not see"},
		{"smc", unix.AF_SMC, unix.SOCK_STREAM, 0, []Protection{Seccomp}, "a stream that falls back to TCP inside the kernel, unseen by port rules"},
		{"alg", unix.AF_ALG, unix.SOCK_SEQPACKET, 0, []Protection{Seccomp}, "the kernel's cipher interface, exploited from containers (CVE-2026-31431)"},
		{"vsock", unix.AF_VSOCK, unix.SOCK_STREAM, 0, []Protection{Seccomp}, "reaches the hypervisor and other guests past every network namespace"},
		{"netlink-route", unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE, []Protection{Seccomp}, "network configuration, and a large interface of the kernel"},
		{"netlink-audit", unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_AUDIT, []Protection{Seccomp}, "forged records in the host's audit log"},
		{"netlink-netfilter", unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_NETFILTER, []Protection{Seccomp}, "packet filters, the most exploited code of recent kernels"},
		{"key", unix.AF_KEY, unix.SOCK_RAW, 2, []Protection{Seccomp, Capabilities}, "IPsec keys (PF_KEY_V2)"},
		{"bluetooth", unix.AF_BLUETOOTH, unix.SOCK_RAW, 1, []Protection{Seccomp, Capabilities}, "a large interface of the kernel"},
		{"can", unix.AF_CAN, unix.SOCK_RAW, 1, []Protection{Seccomp}, "buses in vehicles and plants"},
		{"xdp", unix.AF_XDP, unix.SOCK_RAW, 0, []Protection{Seccomp, Capabilities}, "packets straight from the driver"},
		{"tipc", unix.AF_TIPC, unix.SOCK_STREAM, 0, []Protection{Seccomp}, "a large interface of the kernel, rarely used"},
		{"rds", unix.AF_RDS, unix.SOCK_SEQPACKET, 0, []Protection{Seccomp}, "a large interface of the kernel, rarely used"},
		{"mptcp", unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP, []Protection{Seccomp}, "MPTCP connects and binds past Landlock's port rules"},
		{"mptcp-high-bits", unix.AF_INET, unix.SOCK_STREAM, high | unix.IPPROTO_MPTCP, []Protection{Seccomp}, "the kernel takes the low 32 bits, a filter compares 64"},
		{"netlink-high-bits", high | unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE, []Protection{Seccomp}, "the kernel takes the low 32 bits, a filter compares 64"},
		{"raw-high-bits", unix.AF_INET, high | unix.SOCK_RAW, unix.IPPROTO_ICMP, []Protection{Seccomp, Capabilities}, "the kernel takes the low 32 bits, a filter compares 64"},
		{"raw-cloexec", unix.AF_INET, unix.SOCK_RAW | unix.SOCK_CLOEXEC, unix.IPPROTO_ICMP, []Protection{Seccomp, Capabilities}, "the type has flags in it that a filter must mask"},
	} {
		through := unbuilt
		if row.name == "ping" {
			through = append(errnos{unix.EACCES}, unbuilt...) // net.ipv4.ping_group_range decides last
		}
		rows = append(rows, Attempt{
			Name: "socket-" + row.name, Tries: "make a socket: " + row.name, Denied: errnos{unix.EPERM}, Through: through,
			By: row.by, Reason: row.reason,
			try: func(*Setup) Finding { return call("socket", unix.SYS_SOCKET, row.family, row.kind, row.proto) },
		})
	}
	return append(rows, Attempt{
		Name: "socketpair-netlink", Tries: "make a socket pair of a family other than AF_UNIX", Denied: errnos{unix.EPERM},
		Through: errnos{unix.EOPNOTSUPP}, By: []Protection{Seccomp},
		Reason: "socketpair(2) makes the sockets, and loads their module, before it finds that the family has no pairs",
		try: func(*Setup) Finding {
			pair := make([]byte, 8)
			return callBytes("socketpair", unix.SYS_SOCKETPAIR, pair, 3, unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE, 0)
		},
	})
}
