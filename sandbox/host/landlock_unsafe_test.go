package host

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// createRuleset reports whether the kernel accepts a ruleset that handles the
// given bits.
func createRuleset(fs, net, scoped uint64) bool {
	fd, errno := ruleset(fs, net, scoped)
	if errno != 0 {
		return false
	}
	unix.Close(fd)
	return true
}

// ruleset makes one. A kernel older than a field of the struct accepts it
// while it is zero (copy_struct_from_user).
func ruleset(fs, net, scoped uint64) (int, syscall.Errno) {
	attr := [3]uint64{fs, net, scoped} // the start of struct landlock_ruleset_attr
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	return int(fd), errno
}

// restrictFlag reports whether landlock_restrict_self knows a flag; the
// ruleset it is given is none.
func restrictFlag(flag uintptr) bool {
	_, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ^uintptr(0), flag, 0)
	return errno != unix.EINVAL
}

// restrictSignals puts the calling thread alone under LANDLOCK_SCOPE_SIGNAL.
func restrictSignals() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	fd, errno := ruleset(0, 0, unix.LANDLOCK_SCOPE_SIGNAL)
	if errno != 0 {
		return errno
	}
	defer unix.Close(fd)
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(fd), 0, 0); errno != 0 {
		return errno
	}
	return nil
}
