package unit

// directive is one row of the table of everything Volt writes into a unit.
type directive struct {
	name string
	// property is its name on D-Bus where that differs.
	property string
	// since is the first version of systemd that knows it, where that is
	// later than the oldest that Volt works with. To others it is not given.
	since int
	// manual: what the user may not write in [Service] because it is
	// Volt's to decide, and the [Volt] key that decides it.
	instead string
}

// MinimumVersion is the oldest systemd that Volt works with, Debian 12's.
const MinimumVersion = 252

// directives is the table. Versions are those of systemd's NEWS.
func directives() []directive {
	return []directive{
		{name: "Description"},
		{name: "SourcePath"},
		{name: "RequiresMountsFor"},

		{name: "Type", instead: "Ready="},
		{name: "NotifyAccess"},
		{name: "ExecStart", instead: "Exec="},
		{name: "ExecStartEx", instead: "Exec="},
		{name: "ExecStop", property: "ExecStopEx"},
		{name: "TimeoutStartSec", property: "TimeoutStartUSec", instead: "StartTimeout="},
		{name: "TimeoutStopSec", property: "TimeoutStopUSec", instead: "StopTimeout="},
		{name: "Environment", instead: "Environment="},
		{name: "WorkingDirectory", instead: "WorkingDirectory="},
		{name: "User", instead: "User="},
		{name: "DynamicUser", instead: "User="},
		{name: "Group", instead: "User="},
		{name: "SupplementaryGroups", instead: "Groups="},
		{name: "LoadCredential"},
		{name: "SetCredential"},
		{name: "Slice"},
		{name: "CollectMode"},
		{name: "OOMPolicy"},
		{name: "SyslogIdentifier"},

		{name: "RootDirectory", instead: "Root="},
		{name: "RootImage", instead: "Root="},
		{name: "MountAPIVFS", instead: "Root="},
		{name: "BindLogSockets", since: 257, instead: "FsRead="},
		{name: "TemporaryFileSystem", instead: "FsRead= and FsWrite="},
		{name: "BindReadOnlyPaths", instead: "FsRead="},
		{name: "BindPaths", instead: "FsWrite="},
		{name: "InaccessiblePaths"},
		{name: "NoExecPaths"},
		{name: "ProtectSystem", instead: "FsWrite="},
		{name: "ProtectHome", instead: "FsRead= and FsWrite="},
		{name: "PrivateTmp", instead: "FsWrite="},
		{name: "PrivateDevices", instead: "FsRead= and FsWrite="},
		{name: "DevicePolicy", instead: "FsRead= and FsWrite="},
		{name: "DeviceAllow", instead: "FsRead= and FsWrite="},

		{name: "PrivateNetwork", instead: "Network="},
		{name: "PrivateUsers", instead: "User="},
		{name: "PrivateIPC", instead: ""},
		{name: "PrivatePIDs", since: 257},
		{name: "ProtectProc", instead: ""},
		{name: "ProcSubset", instead: ""},
		{name: "ProtectKernelTunables"},
		{name: "ProtectKernelModules"},
		{name: "ProtectKernelLogs"},
		{name: "ProtectClock"},
		{name: "ProtectControlGroups"},
		{name: "ProtectHostname"},
		{name: "RestrictAddressFamilies", instead: "NetBind= and NetConnect="},
		{name: "RestrictNamespaces", instead: "Seccomp="},
		// Its filter makes openat2(2) unknown, which the jailer opens paths with.
		// The jailer's own filter refuses the set-ID bits.
		{name: "RestrictSUIDSGID", instead: "nothing: set-ID bits are refused in any case"},
		{name: "RestrictRealtime"},
		{name: "LockPersonality"},
		{name: "SystemCallArchitectures"},
		{name: "SystemCallFilter", instead: "Seccomp="},
		{name: "SystemCallErrorNumber", instead: "Seccomp="},
		{name: "CapabilityBoundingSet", instead: "Capability="},
		{name: "AmbientCapabilities", instead: "Capability="},
		{name: "NoNewPrivileges"},
		{name: "UMask"},
		{name: "KeyringMode"},
		{name: "RemoveIPC"},
		{name: "IPAddressAllow"},
		{name: "IPAddressDeny"},
		{name: "SocketBindAllow"},
		{name: "SocketBindDeny"},

		{name: "MemoryMax", instead: "Memory="},
		{name: "MemorySwapMax", instead: "MemorySwap="},
		{name: "CPUQuota", property: "CPUQuotaPerSecUSec", instead: "CPUs="},
		{name: "TasksMax", instead: "Tasks="},
		{name: "IOWeight", instead: "IOWeight="},
	}
}
