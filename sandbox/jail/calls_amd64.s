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

// func makeCalls(calls *call, n uintptr, failed *outcome)
//
// makeCalls makes n system calls, one after the other, on the calling thread.
// Nothing of the Go runtime comes between them, so it cannot move the rest to
// another thread. When one fails it notes which, and the error, and returns.
TEXT ·makeCalls(SB), NOSPLIT, $0-24
	MOVQ calls+0(FP), R12
	MOVQ n+8(FP), R13
	MOVQ failed+16(FP), R14
	XORQ R15, R15 // no child
	JMP  loop<>(SB)

// func vfork(calls *call, n uintptr, stack unsafe.Pointer, pidfd *int32, failed *outcome) (pid uintptr)
//
// vfork starts a process that shares this one's memory, and waits until it
// has executed another program or ended. The child makes the calls, on a stack
// of its own that it does not even use: there is no Go in it. When one fails
// it notes which where the parent will look, and ends.
TEXT ·vfork(SB), NOSPLIT, $0-48
	MOVQ calls+0(FP), R12
	MOVQ n+8(FP), R13
	MOVQ failed+32(FP), R14
	MOVQ $1, R15 // a child
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
	JMP  loop<>(SB)

// R12: the calls. R13: how many. R14: where to note a failure. R15: 0 to return
// at the end, else to end the process.
TEXT loop<>(SB), NOSPLIT|NOFRAME, $0
	XORQ BX, BX // the call at hand

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
	TESTQ R15, R15
	JNZ  exit
	RET

exit:
	MOVQ $SYS_exit_group, AX
	MOVQ $125, DI
	SYSCALL
	JMP  exit
