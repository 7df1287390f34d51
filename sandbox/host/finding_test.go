package host

import (
	"slices"
	"strings"
	"testing"
)

// allSeccomp is what every kernel since 5.19 offers.
var allSeccomp = Seccomp{Filter: true, Log: true, KillProc: true, UserNotif: true, TSync: true, SpecAllow: true, WaitKill: true, Listener: true}

// debian is a host on which everything works but what the arguments lack.
func debian(abi, systemd int) Features {
	return Features{
		LandlockABI: abi, Seccomp: allSeccomp,
		UserNamespaces: true, UserNamespacesCreate: true,
		NetNamespaces: true, PIDNamespaces: true, MountNamespaces: true,
		CgroupVersion: 2, CgroupControllers: []string{"cpuset", "cpu", "io", "memory", "pids"},
		Systemd: Systemd{Running: true, Version: systemd, User: true},
		KVM:     true, UID: 1000, UnprivilegedPortStart: 1024,
	}
}

// change is f with one thing done to it.
func change(f Features, do func(*Features)) Features {
	do(&f)
	return f
}

// findingCase is a host and the names of the findings that are not ok on it.
type findingCase struct {
	name     string
	f        Features
	degraded []string
	missing  []string
	blockers []string
}

// wholeHosts are systems as their distributions ship them.
func wholeHosts() []findingCase {
	return []findingCase{
		{
			name: "Debian 12, kernel 6.1",
			f:    change(debian(2, 252), func(f *Features) { f.MemfdNoexec = -1 }),
			degraded: []string{"Landlock truncate", "Landlock TCP", "Landlock devices", "Landlock scopes", "Landlock audit",
				"Landlock sockets", "Landlock UDP", "memfd noexec", "Ports below 1024", "systemd PID view"},
		},
		{
			name:     "Debian 13, kernel 6.12",
			f:        debian(6, 257),
			degraded: []string{"Landlock audit", "Landlock sockets", "Landlock UDP", "memfd noexec", "Ports below 1024"},
		},
		{
			name: "the newest of everything, as root",
			f:    change(debian(11, 262), func(f *Features) { f.UID = 0 }),
		},
		{
			name: "Ubuntu 24.04, a user whose namespaces lose their capabilities",
			f: change(debian(4, 255), func(f *Features) {
				noNamespaces(f)
				f.KVM = false
				f.UserNamespacesBlock = []string{"kernel.apparmor_restrict_unprivileged_userns=1"}
			}),
			degraded: []string{"Landlock audit", "memfd noexec", "Ports below 1024", "systemd PID view"},
			missing: []string{"Landlock devices", "Landlock scopes", "Landlock sockets", "Landlock UDP",
				"User namespaces", "Mount namespaces", "PID namespaces", "Network namespaces", "KVM"},
			blockers: []string{"Mount namespaces", "PID namespaces", "Network namespaces"},
		},
	}
}

// partialHosts each lack something that other hosts have.
func partialHosts() []findingCase {
	return []findingCase{
		{
			name: "root, where user namespaces are forbidden",
			f: change(debian(11, 262), func(f *Features) {
				f.UID, f.UserNamespaces, f.UserNamespacesBlock = 0, false, []string{"user.max_user_namespaces=0"}
			}),
			degraded: []string{"User namespaces"},
		},
		{
			name: "Landlock switched off",
			f:    change(debian(0, 257), func(f *Features) { f.LandlockDisabled = true }),
			degraded: []string{"Landlock truncate", "Landlock TCP", "Landlock devices", "Landlock scopes", "Landlock audit",
				"Landlock sockets", "Landlock UDP", "memfd noexec", "Ports below 1024"},
			missing:  []string{"Landlock files", "Landlock refer"},
			blockers: []string{"Landlock files"},
		},
		{
			name: "a bare kernel without seccomp, control groups, systemd",
			f: change(debian(11, 0), func(f *Features) {
				f.Seccomp, f.CgroupVersion, f.CgroupControllers, f.Systemd, f.UnprivilegedPortStart = Seccomp{}, 0, nil, Systemd{}, 0
				f.MemfdNoexec = 1
			}),
			degraded: []string{"seccomp log", "seccomp notify", "seccomp wait-kill", "systemd", "systemd PID view", "systemd user"},
			missing:  []string{"seccomp filter", "seccomp kill", "Control groups"},
			blockers: []string{"seccomp filter", "seccomp kill"},
		},
		{
			name: "control groups without the memory controller; hybrid reads the same",
			f: change(debian(11, 262), func(f *Features) {
				f.UID, f.CgroupControllers = 0, []string{"cpu", "pids"}
			}),
			degraded: []string{"Control groups"},
		},
	}
}

func noNamespaces(f *Features) {
	f.UserNamespaces, f.NetNamespaces, f.PIDNamespaces, f.MountNamespaces = false, false, false, false
}

func TestFindings(t *testing.T) {
	for _, tt := range slices.Concat(wholeHosts(), partialHosts()) {
		t.Run(tt.name, func(t *testing.T) {
			found := Findings(tt.f)
			if got := named(found, Degraded); !slices.Equal(got, tt.degraded) {
				t.Errorf("degraded:\n got %q\nwant %q", got, tt.degraded)
			}
			if got := named(found, Missing); !slices.Equal(got, tt.missing) {
				t.Errorf("missing:\n got %q\nwant %q", got, tt.missing)
			}
			var blockers []string
			for _, n := range Blockers(found) {
				blockers = append(blockers, n.What)
			}
			if !slices.Equal(blockers, tt.blockers) {
				t.Errorf("blockers:\n got %q\nwant %q", blockers, tt.blockers)
			}
			for _, n := range found {
				checkWords(t, n)
			}
		})
	}
}

// named lists the findings in one state.
func named(found []Finding, s State) []string {
	var names []string
	for _, n := range found {
		if n.State == s {
			names = append(names, n.What)
		}
	}
	return names
}

// checkWords holds what every finding promises its reader.
func checkWords(t *testing.T, n Finding) {
	t.Helper()
	if n.Means == "" || !strings.HasSuffix(n.Means, ".") {
		t.Errorf("%s, %s: no sentence says what it means: %q", n.What, n.State, n.Means)
	}
	if (n.Get == "") != (n.State == OK) {
		t.Errorf("%s, %s: how to get it is %q", n.What, n.State, n.Get)
	}
	if !strings.HasPrefix(n.Since, "Linux ") && !strings.HasPrefix(n.Since, "systemd ") {
		t.Errorf("%s: %q names neither a kernel nor a systemd", n.What, n.Since)
	}
}

// The ABI at which each right appears, and the one before it.
func TestFindingsLandlockLevels(t *testing.T) {
	for what, abi := range map[string]int{
		"Landlock files": 1, "Landlock refer": 2, "Landlock truncate": 3, "Landlock TCP": 4, "Landlock devices": 5,
		"Landlock scopes": 6, "Landlock audit": 7, "Landlock sockets": 9, "Landlock UDP": 10,
	} {
		if !slices.Contains(named(Findings(Features{LandlockABI: abi}), OK), what) {
			t.Errorf("%s is not ok with ABI %d", what, abi)
		}
		if slices.Contains(named(Findings(Features{LandlockABI: abi - 1}), OK), what) {
			t.Errorf("%s is ok with ABI %d", what, abi-1)
		}
	}
}

func TestAdviceNamesTheCause(t *testing.T) {
	blocked := func(by ...string) Features { return Features{UID: 1000, UserNamespacesBlock: by} }
	tests := []struct {
		f          Features
		what, want string
	}{
		{Features{LandlockDisabled: true}, "Landlock files", "lsm="},
		{Features{}, "Landlock files", "Linux 5.13"},
		{blocked("kernel.apparmor_restrict_unprivileged_userns=1"), "User namespaces", "AppArmor profile"},
		{blocked("kernel.unprivileged_userns_clone=0"), "User namespaces", "set it to 1"},
		{blocked("user.max_user_namespaces=0"), "User namespaces", "raise it"},
		{blocked(), "User namespaces", "No known setting"},
		{blocked(), "Mount namespaces", "user namespaces: see there"},
		{Features{UserNamespaces: true}, "Mount namespaces", "user.max_"},
	}
	for _, tt := range tests {
		for _, n := range Findings(tt.f) {
			if n.What == tt.what && !strings.Contains(n.Get, tt.want) {
				t.Errorf("%s: %q does not contain %q", tt.what, n.Get, tt.want)
			}
		}
	}
}
