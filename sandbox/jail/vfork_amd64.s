#include "textflag.h"

// System call numbers: arch/x86/entry/syscalls/syscall_64.tbl.
#define SYS_clone      56
#define SYS_exit_group 231

// CLONE_VM | CLONE_PIDFD | CLONE_VFORK | SIGCHLD, <linux/sched.h>.
#define CLONE_FLAGS (0x100 + 0x1000 + 0x4000 + 17)

// A step is the number of a system call and its six arguments.
#define step_nr   0
#define step_args 8
#define step_size 56

// func vfork(steps *call, n uintptr, stack unsafe.Pointer, pidfd *int32, failed *outcome) (pid uintptr)
//
// vfork starts a process that shares this one's memory, and waits until it
// has executed another program or ended. The child runs the n steps, one
// after the other, on a stack of its own that it does not even use: there is
// no Go in it. When a step fails it notes which, and the error, where the
// parent will look, and ends.
TEXT ·vfork(SB), NOSPLIT, $0-48
	MOVQ steps+0(FP), R12
	MOVQ n+8(FP), R13
	MOVQ failed+32(FP), R14
	MOVQ $SYS_clone, AX
	MOVQ $CLONE_FLAGS, DI
	MOVQ stack+16(FP), SI
	MOVQ pidfd+24(FP), DX
	XORQ R10, R10
	XORQ R8, R8
	SYSCALL
	TESTQ AX, AX
	JZ   child
	MOVQ AX, pid+40(FP)
	RET

child:
	XORQ BX, BX // the step at hand

next:
	CMPQ BX, R13
	JGE  done
	MOVQ step_nr(R12), AX
	MOVQ (step_args+0)(R12), DI
	MOVQ (step_args+8)(R12), SI
	MOVQ (step_args+16)(R12), DX
	MOVQ (step_args+24)(R12), R10
	MOVQ (step_args+32)(R12), R8
	MOVQ (step_args+40)(R12), R9
	SYSCALL
	CMPQ AX, $0xfffffffffffff001 // -MAX_ERRNO, include/linux/err.h
	JCC  broken
	ADDQ $step_size, R12
	INCQ BX
	JMP  next

broken:
	NEGQ AX
	MOVQ BX, 0(R14)
	MOVQ AX, 8(R14)

done:
	MOVQ $SYS_exit_group, AX
	MOVQ $125, DI
	SYSCALL
	JMP  done
