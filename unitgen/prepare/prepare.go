// Package prepare turns a workload into a compiled plan for one service
// manager: it finds the program and the policy, knows which user will run it
// and which folders the manager makes, and has package compile decide the rest.
package prepare

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// Store computes what is expensive, or has it already.
type Store interface {
	Analyze(analyze.Request) (*analyze.Result, error)
	Filter(profile.Options) ([]plan.Insn, error)
}

// Machine is what is the same for all workloads of one run. One goroutine at a
// time may use it.
type Machine struct {
	Host   host.Features
	Target unit.Target
	// Manager is what the workload must not get of its manager's.
	Manager unit.Manager
	// Files must not change meanwhile: each path is asked about once.
	Files compile.Files
	Store Store

	// UID, GID and Groups are a user manager's own.
	UID, GID uint32
	Groups   []uint32
	// Folders are where the manager keeps what it makes for workloads.
	Folders Folders

	files    compile.Files // remembers Files
	filters  map[string][]plan.Insn
	policies map[string]*policy.Policy
	programs map[string]string
	guard    func(real string, write bool) error
	prepared map[string]*Prepared
}

// Fork is a machine that knows the same and can be used beside m.
func (m *Machine) Fork() *Machine {
	f := *m
	f.files, f.filters, f.policies, f.programs, f.prepared = nil, nil, nil, nil, nil
	return &f
}

// Prepared is a workload with everything decided. Workloads may share one:
// nothing in it may be changed.
type Prepared struct {
	Result *compile.Result
	// View is for the manager to make; the plan has none.
	View *plan.View
	// Exec is the program's absolute path.
	Exec string
}

// Prepare decides about w. unitName is its unit's name.
func (m *Machine) Prepare(w *workload.Workload, unitName string) (*Prepared, error) {
	if err := m.supported(w); err != nil {
		return nil, err
	}
	env := environment(w)
	p, exec, notes, err := m.policy(w, env)
	if err != nil {
		return nil, err
	}
	ids, err := m.identity(w)
	if err != nil {
		return nil, err
	}
	if m.Target.User && len(p.Capabilities) > 0 {
		return nil, fmt.Errorf("%s: cannot grant %s: only root can grant capabilities", w.At("Capability"), strings.Join(p.Capabilities, ", "))
	}
	if m.files == nil {
		m.files = compile.Remember(m.Files)
	}
	req := &compile.Request{
		Policy:     p,
		Host:       m.Host,
		Files:      m.files,
		Network:    network(w),
		Exec:       plan.Exec{Path: exec, InheritEnv: true, Umask: -1, Env: m.processIDs(w)},
		IDs:        ids,
		Supervisor: m.Target.Supervisor(w.User),
		Made:       m.made(w, unitName),
		BestEffort: w.Enforce == workload.BestEffort,
		Guard:      m.guardOf(w),
		Filter:     m.filter,
	}
	key := ""
	if !w.Policy.Auto { // an automatic policy is one program's
		key = question(req)
		if p := m.prepared[key]; p != nil {
			return p, nil
		}
	}
	out, err := m.compile(req, notes)
	if err == nil && key != "" {
		if len(m.prepared) >= maxPrepared || m.prepared == nil {
			m.prepared = map[string]*Prepared{}
		}
		m.prepared[key] = out
	}
	return out, err
}

// processIDs corrects the variables that name the workload's process. With
// PrivatePIDs=, systemd 257 gives its number outside of the namespace, and the
// workload, which is process 1 there, takes LISTEN_FDS and the watchdog for
// somebody else's (seen on 257.13; sd_listen_fds(3), sd_watchdog_enabled(3)).
func (m *Machine) processIDs(w *workload.Workload) []string {
	if !m.Target.PrivatePIDs() {
		return nil
	}
	var out []string
	if len(w.Socket) > 0 {
		out = append(out, "LISTEN_PID=1")
	}
	for _, a := range w.Service {
		if a.Key == "WatchdogSec" {
			return append(out, "WATCHDOG_PID=1")
		}
	}
	return out
}

func (m *Machine) compile(req *compile.Request, notes []string) (*Prepared, error) {
	exec := req.Exec.Path
	res, err := compile.Compile(req)
	if err != nil {
		return nil, err
	}
	// The manager has set the ids and enters the folder, and the command line
	// is the unit's: workloads with equal policies share one plan.
	res.Plan.IDs = plan.IDs{}
	res.Plan.Exec.Path, res.Plan.Exec.Dir = "", ""
	res.Notes = append(res.Notes, notes...)
	view := res.Plan.View
	res.Plan.View = nil
	res.Plan.Expect = m.Target.Expect(m.Manager, view)
	return &Prepared{res, view, exec}, nil
}

// maxPrepared bounds what is remembered: many workloads share one of a few
// policies, or each has its own.
const maxPrepared = 128

// question is all that an answer of compile's depends on and that differs
// between workloads of one machine.
func question(r *compile.Request) string {
	b := make([]byte, 0, 512)
	p := r.Policy
	for _, list := range [][]string{
		{r.Exec.Path, string(r.Network), p.Seccomp.Profile}, p.FSRead, p.FSWrite, p.FSExecute, p.Capabilities,
		p.Seccomp.Allow, p.Seccomp.Deny,
	} {
		for _, s := range list {
			b = append(append(b, s...), 0)
		}
		b = append(b, 0)
	}
	for _, ports := range [][]policy.Port{p.NetBind, p.NetConnect} {
		for _, port := range ports {
			b = append(append(b, port.String()...), 0)
		}
		b = append(b, 0)
	}
	// No scopes at all and none stated are two things.
	b = fmt.Appendf(b, "%q %#v %#v %v %v %v %v", r.Exec.Env, p.Scope, p.Base, r.IDs, r.Made, r.BestEffort, r.Supervisor.Processes)
	return string(b)
}

// guardOf is the question about each place that w may open. What a policy
// lists that somebody wrote was asked for in so many words, and the question is
// then the same for all.
func (m *Machine) guardOf(w *workload.Workload) func(real string, write bool) error {
	if w.Policy.Auto {
		return setup.Guard(true, inline(w))
	}
	if m.guard == nil {
		m.guard = setup.Guard(false, policy.Policy{})
	}
	return m.guard
}

// supported refuses what this version of Volt reads and cannot do yet.
func (m *Machine) supported(w *workload.Workload) error {
	at := func(key string) error {
		return fmt.Errorf("%s: cannot start the workload: this version of Volt does not do %s yet", w.At(strings.TrimSuffix(key, "=")), key)
	}
	switch {
	case w.Isolation == workload.VM:
		return at("Isolation=")
	case w.Network == workload.NetworkPrivate:
		return at("Network=")
	case len(w.Publish) > 0:
		return at("Publish=")
	case w.Root.Kind != workload.RootHost:
		return at("Root=")
	case len(w.Volume) > 0:
		return at("Volume=")
	}
	return nil
}

func network(w *workload.Workload) compile.Network {
	if w.Network == workload.NetworkHost {
		return compile.NetworkHost
	}
	return compile.NetworkNone
}

// defaultPath is the search path that systemd gives to services, SYSTEMD_PATH
// of systemd-path(1).
const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"

func environment(w *workload.Workload) []string {
	return append([]string{defaultPath}, w.Environment...)
}

// policy is what is worked out or read, with what the file itself says.
func (m *Machine) policy(w *workload.Workload, env []string) (*policy.Policy, string, []string, error) {
	dir := w.WorkingDirectory
	if dir == "" {
		dir = "/"
	}
	req := analyze.Request{Argv: w.Exec.Argv, Dir: dir, Env: env, Network: string(network(w))}
	own := w.Rules()
	if w.Policy.Auto {
		res, err := m.Store.Analyze(req)
		if err != nil {
			return nil, "", nil, m.commandError(w, err)
		}
		return merge(&res.Policy, own), res.Exec, res.Notes, nil
	}
	exec, err := m.find(req)
	if err != nil {
		return nil, "", nil, m.commandError(w, err)
	}
	if w.Policy.Path == "" {
		return own, exec, nil, nil
	}
	p, err := m.read(w.Policy.Path)
	if err != nil {
		return nil, "", nil, fmt.Errorf("%s: %w", w.Policy.Pos, err)
	}
	return merge(p, own), exec, nil, nil
}

// find looks each program up once.
func (m *Machine) find(req analyze.Request) (string, error) {
	key := req.Argv[0]
	if !strings.HasPrefix(key, "/") { // it is looked up in $PATH
		key = strings.Join(append([]string{key, req.Dir}, req.Env...), "\x00")
	}
	if p, ok := m.programs[key]; ok {
		return p, nil
	}
	p, err := analyze.Find(req)
	if err != nil {
		return "", err
	}
	if m.programs == nil {
		m.programs = map[string]string{}
	}
	m.programs[key] = p
	return p, nil
}

func (m *Machine) commandError(w *workload.Workload, err error) error {
	return fmt.Errorf("%s: %w", w.Exec.Pos, err)
}

// merge adds the file's own rules. They say nothing about the scope, and to
// Merge an absent scope means all of them.
func merge(p, own *policy.Policy) *policy.Policy {
	extra := *own
	extra.Scope = p.Scope
	return policy.Merge(p, &extra)
}

// maxPolicy is more than the parser takes: the parser then says so.
const maxPolicy = 16 << 20

// read reads each policy document once.
func (m *Machine) read(name string) (*policy.Policy, error) {
	if p := m.policies[name]; p != nil {
		return p, nil
	}
	fi, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	if !fi.Mode().IsRegular() || fi.Size() > maxPolicy {
		return nil, fmt.Errorf("cannot read the policy: %s is no ordinary file of at most %d MiB", name, maxPolicy>>20)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	p, err := policy.Parse(name, data)
	if err != nil {
		return nil, err
	}
	if m.policies == nil {
		m.policies = map[string]*policy.Policy{}
	}
	m.policies[name] = p
	return p, nil
}

// filter compiles each filter once.
func (m *Machine) filter(o profile.Options) ([]plan.Insn, error) {
	key := fmt.Sprintf("%+v", o)
	if f, ok := m.filters[key]; ok {
		return f, nil
	}
	f, err := m.Store.Filter(o)
	if err != nil {
		return nil, err
	}
	if m.filters == nil {
		m.filters = map[string][]plan.Insn{}
	}
	m.filters[key] = f
	return f, nil
}

func inline(w *workload.Workload) policy.Policy {
	if w.Policy.Inline == nil {
		return policy.Policy{}
	}
	return *w.Policy.Inline
}

// Refused reports whether err says that this host cannot enforce the policy.
func Refused(err error) bool {
	var r *compile.Refusal
	return errors.As(err, &r)
}
