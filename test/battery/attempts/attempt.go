// Package attempts is the table of ways out of a sandbox: each attempt is a
// row of data that says what is tried, what must happen and why, and one small
// function that tries it.
//
// An attempt shows that a door is open without walking through it: it passes a
// wrong magic number, a name that does not exist or a bad pointer, and reads
// from the error which check answered. So all of them may be run unconfined,
// as root, on any machine. Each is meant for a process of its own, which may
// die of it.
package attempts

import (
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// Want is what must happen to an attempt inside a sandbox.
type Want string

// The two things that can be wanted.
const (
	// Denied: the attempt must be stopped, in one of the ways its row lists.
	Denied Want = "denied"
	// Allowed: the attempt is a control, something every workload may do. A
	// sandbox in which nothing works must not pass.
	Allowed Want = "allowed"
)

// Outcome is what did happen.
type Outcome string

// The outcomes. Failed is neither: the attempt could not be made, ended in a way its
// row does not know, or hung.
const (
	Stopped Outcome = "denied"
	Open    Outcome = "open"
	Failed  Outcome = "error"
)

// Protection is what is expected to stop an attempt.
type Protection string

// The protections of a Volt sandbox.
const (
	MountView     Protection = "mount view"
	ReadOnlyMount Protection = "read-only mount"
	NoSUIDMount   Protection = "nosuid mount"
	NoExecMount   Protection = "noexec mount"
	Landlock      Protection = "Landlock"
	LandlockNet   Protection = "Landlock ports"
	LandlockScope Protection = "Landlock scope"
	Seccomp       Protection = "seccomp"
	NoNewPrivs    Protection = "no_new_privs"
	Capabilities  Protection = "capabilities"
	UID           Protection = "uid"
	PIDNamespace  Protection = "pid namespace"
	NetNamespace  Protection = "network namespace"
	IPCNamespace  Protection = "ipc namespace"
	MemfdNoExec   Protection = "vm.memfd_noexec"
	FDHygiene     Protection = "closed descriptors"
	CleanEnv      Protection = "clean environment"
)

// The networks an attempt can be run in.
const (
	NetworkNone = "none" // a network namespace with a loopback of its own
	NetworkHost = "host" // the host's network, with only ports to keep a workload in
	NetworkOff  = "off"  // no sandbox at all: the harness shows the door open
)

type errnos []unix.Errno

// Attempt is one row.
type Attempt struct {
	Name  string
	Group string
	// Tries says what is tried, in one line.
	Tries string
	Want  Want
	// Denied are the errors that count as a denial, and no others: ENOENT, for
	// instance, only where absence is the protection.
	Denied errnos
	// Private are errors that count besides when the workload has a network
	// namespace of its own, where there is nothing to reach.
	Private errnos
	// Through are errors that only the call's own later checks give: whoever
	// sees one has passed every protection.
	Through errnos
	// Signals are the deaths that count as a denial.
	Signals []syscall.Signal
	// Effect says, where an attempt may end without an error and yet without
	// gaining anything, what that looks like. Empty: such an end is an error.
	Effect string
	// By lists the protections, each of which is enough.
	By []Protection
	// Networks lists where the row applies; nil means everywhere.
	Networks []string
	// Needs names the fields of Setup without which the attempt is an error.
	Needs []string
	// OnlyOnThrowaway gives the reason why some machines cannot show the door
	// open. Empty for nearly all rows.
	OnlyOnThrowaway string
	// Reason says why the row is here.
	Reason string

	try func(*Setup) Finding
}

// Applies reports whether the row is meant for a workload on this network.
func (a *Attempt) Applies(network string) bool {
	return a.Networks == nil || network == NetworkOff || slices.Contains(a.Networks, network)
}

// Result is one attempt's outcome, as it is printed: one JSON object a line.
type Result struct {
	Name    string  `json:"name"`
	Group   string  `json:"group"`
	Outcome Outcome `json:"outcome"`
	Errno   string  `json:"errno"`
	Detail  string  `json:"detail"`
	Want    Want    `json:"want"`
}

// AsWanted reports whether the outcome is the one the row wants.
func (r Result) AsWanted() bool {
	return r.Want == Denied && r.Outcome == Stopped || r.Want == Allowed && r.Outcome == Open
}

// Run makes the attempt in the calling process, which may not survive it.
func (a *Attempt) Run(s *Setup) Result {
	if missing := s.missing(a.Needs); missing != "" {
		return a.Error("the setup does not say " + missing)
	}
	return a.judge(s.Network, a.try(s))
}

// Error is the result of an attempt that could not be made or hung.
func (a *Attempt) Error(detail string) Result {
	return Result{Name: a.Name, Group: a.Group, Outcome: Failed, Detail: detail, Want: a.Want}
}

// Died is the result of an attempt whose process died of a signal.
func (a *Attempt) Died(sig syscall.Signal) Result {
	r := a.Error("killed by " + unix.SignalName(sig))
	if slices.Contains(a.Signals, sig) {
		r.Outcome = Stopped
	}
	return r
}

// judge turns what was found into an outcome. An error that the row does not
// list is never a denial.
func (a *Attempt) judge(network string, f Finding) Result {
	r := a.Error(f.detail)
	if f.errno != 0 {
		r.Errno = unix.ErrnoName(f.errno)
	}
	switch {
	case f.broken:
	case f.nothing && a.Effect != "":
		r.Outcome = Stopped
	case f.nothing:
	case f.errno == 0, slices.Contains(a.Through, f.errno):
		r.Outcome = Open
	case slices.Contains(a.Denied, f.errno):
		r.Outcome = Stopped
	case network == NetworkNone && slices.Contains(a.Private, f.errno):
		r.Outcome = Stopped
	}
	return r
}
