// Package prepare turns a workload into a compiled plan for one service
// manager: it finds the program and the policy, knows which user will run it
// and which folders the manager makes, and has package compile decide the rest.
package prepare

import (
	"errors"
	"fmt"
	"os"
	"slices"
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

// Machine is what is the same for all workloads of one run.
type Machine struct {
	Host   host.Features
	Target unit.Target
	// Manager is what the workload must not get of its manager's.
	Manager unit.Manager
	Files   compile.Files
	Store   *setup.Store

	// UID, GID and Groups are a user manager's own.
	UID, GID uint32
	Groups   []uint32
	// Runtime is the folder of the manager's sockets: /run, or the user's
	// XDG_RUNTIME_DIR.
	Runtime string

	filters map[string][]plan.Insn
	host    map[string]*policy.Policy
}

// Prepared is a workload with everything decided.
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
		return nil, fmt.Errorf("cannot grant %s: only root can grant capabilities", strings.Join(p.Capabilities, ", "))
	}
	res, err := compile.Compile(&compile.Request{
		Policy:     p,
		Host:       m.Host,
		Files:      m.Files,
		Network:    network(w),
		Exec:       plan.Exec{Path: exec, InheritEnv: true, Umask: -1},
		IDs:        ids,
		Supervisor: m.Target.Supervisor(w.User),
		Made:       m.made(w, unitName),
		BestEffort: w.Enforce == workload.BestEffort,
		Guard:      setup.Guard(w.Policy.Auto, inline(w)),
		Filter:     m.filter,
	})
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
	exec, err := analyze.Find(req)
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
	if p := m.host[name]; p != nil {
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
	if m.host == nil {
		m.host = map[string]*policy.Policy{}
	}
	m.host[name] = p
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

// made are the places that the manager makes at the start.
func (m *Machine) made(w *workload.Workload, unitName string) []compile.Made {
	var out []compile.Made
	credentials := false
	for _, a := range w.Service {
		if folder, ok := m.folder(a.Key); ok {
			for _, name := range strings.Fields(a.Value) {
				name, _, _ = strings.Cut(name, ":")
				out = append(out, compile.Made{Path: folder + "/" + strings.Trim(name, "/"), Write: a.Key != "ConfigurationDirectory"})
			}
		}
		credentials = credentials || strings.Contains(a.Key, "Credential")
	}
	if credentials {
		out = append(out, compile.Made{Path: m.Runtime + "/credentials/" + unitName})
	}
	if w.Ready == workload.Notify {
		out = append(out, compile.Made{Path: m.Runtime + "/systemd/notify", Write: true, Socket: true})
	}
	return slices.CompactFunc(out, func(a, b compile.Made) bool { return a == b })
}

// folder is where the manager keeps what StateDirectory= and its kin name,
// systemd.exec(5) table 2.
func (m *Machine) folder(key string) (string, bool) {
	if m.Target.User {
		return "", false // not known here: the user's XDG folders are in $HOME
	}
	switch key {
	case "StateDirectory":
		return "/var/lib", true
	case "CacheDirectory":
		return "/var/cache", true
	case "LogsDirectory":
		return "/var/log", true
	case "RuntimeDirectory":
		return "/run", true
	case "ConfigurationDirectory":
		return "/etc", true
	}
	return "", false
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
