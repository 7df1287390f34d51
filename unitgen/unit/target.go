package unit

import "github.com/volt-project/volt/sandbox/compile"

// Target is the service manager that a unit is for.
type Target struct {
	Version int  // systemd's
	User    bool // a user's manager, not the system's
}

// Supervisor is what this manager enforces around a workload. user is the
// workload's, "" for one of its own.
//
// Counted is what was seen to have an effect (see the table in volt-systemd(7)),
// not what is written into the unit: Debian 12's systemd takes SocketBindDeny=
// and does nothing, a user manager takes ProtectProc= and IPAddressDeny= and
// does nothing.
func (t Target) Supervisor(user string) compile.Supervisor {
	s := compile.Supervisor{
		// DynamicUser= implies RestrictSUIDSGID=, and others may ask for it; its
		// filter makes openat2(2) unknown.
		NoOpenat2:      true,
		HidesProcesses: !t.User, // a user manager ignores ProtectProc=
		View:           "mount view",
		ReadOnly:       "read-only mounts",
		Network:        "PrivateNetwork=",
		NeedsProcesses: "Landlock ABI 6 (Linux 6.12), or a user of its own (no User=)",
		NoNetwork:      "Network=none",
		BestEffort:     "Enforce=best-effort",
		OtherUser: "set User= to one that may, give Groups= one that may, or use " +
			"StateDirectory= in [Service] and the folder in $STATE_DIRECTORY",
	}
	if t.User {
		s.OtherUser = "change the owner or mode"
		s.NeedsProcesses = "PrivatePIDs= (systemd 257); volt run makes namespaces of its own"
	}
	if t.PrivatePIDs() {
		s.Processes = append(s.Processes, "PrivatePIDs=")
		s.PIDNamespace = true
	}
	if user == "" && !t.User {
		s.Processes = append(s.Processes, "user of its own")
	}
	return s
}

// PrivatePIDs reports whether units get PrivatePIDs=yes; see hardenings.
func (t Target) PrivatePIDs() bool { return t.User && t.Version >= 257 }
