package prepare

import (
	"os"

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
		Files:   compile.HostFiles{},
		Store:   setup.OpenStore(voltVersion),
		Folders: SystemFolders(),
	}
	if !userManager {
		return m
	}
	m.Folders = userFolders()
	m.UID, m.GID = uint32(os.Geteuid()), uint32(os.Getegid())
	groups, _ := os.Getgroups()
	for _, g := range groups {
		m.Groups = append(m.Groups, uint32(g))
	}
	return m
}
