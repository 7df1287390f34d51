package attempts

import "golang.org/x/sys/unix"

// bad is a pointer that no process has mapped, and an argument that no call
// takes.
const bad = ^uintptr(0) - 4095

// interfaces tries the calls that open the kernel's large interfaces. Each, here and
// below, passes an argument that a check after the permission check refuses.
// ENOSYS, where it is listed as getting through, is the answer of a kernel
// built without the call: the filter did not stop it.
func interfaces() []Attempt {
	return refused([]Attempt{
		{Name: "bpf", Tries: "bpf(2) with a command that does not exist", Through: errnos{unix.EINVAL},
			Reason: "loads programs into the kernel",
			try: func(*Setup) Finding {
				return callBytes("bpf", unix.SYS_BPF, make([]byte, 64), 1, 9999, 0, 64)
			}},
		{Name: "perf-event-open", Tries: "perf_event_open(2) with a bad pointer", Through: errnos{unix.EFAULT},
			Reason: "watches other processes and the kernel",
			try:    func(*Setup) Finding { return call("perf_event_open", unix.SYS_PERF_EVENT_OPEN, bad, 0, bad, bad, 0) }},
		{Name: "userfaultfd", Tries: "userfaultfd(2) with flags that do not exist", Through: errnos{unix.EINVAL},
			Reason: "stops the kernel in the middle of a copy, the helper of many exploits",
			try:    func(*Setup) Finding { return call("userfaultfd", unix.SYS_USERFAULTFD, 0xf00) }},
		{Name: "io-uring-setup", Tries: "io_uring_setup(2) with a bad pointer", Through: errnos{unix.EFAULT}, Denied: errnos{unix.ENOSYS},
			Reason: "does what the filter forbids without system calls; ENOSYS, because libuv probes it at start",
			try:    func(*Setup) Finding { return call("io_uring_setup", unix.SYS_IO_URING_SETUP, 1, bad) }},
		{Name: "io-uring-enter", Tries: "io_uring_enter(2) on a descriptor that is not open", Through: errnos{unix.EBADF}, Denied: errnos{unix.ENOSYS, unix.EPERM},
			Reason: "goes with io_uring_setup",
			try:    func(*Setup) Finding { return call("io_uring_enter", unix.SYS_IO_URING_ENTER, bad, 0, 0, 0, 0, 0) }},
		{Name: "io-uring-register", Tries: "io_uring_register(2) on a descriptor that is not open", Through: errnos{unix.EBADF, unix.EINVAL}, Denied: errnos{unix.ENOSYS, unix.EPERM},
			Reason: "goes with io_uring_setup",
			try:    func(*Setup) Finding { return call("io_uring_register", unix.SYS_IO_URING_REGISTER, bad, 0, 0, 0) }},
		{Name: "keyctl", Tries: "keyctl(2): ask for the session keyring", Reason: "keyrings are not in any namespace a sandbox has",
			try: func(*Setup) Finding {
				id := unix.KEY_SPEC_SESSION_KEYRING
				return call("keyctl", unix.SYS_KEYCTL, unix.KEYCTL_GET_KEYRING_ID, uintptr(id), 0)
			}},
		{Name: "add-key", Tries: "add_key(2) with a bad pointer", Through: errnos{unix.EFAULT}, Reason: "keyrings are not in any namespace a sandbox has",
			try: func(*Setup) Finding { return call("add_key", unix.SYS_ADD_KEY, bad, bad, 0, 0, 0) }},
		{Name: "request-key", Tries: "request_key(2) with a bad pointer", Through: errnos{unix.EFAULT}, Reason: "starts a program of the host as root",
			try: func(*Setup) Finding { return call("request_key", unix.SYS_REQUEST_KEY, bad, bad, 0, 0) }},
	})
}

// machine tries the calls that change the kernel or stop the machine.
func machine() []Attempt {
	return refused([]Attempt{
		{Name: "kexec-load", Tries: "kexec_load(2) with bad flags and too many segments", Through: errnos{unix.EINVAL, unix.ENOSYS},
			Reason: "replaces the kernel",
			try:    func(*Setup) Finding { return call("kexec_load", unix.SYS_KEXEC_LOAD, 0, 10000, bad, 0xdead) }},
		{Name: "kexec-file-load", Tries: "kexec_file_load(2) with bad flags and no files", Through: errnos{unix.EINVAL, unix.ENOSYS},
			Reason: "replaces the kernel",
			try: func(*Setup) Finding {
				return call("kexec_file_load", unix.SYS_KEXEC_FILE_LOAD, bad, bad, 0, 0, 0xdead0000)
			}},
		{Name: "init-module", Tries: "init_module(2) with nothing in it", Through: errnos{unix.ENOEXEC, unix.EFAULT, unix.ENOSYS},
			Reason: "code in the kernel",
			try:    func(*Setup) Finding { return call("init_module", unix.SYS_INIT_MODULE, bad, 0, bad) }},
		{Name: "finit-module", Tries: "finit_module(2) of a descriptor that is not open", Through: errnos{unix.EBADF, unix.ENOSYS},
			Reason: "code in the kernel",
			try:    func(*Setup) Finding { return call("finit_module", unix.SYS_FINIT_MODULE, bad, bad, 0) }},
		{Name: "delete-module", Tries: "delete_module(2) of a module that does not exist", Through: errnos{unix.ENOENT, unix.ENOSYS},
			Reason: "protections can be modules",
			try: func(*Setup) Finding {
				return callPath("delete_module", unix.SYS_DELETE_MODULE, "volt_battery_nosuch", unix.O_NONBLOCK)
			}},
		{Name: "reboot", Tries: "reboot(2) with a wrong magic number", Through: errnos{unix.EINVAL}, Reason: "stops the machine",
			try: func(*Setup) Finding { return call("reboot", unix.SYS_REBOOT, 1, 2, 3, 0) }},
		{Name: "iopl", Tries: "iopl(2) with level 4, which does not exist", Through: errnos{unix.EINVAL, unix.ENOSYS}, Reason: "access to I/O ports",
			try: func(*Setup) Finding { return call("iopl", unix.SYS_IOPL, 4) }},
		{Name: "ioperm", Tries: "ioperm(2) for a range that does not exist", Through: errnos{unix.EINVAL, unix.ENOSYS}, Reason: "access to I/O ports",
			try: func(*Setup) Finding { return call("ioperm", unix.SYS_IOPERM, 1<<20, 1, 1) }},
		{Name: "swapon", Tries: "swapon(2) of a file that does not exist", Through: errnos{unix.ENOENT}, Reason: "memory of others, on a file one can read",
			try: func(*Setup) Finding { return callPath("swapon", unix.SYS_SWAPON, absent, 0) }},
		{Name: "swapoff", Tries: "swapoff(2) of a file that does not exist", Through: errnos{unix.ENOENT}, Reason: "takes memory from the machine",
			try: func(*Setup) Finding { return callPath("swapoff", unix.SYS_SWAPOFF, absent) }},
	})
}

// settings tries the calls that set what everybody on the machine sees.
func settings() []Attempt {
	return refused([]Attempt{
		{Name: "clock-settime", Tries: "clock_settime(2) with a nanosecond below 0", Through: errnos{unix.EINVAL}, Reason: "certificates and logs depend on the time",
			try: func(*Setup) Finding {
				return found(unix.ClockSettime(unix.CLOCK_REALTIME, &unix.Timespec{Nsec: -1}), "clock_settime")
			}},
		{Name: "settimeofday", Tries: "settimeofday(2) with neither time nor zone", Reason: "certificates and logs depend on the time",
			try: func(*Setup) Finding { return call("settimeofday", unix.SYS_SETTIMEOFDAY, 0, 0) }},
		{Name: "clock-adjtime", Tries: "clock_adjtime(2) with an offset that is not valid", Through: errnos{unix.EINVAL}, Reason: "certificates and logs depend on the time",
			try: func(*Setup) Finding {
				timex := unix.Timex{Modes: unix.ADJ_SETOFFSET, Time: unix.Timeval{Usec: -1}}
				_, err := unix.ClockAdjtime(unix.CLOCK_REALTIME, &timex)
				return found(err, "clock_adjtime")
			}},
		{Name: "sethostname", Tries: "sethostname(2) with a length below 0", Through: errnos{unix.EINVAL}, Reason: "the name of the machine; safer than in a uts namespace of its own, since no name is ever set",
			try: func(*Setup) Finding { return call("sethostname", unix.SYS_SETHOSTNAME, bad, ^uintptr(0)) }},
		{Name: "setdomainname", Tries: "setdomainname(2) with a length below 0", Through: errnos{unix.EINVAL}, Reason: "the name of the machine",
			try: func(*Setup) Finding { return call("setdomainname", unix.SYS_SETDOMAINNAME, bad, ^uintptr(0)) }},
		{Name: "acct", Tries: "acct(2) to a file that does not exist", Through: errnos{unix.ENOENT, unix.ENOSYS}, Reason: "records what every process does",
			try: func(*Setup) Finding { return callPath("acct", unix.SYS_ACCT, absent) }},
		{Name: "quotactl", Tries: "quotactl(2) on a device that does not exist", Through: errnos{unix.ENOENT, unix.ENOSYS}, Reason: "limits of every user",
			try: func(*Setup) Finding {
				// QCMD(Q_QUOTAON, USRQUOTA), from linux/quota.h.
				p := uintptr(0x800002 << 8)
				return callQuota(p, absent)
			}},
	})
}

// oddities tries single calls with a history.
func oddities() []Attempt {
	return refused([]Attempt{
		{Name: "open-by-handle-at", Tries: "open_by_handle_at(2) with a handle of no file", Through: errnos{unix.ESTALE, unix.EOPNOTSUPP, unix.EINVAL},
			Reason: "opens a file by number, past every folder and mount",
			try: func(*Setup) Finding {
				root, err := unix.Open("/", unix.O_RDONLY|unix.O_CLOEXEC|unix.O_DIRECTORY, 0)
				if err != nil {
					root = -1 // the call itself is what is asked
				}
				_, err = unix.OpenByHandleAt(root, unix.NewFileHandle(1, make([]byte, 8)), unix.O_RDONLY)
				return found(err, "open_by_handle_at")
			}},
		{Name: "syslog", Tries: "syslog(2): ask for the size of the kernel's log", Reason: "the kernel's log holds addresses and what others do",
			try: func(*Setup) Finding { return call("syslog", unix.SYS_SYSLOG, 10, 0, 0) }},
		{Name: "modify-ldt", Tries: "modify_ldt(2): read an empty table", Through: errnos{unix.ENOSYS}, Reason: "old, rarely used and often broken",
			try: func(*Setup) Finding { return call("modify_ldt", unix.SYS_MODIFY_LDT, 0, bad, 0) }},
		{Name: "personality", Tries: "personality(READ_IMPLIES_EXEC)", Reason: "makes every readable page of what runs next executable",
			try: func(*Setup) Finding { return call("personality", unix.SYS_PERSONALITY, 0x0400000) }},
		{Name: "prctl-set-mm", Tries: "prctl(PR_SET_MM): ask for the size of the structure it takes", Through: errnos{unix.EINVAL},
			Reason: "rewrites what /proc says of the process, its executable included",
			try: func(*Setup) Finding {
				return callBytes("prctl", unix.SYS_PRCTL, make([]byte, 8), 2, unix.PR_SET_MM, unix.PR_SET_MM_MAP_SIZE, 0, 0, 0)
			}},
		{Name: "vmsplice", Tries: "vmsplice(2) to a descriptor that is not open", Through: errnos{unix.EBADF}, Reason: "lends pages to a pipe: the way of the exploits of the page cache",
			try: func(*Setup) Finding { return call("vmsplice", unix.SYS_VMSPLICE, bad, bad, 1, 0) }},
		{Name: "fanotify-init", Tries: "fanotify_init(FAN_CLASS_CONTENT), and close it", Through: errnos{unix.ENOSYS}, Reason: "watches and stops every open on the machine",
			try: func(*Setup) Finding { return call("fanotify_init", unix.SYS_FANOTIFY_INIT, unix.FAN_CLASS_CONTENT, 0) }},
	})
}

// refused completes rows that only the filter stops, with EPERM where they
// do not say otherwise.
func refused(rows []Attempt) []Attempt {
	for i := range rows {
		if rows[i].Denied == nil {
			rows[i].Denied = errnos{unix.EPERM}
		}
		rows[i].By = []Protection{Seccomp}
	}
	return rows
}

// callQuota asks for quotas on a named device: the path is the second argument.
func callQuota(cmd uintptr, device string) Finding {
	name := append([]byte(device), 0)
	return callBytes("quotactl", unix.SYS_QUOTACTL, name, 1, cmd, 0, 0, 0)
}
