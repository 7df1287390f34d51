// Package compile turns a policy into a plan for one host: policy + profile +
// host features in, plan out. The decisions are pure; what they need to know
// of the host comes in through the Request. Only package bpf below it uses
// libseccomp.
//
// A rule is enforced by at least one mechanism, or the start is refused.
// Which mechanism enforces which rule is part of the Result.
package compile

import (
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

// Network is the network a workload gets.
type Network string

const (
	// NetworkNone is a network namespace with a loopback device and nothing
	// else.
	NetworkNone Network = "none"
	// NetworkHost is the host's network, the policy's ports in force.
	NetworkHost Network = "host"
)

// Request is one start to be compiled.
type Request struct {
	Policy  *policy.Policy
	Host    host.Features
	Files   Files
	Network Network

	// Exec is the command. Path is the file to execute, as found on the host.
	Exec plan.Exec
	// IDs are the workload's; IDs.Set says that they differ from the
	// starter's own. UID, GID and Groups are filled in either way.
	IDs plan.IDs

	// Supervisor makes the world around the workload.
	Supervisor Supervisor

	// Made are places that the supervisor makes at the start.
	Made []Made

	// BestEffort records what cannot be enforced instead of refusing.
	BestEffort bool

	// Guard refuses a listed place by its resolved path, with a sentence; write
	// says that it may be written. nil refuses none.
	Guard func(real string, write bool) error

	// Terminal is the workload's own pseudo-terminal, /dev/pts/N, if it has one.
	Terminal string

	// Dir is where the workload should start. When the view does not hold it,
	// or the workload's user may not enter it, the workload starts in /.
	// Exec.Dir, by contrast, is an order.
	Dir string

	// Filter compiles a seccomp filter; see package bpf.
	Filter func(profile.Options) ([]plan.Insn, error)
}

// Result is a compiled start.
type Result struct {
	Plan *plan.Plan
	// Capabilities are the granted ones of Plan.Caps by name.
	Capabilities []string
	Implied      []Implied     // rules that the policy's lists imply
	Record       []Enforcement // what was asked, and what enforces it
	Notes        []string      // sentences for volt run -v
}

// Compile decides everything about one start. Its errors are *Refusal,
// *NotExecutable, or come from Files and Filter.
func Compile(req *Request) (*Result, error) {
	r := &Result{
		Plan:         &plan.Plan{Exec: req.Exec, IDs: req.IDs, Caps: capabilityMask(req.Policy)},
		Capabilities: req.Policy.Capabilities,
		Implied:      []Implied{},
		Notes:        []string{},
	}
	files := Remember(req.Files)
	all := append(asked(req.Policy), implied(req.Policy.Base)...)
	if req.Terminal != "" {
		all = append(all, rule{req.Terminal, read | write, "the workload's own terminal", true})
	}
	found, err := resolveAll(files, all, r)
	if err != nil {
		return nil, err
	}
	found = addMade(found, req.Made)
	if err := guard(req, found); err != nil {
		return nil, err
	}
	if err := checkExec(req, found); err != nil {
		return nil, err
	}
	if err := checkWritable(req, found); err != nil {
		return nil, err
	}
	r.Record = enforcement(req)
	if missing := notEnforced(r.Record); len(missing) > 0 && !req.BestEffort {
		return nil, &Refusal{missing, req.Supervisor.BestEffort}
	}
	r.Plan.Landlock = landlock(req, found)
	r.Plan.View = view(req, found)
	if r.Plan.Exec.Dir == "" {
		r.Plan.Exec.Dir = startDir(req, found)
	}
	if r.Plan.Filter, err = req.Filter(filterOptions(req, found)); err != nil {
		return nil, err
	}
	return r, nil
}

// filterOptions says what the seccomp filter has to do for this start.
func filterOptions(req *Request, found []place) profile.Options {
	p := req.Policy
	return profile.Options{
		Profile:    p.Seccomp.Profile,
		Allow:      p.Seccomp.Allow,
		Deny:       p.Seccomp.Deny,
		Caps:       p.Capabilities,
		UDP:        usesUDP(p),
		DenyListen: denyListen(req),
		// Where the PID namespace does not say that memory files are not
		// executable, each must be made so.
		MemfdNeedsSeal: memfdNoexec(req) < 1,
		NoSetID:        leavesFiles(found),
		OwnPriority:    !req.Supervisor.PIDNamespace,
	}
}

// leavesFiles: the workload can make files where they outlive it, so a
// set-user-ID file could be executed by others, as its user.
func leavesFiles(found []place) bool {
	for i := range found {
		p := &found[i]
		if p.access&write != 0 && !p.private && p.info.Mode.IsDir() {
			return true
		}
	}
	return false
}

// memfdNoexec is the value of vm.memfd_noexec inside the sandbox. A namespace
// is as strict as the one above it, and only root can make it stricter.
func memfdNoexec(req *Request) int {
	n := req.Host.MemfdNoexec
	if n == 0 && req.Host.UID == 0 && req.Supervisor.Sysctls {
		return 1
	}
	return n
}

// denyListen: listen(2) on a socket that was never bound takes a free port of
// the kernel's choice, and neither Landlock nor a cgroup's bind rule sees it.
// On the host's network a workload that may bind nothing may not listen.
func denyListen(req *Request) bool {
	if req.Network != NetworkHost || hasProto(req.Policy.NetBind, policy.TCP) {
		return false
	}
	for _, name := range req.Policy.Seccomp.Allow {
		if name == "listen" {
			return false
		}
	}
	return true
}

func usesUDP(p *policy.Policy) bool {
	return hasProto(p.NetBind, policy.UDP) || hasProto(p.NetConnect, policy.UDP)
}

func hasProto(ports []policy.Port, proto policy.Proto) bool {
	for _, p := range ports {
		if p.Proto == proto {
			return true
		}
	}
	return false
}

func capabilityMask(p *policy.Policy) uint64 {
	var mask uint64
	for _, name := range p.Capabilities {
		if n, ok := policy.CapabilityNumber(name); ok {
			mask |= 1 << n
		}
	}
	return mask
}
