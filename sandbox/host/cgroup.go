package host

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

const cgroupRoot = "/sys/fs/cgroup"

// cgroups gives the version of the control-group tree and its controllers.
// Version 2 is a cgroup2 file system at the root, cgroups(7). Anything else
// with version 1 controllers attached to a hierarchy is 1, a cgroup2 mount
// beside them (the hybrid layout) included: limits then live in version 1.
func cgroups() (version int, controllers []string) {
	var st unix.Statfs_t
	if err := unix.Statfs(cgroupRoot, &st); err != nil {
		return 0, []string{}
	}
	if st.Type == unix.CGROUP2_SUPER_MAGIC {
		b, _ := os.ReadFile(cgroupRoot + "/cgroup.controllers")
		return 2, strings.Fields(string(b))
	}
	b, _ := os.ReadFile("/proc/cgroups")
	controllers = legacyControllers(string(b))
	if len(controllers) == 0 {
		return 0, controllers
	}
	return 1, controllers
}

// legacyControllers reads /proc/cgroups: lines of name, hierarchy id, number
// of groups, enabled. Hierarchy 0 is "attached to none, or to version 2".
func legacyControllers(table string) []string {
	names := []string{}
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) == 4 && !strings.HasPrefix(f[0], "#") && f[1] != "0" && f[3] == "1" {
			names = append(names, f[0])
		}
	}
	return names
}
