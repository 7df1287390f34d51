package profile

// strictGroups is the profile "strict": a program that computes and reads and
// writes files, with threads but without further processes. It has no
// sockets, no System V memory, no sending of signals beyond itself and no
// changing of owners or attributes. Every call of it is in "default" too.
var strictGroups = [...]group{
	{
		reason: "Content of files and pipes.",
		calls: `close close_range copy_file_range creat dup dup2 dup3 fadvise64 fallocate fcntl fdatasync flock
			fsync ftruncate ioctl lseek open openat pipe pipe2 pread64 preadv pwrite64 pwritev read readv
			sendfile sync_file_range truncate write writev`,
		odd: []oddity{
			{"ioctl", "every isatty is one; three commands are refused by argument"},
		},
	},
	{
		reason: "Names of files.",
		calls: `access chdir chmod faccessat faccessat2 fchdir fchmod fchmodat fchmodat2 fstat fstatfs getcwd
			getdents64 link linkat lstat mkdir mkdirat newfstatat readlink readlinkat rename renameat
			renameat2 rmdir stat statfs statx symlink symlinkat umask unlink unlinkat utime utimensat utimes`,
		odd: []oddity{
			{"chmod", "editors and databases restore a file's mode; set-id bits are refused by argument"},
		},
	},
	{
		reason: "Waiting: runtimes multiplex their own descriptors.",
		calls: `epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2 poll ppoll pselect6 select
			signalfd4 timerfd_create timerfd_gettime timerfd_settime`,
	},
	{
		reason: "The process's own memory.",
		calls: `brk madvise map_shadow_stack membarrier memfd_create mincore mmap mprotect mremap mseal msync
			munmap`,
	},
	{
		reason: "The start of the program itself, and its threads.",
		calls: `arch_prctl clone execve exit exit_group getcpu getpgid getpgrp getpid getppid getsid gettid
			prctl restart_syscall set_tid_address`,
		odd: []oddity{
			{"clone", "threads only, by argument"},
			{"execve", "the filter is in force before the workload's own execve; Landlock says what else may run"},
		},
	},
	{
		reason: "Locks between threads, restartable sequences and the scheduler's view of oneself.",
		calls:  `futex futex_waitv rseq sched_getaffinity sched_yield set_robust_list`,
	},
	{
		reason: "Signals inside the process.",
		calls: `rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
			tgkill`,
		odd: []oddity{
			{"tgkill", "abort and Go's preemption signal their own threads with it"},
		},
	},
	{
		reason: "Who am I, limits and accounting.",
		calls: `capget getegid geteuid getgid getgroups getresgid getresuid getrlimit getrusage getuid prlimit64
			sysinfo times uname`,
	},
	{
		reason: "Reading the clock, sleeping, timers.",
		calls: `alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time
			timer_create timer_delete timer_getoverrun timer_gettime timer_settime`,
	},
	{
		reason: "Random numbers, and a tighter sandbox of one's own.",
		calls:  `getrandom landlock_add_rule landlock_create_ruleset landlock_restrict_self seccomp`,
	},
	{
		reason: "A call the kernel itself plants in a process that an administrator traces.",
		calls:  `uretprobe`,
	},
}
