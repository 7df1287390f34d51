package bpf

import (
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// prologue settles what libseccomp cannot: foreign callers, numbers that no
// call has, and arguments that are refused although the call is allowed.
// What it does not answer goes on behind it.
func prologue(all []call) []plan.Insn {
	code := []plan.Insn{
		// A 32-bit call (int 0x80) has other numbers: nothing below would mean
		// what it says.
		load(offsetArch),
		jump(jumpEqual, archX86_64, 1, 0),
		ret(killProcess),

		// x32 calls come with the 64-bit architecture and a bit in the number.
		// -1 has that bit, too, but is no call: a tracer writes it to skip one,
		// and the kernel answers it with ENOSYS.
		load(offsetNumber),
		jump(jumpAnySet, x32Bit, 0, 3),
		jump(jumpEqual, noCall, 0, 1),
		ret(absent),
		ret(killProcess),

		// Newer than the table: the C library tries an older call.
		jump(jumpGreater, profile.Last, 0, 1),
		ret(absent),
	}
	for _, g := range profile.Gaps() {
		code = append(code,
			jump(jumpNotLess, g.First, 0, 2),
			jump(jumpGreater, g.Last, 1, 0),
			ret(absent))
	}
	for _, c := range all {
		code = append(code, guard(c)...)
	}
	return code
}

// guard refuses the arguments that a call's Deny rules match. libseccomp has
// no masked "not equal", and takes no refusal beside an unconditional allow.
func guard(c call) []plan.Insn {
	if len(c.guards) == 0 {
		return nil
	}
	var body []plan.Insn
	for _, args := range c.guards {
		body = append(body, when(args, refused)...)
	}
	// The arguments have displaced the number that the next guard compares.
	body = append(body, load(offsetNumber))
	return append(only(c.number), over(body)...)
}

// only and over run a body for one number: the jump over a body is a far one
// because a conditional jump ends after 255 instructions.
func only(number uint32) []plan.Insn {
	return []plan.Insn{jump(jumpEqual, number, 1, 0)}
}

func over(body []plan.Insn) []plan.Insn {
	return append([]plan.Insn{{Code: jumpAlways, K: uint32(len(body))}}, body...)
}
