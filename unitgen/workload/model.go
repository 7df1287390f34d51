package workload

import (
	"net/netip"
	"time"

	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Workload is what a .volt file and its drop-ins say, checked and with its
// defaults filled in. Values that name what is on the machine (paths, users)
// are well formed, and whoever uses them finds out whether they exist.
type Workload struct {
	// Name is the instance of volt@NAME.service: the file's name without
	// ".volt", in the escaped form (see Escape).
	Name string
	// Files are the files it was read from, the main one first, then the
	// drop-ins in the order in which they apply.
	Files []string

	Exec      Command
	Isolation Isolation
	Policy    PolicySource
	// Capability and Seccomp are what the keys of these names say. Rules adds
	// them to the inline policy.
	Capability []string
	Seccomp    policy.Seccomp

	Network Network
	Publish []Publish
	Root    Root
	Volume  []Volume

	// User is a name or a number, or empty for a user of the workload's own.
	User string
	// Groups are the names or numbers of supplementary groups.
	Groups []string
	// WorkingDirectory is a clean absolute path, or empty.
	WorkingDirectory string
	// Environment holds KEY=VALUE in order; of two with the same key the
	// later one holds, and both are here.
	Environment []string

	// Memory and MemorySwap are in bytes, Tasks counts threads.
	Memory, MemorySwap, Tasks Amount
	// CPUs is processor time per time, so that 1.5 is CPUQuota=150%. 0 is no
	// limit.
	CPUs float64
	// IOWeight is 1 to 10000, 0 when it is not stated.
	IOWeight uint16

	Enforce Enforce
	Ready   Ready
	// StartTimeout and StopTimeout are 0 when they are not stated, which is
	// the manager's default, and Forever when there is to be none.
	StartTimeout, StopTimeout time.Duration
	Hardening                 Hardening

	// Kernel is the path of a kernel image, or empty for the host's; Kernel,
	// KernelArguments and VCPUs are set with Isolation VM only. VCPUs is 0
	// when it is not stated.
	Kernel          string
	KernelArguments []string
	VCPUs           int

	// Unit, Service, Socket and Install are the sections that pass to the
	// units, in order over all files. Socket is what systemd listens on for
	// the workload.
	Unit, Service, Socket, Install []Assignment

	at []Pos // of each row of the table, the zero Pos where it is not stated
}

// Forever is the timeout that never runs out: "infinity", and "0" as systemd
// reads TimeoutStopSec=.
const Forever time.Duration = 1<<63 - 1

// Pos is a place in a file, and prints as "file:line:column".
type Pos = syntax.Pos

// Command is the value of Exec=.
type Command struct {
	// Raw is the value as systemd is to see it after ExecStart=, its prefix
	// included: quotes, specifiers and variables are as written.
	Raw string
	// Prefix holds "-" (a failure counts as success) and ":" (variables are
	// not substituted), in the order written, or neither.
	Prefix string
	// Argv has the words without quotes and with specifiers expanded; words
	// such as $HOME stand as written. Argv[0] is a clean absolute path, or a
	// name without a slash that is to be looked up.
	Argv []string
	// Tail is what follows the program in Raw, for systemd to split and expand.
	Tail string
	Pos  Pos
}

// Isolation says what is between the workload and the host.
type Isolation uint8

// A Container shares the host's kernel; a VM has its own.
const (
	Container Isolation = iota
	VM
)

// PolicySource says where the policy comes from: what is worked out, what is in
// a file, and what the workload file states are added up (policy.Merge).
type PolicySource struct {
	// Auto is set when the policy is worked out from Exec.
	Auto bool
	// Path is a policy document, a clean absolute path, or empty.
	Path string
	// Inline holds FsRead=, FsWrite=, FsExecute=, NetBind= and NetConnect=;
	// nil when none of them is stated. It is valid.
	Inline *policy.Policy
	// Pos is where Policy= stands, or the zero Pos.
	Pos Pos
}

// Network says which network the workload is on.
type Network uint8

// NetworkNone is a loopback device, NetworkHost the host's network, and
// NetworkPrivate one of its own with a way out.
const (
	NetworkNone Network = iota
	NetworkHost
	NetworkPrivate
)

// Publish is a port of the host that leads to the workload.
type Publish struct {
	// Address is the host's address to listen on; invalid means all of them.
	Address netip.Addr
	// Port is the host's port, or a range of them.
	Port policy.Port
	// To is the workload's port that Port.First leads to.
	To  uint16
	Pos Pos
}

// Root says what the workload's root folder is made from. Path is a clean
// absolute path; it is empty with RootHost.
type Root struct {
	Kind RootKind
	Path string
}

// RootKind says what a Root's path is.
type RootKind uint8

// RootHost is the host's own root folder, RootFolder another one, and
// RootImage a raw file system image.
const (
	RootHost RootKind = iota
	RootFolder
	RootImage
)

// Volume is a file or folder of the host that is at Target inside. Both paths
// are clean and absolute.
type Volume struct {
	Source, Target string
	ReadOnly       bool
	Pos            Pos
}

// Enforce says what happens when a rule cannot be enforced on this host.
type Enforce uint8

// Strict refuses the start; BestEffort starts and records what is open.
const (
	Strict Enforce = iota
	BestEffort
)

// Ready says when the workload counts as started.
type Ready uint8

// Started is when it has been executed, Notify when it says so (sd_notify(3)).
const (
	Started Ready = iota
	Notify
)

// Hardening says which of systemd's directives stand in the unit.
type Hardening uint8

// Full is every directive that systemd has; Lean leaves out those whose effect
// Volt's own filter has already, for a quicker start.
const (
	Full Hardening = iota
	Lean
)

// Amount is a limit. The zero value is one that is not stated.
type Amount struct {
	Kind AmountKind
	// N is the number of bytes or threads of an Absolute amount, and the
	// hundredths of a percent, 0 to 10000, of a Percent.
	N uint64
}

// AmountKind says how an Amount is meant.
type AmountKind uint8

// An amount is Unset, Absolute, a Percent of what the machine has, or Infinity:
// explicitly without a limit.
const (
	Unset AmountKind = iota
	Absolute
	Percent
	Infinity
)

// Assignment is one line of a section that passes to the unit.
type Assignment struct {
	Key string
	// Value is the text after the equals sign, without blanks at its ends and
	// with its continuation lines joined. It is empty when the line resets.
	Value string
	Pos   Pos // of the key
}
