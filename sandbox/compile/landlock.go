package compile

import (
	"io/fs"

	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
)

// Rights of <linux/landlock.h>, by what a policy calls them. Those that only
// exist on folders make no sense on a file, and the kernel refuses them there.
const (
	readFile   = ll.AccessFSReadFile
	readFolder = ll.AccessFSReadDir
	writeFile  = ll.AccessFSWriteFile | ll.AccessFSTruncate
	// Device nodes are not among the things a written folder may get.
	writeFolder = ll.AccessFSRemoveDir | ll.AccessFSRemoveFile |
		ll.AccessFSMakeDir | ll.AccessFSMakeReg | ll.AccessFSMakeSym |
		ll.AccessFSMakeFifo | ll.AccessFSMakeSock | ll.AccessFSRefer |
		ll.AccessFSResolveUnix
	executeFile = ll.AccessFSExecute | ll.AccessFSReadFile
)

// level is what one Landlock ABI adds. The table is landlock(7)'s.
type level struct {
	abi    int
	linux  string
	fs     uint64
	net    uint64
	scoped uint64
}

func levels() []level {
	const abi1 = ll.AccessFSMakeSym<<1 - 1 // EXECUTE to MAKE_SYM
	return []level{
		{1, "5.13", abi1, 0, 0},
		{2, "5.19", ll.AccessFSRefer, 0, 0},
		{3, "6.2", ll.AccessFSTruncate, 0, 0},
		{4, "6.7", 0, ll.AccessNetBindTCP | ll.AccessNetConnectTCP, 0},
		{5, "6.10", ll.AccessFSIoctlDev, 0, 0},
		{6, "6.12", 0, 0, ll.ScopeAbstractUnixSocket | ll.ScopeSignal},
		{9, "7.1", ll.AccessFSResolveUnix, 0, 0},
		{10, "7.2", 0, ll.AccessNetBindUDP | ll.AccessNetConnectSendUDP, 0},
	}
}

// handled is every right that a kernel with this ABI can restrict.
func handled(abi int) (fsRights, net, scoped uint64) {
	for _, l := range levels() {
		if l.abi <= abi {
			fsRights |= l.fs
			net |= l.net
			scoped |= l.scoped
		}
	}
	return fsRights, net, scoped
}

// landlock is the ruleset for what was found. All rights that the kernel knows
// are handled, so what no rule allows is denied.
func landlock(req *Request, found []place) plan.Landlock {
	var l plan.Landlock
	abi := req.Host.LandlockABI
	if abi < 1 {
		return l
	}
	l.HandledFS, l.HandledNet, l.Scoped = handled(abi)
	l.Scoped &= scopes(req.Policy)
	if abi >= 7 {
		// Denials after the execve are the workload's: have them logged.
		l.Flags = ll.FlagRestrictSelfLogNewExecOn
	}
	for i := range found {
		p := &found[i]
		r := plan.PathRule{Path: p.real, Access: rights(p) & l.HandledFS}
		if !given(l.Paths, r) {
			l.Paths = append(l.Paths, r)
		}
	}
	l.Walk = req.Supervisor.NoOpenat2
	l.Ports = ports(req.Policy, l.HandledNet)
	return l
}

// given: a rule on a folder above allows all that r does. Rights add up on the
// way to the root, landlock(7), so r would change nothing. Each rule costs
// every start some microseconds.
func given(rules []plan.PathRule, r plan.PathRule) bool {
	var have uint64
	for _, above := range rules {
		if Covers(above.Path, r.Path) {
			have |= above.Access
		}
	}
	return r.Access&^have == 0
}

// rights are the Landlock rights of one place.
func rights(p *place) uint64 {
	var r uint64
	folder := p.info.Mode.IsDir()
	if p.access&read != 0 {
		r |= readFile
		if folder {
			r |= readFolder
		}
	}
	if p.access&write != 0 {
		r |= writeFile
		if folder {
			r |= writeFolder
		}
		if p.info.Mode&fs.ModeSocket != 0 {
			r |= ll.AccessFSResolveUnix
		}
	}
	if p.access&execute != 0 {
		r |= executeFile
	}
	if p.info.Mode&fs.ModeDevice != 0 && p.access&write != 0 {
		r |= ll.AccessFSIoctlDev // to control a device is to change it
	}
	return r
}

func scopes(p *policy.Policy) uint64 {
	if p.Scope == nil {
		return ll.ScopeAbstractUnixSocket | ll.ScopeSignal
	}
	var s uint64
	for _, name := range p.Scope {
		switch name {
		case policy.ScopeAbstractUnix:
			s |= ll.ScopeAbstractUnixSocket
		case policy.ScopeSignal:
			s |= ll.ScopeSignal
		}
	}
	return s
}

// ports are the rules for single ports: Landlock has no ranges.
func ports(p *policy.Policy, handledNet uint64) []plan.PortRule {
	rights := map[uint16]uint64{}
	var order []uint16
	for _, l := range []struct {
		ports    []policy.Port
		tcp, udp uint64
	}{
		{p.NetBind, ll.AccessNetBindTCP, ll.AccessNetBindUDP},
		{p.NetConnect, ll.AccessNetConnectTCP, ll.AccessNetConnectSendUDP},
	} {
		for _, pt := range l.ports {
			right := l.tcp
			if pt.Proto == policy.UDP {
				right = l.udp
			}
			if right&handledNet == 0 {
				continue
			}
			for n := int(pt.First); n <= int(pt.Last); n++ {
				if rights[uint16(n)] == 0 {
					order = append(order, uint16(n))
				}
				rights[uint16(n)] |= right
			}
		}
	}
	var out []plan.PortRule
	for _, n := range order {
		out = append(out, plan.PortRule{Port: n, Access: rights[n]})
	}
	return out
}

// AccessLetters shows Landlock rights on a path as a policy would call them:
// r, w and x.
func AccessLetters(rights uint64) string {
	out := []byte("---")
	for i, t := range []struct {
		letter byte
		right  uint64
	}{{'r', readFile}, {'w', ll.AccessFSWriteFile}, {'x', ll.AccessFSExecute}} {
		if rights&t.right != 0 {
			out[i] = t.letter
		}
	}
	return string(out)
}

// PortAccess names Landlock rights on a port.
func PortAccess(rights uint64) []string {
	var out []string
	for _, t := range []struct {
		name  string
		right uint64
	}{
		{"bind-tcp", ll.AccessNetBindTCP}, {"connect-tcp", ll.AccessNetConnectTCP},
		{"bind-udp", ll.AccessNetBindUDP}, {"connect-udp", ll.AccessNetConnectSendUDP},
	} {
		if rights&t.right != 0 {
			out = append(out, t.name)
		}
	}
	return out
}
