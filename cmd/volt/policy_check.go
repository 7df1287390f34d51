package main

import (
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

const policyCheckUsage = `Usage: volt policy check FILE...

Checks policies, volt-policy(5). Each that is sound is printed on standard
output in its shortest form: sorted, without repetition, without defaults and
without paths that lie below another path. A mistake is one line on standard
error, FILE:LINE:COLUMN: what is wrong and what to do. The FILE - is standard
input.

Exit status: 0 all are sound, 1 one is not or cannot be read, 2 the command
line is wrong.
`

func policyCheck(args []string, s streams) (int, error) {
	names, err := parseFiles(policyFlags("check"), args)
	if err != nil {
		return 0, err
	}
	if len(names) == 0 {
		return 0, wrongUsage("a policy file is wanted")
	}
	status := 0
	for _, name := range names {
		p, err := s.checkedPolicy(name)
		if err != nil {
			complain(s.err, "check", err)
			status = 1
			continue
		}
		if err := writeText(s.out, string(policy.Print(p.Canonical()))); err != nil {
			return 0, err
		}
	}
	return status, nil
}

// checkedPolicy reads one policy, and wants every system call and socket
// family in it to exist and to be one that a policy may open or close.
func (s streams) checkedPolicy(name string) (*policy.Policy, error) {
	p, err := s.parsePolicy(name)
	if err != nil {
		return nil, err
	}
	_, err = profile.Build(profile.Options{
		Profile: p.Seccomp.Profile,
		Allow:   p.Seccomp.Allow,
		Deny:    p.Seccomp.Deny,
		Caps:    p.Capabilities,
	})
	if err != nil {
		if name == "-" {
			name = inputName
		}
		return nil, &fileError{name, err}
	}
	return p, nil
}
