package host

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// probeNamespaces fills the namespace fields of f by making namespaces in
// child processes that end before they have run anything.
func probeNamespaces(f *Features) {
	f.UserNamespacesCreate = try(syscall.CLONE_NEWUSER, 0)
	// unshare(2) of a UTS namespace takes CAP_SYS_ADMIN in the new user
	// namespace and nothing else, so it tells whether capabilities held there
	// are worth anything.
	f.UserNamespaces = f.UserNamespacesCreate && try(syscall.CLONE_NEWUSER, syscall.CLONE_NEWUTS)
	f.UserNamespacesBlock = []string{}
	if !f.UserNamespaces {
		f.UserNamespacesBlock = userNamespaceBlocks(f.UID)
	}
	f.NetNamespaces = tryEither(syscall.CLONE_NEWNET, f.UserNamespaces)
	f.PIDNamespaces = tryEither(syscall.CLONE_NEWPID, f.UserNamespaces)
	// Here the child also marks every mount private, so a mount is tried too.
	f.MountNamespaces = tryEither(syscall.CLONE_NEWNS, f.UserNamespaces)
}

// tryEither makes the namespace with the caller's own privileges, or else in
// a user namespace.
func tryEither(unshare uintptr, userNamespaces bool) bool {
	return try(0, unshare) || userNamespaces && try(syscall.CLONE_NEWUSER, unshare)
}

// endOfTry is the length of a path that execve(2) refuses with ENAMETOOLONG
// before it looks at any file (PATH_MAX is 4096). No step before it fails with
// that error.
const endOfTry = 5000

// try reports whether a child process can be created with the clone flags and
// can then unshare the others. The child is meant to fail at its execve: the
// error tells that it got so far, no program is needed, and ForkExec has
// waited for it when it returns.
func try(clone, unshare uintptr) bool {
	attr := &syscall.SysProcAttr{Cloneflags: clone, Unshareflags: unshare}
	if clone&syscall.CLONE_NEWUSER != 0 {
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	_, err := syscall.ForkExec(strings.Repeat("x", endOfTry), []string{"volt"}, &syscall.ProcAttr{Sys: attr})
	return errors.Is(err, syscall.ENAMETOOLONG)
}

// userNamespaceBlocks looks for the settings known to forbid user namespaces.
// It explains a refusal that was seen; it never decides.
func userNamespaceBlocks(uid int) []string {
	found := []string{}
	for _, b := range [...]struct {
		name  string // below /proc/sys
		value int    // the value that blocks
		root  bool   // blocks root too
	}{
		{"user/max_user_namespaces", 0, true},                      // namespaces(7), Linux 4.9
		{"kernel/unprivileged_userns_clone", 0, false},             // Debian's and Arch's kernels
		{"kernel/apparmor_restrict_unprivileged_userns", 1, false}, // Ubuntu 23.10 and later
	} {
		if uid == 0 && !b.root {
			continue
		}
		if got := sysctl(b.name, -1); got == b.value {
			found = append(found, strings.ReplaceAll(b.name, "/", ".")+"="+strconv.Itoa(b.value))
		}
	}
	return found
}
