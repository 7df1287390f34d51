package prepare

import (
	"fmt"
	"syscall"

	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/unitgen/unit"
)

// ManagerOf reads what workloads of this machine's manager must not get.
// skeleton is the shipped root.
func ManagerOf(skeleton string) (unit.Manager, error) {
	m := unit.Manager{Net: namespace("net"), PID: namespace("pid")}
	var st syscall.Stat_t
	if err := syscall.Stat(skeleton, &st); err != nil {
		return m, fmt.Errorf("cannot use the root of services %s: %w", skeleton, err)
	}
	m.Root = plan.File{Device: st.Dev, Inode: st.Ino}
	return m, nil
}

// namespace is the inode number of the manager's namespace, or else of this
// process's own: who may not look at PID 1 (namespaces(7)) is of a user whose
// manager is in the same.
func namespace(name string) uint64 {
	for _, path := range []string{"/proc/1/ns/", "/proc/self/ns/"} {
		var st syscall.Stat_t
		if syscall.Stat(path+name, &st) == nil {
			return st.Ino
		}
	}
	return 0
}
