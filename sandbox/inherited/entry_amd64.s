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
// the runtime's own entry with every register that matters untouched
// (x86-64 psABI 3.4.1: RSP points at argc, RDX is 0 in a static program).
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

	XORQ DX, DX
	JMP  _rt0_amd64_linux(SB)
