package host

// State is how much of a feature there is.
type State string

const (
	// OK: the feature works.
	OK State = "ok"
	// Degraded: the feature is absent or partial; something else that works
	// here covers for it, or only part of Volt goes without.
	Degraded State = "degraded"
	// Missing: the feature is absent and nothing covers for it.
	Missing State = "missing"
)

// Finding is one line of `volt doctor`.
type Finding struct {
	What  string `json:"what"`  // the feature
	State State  `json:"state"` // how much of it there is
	Since string `json:"since"` // the kernel or systemd version that brought it
	Means string `json:"means"` // what the state means for Volt
	Get   string `json:"get"`   // how to get it; empty when the state is OK
	// Needed: while this feature is missing, no workload starts here with the
	// default policy.
	Needed bool `json:"needed"`
}

// Findings explains what Probe found, in a fixed order. It is pure. Features
// from ProbeQuick are not enough: what was not asked would read as missing.
func Findings(f Features) []Finding {
	var found []Finding
	for _, r := range rows() {
		n := Finding{What: r.what, State: r.state(f), Since: r.since, Needed: r.needed}
		n.Means = r.means[n.State]
		if n.State != OK {
			n.Get = r.get(f)
		}
		found = append(found, n)
	}
	return found
}

// Blockers are the findings that keep a workload with the default policy from
// starting: those both needed and missing.
func Blockers(found []Finding) []Finding {
	var b []Finding
	for _, n := range found {
		if n.Needed && n.State == Missing {
			b = append(b, n)
		}
	}
	return b
}

// row is one entry of the table that Findings reads out.
type row struct {
	what, since string
	needed      bool
	state       func(Features) State
	means       map[State]string
	get         func(Features) string
}

// rows is the whole table, in the order it is printed.
func rows() []row {
	var all []row
	for _, part := range [...][]row{landlockRows(), seccompRows(), namespaceRows(), kernelRows(), systemdRows()} {
		all = append(all, part...)
	}
	return all
}

// The rest of this file are the few conditions the table is made of.

// either is OK when have holds, and otherwise Missing.
func either(have func(Features) bool) func(Features) State {
	return covered(have, func(Features) bool { return false })
}

// covered is OK when have holds, Degraded when only cover does.
func covered(have, cover func(Features) bool) func(Features) State {
	return func(f Features) State {
		switch {
		case have(f):
			return OK
		case cover(f):
			return Degraded
		}
		return Missing
	}
}

// abi holds from Landlock ABI n on.
func abi(n int) func(Features) bool {
	return func(f Features) bool { return f.LandlockABI >= n }
}

func always(Features) bool      { return true }
func mountView(f Features) bool { return f.MountNamespaces }
func ownNet(f Features) bool    { return f.NetNamespaces }

// ownNetAndPIDs: abstract unix sockets end at the network namespace
// (unix(7)), signals at the PID namespace (pid_namespaces(7)).
func ownNetAndPIDs(f Features) bool { return f.NetNamespaces && f.PIDNamespaces }

// text is advice that does not depend on what was found.
func text(s string) func(Features) string {
	return func(Features) string { return s }
}

// landlockAdvice tells a kernel that has Landlock switched off from one that
// is too old.
func landlockAdvice(kernel string) func(Features) string {
	return func(f Features) string {
		if f.LandlockDisabled {
			return "Add landlock to the list in the boot parameter lsm= and reboot."
		}
		return "Boot " + kernel + " or later, built with CONFIG_SECURITY_LANDLOCK."
	}
}

// userNamespaceAdvice names the setting in the way, when one was found.
func userNamespaceAdvice(f Features) string {
	instead := " Or let root, or the system's systemd, start the workload."
	if f.UID == 0 {
		instead = ""
	}
	for _, b := range f.UserNamespacesBlock {
		switch b {
		case "kernel.apparmor_restrict_unprivileged_userns=1":
			return "Ubuntu's " + b + " takes the capabilities away: give volt an AppArmor profile with the rule " +
				"\"userns,\", or set it to 0 with sysctl." + instead
		case "kernel.unprivileged_userns_clone=0":
			return "Debian's " + b + " forbids them: set it to 1 with sysctl." + instead
		case "user.max_user_namespaces=0":
			return b + " allows none: raise it with sysctl."
		}
	}
	return "No known setting forbids them; look for a container, a chroot, a seccomp filter or an LSM around this shell." + instead
}

// namespaceAdvice is for the namespaces that need privilege, of which a user
// namespace is the way to get it.
func namespaceAdvice(f Features) string {
	if !f.UserNamespaces {
		return "Needs root, or user namespaces: see there."
	}
	return "Raise user.max_{mnt,pid,net}_namespaces with sysctl, or boot a kernel built with CONFIG_NAMESPACES."
}
