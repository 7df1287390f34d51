package profile

import "strings"

// capability says what a granted capability opens. Its name is the one of
// capabilities(7). A capability that opens nothing is listed all the same:
// its calls are allowed already and the kernel checks the capability.
type capability struct {
	name  string
	calls string // sorted, separated by white space
	note  string // what it opens by argument, or why it opens nothing
}

// capabilities is the whole of <linux/capability.h>, sorted.
var capabilities = [...]capability{
	{name: "CAP_AUDIT_CONTROL", note: "AF_NETLINK, protocol NETLINK_AUDIT"},
	{name: "CAP_AUDIT_READ", note: "AF_NETLINK, protocol NETLINK_AUDIT"},
	{name: "CAP_AUDIT_WRITE", note: "AF_NETLINK, protocol NETLINK_AUDIT"},
	{name: "CAP_BLOCK_SUSPEND", note: "epoll's EPOLLWAKEUP is allowed"},
	{name: "CAP_BPF", calls: "bpf"},
	{name: "CAP_CHECKPOINT_RESTORE", note: "clone3 stays absent, so a chosen pid is not available"},
	{name: "CAP_CHOWN", note: "chown is allowed"},
	{name: "CAP_DAC_OVERRIDE", note: "the kernel checks paths"},
	{name: "CAP_DAC_READ_SEARCH", calls: "name_to_handle_at open_by_handle_at"},
	{name: "CAP_FOWNER", note: "chmod and utimensat are allowed"},
	{name: "CAP_FSETID", note: "chmod is allowed; set-id bits stay refused"},
	{name: "CAP_IPC_LOCK", calls: "mlock mlock2 mlockall munlock munlockall"},
	{name: "CAP_IPC_OWNER", calls: "msgctl msgget msgrcv msgsnd semctl semget semop semtimedop"},
	{name: "CAP_KILL", note: "kill is allowed"},
	{name: "CAP_LEASE", note: "fcntl is allowed"},
	{name: "CAP_LINUX_IMMUTABLE", note: "ioctl is allowed"},
	{name: "CAP_MAC_ADMIN", note: "policy is loaded through files"},
	{name: "CAP_MAC_OVERRIDE", note: "the kernel checks paths"},
	{name: "CAP_MKNOD", note: "mknod and mknodat with any mode, devices included"},
	{name: "CAP_NET_ADMIN", note: "AF_NETLINK, protocols ROUTE, SOCK_DIAG, XFRM, NETFILTER and GENERIC"},
	{name: "CAP_NET_BIND_SERVICE", note: "bind is allowed"},
	{name: "CAP_NET_BROADCAST", note: "the kernel does not use it"},
	{name: "CAP_NET_RAW", note: "SOCK_RAW of AF_INET and AF_INET6, and AF_PACKET"},
	{name: "CAP_PERFMON", calls: "perf_event_open"},
	{name: "CAP_SETFCAP", note: "setxattr is allowed"},
	{name: "CAP_SETGID", calls: "setfsgid setgroups setregid"},
	{name: "CAP_SETPCAP", note: "prctl and capset are allowed"},
	{name: "CAP_SETUID", calls: "setfsuid setreuid"},
	{
		name: "CAP_SYS_ADMIN",
		calls: `bpf fanotify_init fanotify_mark fsconfig fsmount fsopen fspick listmount listns mount
			mount_setattr move_mount open_tree open_tree_attr perf_event_open pivot_root quotactl
			quotactl_fd setdomainname sethostname setns statmount swapoff swapon umount2 unshare`,
		note: "clone with any flags",
	},
	{name: "CAP_SYS_BOOT", calls: "kexec_file_load kexec_load reboot"},
	{name: "CAP_SYS_CHROOT", calls: "chroot fchroot"},
	{name: "CAP_SYS_MODULE", calls: "delete_module finit_module init_module"},
	{
		name: "CAP_SYS_NICE",
		calls: `get_mempolicy ioprio_get ioprio_set mbind migrate_pages move_pages process_madvise
			sched_getattr sched_rr_get_interval sched_setattr sched_setparam sched_setscheduler
			set_mempolicy set_mempolicy_home_node`,
	},
	{name: "CAP_SYS_PACCT", calls: "acct"},
	{
		name: "CAP_SYS_PTRACE",
		calls: `get_robust_list kcmp pidfd_getfd process_madvise process_mrelease process_vm_readv
			process_vm_writev ptrace`,
	},
	{name: "CAP_SYS_RAWIO", calls: "ioperm iopl"},
	{name: "CAP_SYS_RESOURCE", note: "prctl with any option"},
	{name: "CAP_SYS_TIME", calls: "adjtimex clock_adjtime clock_settime settimeofday"},
	{name: "CAP_SYS_TTY_CONFIG", calls: "vhangup"},
	{name: "CAP_SYSLOG", calls: "syslog"},
	{name: "CAP_WAKE_ALARM", note: "timerfd_create and timer_create are allowed"},
}

// findCapability looks a capability up by name.
func findCapability(name string) (capability, bool) {
	for _, c := range capabilities {
		if c.name == name {
			return c, true
		}
	}
	return capability{}, false
}

// openedBy names the capabilities whose table entry lists the call.
func openedBy(call string) []string {
	var out []string
	for _, c := range capabilities {
		for _, s := range strings.Fields(c.calls) {
			if s == call {
				out = append(out, c.name)
			}
		}
	}
	return out
}
