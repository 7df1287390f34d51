package jail

import (
	"syscall"
	"unsafe"
)

// Report writes f to standard error as one line.
func (f *Failure) Report(program string) {
	parts := [8]string{program, ": cannot ", f.What, "", "", "", "", "\n"}
	if f.Errno != 0 {
		parts[3], parts[4] = ": ", f.Errno.Error()
	}
	if f.Hint != "" {
		parts[5], parts[6] = ": ", f.Hint
	}
	parts[2] = printable(f.What)
	var v [len(parts)]syscall.Iovec
	for i, s := range parts {
		v[i].Base = unsafe.StringData(s)
		v[i].Len = uint64(len(s))
	}
	syscall.RawSyscall(syscall.SYS_WRITEV, 2, uintptr(unsafe.Pointer(&v[0])), uintptr(len(v)))
}

// printable is s without what would move a terminal's cursor or end the line:
// a file's name can hold anything.
func printable(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c == 0x7f {
			b[i] = '?'
		}
	}
	return string(b)
}
