package attempts

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Numbers of arch/x86/entry/syscalls/syscall_32.tbl.
const (
	getpid32 = 20
	mount32  = 21
	socket32 = 359
)

// x32Bit marks a call of the x32 ABI (__X32_SYSCALL_BIT, asm/unistd.h).
const x32Bit = 0x40000000

// abi tries other system-call ABIs, in which other numbers mean other calls.
// A filter that does not look at the architecture, and at the x32 bit besides,
// takes them for something harmless.
func abi() []Attempt {
	// A kernel without 32-bit emulation (ia32_emulation=0) answers int 0x80
	// with a fault: there is no door.
	int80Signals := []syscall.Signal{unix.SIGSYS, unix.SIGSEGV}
	var rows []Attempt
	for _, row := range []struct {
		name    string
		nr      uintptr
		through errnos
	}{
		{"getpid", getpid32, nil},
		{"mount", mount32, errnos{unix.EFAULT}},
		{"socket", socket32, errnos{unix.EAFNOSUPPORT, unix.EINVAL}},
	} {
		rows = append(rows, Attempt{
			Name: "int80-" + row.name, Tries: row.name + " by int $0x80, the i386 ABI, with bad arguments", Signals: int80Signals,
			Through: append(errnos{unix.EPERM}, row.through...), By: []Protection{Seccomp},
			Reason: "a foreign architecture is killed, and never answered",
			try: func(*Setup) Finding {
				// The highest page of the 32-bit address space is never mapped.
				const bad32 = 0xfffff000
				return callResult(int80Errno(int80(row.nr, bad32, bad32, bad32)), row.name)
			},
		})
	}
	for _, row := range []struct {
		name string
		nr   uintptr
	}{
		{"getpid", unix.SYS_GETPID},
		{"ptrace", 521},     // x32's own number, arch/x86/entry/syscalls/syscall_64.tbl
		{"read-low-bit", 0}, // read(2), the lowest number
	} {
		rows = append(rows, Attempt{
			Name: "x32-" + row.name, Tries: row.name + " with the x32 bit and bad arguments", Signals: []syscall.Signal{unix.SIGSYS},
			// A kernel built without x32 answers ENOSYS: the filter let it through.
			Through: errnos{unix.ENOSYS, unix.EBADF, unix.ESRCH, unix.EPERM, unix.EIO}, By: []Protection{Seccomp},
			Reason: "x32 has the architecture value of x86-64 and other numbers: it is killed",
			try:    func(*Setup) Finding { return call(row.name, row.nr|x32Bit, bad, bad, bad) },
		})
	}
	return rows
}

// int80Errno is the error in the result of an i386 call: -4095 to -1
// (asm-generic/errno-base.h, MAX_ERRNO).
func int80Errno(r int32) unix.Errno {
	if r < 0 && r >= -4095 {
		return unix.Errno(-r)
	}
	return 0
}
