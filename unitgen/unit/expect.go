package unit

import "github.com/volt-project/volt/sandbox/plan"

// Manager is what a service manager has that its workloads must not get.
type Manager struct {
	Net, PID uint64    // inode numbers of its namespaces, 0 when they are not known
	Root     plan.File // the shipped skeleton
}

// Expect is what the jailer has to find where the manager has done its part.
// Not every mechanism that Supervisor counts can be seen by the workload
// itself; these can: the networks, the PID namespace, the view.
func (t Target) Expect(m Manager, v *plan.View) plan.Expect {
	var e plan.Expect
	if v.Network && m.Net != 0 {
		e.Apart = append(e.Apart, plan.Namespace{Name: "net", Inode: m.Net})
	}
	if t.PrivatePIDs() && m.PID != 0 {
		e.Apart = append(e.Apart, plan.Namespace{Name: "pid", Inode: m.PID})
	}
	for _, mount := range v.Mounts {
		if mount.Target == "/" {
			return e
		}
	}
	e.Root = m.Root
	return e
}
