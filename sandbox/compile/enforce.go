package compile

import (
	"fmt"
	"slices"

	"github.com/volt-project/volt/sandbox/policy"
)

// Enforcement is one rule, and the mechanisms that enforce it here. By is
// empty when none does: then Needs names what would, and the start is refused,
// or Residual says why nothing can and the start goes on.
type Enforcement struct {
	Rule     string   `json:"rule"`
	By       []string `json:"by"`
	Needs    string   `json:"needs,omitempty"`
	Residual string   `json:"residual,omitempty"`
}

// mechanism is a way to enforce a rule, and whether this start has it.
type mechanism struct {
	name string
	has  bool
}

// enforcement decides which mechanisms hold which rule. A rule that the policy
// does not restrict is not listed.
func enforcement(req *Request) []Enforcement {
	h, p, s := &req.Host, req.Policy, &req.Supervisor
	abi := func(n int) mechanism { return mechanism{fmt.Sprintf("Landlock ABI %d", n), h.LandlockABI >= n} }
	private := mechanism{s.Network, req.Network == NetworkNone && s.Network != ""}
	filter := mechanism{"seccomp", h.Seccomp.Filter}
	always := func(name string) mechanism { return mechanism{name, true} }
	given := func(name string) mechanism { return mechanism{name, name != ""} }
	var processes []mechanism
	for _, name := range s.Processes {
		processes = append(processes, always(name))
	}
	scoped := append(slices.Clone(processes), abi(6))
	outside := processes
	if s.HidesProcesses {
		outside = scoped
	}

	out := []Enforcement{
		rulebook("fs_read", "Landlock (Linux 5.13)", given(s.View), abi(1)),
		rulebook("fs_write", "Landlock (Linux 5.13)", given(s.ReadOnly), abi(1)),
		rulebook("fs_execute", "Landlock (Linux 5.13, in the lsm= list)", abi(1)),
		rulebook("capabilities", "", always("capability sets"), always("no_new_privs")),
		rulebook("seccomp", "CONFIG_SECCOMP_FILTER", filter),
		rulebook("processes outside", s.NeedsProcesses, outside...),
		rulebook("net_bind tcp", "Landlock ABI 4 (Linux 6.7), or "+s.NoNetwork, private, abi(4)),
		rulebook("net_connect tcp", "Landlock ABI 4 (Linux 6.7), or "+s.NoNetwork, private, abi(4)),
		udp("net_bind udp", req, filter, private, abi(10)),
		udp("net_connect udp", req, filter, private, abi(10)),
		listen(req, filter, private),
	}
	for _, scope := range scopesOf(p) {
		switch scope {
		case policy.ScopeAbstractUnix:
			out = append(out, rulebook("scope "+string(scope),
				"Landlock ABI 6 (Linux 6.12), or "+s.NoNetwork, private, abi(6)))
		case policy.ScopeSignal:
			out = append(out, rulebook("scope "+string(scope), s.NeedsProcesses, scoped...))
		}
	}
	return out
}

func rulebook(rule, needs string, ms ...mechanism) Enforcement {
	e := Enforcement{Rule: rule, By: []string{}}
	for _, m := range ms {
		if m.has {
			e.By = append(e.By, m.name)
		}
	}
	if len(e.By) == 0 {
		e.Needs = needs
	}
	return e
}

// udp: without a UDP port in the policy the filter allows no such socket at
// all. With one, for whichever use, only Landlock can tell ports apart.
func udp(rule string, req *Request, filter, private, ports10 mechanism) Enforcement {
	if usesUDP(req.Policy) {
		filter.has = false
	}
	return rulebook(rule, "Landlock ABI 10 (Linux 7.2), or "+req.Supervisor.NoNetwork+
		"; name resolution also works over TCP (net_connect 53 and RES_OPTIONS=use-vc)", private, filter, ports10)
}

// listen is the decision about listen(2) without bind(2); see denyListen.
func listen(req *Request, filter, private mechanism) Enforcement {
	e := rulebook("listen without bind", req.Supervisor.NoNetwork, private,
		mechanism{filter.name, filter.has && denyListen(req)})
	if len(e.By) == 0 {
		// The policy lets the workload serve, so listen(2) is open. The port it
		// could get without a bind is a free one of the kernel's choice.
		e.Needs = ""
		e.Residual = "a socket that listens without bind(2) gets a free port of ip_local_port_range; " +
			"no kernel interface but a packet filter can forbid it"
	}
	return e
}

func scopesOf(p *policy.Policy) []policy.Scope {
	if p.Scope == nil {
		return policy.Scopes()
	}
	return p.Scope
}

func notEnforced(record []Enforcement) []Enforcement {
	var out []Enforcement
	for _, e := range record {
		if len(e.By) == 0 && e.Residual == "" {
			out = append(out, e)
		}
	}
	return out
}
