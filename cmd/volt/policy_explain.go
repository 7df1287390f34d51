package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/direct"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

const policyExplainUsage = `Usage: volt policy explain [OPTION...] FILE

Says what a policy means on this host: what each key allows, what the lists
imply without naming it, what the system call filter lets through, and which
mechanism enforces each rule. The FILE - is standard input.

  --network none|host  the network the workload will have; none is the default
  --json               print the same as one JSON object

Exit status: 0 the policy is explained, whether or not a workload could start
with it, 1 it is wrong or cannot be read, 2 the command line is wrong.
`

func policyExplain(args []string, s streams) (int, error) {
	flags := policyFlags("explain")
	asJSON := flags.Bool("json", false, "")
	var network string
	networkFlag(flags, &network)
	names, err := parseFiles(flags, args)
	if err != nil {
		return 0, err
	}
	if len(names) != 1 {
		return 0, wrongUsage("one policy file is wanted, not %d", len(names))
	}
	p, err := s.checkedPolicy(names[0])
	if err != nil {
		return 0, err
	}
	x, err := newExplainer(p, compile.Network(network))
	if err != nil {
		return 0, err
	}
	e, err := x.explain()
	if err != nil {
		return 0, err
	}
	if *asJSON {
		return 0, writeJSON(s.out, e)
	}
	return 0, writeText(s.out, e.text(x.host))
}

// explanation is what --json prints. Keys may be added, and none changes its
// meaning.
type explanation struct {
	Policy  json.RawMessage       `json:"policy"`  // in its shortest form
	Network compile.Network       `json:"network"` // what the answer holds for
	Keys    []explainedKey        `json:"keys"`
	Implied []compile.Implied     `json:"implied"`
	Seccomp explainedFilter       `json:"seccomp"`
	Rules   []compile.Enforcement `json:"rules"`
	// Starts: volt run starts a workload with this policy here, as the user
	// it chooses when it is told none.
	Starts bool `json:"starts"`
}

// explainedKey is one key of the policy, the values in the policy's order.
type explainedKey struct {
	Key     string           `json:"key"`
	Means   string           `json:"means"`
	Entries []explainedEntry `json:"entries"`
}

// explainedEntry is one value. Refused says that the note is why no workload
// starts here while the value is in the policy.
type explainedEntry struct {
	Value   string `json:"value"`
	Note    string `json:"note,omitempty"`
	Refused bool   `json:"refused"`
}

// explainer explains one policy for one host.
type explainer struct {
	policy  *policy.Policy
	network compile.Network
	host    host.Features
	files   compile.Files
	ids     plan.IDs
	program string // any program that exists: a plan must start something
}

// newExplainer looks at this host, without leaving anything on it.
func newExplainer(p *policy.Policy, network compile.Network) (*explainer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this program: %w", err)
	}
	x := &explainer{policy: p, network: network, host: host.ProbeQuick(), files: compile.HostFiles{}, program: self}
	if os.Geteuid() == 0 {
		// One of the users that root's workloads get. None owns anything.
		x.ids = plan.IDs{Set: true, UID: direct.FirstUID, GID: direct.FirstUID}
		return x, nil
	}
	id, err := (&runOptions{}).identity()
	if err != nil {
		return nil, err
	}
	x.ids = id.ids
	return x, nil
}

// explain works everything out. It does not touch the host but to look at
// files through x.files.
func (x *explainer) explain() (*explanation, error) {
	// What is implied and what is enforced do not depend on the paths, which
	// are looked at one by one.
	pathless := *x.policy
	pathless.FSRead, pathless.FSWrite, pathless.FSExecute = nil, nil, nil
	var options profile.Options
	res, err := x.compile(&pathless, &options)
	if err != nil {
		return nil, err
	}
	filter, err := explainFilter(options)
	if err != nil {
		return nil, err
	}
	e := &explanation{
		Policy:  policy.Print(x.policy.Canonical()),
		Network: x.network,
		Keys:    x.keys(),
		Implied: append([]compile.Implied{}, res.Implied...),
		Seccomp: filter,
		Rules:   res.Record,
	}
	e.Starts = len(e.obstacles()) == 0
	return e, nil
}

// compile makes a plan for a policy, without the filter, of which it notes
// what was asked for.
func (x *explainer) compile(p *policy.Policy, options *profile.Options) (*compile.Result, error) {
	with := *p
	with.FSExecute = append([]string{x.program}, p.FSExecute...)
	return compile.Compile(&compile.Request{
		Supervisor: compile.Direct(),
		Policy:     &with,
		Host:       x.host,
		Files:      x.files,
		Network:    x.network,
		Exec:       plan.Exec{Path: x.program, Argv: []string{x.program}, Umask: -1},
		IDs:        x.ids,
		BestEffort: true,
		Filter: func(o profile.Options) ([]plan.Insn, error) {
			*options = o
			return nil, nil
		},
	})
}

// obstacles are the reasons why no workload starts, as sentences.
func (e *explanation) obstacles() []string {
	var out []string
	for _, k := range e.Keys {
		if k.Key == "fs_execute" && len(k.Entries) == 0 {
			out = append(out, "fs_execute is empty, so no command may be executed.")
		}
		for _, n := range k.Entries {
			if n.Refused {
				out = append(out, n.Note+".")
			}
		}
	}
	for _, r := range e.Rules {
		if len(r.By) == 0 && r.Residual == "" {
			out = append(out, "The rule "+r.Rule+" cannot be enforced here: needs "+r.Needs+".")
		}
	}
	return out
}
