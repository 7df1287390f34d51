package bpf

import (
	"testing"

	"github.com/volt-project/volt/sandbox/profile"
)

const high = 0xabcd_0000_0000 // bits that the kernel drops from an int

// argumentCases are written down by hand from the man pages and headers, so
// that they check the profile's data and not only its compilation.
var argumentCases = []struct {
	what    string
	options profile.Options
	call    string
	args    [6]uint64
	allowed bool
}{
	{"unix stream", profile.Options{}, "socket", [6]uint64{1, 1, 0}, true},
	{"unix stream, PF_UNIX", profile.Options{}, "socket", [6]uint64{1, 1, 1}, true},
	{"unix dgram, cloexec, nonblock", profile.Options{}, "socket", [6]uint64{1, 2 | 0x80800, 0}, true},
	{"unix seqpacket", profile.Options{}, "socket", [6]uint64{1, 5, 0}, true},
	{"unix raw", profile.Options{}, "socket", [6]uint64{1, 3, 0}, false},
	{"unix protocol 2", profile.Options{}, "socket", [6]uint64{1, 1, 2}, false},
	{"unix denied", profile.Options{Deny: []string{"AF_UNIX"}}, "socket", [6]uint64{1, 1, 0}, false},
	{"unix denied, pair", profile.Options{Deny: []string{"AF_UNIX"}}, "socketpair", [6]uint64{1, 1, 0}, false},
	{"unix pair", profile.Options{}, "socketpair", [6]uint64{1, 1 | 0x80000, 0}, true},
	{"inet pair", profile.Options{}, "socketpair", [6]uint64{2, 1, 0}, false},
	{"tcp", profile.Options{}, "socket", [6]uint64{2, 1, 0}, true},
	{"tcp by number", profile.Options{}, "socket", [6]uint64{2, 1, 6}, true},
	{"tcp 6", profile.Options{}, "socket", [6]uint64{10, 1 | 0x800, 6}, true},
	{"tcp, high bits of all", profile.Options{}, "socket", [6]uint64{high | 2, high | 1, high | 6}, true},
	{"tcp, unknown type flag", profile.Options{}, "socket", [6]uint64{2, 1 | 0x100000, 0}, false},
	{"tcp 6 denied", profile.Options{Deny: []string{"AF_INET6"}}, "socket", [6]uint64{10, 1, 0}, false},
	{"mptcp", profile.Options{}, "socket", [6]uint64{2, 1, 262}, false},
	{"mptcp 6", profile.Options{}, "socket", [6]uint64{10, 1, 262}, false},
	{"mptcp, high bits", profile.Options{}, "socket", [6]uint64{2, 1, high | 262}, false},
	{"smc by protocol", profile.Options{}, "socket", [6]uint64{2, 1, 256}, false},
	{"smc by family", profile.Options{}, "socket", [6]uint64{43, 1, 0}, false},
	{"sctp stream", profile.Options{}, "socket", [6]uint64{2, 1, 132}, false},
	{"sctp seqpacket", profile.Options{}, "socket", [6]uint64{2, 5, 132}, false},
	{"udp closed", profile.Options{}, "socket", [6]uint64{2, 2, 0}, false},
	{"udp", profile.Options{UDP: true}, "socket", [6]uint64{2, 2 | 0x80000, 0}, true},
	{"udp 6 by number", profile.Options{UDP: true}, "socket", [6]uint64{10, 2, 17}, true},
	{"udplite", profile.Options{UDP: true}, "socket", [6]uint64{2, 2, 136}, false},
	{"ping", profile.Options{UDP: true}, "socket", [6]uint64{2, 2, 1}, false},
	{"raw", profile.Options{UDP: true}, "socket", [6]uint64{2, 3, 1}, false},
	{"raw with its capability", profile.Options{Caps: []string{"CAP_NET_RAW"}}, "socket", [6]uint64{2, 3, 1}, true},
	{"mptcp with CAP_NET_RAW", profile.Options{Caps: []string{"CAP_NET_RAW"}}, "socket", [6]uint64{2, 1, 262}, false},
	{"packet", profile.Options{}, "socket", [6]uint64{17, 3, 0x300}, false},
	{"packet with its capability", profile.Options{Caps: []string{"CAP_NET_RAW"}}, "socket", [6]uint64{17, 3, 0x300}, true},
	{"SOCK_PACKET", profile.Options{Caps: []string{"CAP_NET_RAW"}}, "socket", [6]uint64{2, 10, 0x300}, false},
	{"packet denied", profile.Options{Caps: []string{"CAP_NET_RAW"}, Deny: []string{"AF_PACKET"}}, "socket", [6]uint64{17, 3, 0x300}, false},
	{"alg", profile.Options{}, "socket", [6]uint64{38, 5, 0}, false},
	{"vsock", profile.Options{}, "socket", [6]uint64{40, 1, 0}, false},
	{"vsock by name", profile.Options{Allow: []string{"AF_VSOCK"}}, "socket", [6]uint64{40, 1, 0}, true},
	{"netlink", profile.Options{}, "socket", [6]uint64{16, 3, 0}, false},
	{"netlink by name", profile.Options{Allow: []string{"AF_NETLINK"}}, "socket", [6]uint64{16, 3 | 0x80000, 0}, true},
	{"netfilter, netlink by name", profile.Options{Allow: []string{"AF_NETLINK"}}, "socket", [6]uint64{16, 3, 12}, false},
	{"netfilter with its capability", profile.Options{Caps: []string{"CAP_NET_ADMIN"}}, "socket", [6]uint64{16, 3, 12}, true},
	{"netlink route with audit's capability", profile.Options{Caps: []string{"CAP_AUDIT_WRITE"}}, "socket", [6]uint64{16, 3, 0}, false},
	{"bluetooth", profile.Options{}, "socket", [6]uint64{31, 5, 0}, false},
	{"family 0", profile.Options{}, "socket", [6]uint64{0, 1, 0}, false},
	{"strict", profile.Options{Profile: "strict"}, "socket", [6]uint64{1, 1, 0}, false},

	{"sendto", profile.Options{}, "sendto", [6]uint64{3, 0, 0, 0x4000, 0, 0}, true},
	{"sendto, fast open", profile.Options{}, "sendto", [6]uint64{3, 0, 0, 0x20000000, 0, 0}, false},
	{"sendto, fast open among others", profile.Options{}, "sendto", [6]uint64{3, 0, 0, high | 0x20004040, 0, 0}, false},
	{"sendmsg, fast open", profile.Options{}, "sendmsg", [6]uint64{3, 0, 0x20000000}, false},
	{"sendmsg", profile.Options{}, "sendmsg", [6]uint64{3, 0, 0x4000, 0x20000000}, true},
	{"sendmmsg, fast open", profile.Options{}, "sendmmsg", [6]uint64{3, 0, 1, 0x20000000}, false},
	{"sendmmsg", profile.Options{}, "sendmmsg", [6]uint64{3, 0, 1, 0x4000}, true},
	{"TCP_ULP", profile.Options{}, "setsockopt", [6]uint64{3, high | 6, high | 31}, false},
	{"TCP_NODELAY", profile.Options{}, "setsockopt", [6]uint64{3, 6, 1}, true},
	{"option 31 of another level", profile.Options{}, "setsockopt", [6]uint64{3, 1, 31}, true},

	{"fork", profile.Options{}, "clone", [6]uint64{0x1200011}, true},
	{"thread", profile.Options{}, "clone", [6]uint64{0x3d0f00}, true},
	{"new user namespace", profile.Options{}, "clone", [6]uint64{0x10000011}, false},
	{"new mount namespace", profile.Options{}, "clone", [6]uint64{0x20011}, false},
	{"new cgroup namespace", profile.Options{}, "clone", [6]uint64{0x2000011}, false},
	{"new uts namespace", profile.Options{}, "clone", [6]uint64{0x4000011}, false},
	{"new ipc namespace", profile.Options{}, "clone", [6]uint64{0x8000011}, false},
	{"new pid namespace", profile.Options{}, "clone", [6]uint64{0x20000011}, false},
	{"new net namespace, high bits", profile.Options{}, "clone", [6]uint64{high | 0x40000011}, false},
	{"exit signal with the bit of CLONE_NEWTIME", profile.Options{}, "clone", [6]uint64{0x91}, true},
	{"namespace with CAP_SYS_ADMIN", profile.Options{Caps: []string{"CAP_SYS_ADMIN"}}, "clone", [6]uint64{0x20011}, true},
	{"strict thread", profile.Options{Profile: "strict"}, "clone", [6]uint64{0x3d0f00}, true},
	{"strict fork", profile.Options{Profile: "strict"}, "clone", [6]uint64{0x1200011}, false},
	{"strict namespaces in a thread", profile.Options{Profile: "strict"}, "clone", [6]uint64{0x103d0f00}, false},
	{"strict, fork by name", profile.Options{Profile: "strict", Allow: []string{"fork"}}, "clone", [6]uint64{0x1200011}, true},

	{"TCGETS", profile.Options{}, "ioctl", [6]uint64{0, 0x5401}, true},
	{"TIOCSTI", profile.Options{}, "ioctl", [6]uint64{0, 0x5412}, false},
	{"TIOCSTI, high bits", profile.Options{}, "ioctl", [6]uint64{0, 1<<32 | 0x5412}, false},
	{"TIOCLINUX", profile.Options{}, "ioctl", [6]uint64{0, 0x541c}, false},
	{"TIOCLINUX, high bits", profile.Options{}, "ioctl", [6]uint64{0, 1<<63 | 0x541c}, false},
	{"TIOCSETD", profile.Options{}, "ioctl", [6]uint64{0, high | 0x5423}, false},
	{"TIOCSTI of an administrator", profile.Options{Caps: []string{"CAP_SYS_ADMIN"}, Allow: []string{"ioctl"}}, "ioctl", [6]uint64{0, 0x5412}, false},

	{"memfd", profile.Options{}, "memfd_create", [6]uint64{1, 3}, true},
	{"memfd, executable", profile.Options{}, "memfd_create", [6]uint64{1, 0x11}, false},
	{"memfd, seal wanted and missing", profile.Options{MemfdNeedsSeal: true}, "memfd_create", [6]uint64{1, 1}, false},
	{"memfd, seal wanted and there", profile.Options{MemfdNeedsSeal: true}, "memfd_create", [6]uint64{1, high | 9}, true},
	{"memfd, seal and exec", profile.Options{MemfdNeedsSeal: true}, "memfd_create", [6]uint64{1, 0x18}, false},

	{"query", profile.Options{}, "personality", [6]uint64{0xffffffff}, true},
	{"query, 64 bits", profile.Options{}, "personality", [6]uint64{^uint64(0)}, true},
	{"Linux", profile.Options{}, "personality", [6]uint64{0}, true},
	{"no address randomisation", profile.Options{}, "personality", [6]uint64{0x40000}, true},
	{"read implies exec", profile.Options{}, "personality", [6]uint64{0x400000}, false},
	{"32-bit", profile.Options{}, "personality", [6]uint64{8}, false},
	{"PR_SET_NAME", profile.Options{}, "prctl", [6]uint64{15}, true},
	{"PR_SET_MM", profile.Options{}, "prctl", [6]uint64{high | 35}, false},
	{"PR_SCHED_CORE", profile.Options{}, "prctl", [6]uint64{62}, false},
	{"PR_SET_MM with its capability", profile.Options{Caps: []string{"CAP_SYS_RESOURCE"}}, "prctl", [6]uint64{35}, true},

	{"FIFO", profile.Options{}, "mknod", [6]uint64{1, 010644}, true},
	{"FIFO at", profile.Options{}, "mknodat", [6]uint64{3, 1, 010644}, true},
	{"regular file", profile.Options{}, "mknod", [6]uint64{1, 0100600}, true},
	{"no type", profile.Options{}, "mknod", [6]uint64{1, 0600}, true},
	{"set-id file", profile.Options{}, "mknod", [6]uint64{1, 0104755}, false},
	{"character device", profile.Options{}, "mknod", [6]uint64{1, 020600, 0x101}, false},
	{"block device, high bits", profile.Options{}, "mknodat", [6]uint64{3, 1, high | 060600, 0x800}, false},
	{"device with CAP_MKNOD", profile.Options{Caps: []string{"CAP_MKNOD"}}, "mknod", [6]uint64{1, 020600, 0x101}, true},
	{"set-id with CAP_MKNOD", profile.Options{Caps: []string{"CAP_MKNOD"}, NoSetID: true}, "mknod", [6]uint64{1, 0104755}, false},

	{"chmod", profile.Options{NoSetID: true}, "chmod", [6]uint64{1, 0755}, true},
	{"chmod u+s", profile.Options{NoSetID: true}, "chmod", [6]uint64{1, 04755}, false},
	{"fchmod g+s", profile.Options{NoSetID: true}, "fchmod", [6]uint64{3, 02755}, false},
	{"fchmodat u+s, high bits", profile.Options{NoSetID: true}, "fchmodat", [6]uint64{3, 1, high | 04755}, false},
	{"fchmodat2 u+s", profile.Options{NoSetID: true}, "fchmodat2", [6]uint64{3, 1, 04755, 0}, false},
	{"creat u+s", profile.Options{NoSetID: true}, "creat", [6]uint64{1, 04755}, false},
	{"open u+s", profile.Options{NoSetID: true}, "open", [6]uint64{1, 0101, 04755}, false},
	{"open, junk mode, no creation", profile.Options{NoSetID: true}, "open", [6]uint64{1, 02000001, 06000}, true},
	{"openat u+s", profile.Options{NoSetID: true}, "openat", [6]uint64{3, 1, 0100 | 2, 04755}, false},
	{"openat, unnamed u+s", profile.Options{NoSetID: true}, "openat", [6]uint64{3, 1, 020200000 | 2, 04755}, false},
	{"openat", profile.Options{NoSetID: true}, "openat", [6]uint64{3, 1, 0102, 0644}, true},
	{"openat2", profile.Options{NoSetID: true}, "openat2", [6]uint64{3, 1, 1, 24}, false},
	{"openat2 by default", profile.Options{}, "openat2", [6]uint64{3, 1, 1, 24}, true},
	{"strict chmod u+s", profile.Options{Profile: "strict"}, "chmod", [6]uint64{1, 04755}, false},

	{"listen", profile.Options{}, "listen", [6]uint64{3, 5}, true},
	{"listen denied", profile.Options{DenyListen: true, Allow: []string{"listen"}}, "listen", [6]uint64{3, 5}, false},
	{"accept4 stays", profile.Options{DenyListen: true}, "accept4", [6]uint64{3}, true},
}

func TestArguments(t *testing.T) {
	for _, c := range argumentCases {
		t.Run(c.call+" "+c.what, func(t *testing.T) {
			number, known := profile.Number(c.call)
			if !known {
				t.Fatalf("the table has no %s", c.call)
			}
			both := compileBoth(t, c.options)
			in := input{archX86_64, number, c.args}
			for name, m := range map[string]machine{"program": both.tree, "unoptimised program": both.plain} {
				if got := m.run(t, in); (got == allow) != c.allowed {
					t.Errorf("the %s answers %#x, want allowed %v", name, got, c.allowed)
				}
			}
		})
	}
}
