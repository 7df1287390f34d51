package main

import (
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/early"
	"github.com/volt-project/volt/sandbox/jail/view"
	"github.com/volt-project/volt/sandbox/plan"
)

// direct says why PID 1 of volt run could not do its work: package early does
// all of it before the Go runtime starts.
func direct(e *early.Failure) *jail.Failure {
	switch e.Stage {
	case early.Prologue:
		// Either has the same first steps.
		return view.Prologue(true).Failure(e.Step, e.Errno)
	case early.Fork:
		return &jail.Failure{What: "fork the workload", Errno: e.Errno, Code: jail.ExitCannotStart}
	case early.View, early.Workload, early.Keeper:
	default:
		f := bad("read the plan from volt run", "")
		if f.Errno = e.Errno; f.Errno == 0 {
			f.Hint = "what came is damaged; volt and volt-jail must be of one build"
		}
		return f
	}
	p, f := parse("of volt run", e.Plan)
	if f != nil {
		return f
	}
	if p.View == nil {
		return bad("carry out the plan of volt run: it has no view", "")
	}
	return stage(p, e.Stage).Failure(e.Step, e.Errno)
}

// stage makes the script of a stage again.
func stage(p *plan.Plan, s early.Stage) jail.Script {
	switch s {
	case early.View:
		return view.Script(p.View)
	case early.Workload:
		return jail.ForChild(p)
	}
	return jail.Keeper(p.Landlock.HandledFS, early.Control)
}
