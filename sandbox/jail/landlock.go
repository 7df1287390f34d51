package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// Rule types of <linux/landlock.h>.
const (
	rulePathBeneath = 1
	ruleNetPort     = 2
)

// ruleset builds the ruleset and returns the word that has its descriptor.
//
// Paths are opened without following symbolic links: the compiler resolved
// them, so a link found here was put there since, by somebody who may not
// mean well.
func (s Script) ruleset(l *plan.Landlock) script.Offset {
	set := s.createRuleset(l)
	var w *walker
	if l.Walk {
		w = newWalker(s)
	}
	for i := range l.Paths {
		s.path(set, &l.Paths[i], w)
	}
	if w != nil {
		w.leave("")
	}
	for _, r := range l.Ports {
		// struct landlock_net_port_attr: access and port.
		attr := s.Words(r.Access, uint64(r.Port))
		s.Step("add a port to the Landlock ruleset", sys.LandlockAddRule, script.Word(set, 0),
			script.Number(ruleNetPort), script.Address(attr), script.Number(0))
	}
	return set
}

// createRuleset: the kernel takes a struct landlock_ruleset_attr that is
// shorter than its own, and refuses a longer one that has bits it does not
// know: an older Landlock than the plan was made for stops the start.
func (s Script) createRuleset(l *plan.Landlock) script.Offset {
	size := 24
	if l.Scoped == 0 {
		size = 16 // Linux before 6.12 knows no scopes
	}
	if l.Scoped == 0 && l.HandledNet == 0 {
		size = 8 // nor, before 6.7, ports
	}
	set := s.Words(0)
	s.Step(rulesetWhat, sys.LandlockCreate, script.Address(s.Words(l.HandledFS, l.HandledNet, l.Scoped)),
		script.Number(size), script.Number(0)).Save(set)
	return set
}

func (s Script) path(set script.Offset, r *plan.PathRule, w *walker) {
	// struct landlock_path_beneath_attr, packed in the kernel to 12 bytes:
	// access and parent_fd. The rest of the word is never read.
	attr := s.Words(r.Access, 0)
	parent := attr + 8
	what := openWhat + r.Path + " for its Landlock rule"
	if w != nil {
		w.to(r.Path, what, parent)
	} else {
		// struct open_how: flags, mode, resolve.
		how := s.Words(sys.OPath|syscall.O_CLOEXEC, 0, sys.ResolveNoSymlinks)
		s.Step(what, sys.Openat2, script.Number(sys.AtFDCWD),
			s.String(r.Path), script.Address(how), script.Number(24)).Save(parent)
	}
	s.Step("add "+r.Path+" to the Landlock ruleset", sys.LandlockAddRule, script.Word(set, 0),
		script.Number(rulePathBeneath), script.Address(attr), script.Number(0))
	s.Step("close "+r.Path, syscall.SYS_CLOSE, script.Word(parent, 0))
}
