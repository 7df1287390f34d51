package host

// The versions below are those of mainline Linux, as in the HISTORY of
// landlock(7), seccomp(2) and namespaces(7), the "Landlock ABI versions" of
// Documentation/userspace-api/landlock.rst, and systemd's NEWS. They are told
// to the reader and decide nothing. Landlock ABI 8 and 11 bring ways of
// calling it and no new right, so they have no row.

func landlockRows() []row {
	return []row{
		{what: "Landlock files", since: "Linux 5.13 (ABI 1)", needed: true, state: either(abi(1)), get: landlockAdvice("Linux 5.13"), means: map[State]string{
			OK:      "fs_read, fs_write and fs_execute are enforced by path.",
			Missing: "The file rules of a policy cannot be enforced.",
		}},
		{what: "Landlock refer", since: "Linux 5.19 (ABI 2)", state: covered(abi(2), abi(1)), get: landlockAdvice("Linux 5.19"), means: map[State]string{
			OK:       "Files can be renamed and linked between folders that the policy lets the workload change.",
			Degraded: "Renaming or linking from one folder to another always fails (EXDEV).",
			Missing:  "Nothing limits renaming and linking.",
		}},
		{what: "Landlock truncate", since: "Linux 6.2 (ABI 3)", state: covered(abi(3), mountView), get: landlockAdvice("Linux 6.2"), means: map[State]string{
			OK:       "Truncating a file counts as changing it.",
			Degraded: "Landlock does not see truncation; the read-only mounts of the workload's view refuse it.",
			Missing:  "A file that may only be read could be truncated.",
		}},
		{what: "Landlock TCP", since: "Linux 6.7 (ABI 4)", state: covered(abi(4), ownNet), get: landlockAdvice("Linux 6.7"), means: map[State]string{
			OK:       "net_bind and net_connect are enforced by port, on the host's network too.",
			Degraded: "A network namespace keeps the workload off the network; port rules with --network host cannot be enforced.",
			Missing:  "The TCP rules of a policy cannot be enforced.",
		}},
		{what: "Landlock devices", since: "Linux 6.10 (ABI 5)", state: covered(abi(5), mountView), get: landlockAdvice("Linux 6.10"), means: map[State]string{
			OK:       "ioctl(2) on a device file is a right of its own.",
			Degraded: "Landlock does not see ioctl(2); the workload's own /dev holds harmless devices only.",
			Missing:  "A device that can be opened can be given any ioctl(2).",
		}},
		{what: "Landlock scopes", since: "Linux 6.12 (ABI 6)", state: covered(abi(6), ownNetAndPIDs), get: landlockAdvice("Linux 6.12"), means: map[State]string{
			OK:       "Signals and abstract unix sockets stay inside the sandbox.",
			Degraded: "PID and network namespaces keep signals and abstract unix sockets inside, unless the workload shares the host's network.",
			Missing:  "Signals and abstract unix sockets reach out of the sandbox.",
		}},
		{what: "Landlock audit", since: "Linux 6.15 (ABI 7)", state: covered(abi(7), always), get: landlockAdvice("Linux 6.15"), means: map[State]string{
			OK:       "The kernel can record what Landlock denied, when its audit is switched on.",
			Degraded: "The kernel keeps no record of what Landlock denied.",
		}},
		{what: "Landlock sockets", since: "Linux 7.1 (ABI 9)", state: covered(abi(9), mountView), get: landlockAdvice("Linux 7.1"), means: map[State]string{
			OK:       "Connecting to a unix socket by its path is a right of its own.",
			Degraded: "The host's unix sockets are kept out of the workload's view; those in a folder that the policy lists can be connected to.",
			Missing:  "Every unix socket whose path can be reached can be connected to.",
		}},
		{what: "Landlock UDP", since: "Linux 7.2 (ABI 10)", state: covered(abi(10), ownNet), get: landlockAdvice("Linux 7.2"), means: map[State]string{
			OK:       "UDP rules (\"udp/53\") are enforced by port, on the host's network too.",
			Degraded: "A network namespace keeps the workload off the network; UDP rules with --network host cannot be enforced.",
			Missing:  "The UDP rules of a policy cannot be enforced.",
		}},
	}
}

func seccompRows() []row {
	filter := text("Boot a kernel built with CONFIG_SECCOMP_FILTER, and look for a seccomp filter around this shell.")
	return []row{
		{what: "seccomp filter", since: "Linux 3.17", needed: true, get: filter,
			state: either(func(f Features) bool { return f.Seccomp.Filter }), means: map[State]string{
				OK:      "The system calls of a workload are filtered.",
				Missing: "No system call can be kept from a workload.",
			}},
		{what: "seccomp kill", since: "Linux 4.14", needed: true, get: text("Boot Linux 4.14 or later."),
			state: either(func(f Features) bool { return f.Seccomp.KillProc }), means: map[State]string{
				OK:      "A call for a foreign architecture ends the whole workload.",
				Missing: "A call for a foreign architecture would end one thread only.",
			}},
		{what: "seccomp log", since: "Linux 4.14", get: text("Boot Linux 4.14 or later."),
			state: covered(func(f Features) bool { return f.Seccomp.Log }, always), means: map[State]string{
				OK:       "System calls can be let through and recorded.",
				Degraded: "System calls cannot be let through and recorded.",
			}},
		{what: "seccomp notify", since: "Linux 5.0", get: text("Boot Linux 5.0 or later."),
			state: covered(func(f Features) bool { return f.Seccomp.UserNotif && f.Seccomp.Listener }, always), means: map[State]string{
				OK:       "A policy can be learned by watching a workload's system calls.",
				Degraded: "A policy cannot be learned by watching a workload's system calls.",
			}},
		{what: "seccomp wait-kill", since: "Linux 5.19", get: text("Boot Linux 5.19 or later."),
			state: covered(func(f Features) bool { return f.Seccomp.WaitKill }, always), means: map[State]string{
				OK:       "Signals do not disturb a system call that is being watched.",
				Degraded: "While a policy is learned, a signal can make a system call start twice.",
			}},
	}
}

func namespaceRows() []row {
	get := namespaceAdvice
	return []row{
		{what: "User namespaces", since: "Linux 3.8", get: userNamespaceAdvice,
			state: covered(func(f Features) bool { return f.UserNamespaces }, mountView), means: map[State]string{
				OK:       "Workloads can be started without root.",
				Degraded: "Workloads are started with this user's own privileges; a user namespace cannot be put around them.",
				Missing:  "This user cannot make the other namespaces.",
			}},
		{what: "Mount namespaces", since: "Linux 2.4.19", needed: true, state: either(mountView), get: get, means: map[State]string{
			OK:      "A workload sees the paths of its policy and no others.",
			Missing: "A workload cannot be given a file system view of its own.",
		}},
		{what: "PID namespaces", since: "Linux 2.6.24", needed: true, get: get,
			state: either(func(f Features) bool { return f.PIDNamespaces }), means: map[State]string{
				OK:      "A workload sees its own processes and no others.",
				Missing: "A workload cannot be kept from seeing other processes.",
			}},
		{what: "Network namespaces", since: "Linux 2.6.24", needed: true, state: either(ownNet), get: get, means: map[State]string{
			OK:      "A workload can have a network of its own, or none.",
			Missing: "A workload cannot be kept off the host's network.",
		}},
	}
}

func kernelRows() []row {
	return []row{
		{what: "Control groups", since: "Linux 4.5 (version 2)", state: covered(cgroup2, func(f Features) bool { return f.CgroupVersion > 0 }),
			get: text("Boot with systemd.unified_cgroup_hierarchy=1, or with a systemd new enough that version 2 is its default (Debian 11)."), means: map[State]string{
				OK:       "Memory, CPU and task limits can be set for each workload.",
				Degraded: "Only version 1 is mounted, or version 2 without the cpu, memory and pids controllers: limits cannot be relied on.",
				Missing:  "No limits can be set, because no control groups are mounted.",
			}},
		{what: "memfd noexec", since: "Linux 6.3", state: covered(memfdNoexec, always),
			get: text("With Linux 6.3 or later, start the workload as root, or set vm.memfd_noexec=1 with sysctl."),
			means: map[State]string{
				OK:       "vm.memfd_noexec can keep a workload from executing memory files (memfd_create(2)), which have no path that Landlock could see.",
				Degraded: "Memory files (memfd_create(2)) have no path that Landlock could see. Workloads of this user may only make them with MFD_NOEXEC_SEAL; programs that do not ask for it fall back to ordinary files, or fail.",
			}},
		{what: "KVM", since: "Linux 2.6.20", state: either(func(f Features) bool { return f.KVM }),
			get: text("Switch on virtualization in the firmware (nested, if this is a guest), load kvm_intel or kvm_amd, and add this user to the group that owns /dev/kvm."), means: map[State]string{
				OK:      "Virtual machines can be run. This version of Volt does not use them.",
				Missing: "No virtual machines can be run. This version of Volt does not use them.",
			}},
		{what: "Ports below 1024", since: "Linux 4.11", state: covered(lowPorts, always),
			get: text("Set net.ipv4.ip_unprivileged_port_start to the lowest port needed, with sysctl."), means: map[State]string{
				OK:       "A workload can be allowed to bind ports below 1024 of the host's network.",
				Degraded: "This user's workloads cannot bind some ports below 1024 of the host's network.",
			}},
	}
}

func systemdRows() []row {
	return []row{
		{what: "systemd", since: "systemd 252", state: covered(func(f Features) bool { return f.Systemd.Running && f.Systemd.Version >= 252 }, always),
			get: text("Boot with systemd 252 or later (Debian 12)."), means: map[State]string{
				OK:       "systemd supervises this host: it starts workload files (`systemctl start volt@NAME`) and what `volt run` runs.",
				Degraded: "No systemd of a known, recent version runs here: there is no volt@NAME, and `volt run` supervises its workload itself.",
			}},
		{what: "systemd PID view", since: "systemd 257", state: covered(func(f Features) bool { return f.Systemd.Running && f.Systemd.Version >= 257 }, always),
			get: text("Boot with systemd 257 or later (Debian 13)."), means: map[State]string{
				OK:       "Services have PID namespaces of their own (PrivatePIDs=).",
				Degraded: "A service has no PID namespace: its own user keeps it from other processes. `volt run --supervisor direct` makes one.",
			}},
		{what: "systemd user", since: "systemd 206", state: covered(func(f Features) bool { return f.Systemd.User }, always),
			get: text("Log in through PAM with pam_systemd(8), or `loginctl enable-linger`."), means: map[State]string{
				OK:       "This user has a service manager: it starts what `volt run` runs, and the workload files in ~/.config/volt.",
				Degraded: "This user has no service manager. `volt run` does not need it.",
			}},
	}
}

// cgroup2 is version 2 with the controllers that the limits of a workload
// need.
func cgroup2(f Features) bool {
	have := map[string]bool{}
	for _, c := range f.CgroupControllers {
		have[c] = true
	}
	return f.CgroupVersion == 2 && have["cpu"] && have["memory"] && have["pids"]
}

// memfdNoexec: the setting is in force already, or can be made for the
// workload's own PID namespace. The file below /proc/sys belongs to the
// initial namespace's root, so that root of a user namespace cannot write it.
func memfdNoexec(f Features) bool {
	return f.MemfdNoexec > 0 || f.MemfdNoexec == 0 && f.UID == 0
}

// lowPorts: root can grant CAP_NET_BIND_SERVICE in the host's user namespace,
// and nobody needs it when no port is reserved.
func lowPorts(f Features) bool { return f.UID == 0 || f.UnprivilegedPortStart <= 1 }
