package prepare

import (
	"os"
	"strconv"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/unit"
)

// ThisMachine is the machine, for units of its system manager or of the calling
// user's. voltVersion tells builds of Volt apart.
func ThisMachine(voltVersion string, userManager bool) *Machine {
	m := &Machine{
		Host:    host.ProbeQuick(),
		Target:  unit.Target{Version: host.SystemdVersion(), User: userManager},
		Files:   compile.Remember(compile.HostFiles{}),
		Store:   setup.OpenStore(voltVersion),
		Runtime: "/run",
	}
	if !userManager {
		return m
	}
	m.Runtime = userRuntime()
	m.UID, m.GID = uint32(os.Geteuid()), uint32(os.Getegid())
	groups, _ := os.Getgroups()
	for _, g := range groups {
		m.Groups = append(m.Groups, uint32(g))
	}
	return m
}

// userRuntime is XDG_RUNTIME_DIR, or where pam_systemd(8) puts it.
func userRuntime() string {
	if d := os.Getenv("XDG_RUNTIME_DIR"); d != "" {
		return d
	}
	return "/run/user/" + strconv.Itoa(os.Geteuid())
}
