package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/policy"
)

const runUsage = `Usage: volt run [OPTION...] [--] COMMAND [ARGUMENT...]

Runs COMMAND confined: it sees and reaches what its policy lists and nothing
else. Without --policy the policy is worked out from COMMAND itself.

Policy
  --policy FILE|auto  a policy file, volt-policy(5); auto (the default) works
                      it out
  --ro PATH           allow reading PATH and below
  --rw PATH           allow reading and changing PATH and below
  --exec PATH         allow executing PATH and below
  --bind PORT         allow binding a port: 80, 8000-8010, udp/53
  --connect PORT      allow connecting to a port
  --cap NAME          grant a capability, as CAP_NET_BIND_SERVICE
  --seccomp PROFILE   system call profile: default or strict
  --enforce HOW       strict (the default) refuses to start when a rule cannot
                      be enforced; best-effort starts, and says what is open

Surroundings
  --network none|host none (the default) is a loopback device and nothing else
  --user USER[:GROUP] run as this user; root's default is a user of its own
  --workdir DIR       working directory
  --env KEY=VALUE     set an environment variable
  --env-pass NAME     pass an environment variable on

Supervision, by systemd wherever it runs
  --supervisor HOW    auto (the default), systemd, or direct: volt run itself
  --memory SIZE       limit of memory, as 256M; --cpus N, --tasks N and
                      --io-weight N likewise
  --name NAME         name of the workload, for volt ps and the others
  --detach            print the name and return while it runs
  --slice SLICE       put it into this slice, systemd.slice(5)
  --scope             a scope with limits only; volt run makes the sandbox
  --property N=V      a further property of the unit, systemd.exec(5)

Output
  -v                  print what is enforced, and by what, before the start
  --dry-run           print the plan and start nothing
  --json              with --dry-run and -v: as JSON

The environment is PATH, HOME, LANG and TERM only, unless --env says more.
Exit status: the command's own; 128+N when signal N ended it; 125 when Volt
could not start it, 126 when it cannot be executed, 127 when it is not there.
`

// runOptions are the flags of volt run.
type runOptions struct {
	policyFile string // empty for auto
	extra      policy.Policy
	bestEffort bool
	network    compile.Network
	user       string
	workdir    string
	env        []string
	envPass    []string
	verbose    bool
	dryRun     bool
	json       bool
	argv       []string
	supervision
}

// parseRun reads the command line. Everything that can be wrong with it alone
// is found here.
func parseRun(args []string) (*runOptions, error) {
	o := &runOptions{network: compile.NetworkNone}
	fs := flag.NewFlagSet("volt run", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	o.policyFlags(fs)
	fs.Func("network", "", func(s string) error {
		o.network = compile.Network(s)
		if o.network != compile.NetworkNone && o.network != compile.NetworkHost {
			return errors.New("want none or host")
		}
		return nil
	})
	fs.StringVar(&o.user, "user", "", "")
	fs.Func("workdir", "", absolute(&o.workdir))
	fs.Func("env", "", func(s string) error {
		if i := strings.IndexByte(s, '='); i < 1 {
			return errors.New("want KEY=VALUE")
		}
		o.env = append(o.env, s)
		return nil
	})
	fs.Func("env-pass", "", func(s string) error {
		if s == "" || strings.ContainsRune(s, '=') {
			return errors.New("want the name of a variable")
		}
		o.envPass = append(o.envPass, s)
		return nil
	})
	o.supervision.flags(fs)
	fs.BoolVar(&o.verbose, "v", false, "")
	fs.BoolVar(&o.dryRun, "dry-run", false, "")
	fs.BoolVar(&o.json, "json", false, "")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.argv = fs.Args(); len(o.argv) == 0 || o.argv[0] == "" {
		return nil, errors.New("a command is wanted")
	}
	return o, nil
}

// policyFlags are the flags that add to the policy.
func (o *runOptions) policyFlags(fs *flag.FlagSet) {
	fs.Func("policy", "", func(s string) error {
		if s == "" {
			return errors.New("want a file, or auto")
		}
		if o.policyFile = s; s == "auto" {
			o.policyFile = ""
		}
		return nil
	})
	path := func(lists ...*[]string) func(string) error {
		return func(s string) error {
			var p string
			if err := absolute(&p)(s); err != nil {
				return err
			}
			for _, l := range lists {
				*l = append(*l, p)
			}
			return nil
		}
	}
	e := &o.extra
	fs.Func("ro", "", path(&e.FSRead))
	fs.Func("rw", "", path(&e.FSRead, &e.FSWrite))
	fs.Func("exec", "", path(&e.FSRead, &e.FSExecute))
	port := func(list *[]policy.Port) func(string) error {
		return func(s string) error {
			p, err := policy.ParsePort(s)
			*list = append(*list, p)
			return err
		}
	}
	fs.Func("bind", "", port(&e.NetBind))
	fs.Func("connect", "", port(&e.NetConnect))
	fs.Func("cap", "", func(s string) error {
		e.Capabilities = append(e.Capabilities, s)
		return policy.Validate(&policy.Policy{Capabilities: []string{s}})
	})
	fs.Func("seccomp", "", func(s string) error {
		e.Seccomp.Profile = s
		return policy.Validate(&policy.Policy{Seccomp: policy.Seccomp{Profile: s}})
	})
	fs.Func("enforce", "", func(s string) error {
		o.bestEffort = s == "best-effort"
		if s != "best-effort" && s != "strict" {
			return errors.New("want strict or best-effort")
		}
		return nil
	})
}

// absolute sets *to to the clean absolute form of a path given at the prompt.
func absolute(to *string) func(string) error {
	return func(s string) error {
		if s == "" {
			return errors.New("want a path")
		}
		p, err := filepath.Abs(s)
		if err != nil {
			return fmt.Errorf("cannot tell the working directory: %w", err)
		}
		*to = p
		return nil
	}
}
