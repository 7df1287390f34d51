#include "textflag.h"

// System call numbers: arch/x86/entry/syscalls/syscall_64.tbl.
#define SYS_rt_sigaction   13
#define SYS_rt_sigprocmask 14
#define SYS_prlimit64      302

// RLIMIT_NOFILE, include/uapi/asm-generic/resource.h.
#define RLIMIT_NOFILE 7

// entry is where the kernel starts the program when it is linked with
// -E github.com/volt-project/volt/sandbox/inherited.entry. It runs before the
// Go runtime, on the initial stack, and only reads: what signals are ignored
// and blocked, the descriptor limit, and where argc stands. Then it goes on to
// the runtime's own entry (x86-64 psABI 3.4.1: RSP points at argc, RDX is 0 in
// a static program).
//
// The runtime is shown a copy of the vectors on the stack with one variable
// more in front of the environment, GOMAXPROCS=1: these programs have one thing
// to do, and the threads that the runtime would start to look for more cost
// their start a tenth of its time and more. What the program executes gets the
// original.
TEXT ·entry(SB), NOSPLIT|NOFRAME, $0
	MOVQ SP, ·stack(SB)

	// ignored: one bit a signal, bit 0 is signal 1.
	MOVQ $64, R12
	XORQ R13, R13

next:
	MOVQ $SYS_rt_sigaction, AX
	MOVQ R12, DI
	XORQ SI, SI
	LEAQ ·sigaction(SB), DX
	MOVQ $8, R10
	SYSCALL
	SHLQ $1, R13
	MOVQ ·sigaction(SB), BX // sa_handler comes first
	CMPQ BX, $1             // SIG_IGN
	JNE  skip
	ORQ  $1, R13

skip:
	DECQ R12
	JNZ  next
	MOVQ R13, ·ignored(SB)

	MOVQ $SYS_rt_sigprocmask, AX
	XORQ DI, DI
	XORQ SI, SI
	LEAQ ·blocked(SB), DX
	MOVQ $8, R10
	SYSCALL

	MOVQ $SYS_prlimit64, AX
	XORQ DI, DI
	MOVQ $RLIMIT_NOFILE, SI
	XORQ DX, DX
	LEAQ ·nofile(SB), R10
	SYSCALL

	// R8: the environment, behind argc, argv and its NULL. R9: the end of the
	// auxiliary vector, which comes behind the environment and ends with a
	// pair whose type is AT_NULL (0).
	MOVQ SP, SI
	MOVQ 0(SI), AX
	LEAQ 16(SI)(AX*8), R8
	MOVQ R8, R9

environment:
	MOVQ 0(R9), AX
	ADDQ $8, R9
	TESTQ AX, AX
	JNZ  environment

auxiliary:
	MOVQ 0(R9), AX
	ADDQ $16, R9
	TESTQ AX, AX
	JNZ  auxiliary

	// Room below for all of it and one word more, aligned as the ABI wants.
	MOVQ R9, CX
	SUBQ SI, CX
	MOVQ SI, DI
	SUBQ CX, DI
	SUBQ $8, DI
	ANDQ $~15, DI
	MOVQ DI, SP

	// argc, argv, NULL; the variable; the rest.
	CLD
	MOVQ R8, CX
	SUBQ SI, CX
	SHRQ $3, CX
	REP; MOVSQ
	LEAQ ·variable(SB), AX
	MOVQ AX, 0(DI)
	ADDQ $8, DI
	MOVQ R9, CX
	SUBQ R8, CX
	SHRQ $3, CX
	REP; MOVSQ

	XORQ DX, DX
	JMP  _rt0_amd64_linux(SB)

// func Entry() uintptr
TEXT ·Entry(SB), NOSPLIT, $0-8
	LEAQ ·entry(SB), AX
	MOVQ AX, ret+0(FP)
	RET

DATA ·variable+0(SB)/8, $"GOMAXPRO"
DATA ·variable+8(SB)/8, $"CS=1\x00\x00\x00\x00"
GLOBL ·variable(SB), RODATA|NOPTR, $16
