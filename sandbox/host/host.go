// Package host finds out what this machine can enforce, by making the calls
// rather than by reading version strings.
package host

// Features is what was found. It is plain data, so that decisions can be
// tested without the machine they were made for.
type Features struct {
	Kernel string `json:"kernel"` // uname -r; for messages only, never for decisions

	// LandlockABI is landlock_create_ruleset(LANDLOCK_CREATE_RULESET_VERSION);
	// 0 when Landlock is absent or switched off.
	LandlockABI int `json:"landlock_abi"`

	Seccomp Seccomp `json:"seccomp"`

	// UserNamespaces: this user can create a user namespace and hold
	// capabilities in it (both are tried: some distributions allow the first
	// and take away the second).
	UserNamespaces bool `json:"user_namespaces"`
	// NetNamespaces, PIDNamespaces and MountNamespaces: this user can make
	// them, through a user namespace where that is what it takes.
	NetNamespaces   bool `json:"net_namespaces"`
	PIDNamespaces   bool `json:"pid_namespaces"`
	MountNamespaces bool `json:"mount_namespaces"`

	CgroupVersion     int      `json:"cgroup_version"` // 1 (legacy or hybrid), 2, 0 none
	CgroupControllers []string `json:"cgroup_controllers"`

	LSMs []string `json:"lsms"`

	// MemfdNoexec is vm.memfd_noexec(0, 1, 2), or -1 on kernels before 6.3.
	MemfdNoexec int `json:"memfd_noexec"`

	Systemd Systemd `json:"systemd"`

	KVM bool `json:"kvm"` // /dev/kvm opens and answers KVM_GET_API_VERSION with 12

	UID int `json:"uid"`

	// UnprivilegedPortStart is net.ipv4.ip_unprivileged_port_start of the
	// host's network namespace.
	UnprivilegedPortStart int `json:"unprivileged_port_start"`
}

// Seccomp is what seccomp(2) offers.
type Seccomp struct {
	Filter    bool `json:"filter"`       // SECCOMP_SET_MODE_FILTER exists
	Log       bool `json:"log"`          // SECCOMP_RET_LOG
	KillProc  bool `json:"kill_proc"`    // SECCOMP_RET_KILL_PROCESS
	UserNotif bool `json:"user_notif"`   // SECCOMP_RET_USER_NOTIF
	TSync     bool `json:"tsync"`        // SECCOMP_FILTER_FLAG_TSYNC
	SpecAllow bool `json:"spec_allow"`   // SECCOMP_FILTER_FLAG_SPEC_ALLOW
	WaitKill  bool `json:"wait_kill"`    // SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	Listener  bool `json:"new_listener"` // SECCOMP_FILTER_FLAG_NEW_LISTENER
}

// Systemd describes the service managers that can be reached.
type Systemd struct {
	Running bool `json:"running"` // /run/systemd/system is a directory, sd_booted(3)
	Version int  `json:"version"` // 0 when unknown
	User    bool `json:"user"`    // this user's manager has a private socket
}
