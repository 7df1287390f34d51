package bpf

import (
	"encoding/binary"
	"testing"

	vm "gvisor.dev/gvisor/pkg/bpf"

	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// input is struct seccomp_data without its instruction pointer.
type input struct {
	arch, number uint32
	args         [6]uint64
}

// bytes lays the input out as <linux/seccomp.h> does.
func (in input) bytes() []byte {
	b := make([]byte, 64)
	binary.LittleEndian.PutUint32(b[0:], in.number)
	binary.LittleEndian.PutUint32(b[4:], in.arch)
	for i, a := range in.args {
		binary.LittleEndian.PutUint64(b[16+8*i:], a)
	}
	return b
}

// want is the answer that the profile's data asks for.
func want(f profile.Filter, in input) uint32 {
	switch {
	case in.arch != 0xc000003e:
		return killProcess
	case in.number == 0xffffffff:
		return absent
	case in.number&0x40000000 != 0:
		return killProcess
	}
	switch f.Decide(in.number, in.args) {
	case profile.Allow:
		return allow
	case profile.Absent:
		return absent
	default:
		return refused
	}
}

// machine is a program loaded into an interpreter that shares no code with
// what compiled it.
type machine struct{ program vm.Program }

func loadMachine(t testing.TB, code []plan.Insn) machine {
	t.Helper()
	raw := make([]vm.Instruction, 0, len(code))
	for _, i := range code {
		raw = append(raw, vm.RawInstruction(i.Code, i.JT, i.JF, i.K))
	}
	program, err := vm.Compile(raw, false)
	if err != nil {
		t.Fatalf("the interpreter refuses the program: %v", err)
	}
	return machine{program}
}

func (m machine) run(t testing.TB, in input) uint32 {
	t.Helper()
	got, err := vm.Exec[vm.LittleEndian](m.program, in.bytes())
	if err != nil {
		t.Fatalf("the program fails on %+v: %v", in, err)
	}
	return got
}

// option sets that every exhaustive test goes through.
var optionSets = []struct {
	name    string
	options profile.Options
}{
	{"default", profile.Options{}},
	{"strict", profile.Options{Profile: profile.Strict}},
	{"udp", profile.Options{UDP: true}},
	{"hardened", profile.Options{DenyListen: true, MemfdNeedsSeal: true, NoSetID: true}},
	{"netlink", profile.Options{Allow: []string{"AF_NETLINK", "AF_VSOCK"}, Deny: []string{"AF_UNIX", "ioctl"}}},
	{"no sockets", profile.Options{Deny: []string{"AF_UNIX", "AF_INET", "AF_INET6"}}},
	{"strict with processes and sockets", profile.Options{
		Profile: profile.Strict, UDP: true,
		Allow: []string{"fork", "vfork", "wait4", "socket", "connect", "sendto", "AF_CAN"},
	}},
	{"administrator", profile.Options{Caps: []string{
		"CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_PTRACE", "CAP_MKNOD",
		"CAP_SYS_RESOURCE", "CAP_AUDIT_WRITE", "CAP_SYS_NICE", "CAP_SYS_TIME",
	}}},
	{"administrator without", profile.Options{
		Caps: []string{"CAP_SYS_ADMIN", "CAP_NET_RAW", "CAP_MKNOD"}, NoSetID: true,
		Deny: []string{"AF_PACKET", "unshare", "mount"},
	}},
}

// compiled is a filter with both of its programs.
type compiled struct {
	filter      profile.Filter
	code        []plan.Insn
	tree, plain machine
}

func compileBoth(t testing.TB, o profile.Options) compiled {
	t.Helper()
	f, err := profile.Build(o)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Unoptimised(f)
	if err != nil {
		t.Fatal(err)
	}
	return compiled{f, tree, loadMachine(t, tree), loadMachine(t, plain)}
}

// agree checks both programs against the data.
func (c compiled) agree(t testing.TB, in input) {
	t.Helper()
	w := want(c.filter, in)
	if got := c.tree.run(t, in); got != w {
		t.Errorf("%s arch %#x number %#x args %#x: the program answers %#x, the profile says %#x",
			profile.Name(in.number), in.arch, in.number, in.args, got, w)
	}
	if got := c.plain.run(t, in); got != w {
		t.Errorf("%s arch %#x number %#x args %#x: the unoptimised program answers %#x, the profile says %#x",
			profile.Name(in.number), in.arch, in.number, in.args, got, w)
	}
}
