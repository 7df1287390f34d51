package unit

// directive is one row of the table of everything Volt writes into a unit.
type directive struct {
	name string
	// property is its name on D-Bus where that differs.
	property string
}

// MinimumVersion is the oldest systemd that Volt works with, Debian 12's.
const MinimumVersion = 252

// directives is the table. Versions are those of systemd's NEWS. What a
// workload file may set besides is in rulings.
func directives() []directive {
	return []directive{
		{name: "Description"},
		{name: "SourcePath"},
		{name: "Requires"},
		{name: "RequiresMountsFor"},
		{name: "CollectMode"},

		{name: "Type"},
		{name: "NotifyAccess"},
		{name: "ExecStart"},
		{name: "ExecStop", property: "ExecStopEx"},
		{name: "TimeoutStartSec", property: "TimeoutStartUSec"},
		{name: "TimeoutStopSec", property: "TimeoutStopUSec"},
		{name: "Environment"},
		{name: "WorkingDirectory"},
		{name: "User"},
		{name: "DynamicUser"},
		{name: "SupplementaryGroups"},
		{name: "LoadCredential"},
		{name: "SetCredential"},
		{name: "SyslogIdentifier"},

		{name: "RootDirectory"},
		{name: "MountAPIVFS"},
		{name: "BindLogSockets"},
		{name: "TemporaryFileSystem"},
		{name: "BindReadOnlyPaths"},
		{name: "BindPaths"},
		{name: "InaccessiblePaths"},
		{name: "NoExecPaths"},
		{name: "ProtectSystem"},
		{name: "ProtectHome"},
		{name: "PrivateTmp"},
		{name: "PrivateDevices"},
		{name: "DevicePolicy"},
		{name: "DeviceAllow"},

		{name: "PrivateNetwork"},
		{name: "PrivateUsers"},
		{name: "PrivateIPC"},
		{name: "PrivatePIDs"},
		{name: "ProtectProc"},
		{name: "ProcSubset"},
		{name: "ProtectKernelTunables"},
		{name: "ProtectKernelModules"},
		{name: "ProtectKernelLogs"},
		{name: "ProtectClock"},
		{name: "ProtectControlGroups"},
		{name: "ProtectHostname"},
		{name: "RestrictAddressFamilies"},
		{name: "RestrictNamespaces"},
		{name: "RestrictSUIDSGID"},
		{name: "RestrictRealtime"},
		{name: "LockPersonality"},
		{name: "SystemCallArchitectures"},
		{name: "SystemCallFilter"},
		{name: "SystemCallErrorNumber"},
		{name: "CapabilityBoundingSet"},
		{name: "AmbientCapabilities"},
		{name: "NoNewPrivileges"},
		{name: "UMask"},
		{name: "KeyringMode"},
		{name: "RemoveIPC"},
		{name: "IPAddressAllow"},
		{name: "IPAddressDeny"},
		{name: "OOMPolicy"},

		{name: "MemoryMax"},
		{name: "MemorySwapMax"},
		{name: "CPUQuota", property: "CPUQuotaPerSecUSec"},
		{name: "TasksMax"},
		{name: "IOWeight"},
	}
}

// newer are the directives that came after MinimumVersion, with the first
// version that knows them. To others they are not given.
func newer() []struct {
	name  string
	since int
} {
	return []struct {
		name  string
		since int
	}{
		{"BindLogSockets", 257},
		{"PrivatePIDs", 257},
	}
}

// knows reports whether the manager knows a directive.
func (t Target) knows(name string) bool {
	for _, n := range newer() {
		if n.name == name {
			return t.Version >= n.since
		}
	}
	return true
}
