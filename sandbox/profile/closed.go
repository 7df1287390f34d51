package profile

// closedGroups is every system call that the default profile refuses. With
// defaultGroups it names each call of the table exactly once.
var closedGroups = [...]closedGroup{
	{
		group: group{
			reason: "New namespaces. A user namespace hands its maker every capability inside it, and with them the kernel's largest attack surface.",
			calls:  `setns unshare`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Clone with its flags in memory, where a filter cannot see a request for namespaces.",
			calls:  `clone3`,
			odd:    []oddity{{"clone3", "absent, not refused: the C libraries fall back to clone on ENOSYS only"}},
		},
		answer: Absent, opens: never,
	},
	{
		group: group{
			reason: "Requests that travel in shared memory pass every filter by: the ring can open sockets that socket(2) refuses.",
			calls:  `io_uring_enter io_uring_register io_uring_setup`,
			odd:    []oddity{{"io_uring_setup", "absent, not refused: libuv and others probe it at start and fall back"}},
		},
		answer: Absent, opens: never,
	},
	{
		group: group{
			reason: "The mount table.",
			calls: `fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree open_tree_attr
				pivot_root umount2`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Another root folder.",
			calls:  `chroot fchroot`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Other processes' memory, descriptors and registers.",
			calls: `get_robust_list kcmp pidfd_getfd process_madvise process_mrelease process_vm_readv
				process_vm_writev ptrace`,
			odd: []oddity{
				{"get_robust_list", "for checkpointing; no program calls it about itself"},
			},
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Programs that run in the kernel.",
			calls:  `bpf`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Large kernel interfaces with a history of privilege escalation, of no use to an ordinary program.",
			calls:  `modify_ldt perf_event_open userfaultfd vmsplice`,
			odd: []oddity{
				{"vmsplice", "lends the caller's pages to a pipe; the page-cache exploits needed it, programs use splice"},
			},
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Keyrings belong to users, not to namespaces: they hold what the host's login put there.",
			calls:  `add_key keyctl request_key`,
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Kernel code: modules and the next kernel.",
			calls:  `delete_module finit_module init_module kexec_file_load kexec_load`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "The machine: its power, swap, name, log, accounting, quotas, terminals and ports.",
			calls: `acct ioperm iopl quotactl quotactl_fd reboot setdomainname sethostname swapoff swapon
				syslog vhangup`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Setting the machine's clock.",
			calls:  `adjtimex clock_adjtime clock_settime settimeofday`,
			odd:    []oddity{{"adjtimex", "reading is harmless, but only time daemons do it, and its mode lies in memory"}},
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Ids that only a privileged process changes.",
			calls:  `setfsgid setfsuid setgroups setregid setreuid`,
			odd: []oddity{
				{"setgroups", "the kernel refuses it without CAP_SETGID"},
				{"setreuid", "programs that set the id they have use setuid or setresuid"},
			},
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Opening files by handle goes around every path rule.",
			calls:  `open_by_handle_at`,
		},
		answer: Deny, opens: byCapability,
	},
	{
		group: group{
			reason: "Handles, and events of whole filesystems.",
			calls:  `fanotify_init fanotify_mark name_to_handle_at`,
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Scheduling classes, input and output priority and NUMA placement: a workload could crowd out its neighbours.",
			calls: `get_mempolicy ioprio_set mbind migrate_pages move_pages sched_setattr sched_setparam
				sched_setscheduler set_mempolicy set_mempolicy_home_node`,
			odd: []oddity{
				{"get_mempolicy", "libnuma takes EPERM for a machine without NUMA"},
				{"sched_setscheduler", "where RLIMIT_RTPRIO is raised, a real-time thread could hold a processor"},
			},
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Memory that cannot be swapped out. Programs that lock memory warn and go on when refused.",
			calls:  `mlock mlock2 mlockall munlock munlockall`,
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Semaphores and message queues of System V, and POSIX message queues: few programs use them.",
			calls: `mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget
				msgrcv msgsnd semctl semget semop semtimedop`,
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Asynchronous file I/O of Linux 2.5. Absent, as on kernels built without it: nginx and MariaDB then read with threads.",
			calls:  `io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit`,
		},
		answer: Absent, opens: byName,
	},
	{
		group: group{
			reason: "Newer twins and extras whose callers fall back to an older way on ENOSYS.",
			calls: `cachestat execveat file_getattr file_setattr futex_requeue futex_wait futex_wake
				getxattrat listmount listns listxattrat lsm_get_self_attr lsm_list_modules
				lsm_set_self_attr memfd_secret pkey_alloc pkey_free pkey_mprotect preadv2 pwritev2
				removexattrat rseq_slice_yield setxattrat statmount`,
			odd: []oddity{
				{"execveat", "fexecve falls back to execve of /proc/self/fd; an executable without a path has no other use"},
				{"futex_wait", "futex does the same; no C library calls the new ones yet"},
				{"memfd_secret", "hides memory from the kernel's own dumps; no common program needs it"},
				{"pkey_alloc", "V8 does without when there are no keys"},
				{"preadv2", "the C libraries fall back to preadv, and to EOPNOTSUPP for its flags"},
				{"rseq_slice_yield", "any other call gives an extended time slice back too"},
				{"setxattrat", "the twelve older calls for extended attributes are allowed"},
				{"statmount", "/proc/self/mountinfo tells the same"},
			},
		},
		answer: Absent, opens: byName,
	},
	{
		group: group{
			reason: "Older twins that the C libraries, Go and the JVM no longer call; those that are still called are allowed.",
			calls:  `eventfd futimesat getdents setrlimit signalfd`,
			odd: []oddity{
				{"setrlimit", "glibc and musl call prlimit64; Go called it up to 1.20 and ignored the answer"},
			},
		},
		answer: Absent, opens: byName,
	},
	{
		group: group{
			reason: "Advice, flushing and queries that only few tools use; they warn and go on.",
			calls:  `ioprio_get readahead rt_tgsigqueueinfo sched_getattr sched_rr_get_interval syncfs tee`,
			odd: []oddity{
				{"readahead", "posix_fadvise does the same; a refused hint costs nothing but time"},
				{"syncfs", "sync -f; databases use fsync"},
			},
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Planted by the kernel in a traced process, which it then lets pass every filter.",
			calls:  `uprobe`,
		},
		answer: Absent, opens: never,
	},
	{
		group: group{
			reason: "Obsolete: the kernel emulates it at a cost.",
			calls:  `remap_file_pages`,
		},
		answer: Deny, opens: byName,
	},
	{
		group: group{
			reason: "Numbers with a name and no call behind them in any supported kernel, or one that is configured away.",
			calls: `_sysctl afs_syscall create_module epoll_ctl_old epoll_wait_old get_kernel_syms
				get_thread_area getpmsg lookup_dcookie nfsservctl putpmsg query_module security
				set_thread_area sysfs tuxcall uselib ustat vserver`,
			odd: []oddity{
				{"get_thread_area", "32-bit programs only; x86-64 has arch_prctl"},
				{"sysfs", "lists filesystem types by number; /proc/filesystems tells the same"},
				{"uselib", "maps a library without the checks of mmap; gone in most builds"},
				{"ustat", "statfs replaced it"},
			},
		},
		answer: Absent, opens: never,
	},
}
