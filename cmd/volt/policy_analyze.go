package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/policy"
)

const policyAnalyzeUsage = `Usage: volt policy analyze [OPTION...] [--] COMMAND [ARGUMENT...]

Works out the policy of COMMAND without running it, as volt run does when it
is given none, and prints it on standard output. What could not be known is
said in notes on standard error.

  --explain            print each rule with its reason, and the notes, instead
  --json               with --explain: the rules as JSON
  --network none|host  the network the command will have; none is the default
  --workdir DIR        its working directory; the present one is the default
  --env KEY=VALUE      a variable of its environment, which is otherwise
                       PATH, HOME, LANG and TERM, as volt run has it

Exit status: 0 the policy is printed, 1 it could not be worked out, 2 the
command line is wrong.
`

// analyzeOptions are the flags of volt policy analyze.
type analyzeOptions struct {
	request       analyze.Request
	explain, json bool
}

func parseAnalyze(args []string) (*analyzeOptions, error) {
	var (
		o    analyzeOptions
		like runOptions // what volt run would make of the same flags
	)
	flags := policyFlags("analyze")
	flags.BoolVar(&o.explain, "explain", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	networkFlag(flags, &o.request.Network)
	flags.Func("workdir", "", absolute(&like.workdir))
	flags.Func("env", "", func(s string) error {
		if strings.IndexByte(s, '=') < 1 {
			return errors.New("want KEY=VALUE")
		}
		like.env = append(like.env, s)
		return nil
	})
	argv, err := parseFlags(flags, args)
	if err != nil {
		return nil, err
	}
	if len(argv) == 0 || argv[0] == "" {
		return nil, wrongUsage("a command is wanted")
	}
	if o.json && !o.explain {
		return nil, wrongUsage("--json goes with --explain: the policy is JSON anyway")
	}
	o.request.Argv = argv
	o.request.Dir = like.dir()
	if fi, err := os.Stat(o.request.Dir); err != nil || !fi.IsDir() {
		return nil, wrongUsage("cannot use %s as the working directory: it is not a folder", o.request.Dir)
	}
	home := "/" // of the user of its own that root's workloads get
	if os.Geteuid() != 0 {
		home = os.Getenv("HOME")
	}
	o.request.Env = like.environment(home)
	return &o, nil
}

func policyAnalyze(args []string, s streams) (int, error) {
	o, err := parseAnalyze(args)
	if err != nil {
		return 0, err
	}
	res, err := analyze.Analyze(o.request)
	if err != nil {
		return 0, err
	}
	if err := policy.Validate(&res.Policy); err != nil {
		return 0, fmt.Errorf("cannot write down the policy of %s: %w", o.request.Argv[0], err)
	}
	if o.explain && !o.json {
		return 0, writeText(s.out, reasons(res))
	}
	for _, n := range res.Notes {
		fmt.Fprintf(s.err, "volt policy analyze: note: %s\n", visible(n))
	}
	if o.explain {
		return 0, writeJSON(s.out, append([]analyze.Rule{}, res.Rules...))
	}
	return 0, writeText(s.out, string(policy.Print(&res.Policy)))
}

// reasons lays the rules out for a person, under their keys.
func reasons(res *analyze.Result) string {
	var b strings.Builder
	for start := 0; start < len(res.Rules); {
		key := res.Rules[start].Key
		var rows []row
		for _, r := range res.Rules[start:] {
			if r.Key != key {
				break
			}
			rows = append(rows, row{r.Value, r.Reason})
		}
		b.WriteString(key + "\n")
		columns(&b, rows)
		b.WriteByte('\n')
		start += len(rows)
	}
	fmt.Fprintf(&b, "The program is %s.\n", visible(res.Exec))
	for _, n := range res.Notes {
		b.WriteByte('\n')
		paragraph(&b, "Note: "+n)
	}
	return b.String()
}
