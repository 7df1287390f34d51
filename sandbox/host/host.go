// Package host finds out what this machine can enforce, by making the calls
// rather than by reading version strings.
package host

// Features is what was found. It is plain data, so that decisions can be
// tested without the machine they were made for.
//
// Probe fills every field. ProbeQuick fills those marked "quick"; it leaves
// the others at their zero value, which there means "not asked".
type Features struct {
	// Kernel is uname -r; for messages only, never for decisions. Quick.
	Kernel string `json:"kernel"`

	// LandlockABI is landlock_create_ruleset(LANDLOCK_CREATE_RULESET_VERSION);
	// 0 when Landlock is absent or switched off. Quick.
	LandlockABI int `json:"landlock_abi"`
	// LandlockErrata has bit N-1 set when erratum N of landlock(7) is fixed in
	// this kernel (LANDLOCK_CREATE_RULESET_ERRATA); 0 when the kernel cannot
	// say. Quick.
	LandlockErrata uint32 `json:"landlock_errata"`
	// LandlockDisabled: the kernel contains Landlock, and was booted without
	// it (EOPNOTSUPP). Quick.
	LandlockDisabled bool `json:"landlock_disabled"`

	// Seccomp is what seccomp(2) offers. Quick.
	Seccomp Seccomp `json:"seccomp"`

	// UserNamespaces: this user can create a user namespace and hold
	// capabilities in it (both are tried: some distributions allow the first
	// and take away the second).
	UserNamespaces bool `json:"user_namespaces"`
	// UserNamespacesCreate is the first half alone: the namespace can be
	// created and its ids mapped, whatever can be done in it.
	UserNamespacesCreate bool `json:"user_namespaces_create"`
	// UserNamespacesBlock names the settings that explain why UserNamespaces
	// is false, as sysctl.d(5) would write them ("user.max_user_namespaces=0").
	// Empty when UserNamespaces is true or the reason is not known.
	UserNamespacesBlock []string `json:"user_namespaces_block"`

	// NetNamespaces, PIDNamespaces and MountNamespaces: this user can make
	// them, through a user namespace where that is what it takes.
	NetNamespaces   bool `json:"net_namespaces"`
	PIDNamespaces   bool `json:"pid_namespaces"`
	MountNamespaces bool `json:"mount_namespaces"`

	CgroupVersion     int      `json:"cgroup_version"` // 1 (legacy or hybrid), 2, 0 none
	CgroupControllers []string `json:"cgroup_controllers"`

	// LSMs are the Linux security modules in force, in the order the kernel
	// asks them where it tells.
	LSMs []string `json:"lsms"`

	// MemfdNoexec is vm.memfd_noexec(0, 1, 2) of this PID namespace, or -1 on
	// kernels before 6.3. Quick.
	MemfdNoexec int `json:"memfd_noexec"`

	// Systemd describes the service managers; Systemd.Running alone is quick.
	Systemd Systemd `json:"systemd"`

	KVM bool `json:"kvm"` // /dev/kvm opens and answers KVM_GET_API_VERSION with 12

	UID int `json:"uid"` // effective user id; quick

	// UnprivilegedPortStart is net.ipv4.ip_unprivileged_port_start of this
	// network namespace: ports below it need CAP_NET_BIND_SERVICE. 1024 on
	// kernels without the setting (before 4.11). Quick.
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
	// Version is the major version of the systemd that is installed, running
	// or not; 0 when unknown.
	Version int `json:"version"`
	// User: this user's manager accepts connections on its private socket,
	// $XDG_RUNTIME_DIR/systemd/private.
	User bool `json:"user"`
}
