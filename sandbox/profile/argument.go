package profile

// low32 masks an argument that the kernel takes as int or unsigned int. The
// upper half of the register is whatever the caller left there, so a filter
// that compares all 64 bits can be passed by setting one of them.
const low32 = 0xffffffff

// argumentRule narrows a call by its arguments, in every profile that allows
// the call.
type argumentRule struct {
	call   string
	reason string
	// allow lists alternatives: one of them must hold. nil is always true.
	allow [][]Cmp
	// refuse lists what is refused even when allow holds.
	refuse [][]Cmp
	// lift is the capability that removes the rule, "" for none.
	lift string
}

// arg holds when argument n, under mask, is value.
func arg(n uint8, mask, value uint64) Cmp {
	return Cmp{Arg: n, Op: MaskedEqual, Mask: mask, Value: value}
}

// one is a single condition.
func one(c Cmp) [][]Cmp { return [][]Cmp{{c}} }

const (
	// namespaceFlags is CLONE_NEWNS|NEWCGROUP|NEWUTS|NEWIPC|NEWUSER|NEWPID|
	// NEWNET of <linux/sched.h>. CLONE_NEWTIME (0x80) is not among them: in
	// clone(2) that bit belongs to the exit signal (CSIGNAL, 0xff), and only
	// unshare and clone3 read it as a flag. clone(2) takes the lower 32 bits
	// of its flags only (kernel/fork.c), so newer flags above them are out of
	// reach.
	namespaceFlags = 0x7e020000
	cloneThread    = 0x00010000 // CLONE_THREAD, <linux/sched.h>

	msgFastOpen = 0x20000000 // MSG_FASTOPEN, <linux/socket.h>

	tiocsti   = 0x5412 // <asm-generic/ioctls.h>
	tioclinux = 0x541c
	tiocsetd  = 0x5423

	prSetMM     = 35 // <linux/prctl.h>
	prSchedCore = 62

	solTCP = 6  // <linux/socket.h>
	tcpULP = 31 // <linux/tcp.h>

	mfdNoexecSeal = 0x08 // <linux/memfd.h>
	mfdExec       = 0x10

	addrNoRandomize = 0x0040000 // <linux/personality.h>

	typeMask = 0170000 // S_IFMT, <linux/stat.h>
	fifo     = 0010000
	regular  = 0100000
	unixNode = 0140000
	setID    = 06000 // S_ISUID|S_ISGID

	// creates is O_CREAT|__O_TMPFILE of <asm-generic/fcntl.h>: open(2) reads
	// its mode only then.
	creates = 0100 | 020000000
)

// argumentRules hold in every profile. Families of sockets have a table of
// their own.
var argumentRules = [...]argumentRule{
	{
		call:   "clone",
		reason: "a process in a new user namespace holds every capability there",
		allow:  one(arg(0, namespaceFlags, 0)),
		lift:   "CAP_SYS_ADMIN",
	},
	{
		call:   "ioctl",
		reason: "TIOCSTI types into the terminal, TIOCLINUX pastes into a console: commands for the shell outside. TIOCSETD loads line disciplines, old kernel code with a history of privilege escalation",
		refuse: [][]Cmp{{arg(1, low32, tiocsti)}, {arg(1, low32, tioclinux)}, {arg(1, low32, tiocsetd)}},
	},
	{
		call:   "memfd_create",
		reason: "an executable memfd runs code that no path rule has seen",
		allow:  one(arg(1, mfdExec, 0)),
	},
	{
		call:   "mknod",
		reason: "FIFOs, regular files and socket nodes without set-id bits; device nodes are CAP_MKNOD's",
		allow:  nodes(1),
		lift:   "CAP_MKNOD",
	},
	{
		call:   "mknodat",
		reason: "as mknod",
		allow:  nodes(2),
		lift:   "CAP_MKNOD",
	},
	{
		call:   "personality",
		reason: "0 (Linux), the query, and ADDR_NO_RANDOMIZE, which debuggers and sanitizers need and which weakens the caller only. READ_IMPLIES_EXEC, MMAP_PAGE_ZERO and foreign execution domains change how the kernel loads programs",
		allow: [][]Cmp{
			{arg(0, low32, 0)}, {arg(0, low32, addrNoRandomize)}, {arg(0, low32, low32)},
		},
	},
	{
		call:   "prctl",
		reason: "PR_SET_MM rewrites what /proc says of the process, its executable included; PR_SCHED_CORE keeps other workloads off a core. An allow-list would break programs with every new option",
		refuse: [][]Cmp{{arg(0, low32, prSetMM)}, {arg(0, low32, prSchedCore)}},
		lift:   "CAP_SYS_RESOURCE",
	},
	{
		call:   "sendmmsg",
		reason: "MSG_FASTOPEN connects to ports that Landlock denies (up to Linux 7.1)",
		allow:  one(arg(3, msgFastOpen, 0)),
	},
	{
		call:   "sendmsg",
		reason: "as sendmmsg",
		allow:  one(arg(2, msgFastOpen, 0)),
	},
	{
		call:   "sendto",
		reason: "as sendmmsg",
		allow:  one(arg(3, msgFastOpen, 0)),
	},
	{
		call:   "setsockopt",
		reason: "TCP_ULP turns a TCP socket into another kind (SMC, kernel TLS) after socket was checked; TLS libraries work without",
		refuse: [][]Cmp{{arg(1, low32, solTCP), arg(2, low32, tcpULP)}},
	},
}

// nodes are the kinds of file that mknod makes without a capability
// (mknod(2)). The kernel reads 16 bits of the mode, all inside the mask.
func nodes(mode uint8) [][]Cmp {
	const mask = typeMask | setID
	return [][]Cmp{
		{arg(mode, mask, fifo)}, {arg(mode, mask, regular)}, {arg(mode, mask, unixNode)}, {arg(mode, mask, 0)},
	}
}

// setIDRules hold in every profile, too: whoever else runs a set-user-ID file
// takes the workload's uid, outside the sandbox. openat2, whose mode lies in
// memory, can be closed besides: Options.NoSetID.
var setIDRules = [...]argumentRule{
	{call: "chmod", allow: one(arg(1, setID, 0)), reason: "no set-id bits"},
	{call: "creat", allow: one(arg(1, setID, 0)), reason: "no set-id bits"},
	{call: "fchmod", allow: one(arg(1, setID, 0)), reason: "no set-id bits"},
	{call: "fchmodat", allow: one(arg(2, setID, 0)), reason: "no set-id bits"},
	{call: "fchmodat2", allow: one(arg(2, setID, 0)), reason: "no set-id bits"},
	{call: "mknod", allow: one(arg(1, setID, 0)), reason: "no set-id bits, with CAP_MKNOD either"},
	{call: "mknodat", allow: one(arg(2, setID, 0)), reason: "no set-id bits, with CAP_MKNOD either"},
	{
		call:   "open",
		reason: "no set-id bits; the mode counts when a file may be made",
		allow:  [][]Cmp{{arg(1, creates, 0)}, {arg(2, setID, 0)}},
	},
	{
		call:   "openat",
		reason: "as open",
		allow:  [][]Cmp{{arg(2, creates, 0)}, {arg(3, setID, 0)}},
	},
}

// sealRule is added for Options.MemfdNeedsSeal: MFD_NOEXEC_SEAL must be set
// and MFD_EXEC must not.
var sealRule = argumentRule{
	call:   "memfd_create",
	reason: "without vm.memfd_noexec a memfd is executable unless it is asked not to be",
	allow:  one(arg(1, mfdExec|mfdNoexecSeal, mfdNoexecSeal)),
}

// ownPriorityRules are added for Options.OwnPriority.
var ownPriorityRules = [...]argumentRule{
	{
		call:   "getpriority",
		reason: "asks about processes outside where no PID namespace hides them; 0 is the caller",
		allow:  one(arg(1, low32, 0)),
		lift:   "CAP_SYS_NICE",
	},
	{
		call:   "setpriority",
		reason: "as getpriority",
		allow:  one(arg(1, low32, 0)),
		lift:   "CAP_SYS_NICE",
	},
}

// threadRule replaces clone's rule in "strict": threads only.
var threadRule = argumentRule{
	call:   "clone",
	reason: "threads, and no further process",
	allow:  one(arg(0, cloneThread|namespaceFlags, cloneThread)),
	lift:   "CAP_SYS_ADMIN",
}
