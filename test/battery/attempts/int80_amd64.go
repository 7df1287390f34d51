package attempts

// int80 makes a system call of the i386 ABI from 64-bit code. The kernel takes
// the low halves of the registers.
//
//go:noescape
func int80(nr, a1, a2, a3 uintptr) int32
