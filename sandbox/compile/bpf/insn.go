package bpf

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// The opcodes used here, of <linux/bpf_common.h>. They are the ones that the
// kernel's seccomp_is_const_allow (kernel/seccomp.c) can follow: a call whose
// path through the program holds nothing else, and loads nothing but the
// number and the architecture, is answered from a bitmap without running the
// program at all.
const (
	loadWord      = 0x20 // BPF_LD|BPF_W|BPF_ABS
	and           = 0x54 // BPF_ALU|BPF_AND|BPF_K
	jumpAlways    = 0x05 // BPF_JMP|BPF_JA
	jumpEqual     = 0x15 // BPF_JMP|BPF_JEQ|BPF_K
	jumpGreater   = 0x25 // BPF_JMP|BPF_JGT|BPF_K
	jumpNotLess   = 0x35 // BPF_JMP|BPF_JGE|BPF_K
	jumpAnySet    = 0x45 // BPF_JMP|BPF_JSET|BPF_K
	returnLiteral = 0x06 // BPF_RET|BPF_K
)

// Offsets into struct seccomp_data, <linux/seccomp.h>. An argument has its
// low half first on this little-endian machine.
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetArgs   = 16
)

// What a program returns, <linux/seccomp.h>.
const (
	killProcess = 0x80000000                          // SECCOMP_RET_KILL_PROCESS
	allow       = 0x7fff0000                          // SECCOMP_RET_ALLOW
	refused     = 0x00050000 | uint32(syscall.EPERM)  // SECCOMP_RET_ERRNO
	absent      = 0x00050000 | uint32(syscall.ENOSYS) // SECCOMP_RET_ERRNO
)

const (
	archX86_64 = 0xc000003e // AUDIT_ARCH_X86_64, <linux/audit.h>
	x32Bit     = 0x40000000 // __X32_SYSCALL_BIT, <asm/unistd.h>
	noCall     = 0xffffffff // -1, the number of no system call
)

func load(offset uint32) plan.Insn { return plan.Insn{Code: loadWord, K: offset} }

func ret(value uint32) plan.Insn { return plan.Insn{Code: returnLiteral, K: value} }

// jump goes jt instructions ahead when the comparison holds, else jf.
func jump(code uint16, k uint32, jt, jf uint8) plan.Insn {
	return plan.Insn{Code: code, JT: jt, JF: jf, K: k}
}

// when returns value if all comparisons hold, and goes on behind itself if
// one does not. It is at most 37 instructions long, so that its jumps, which
// reach 255 instructions, always do.
func when(args []profile.Cmp, value uint32) []plan.Insn {
	var code []plan.Insn
	var onTrue, onFalse []int // jumps that leave when they are taken, or not
	for _, c := range args {
		low, high := offsetArgs+8*uint32(c.Arg), offsetArgs+8*uint32(c.Arg)+4
		if c.Op == profile.NotEqual {
			// A different high half settles it: over the two checks of the low one.
			code = append(code, load(high), jump(jumpEqual, uint32(c.Value>>32), 0, 2),
				load(low), jump(jumpEqual, uint32(c.Value), 0, 0))
			onTrue = append(onTrue, len(code)-1)
			continue
		}
		mask := c.Mask
		if c.Op == profile.Equal {
			mask = ^uint64(0)
		}
		for _, half := range []struct{ offset, mask, value uint32 }{
			{high, uint32(mask >> 32), uint32(c.Value >> 32)},
			{low, uint32(mask), uint32(c.Value)},
		} {
			if half.mask == 0 {
				continue // valid has made sure that the value is 0 here
			}
			code = append(code, load(half.offset))
			if half.mask != ^uint32(0) {
				code = append(code, plan.Insn{Code: and, K: half.mask})
			}
			code = append(code, jump(jumpEqual, half.value, 0, 0))
			onFalse = append(onFalse, len(code)-1)
		}
	}
	code = append(code, ret(value))
	for _, i := range onTrue {
		code[i].JT = uint8(len(code) - i - 1)
	}
	for _, i := range onFalse {
		code[i].JF = uint8(len(code) - i - 1)
	}
	return code
}
