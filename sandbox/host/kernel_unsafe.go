package host

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The calls in this file only ask. None of them changes the calling thread:
// each is given an argument that the kernel refuses after it has said what it
// knows.

// landlockABI asks for the highest Landlock ABI, landlock_create_ruleset(2).
// The kernel answers EOPNOTSUPP when Landlock is built in and was not enabled
// at boot, ENOSYS when it is not built in.
func landlockABI() (abi int, disabled bool) {
	n, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0, errno == unix.EOPNOTSUPP
	}
	return int(n), false
}

// landlockErrata asks which Landlock errata are fixed. Kernels that do not
// know the question answer EINVAL, which reads as none.
func landlockErrata() uint32 {
	n, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_ERRATA)
	if errno != 0 {
		return 0
	}
	return uint32(n)
}

// seccomp asks which actions and flags the kernel knows.
func seccomp() Seccomp {
	return Seccomp{
		Filter:    filterFlags(0),
		Log:       filterAction(unix.SECCOMP_RET_LOG),
		KillProc:  filterAction(unix.SECCOMP_RET_KILL_PROCESS),
		UserNotif: filterAction(unix.SECCOMP_RET_USER_NOTIF),
		TSync:     filterFlags(unix.SECCOMP_FILTER_FLAG_TSYNC),
		SpecAllow: filterFlags(unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW),
		// WAIT_KILLABLE_RECV without NEW_LISTENER is EINVAL on every kernel.
		WaitKill: filterFlags(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV),
		Listener: filterFlags(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER),
	}
}

// filterAction is SECCOMP_GET_ACTION_AVAIL of seccomp(2).
func filterAction(action uint32) bool {
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno == 0
}

// filterFlags asks whether seccomp(2) knows flags, by installing a filter at
// address 0. The kernel checks the flags first (EINVAL), reads the filter
// next (EFAULT), and so never gets as far as installing one.
func filterFlags(flags uintptr) bool {
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, 0)
	return errno == unix.EFAULT
}

// lsmIDs asks for the ids of the security modules in force, with
// lsm_list_modules(2) (Linux 6.8). nil when the kernel lacks the call.
func lsmIDs() []uint64 {
	var ids [32]uint64 // security/security.c knows 14 modules
	size := uint32(unsafe.Sizeof(ids))
	n, _, errno := unix.Syscall(unix.SYS_LSM_LIST_MODULES, uintptr(unsafe.Pointer(&ids)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 || n > uintptr(len(ids)) {
		return nil
	}
	return ids[:n]
}
