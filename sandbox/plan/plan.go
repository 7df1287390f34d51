// Package plan is the order that volt-jail carries out: a small, versioned
// binary document with everything already decided. Whoever writes a plan
// (package compile) does the thinking; whoever reads it (package jail) only
// acts. The package depends on nothing but the language.
package plan

// Plan is one start of one workload.
type Plan struct {
	Exec Exec
	IDs  IDs

	// Caps is the capability set the workload holds, as a bit mask over
	// capabilities(7). 0, the default, empties all five sets.
	Caps uint64

	Landlock Landlock

	// Filter is the seccomp program, 0 to 4096 instructions (BPF_MAXINSNS).
	Filter []Insn

	// Expect is what somebody else was to make of the world around.
	Expect Expect

	// View is the world the workload sees. nil leaves the mount table and
	// the namespaces as they are: systemd has made them already.
	View *View
}

// Exec is what execve(2) is given.
type Exec struct {
	// Path is absolute, as the workload sees it. Without it and Argv, the
	// command line comes from the arguments of volt-jail, so that workloads
	// can share a plan; that is for plans without View.
	Path string
	Argv []string // at least argv[0]
	Env  []string // KEY=VALUE, added to what is inherited
	// InheritEnv keeps the environment volt-jail was started with, behind Env.
	// Without it the environment is Env alone.
	InheritEnv bool
	Dir        string // working directory, "" leaves it alone
	Umask      int32  // -1 leaves it alone
	// KeepFDs is how many descriptors from 3 on are kept; all others close.
	// Those that LISTEN_FDS announces (sd_listen_fds(3)) are kept as well.
	KeepFDs  uint32
	Ignored  uint64 // signals to ignore besides those the jailer was started to ignore, bit N-1 is signal N
	Session  bool   // start a new session
	Terminal bool   // and make descriptor 0 its controlling terminal
}

// IDs are the user and groups of the workload.
type IDs struct {
	Set    bool // false leaves the ids alone
	UID    uint32
	GID    uint32
	Groups []uint32
}

// Landlock is the ruleset, in the bits of <linux/landlock.h>.
type Landlock struct {
	HandledFS  uint64
	HandledNet uint64
	Scoped     uint64
	Flags      uint32 // landlock_restrict_self(2) flags
	// Walk opens Paths one folder at a time, where openat2(2) is unknown.
	Walk  bool
	Paths []PathRule
	Ports []PortRule
}

// Empty reports whether there is nothing for Landlock to do.
func (l *Landlock) Empty() bool { return l.HandledFS|l.HandledNet|l.Scoped == 0 }

// PathRule allows Access beneath Path.
type PathRule struct {
	Path   string // as the workload sees it, symbolic links resolved
	Access uint64
}

// PortRule allows Access on one port.
type PortRule struct {
	Port   uint16
	Access uint64
}

// Expect is what must be so where the plan is carried out. A service manager
// takes some settings and does nothing about them; this finds out at each
// start.
type Expect struct {
	// Apart are namespaces the workload must not be in.
	Apart []Namespace
	// Root is what "/" must be. The zero File is anything.
	Root File
}

// Namespace is one of namespaces(7): a name in /proc/PID/ns, and its inode
// number.
type Namespace struct {
	Name  string
	Inode uint64
}

// File is a file by its place, stat(2).
type File struct{ Device, Inode uint64 }

// Insn is one classic BPF instruction, struct sock_filter of <linux/filter.h>.
type Insn struct {
	Code   uint16
	JT, JF uint8
	K      uint32
}

// View is the mount table and the namespaces' settings that the direct
// supervisor makes. Its root is an empty tmpfs, read-only once it is complete.
type View struct {
	Mounts   []Mount // carried out in order
	Hostname string
	Network  bool     // a network namespace of its own, with lo up
	Sysctls  []Sysctl // written before the view closes
}

// Sysctl is one value below /proc/sys.
type Sysctl struct {
	Name     string // "net/ipv4/tcp_fastopen"
	Value    string
	Optional bool // the kernel may lack it
}

// MountKind is what a Mount makes.
type MountKind uint8

// The kinds of Mount. Parent folders of a target are made as needed.
const (
	// Symlink makes Target a symbolic link to Source.
	Symlink MountKind = iota
	// Bind shows the host's Source, and what is mounted below it, at Target.
	// Source holds no symbolic links: meeting one stops the start.
	Bind
	// Tmpfs mounts an empty tmpfs, mode 1777, at Target.
	Tmpfs
	// Proc mounts a new procfs that shows the workload's processes only.
	Proc
	kinds // how many there are
)

// MountFlags narrow a mount, mount_setattr(2).
type MountFlags uint8

// The flags of a Mount.
const (
	ReadOnly MountFlags = 1 << iota
	NoSUID
	NoDev
	NoExec
	allFlags MountFlags = 1<<iota - 1
)

// Mount is one step of building the view.
type Mount struct {
	Kind   MountKind
	Flags  MountFlags
	Source string
	Target string // absolute, without symbolic links
}
