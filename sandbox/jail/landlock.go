package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// Rule types of <linux/landlock.h>.
const (
	rulePathBeneath = 1
	ruleNetPort     = 2
)

// rulesetAttr is struct landlock_ruleset_attr. The kernel takes a struct that
// is shorter than its own, and refuses a longer one that has bits it does not
// know: an older Landlock than the plan was made for stops the start.
type rulesetAttr struct {
	handledFS, handledNet, scoped uint64
}

// pathBeneathAttr is struct landlock_path_beneath_attr, packed in the kernel
// to 12 bytes; the padding Go adds behind it is never read.
type pathBeneathAttr struct {
	access uint64
	parent int32
}

// netPortAttr is struct landlock_net_port_attr.
type netPortAttr struct {
	access, port uint64
}

// landlock builds the ruleset now and adds the step that enforces it.
//
// Paths are opened without following symbolic links: the compiler resolved
// them, so a link found here was put there since, by somebody who may not
// mean well.
func (s *Script) landlock(l *plan.Landlock) *Failure {
	if l.Empty() {
		return nil
	}
	attr := rulesetAttr{l.HandledFS, l.HandledNet, l.Scoped}
	size := uintptr(24)
	if attr.scoped == 0 {
		size = 16 // Linux before 6.12 knows no scopes
	}
	if attr.scoped == 0 && attr.handledNet == 0 {
		size = 8 // nor, before 6.7, ports
	}
	set, e := sys.Call(sys.LandlockCreate, sys.Ptr(&attr), sys.Int(size), sys.Int(0))
	if e != 0 {
		return fail("create the Landlock ruleset", e,
			"this kernel lacks what the plan asks for; see volt doctor")
	}
	for i := range l.Paths {
		if f := addPath(set, &l.Paths[i]); f != nil {
			return f
		}
	}
	for _, r := range l.Ports {
		n := netPortAttr{r.Access, uint64(r.Port)}
		if _, e := sys.Call(sys.LandlockAddRule, sys.Int(set), sys.Int(ruleNetPort), sys.Ptr(&n), sys.Int(0)); e != 0 {
			return fail("add a port to the Landlock ruleset", e, "")
		}
	}
	s.add("enforce the Landlock ruleset", sys.LandlockRestrict, set, uintptr(l.Flags))
	return nil
}

func addPath(set uintptr, r *plan.PathRule) *Failure {
	fd, e := sys.OpenPath(r.Path)
	if e != 0 {
		return fail("open "+r.Path+" for its Landlock rule", e, changedHint(e))
	}
	attr := pathBeneathAttr{r.Access, int32(fd)}
	_, e = sys.Call(sys.LandlockAddRule, sys.Int(set), sys.Int(rulePathBeneath), sys.Ptr(&attr), sys.Int(0))
	sys.Close(fd)
	if e != 0 {
		return fail("add "+r.Path+" to the Landlock ruleset", e, "")
	}
	return nil
}

// changedHint says what a failure to open a resolved path means.
func changedHint(e syscall.Errno) string {
	switch e {
	case syscall.ELOOP:
		return "it became a symbolic link after the policy was compiled"
	case syscall.ENOENT:
		return "it is gone since the policy was compiled"
	}
	return ""
}
