#include "textflag.h"

// System call numbers: arch/x86/entry/syscalls/syscall_64.tbl.
#define SYS_arch_prctl 158

// ARCH_SET_FS, arch/x86/include/uapi/asm/prctl.h.
#define ARCH_SET_FS 0x1002

// entry is where the kernel starts the program when it is linked with
// -E github.com/volt-project/volt/sandbox/jail/early.entry. It calls begin, on
// the initial stack, and goes on where that says: at the Go runtime's way in.
//
// The way from assembly into Go loads the current goroutine from thread-local
// storage, 8 bytes below FS, though begin has no use for it. So FS points at a
// zero on the stack until the runtime sets it.
TEXT ·entry(SB), NOSPLIT|NOFRAME, $0
	MOVQ SP, BX // argc, argv, NULL, envp: x86-64 psABI 3.4.1
	SUBQ $64, SP
	ANDQ $~15, SP
	MOVQ SP, R12
	MOVQ BX, 0(R12)  // begin's argument
	MOVQ $0, 8(R12)  // its result
	MOVQ $0, 16(R12) // the goroutine: none
	MOVQ BX, 32(R12)

	MOVQ $SYS_arch_prctl, AX
	MOVQ $ARCH_SET_FS, DI
	LEAQ 24(R12), SI
	SYSCALL

	CALL ·begin(SB)
	CALL ·direct(SB) // from here, and not from begin: that the stack be flat

	MOVQ SP, R12
	MOVQ 8(R12), AX
	MOVQ 32(R12), SP
	JMP  AX

// func exit(code uintptr)
TEXT ·exit(SB), NOSPLIT, $0-8
	MOVQ code+0(FP), DI
	MOVQ $231, AX // exit_group
	SYSCALL
	INT  $3
