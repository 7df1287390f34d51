package unit

// hardening is one directive that confines, and what it is for. What a policy
// decides (the view, the network, the user, limits) is not here.
type hardening struct {
	name  string
	value Value
	// filter: systemd compiles a seccomp filter for it at every start, and what
	// the filter denies is denied by the jailer's own already. Hardening=lean
	// leaves it out.
	filter bool
	// systemOnly: a user manager refuses it or does nothing.
	systemOnly bool
	// userOnly: only a user manager needs it.
	userOnly bool
	// unless one of these capabilities is granted, which would be worth
	// nothing with the directive.
	unless []string
	why    string
}

// hardenings are on by default for every container workload.
func hardenings() []hardening {
	return []hardening{
		{name: "NoNewPrivileges", value: Flag(true), why: "an execve(2) adds no privileges"},
		{name: "PrivateIPC", value: Flag(true), why: "System V IPC and POSIX queues of its own"},
		// As PID 1 of its namespace a workload gets no signal that it does not
		// catch, and systemd 257 may forget to wait for it (see ExecStop= in
		// Build). The system's workloads do without: their own user, ProtectProc=
		// and Landlock keep them from other processes.
		//
		// An enumeration to D-Bus: bus_exec_context_set_transient_property() of
		// systemd's src/core/dbus-execute.c reads a string.
		{name: "PrivatePIDs", value: Word("yes"), userOnly: true, why: "sees and signals its own processes only"},
		{name: "PrivateTmp", value: Flag(true), why: "/tmp and /var/tmp of its own"},
		{name: "PrivateDevices", value: Flag(true), unless: []string{"CAP_MKNOD", "CAP_SYS_RAWIO"}, why: "a /dev with the stateless devices"},
		{name: "DevicePolicy", value: Word("closed"), systemOnly: true, why: "the device cgroup agrees with /dev"},
		{name: "ProtectProc", value: Word("invisible"), systemOnly: true, unless: []string{"CAP_SYS_PTRACE"}, why: "/proc without the processes of others"},
		{name: "ProcSubset", value: Word("pid"), systemOnly: true, why: "/proc without the kernel's own files"},
		{name: "ProtectKernelTunables", value: Flag(true), why: "/proc/sys and /sys are read-only"},
		{name: "ProtectKernelModules", value: Flag(true), filter: true, unless: []string{"CAP_SYS_MODULE"}, why: "no modules are loaded"},
		{name: "ProtectKernelLogs", value: Flag(true), filter: true, unless: []string{"CAP_SYSLOG"}, why: "no kernel log"},
		{name: "ProtectControlGroups", value: Flag(true), why: "/sys/fs/cgroup is read-only"},
		{name: "ProtectClock", value: Flag(true), filter: true, unless: []string{"CAP_SYS_TIME", "CAP_WAKE_ALARM"}, why: "the clock is not set"},
		{name: "ProtectHostname", value: Flag(true), filter: true, unless: []string{"CAP_SYS_ADMIN"}, why: "a UTS namespace of its own, and the name stays"},
		{name: "RestrictNamespaces", value: NoNamespaces{}, filter: true, unless: []string{"CAP_SYS_ADMIN"}, why: "no namespaces, so no capabilities in them"},
		{name: "RestrictRealtime", value: Flag(true), filter: true, unless: []string{"CAP_SYS_NICE"}, why: "no real-time scheduling"},
		{name: "RestrictSUIDSGID", value: Flag(true), filter: true, why: "makes no set-user-ID files"},
		{name: "LockPersonality", value: Flag(true), filter: true, why: "no other execution domain"},
		{name: "SystemCallArchitectures", value: Words{"native"}, filter: true, why: "no 32-bit calls"},
		{name: "SystemCallFilter", value: Names{Deny: true, List: deniedGroups()}, filter: true, unless: []string{"CAP_"}, why: "the groups of systemd-analyze syscall-filter that no workload needs"},
		{name: "SystemCallErrorNumber", value: Errno{}, filter: true, unless: []string{"CAP_"}, why: "as the jailer's filter answers"},
		{name: "KeyringMode", value: Word("private"), systemOnly: true, why: "a kernel keyring of its own"},
		{name: "RemoveIPC", value: Flag(true), systemOnly: true, why: "nothing of IPC stays behind"},
		{name: "UMask", value: Mode(0o077), why: "what it makes is its own"},
		{name: "OOMPolicy", value: Word("stop"), why: "a workload that lost a process to the memory limit stops as a whole"},
	}
}

// deniedGroups are written as a deny list: systemd 252's own allow list lacks
// the Landlock calls, and the jailer makes them under this filter.
func deniedGroups() []string {
	return []string{
		"@clock", "@cpu-emulation", "@debug", "@module", "@mount", "@obsolete",
		"@privileged", "@raw-io", "@reboot", "@resources", "@swap",
	}
}

// Row says what a directive is for, as the manual shows it.
type Row struct {
	Directive  string // with its value
	Why        string
	Since      int      // the first systemd that knows it, 0 for all that Volt works with
	SystemOnly bool     // not given to a user manager
	UserOnly   bool     // given to user managers only
	FullOnly   bool     // left out by Hardening=lean
	Unless     []string // capabilities that it is left out with
}

// Rows are the directives that are on by default, in the order of the unit.
func Rows() []Row {
	var out []Row
	for _, h := range hardenings() {
		r := Row{Directive: h.name + "=" + h.value.text()[0], Why: h.why, SystemOnly: h.systemOnly, UserOnly: h.userOnly, FullOnly: h.filter, Unless: h.unless}
		for _, n := range newer() {
			if n.name == h.name {
				r.Since = n.since
			}
		}
		out = append(out, r)
	}
	return out
}
