package profile

// Socket types of <linux/net.h>.
const (
	stream    = 1
	dgram     = 2
	raw       = 3
	seqpacket = 5

	// typeFlags is SOCK_NONBLOCK|SOCK_CLOEXEC, which share the argument with
	// the type. The kernel refuses every other bit above the type's four.
	typeFlags = 0x800 | 0x80000

	// anyProtocol stands for every protocol, where the capability that opens
	// the socket decides on all of them.
	anyProtocol = -1
)

// endpoint is one kind of socket of a family.
type endpoint struct {
	kind      uint64
	protocols []int64
	// udp: only with Options.UDP. lift: only with that capability.
	udp  bool
	lift string
}

// family is an address family of <linux/socket.h>.
type family struct {
	name      string
	number    uint64
	opens     opening
	reason    string
	endpoints []endpoint
	pairs     bool // socketpair(2) makes them too
}

// families holds what socket(2) and socketpair(2) may make. A family that is
// not listed is never opened, and its name is an error: most are old network
// stacks whose mere autoloading has been exploited.
//
// Protocols are positive lists, so MPTCP (262), SMC (256), SCTP (132), UDP-Lite
// (136) and ICMP (1) are closed: Landlock's port rules see TCP only.
var families = [...]family{
	{
		name: "AF_ALG", number: 38, opens: never,
		reason: "the kernel's crypto interface, reachable under other default profiles and exploited; programs have libraries",
	},
	{
		name: "AF_BLUETOOTH", number: 31, opens: byName,
		reason: "for Bluetooth tools, in the host's network namespace; the family has a history of exploits",
		endpoints: []endpoint{
			{kind: stream, protocols: []int64{3}},    // BTPROTO_RFCOMM
			{kind: seqpacket, protocols: []int64{0}}, // BTPROTO_L2CAP
		},
	},
	{
		name: "AF_CAN", number: 29, opens: byName,
		reason: "vehicle and machine buses",
		endpoints: []endpoint{
			{kind: raw, protocols: []int64{1}},   // CAN_RAW
			{kind: dgram, protocols: []int64{2}}, // CAN_BCM
		},
	},
	{
		name: "AF_INET", number: 2, opens: always,
		reason:    "TCP, whose ports Landlock guards; UDP where the policy asks for it",
		endpoints: internet,
	},
	{
		name: "AF_INET6", number: 10, opens: always,
		reason:    "as AF_INET",
		endpoints: internet,
	},
	{
		name: "AF_NETLINK", number: 16, opens: byName,
		reason: "by name NETLINK_ROUTE alone, to list addresses and routes; C libraries do without",
		endpoints: []endpoint{
			{kind: raw, protocols: []int64{0}},
			{kind: dgram, protocols: []int64{0}},
			// ROUTE, SOCK_DIAG, XFRM, NETFILTER, GENERIC of <linux/netlink.h>
			{kind: raw, protocols: []int64{0, 4, 6, 12, 16}, lift: "CAP_NET_ADMIN"},
			{kind: dgram, protocols: []int64{0, 4, 6, 12, 16}, lift: "CAP_NET_ADMIN"},
			{kind: raw, protocols: []int64{9}, lift: "CAP_AUDIT_WRITE"}, // NETLINK_AUDIT
			{kind: raw, protocols: []int64{9}, lift: "CAP_AUDIT_CONTROL"},
			{kind: raw, protocols: []int64{9}, lift: "CAP_AUDIT_READ"},
		},
	},
	{
		name: "AF_PACKET", number: 17, opens: byCapability,
		reason: "whole frames, past every port rule",
		endpoints: []endpoint{
			{kind: raw, protocols: []int64{anyProtocol}, lift: "CAP_NET_RAW"},
			{kind: dgram, protocols: []int64{anyProtocol}, lift: "CAP_NET_RAW"},
		},
	},
	{
		name: "AF_UNIX", number: 1, opens: always,
		reason: "local sockets; protocol 1 is PF_UNIX, which the kernel takes for 0",
		endpoints: []endpoint{
			{kind: stream, protocols: []int64{0, 1}},
			{kind: dgram, protocols: []int64{0, 1}},
			{kind: seqpacket, protocols: []int64{0, 1}},
		},
		pairs: true,
	},
	{
		name: "AF_VSOCK", number: 40, opens: byName,
		reason: "the channel between virtual machines and their host, which network namespaces do not part",
		endpoints: []endpoint{
			{kind: stream, protocols: []int64{0}},
			{kind: dgram, protocols: []int64{0}},
			{kind: seqpacket, protocols: []int64{0}},
		},
	},
}

// internet are the sockets of AF_INET and AF_INET6.
var internet = []endpoint{
	{kind: stream, protocols: []int64{0, 6}},            // IPPROTO_TCP
	{kind: dgram, protocols: []int64{0, 17}, udp: true}, // IPPROTO_UDP
	{kind: raw, protocols: []int64{anyProtocol}, lift: "CAP_NET_RAW"},
}

// findFamily looks a family up by name.
func findFamily(name string) (family, bool) {
	for _, f := range families {
		if f.name == name {
			return f, true
		}
	}
	return family{}, false
}

// conditions are the alternatives that open one kind of socket.
func (e endpoint) conditions(number uint64) [][]Cmp {
	var out [][]Cmp
	for _, protocol := range e.protocols {
		c := []Cmp{arg(0, low32, number), arg(1, low32&^typeFlags, e.kind)}
		if protocol != anyProtocol {
			c = append(c, arg(2, low32, uint64(protocol)))
		}
		out = append(out, c)
	}
	return out
}
