package bpf

import (
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// Unoptimised compiles the filter without libseccomp, one call after the
// other in a straight line. It answers as Compile's program does, more
// slowly; the tests compare the two.
func Unoptimised(f profile.Filter) ([]plan.Insn, error) {
	all, err := calls(f)
	if err != nil {
		return nil, err
	}
	code := prologue(all)
	for _, c := range all {
		var body []plan.Insn
		for _, args := range c.allow {
			body = append(body, when(args, allow)...)
		}
		body = append(body, ret(answer(c.always)))
		code = append(code, only(c.number)...)
		code = append(code, over(body)...)
	}
	code = append(code, ret(refused))
	return code, fits(code)
}

// answer is what a program returns for an action.
func answer(a profile.Action) uint32 {
	switch a {
	case profile.Allow:
		return allow
	case profile.Absent:
		return absent
	default:
		return refused
	}
}
