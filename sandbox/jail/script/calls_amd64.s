#include "textflag.h"

// System call numbers: arch/x86/entry/syscalls/syscall_64.tbl.
#define SYS_clone      56
#define SYS_exit_group 231

// CLONE_VM | CLONE_PIDFD | CLONE_VFORK | SIGCHLD, <linux/sched.h>.
#define CLONE_FLAGS (0x100 + 0x1000 + 0x4000 + 17)

// func Call(nr, a, b, c, d, e, f uintptr) (result uintptr)
TEXT ·Call(SB), NOSPLIT, $0-64
	MOVQ nr+0(FP), AX
	MOVQ a+8(FP), DI
	MOVQ b+16(FP), SI
	MOVQ c+24(FP), DX
	MOVQ d+32(FP), R10
	MOVQ e+40(FP), R8
	MOVQ f+48(FP), R9
	SYSCALL
	MOVQ AX, result+56(FP)
	RET

// func vfork(m *Image, out *Outcome, pidfd unsafe.Pointer) (pid uintptr)
//
// vfork starts a process that shares this one's memory, and waits until it
// has executed another program or ended. The child runs the image, on the stack
// below. When a step fails the outcome is where the parent will look, and the
// child ends.
TEXT ·vfork(SB), NOSPLIT, $0-32
	MOVQ m+0(FP), R12
	MOVQ out+8(FP), R13
	MOVQ $SYS_clone, AX
	MOVQ $CLONE_FLAGS, DI
	XORQ SI, SI // the same stack
	MOVQ pidfd+16(FP), DX
	XORQ R10, R10
	XORQ R8, R8
	SYSCALL
	TESTQ AX, AX
	JZ   child
	MOVQ AX, pid+24(FP)
	RET

child:
	SUBQ $64, SP
	ANDQ $~15, SP
	MOVQ SP, BX
	MOVQ R12, 0(BX) // run's arguments
	MOVQ R13, 8(BX)
	CALL ·run(SB)

exit:
	MOVQ $SYS_exit_group, AX
	MOVQ $125, DI
	SYSCALL
	JMP  exit
