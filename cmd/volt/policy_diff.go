package main

import (
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

const policyDiffUsage = `Usage: volt policy diff [--json] A B

Prints what makes policy B out of policy A, one line for each difference:
  + KEY VALUE   B has it and A has not
  - KEY VALUE   A has it and B has not
The order of entries does not count, nor does a default that is written out.
One of the two may be -, standard input.

  --json    print a list of {"op":..., "key":..., "value":...} instead

Exit status: 0 the policies are the same, 1 they differ, 2 one of them is
wrong or cannot be read, or the command line is wrong.
`

func policyDiff(args []string, s streams) (int, error) {
	flags := policyFlags("diff")
	asJSON := flags.Bool("json", false, "")
	names, err := parseFiles(flags, args)
	if err != nil {
		return 0, err
	}
	if len(names) != 2 {
		return 0, wrongUsage("two policy files are wanted, not %d", len(names))
	}
	var policies [2]*policy.Policy
	for i, name := range names {
		if policies[i], err = s.parsePolicy(name); err != nil {
			return 0, err
		}
	}
	changes := policy.Diff(policies[0], policies[1])
	status := 0
	if len(changes) > 0 {
		status = 1
	}
	if *asJSON {
		return status, writeJSON(s.out, append([]policy.Change{}, changes...))
	}
	var b strings.Builder
	for _, c := range changes {
		b.WriteString(c.String() + "\n")
	}
	return status, writeText(s.out, b.String())
}
