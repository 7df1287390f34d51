package profile

// defaultGroups is the profile "default": what current C libraries, language
// runtimes, shells, compilers, web servers and databases call, and nothing
// that administers the machine or looks into other processes. Where a call
// has argument rules (argumentRules, families), they narrow it further.
var defaultGroups = [...]group{
	{
		reason: "Content of files, pipes and devices. Which files is Landlock's and the mount view's matter.",
		calls: `close close_range copy_file_range creat dup dup2 dup3 fadvise64 fallocate fcntl fdatasync flock
			fsync ftruncate ioctl lseek open openat openat2 pipe pipe2 pread64 preadv pwrite64 pwritev read
			readv sendfile splice sync sync_file_range truncate write writev`,
		odd: []oddity{
			{"creat", "musl and old programs use it; it is open with fixed flags"},
			{"ioctl", "every isatty is one; three commands are refused by argument"},
			{"openat2", "its flags lie in memory where a filter cannot see them, and none of them opens more than openat does"},
			{"splice", "Go and Node copy between sockets with it; it moves data only between descriptors the caller holds"},
			{"sync", "it reports no error: a program that is refused would take its data for safe"},
		},
	},
	{
		reason: "Names and attributes of files. The kernel's permission checks, Landlock and read-only mounts decide on which.",
		calls: `access chdir chmod chown faccessat faccessat2 fchdir fchmod fchmodat fchmodat2 fchown fchownat
			fgetxattr flistxattr fremovexattr fsetxattr fstat fstatfs getcwd getdents64 getxattr lchown
			lgetxattr link linkat listxattr llistxattr lremovexattr lsetxattr lstat mkdir mkdirat mknod
			mknodat newfstatat readlink readlinkat removexattr rename renameat renameat2 rmdir setxattr stat
			statfs statx symlink symlinkat umask unlink unlinkat utime utimensat utimes`,
		odd: []oddity{
			{"chown", "to one's own ids it is an ordinary call (tar, cp -a, install); to others it takes CAP_CHOWN"},
			{"lsetxattr", "user attributes only: trusted ones and security ones take a capability"},
			{"mknod", "it is how the C libraries make FIFOs; device nodes are refused by argument"},
			{"mknodat", "as mknod"},
			{"setxattr", "as lsetxattr"},
		},
	},
	{
		reason: "Waiting for events.",
		calls: `epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2
			inotify_add_watch inotify_init inotify_init1 inotify_rm_watch poll ppoll pselect6 select
			signalfd4 timerfd_create timerfd_gettime timerfd_settime`,
		odd: []oddity{
			{"epoll_create", "nginx and glibc's wrapper use it; epoll_create1 without flags"},
			{"inotify_init", "the JVM's watch service uses it; inotify_init1 without flags"},
		},
	},
	{
		reason: "The process's own memory.",
		calls: `brk madvise map_shadow_stack membarrier memfd_create mincore mmap mprotect mremap mseal msync
			munmap`,
		odd: []oddity{
			{"map_shadow_stack", "the C library calls it where user shadow stacks are switched on; it only adds protection"},
			{"memfd_create", "Wayland, JVMs and language runtimes share memory with it; executable ones are refused by argument"},
			{"mincore", "the JVM asks which pages of a stack exist; since Linux 5.2 it tells nothing of files one cannot write"},
			{"mprotect", "no write-xor-execute rule: just-in-time compilers (V8, JVM, PCRE, LuaJIT) would not start"},
		},
	},
	{
		reason: "Shared memory of System V: PostgreSQL holds its data folder's interlock in a segment. The workload has an IPC namespace of its own.",
		calls:  `shmat shmctl shmdt shmget`,
	},
	{
		reason: "Processes and threads of the workload itself.",
		calls: `arch_prctl clone execve exit exit_group fork getcpu getpgid getpgrp getpid getppid getsid gettid
			personality pidfd_open pidfd_send_signal prctl restart_syscall set_tid_address setpgid setsid
			vfork wait4 waitid`,
		odd: []oddity{
			{"clone", "threads and fork; flags that make a namespace are refused by argument"},
			{"personality", "three harmless values only, by argument"},
			{"pidfd_send_signal", "the pid namespace and Landlock's signal scope decide who can be reached"},
			{"prctl", "thread names, no_new_privs, dropping capabilities; two options are refused by argument"},
		},
	},
	{
		reason: "Locks between threads, restartable sequences and the scheduler's view of oneself.",
		calls: `futex futex_waitv rseq sched_get_priority_max sched_get_priority_min sched_getaffinity
			sched_getparam sched_getscheduler sched_setaffinity sched_yield set_robust_list`,
		odd: []oddity{
			{"sched_setaffinity", "runtimes and OpenMP pin their threads; the cpuset of the cgroup bounds it"},
		},
	},
	{
		reason: "Signals.",
		calls: `kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
			rt_sigtimedwait sigaltstack tgkill tkill`,
		odd: []oddity{
			{"kill", "the pid namespace and Landlock's signal scope decide who can be reached"},
		},
	},
	{
		reason: "Who am I. The calls that set an id only give up or swap what the process has, unless it holds the capability.",
		calls: `capget capset getegid geteuid getgid getgroups getresgid getresuid getuid setgid setresgid
			setresuid setuid`,
		odd: []oddity{
			{"capset", "it can drop capabilities and never gain one"},
			{"setuid", "bash and others set the id they already have at start"},
		},
	},
	{
		reason: "Limits and accounting of oneself.",
		calls:  `getpriority getrlimit getrusage prlimit64 setpriority sysinfo times uname`,
		odd: []oddity{
			{"prlimit64", "the C library's getrlimit and setrlimit; another process's limits take its ids, inside the pid namespace"},
			{"setpriority", "nice; RLIMIT_NICE lets it lower the priority only"},
		},
	},
	{
		reason: "Reading the clock, sleeping, timers.",
		calls: `alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time
			timer_create timer_delete timer_getoverrun timer_gettime timer_settime`,
	},
	{
		reason: "Sockets, of the families, types and protocols that the table families opens.",
		calls: `accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg
			sendmmsg sendmsg sendto setsockopt shutdown socket socketpair`,
		odd: []oddity{
			{"listen", "it binds a free port where bind was not called; Options.DenyListen closes it where no network namespace does"},
			{"sendto", "MSG_FASTOPEN, which connects past Landlock, is refused by argument"},
		},
	},
	{
		reason: "Random numbers, and a tighter sandbox of one's own: neither Landlock nor seccomp can loosen an outer layer.",
		calls:  `getrandom landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp`,
		odd: []oddity{
			{"seccomp", "the strictest answer of all filters wins, so an inner filter or its listener opens nothing"},
		},
	},
	{
		reason: "A call the kernel itself plants in a process that an administrator traces.",
		calls:  `uretprobe`,
		odd: []oddity{
			{"uretprobe", "refusing it would crash a traced workload; called from anywhere else it raises SIGILL"},
		},
	},
}
