package prepare

import (
	"fmt"
	"os/user"
	"strconv"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/unitgen/workload"
)

// identity is who the workload will be, as far as it is known before.
func (m *Machine) identity(w *workload.Workload) (plan.IDs, error) {
	ids := plan.IDs{UID: compile.NoUser, GID: compile.NoUser}
	switch {
	case m.Target.User && w.User != "":
		return ids, fmt.Errorf("%s: cannot change to user %s: a user manager runs everything as its own user; remove User=", w.At("User"), w.User)
	case m.Target.User:
		ids = plan.IDs{UID: m.UID, GID: m.GID, Groups: m.Groups}
	case w.User != "":
		u, err := user.Lookup(w.User)
		if err != nil {
			u, err = user.LookupId(w.User)
		}
		if err != nil {
			return ids, fmt.Errorf("%s: cannot run as user %s: there is no such user", w.At("User"), w.User)
		}
		ids.UID, ids.GID = id(u.Uid), id(u.Gid)
	}
	for _, name := range w.Groups {
		g, err := user.LookupGroup(name)
		if err != nil {
			g, err = user.LookupGroupId(name)
		}
		if err != nil {
			return ids, fmt.Errorf("%s: cannot give the workload group %s: there is no such group", w.At("Groups"), name)
		}
		ids.Groups = append(ids.Groups, id(g.Gid))
	}
	return ids, nil
}

// id reads a number of the user database, which holds nothing else.
func id(s string) uint32 {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return compile.NoUser
	}
	return uint32(n)
}
