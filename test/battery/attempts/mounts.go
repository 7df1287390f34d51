package attempts

import "golang.org/x/sys/unix"

// mounts tries to change the mount view. Each call stops at a check that comes
// after the permission check (fs/namespace.c): an unknown file system type, a name that
// does not exist, a folder that is no mount point.
func mounts() []Attempt {
	return viewRows([]Attempt{{
		Name: "mount", Tries: "mount a file system of a type that does not exist",
		Through: errnos{unix.ENODEV},
		try: func(*Setup) Finding {
			return found(unix.Mount("volt", "/", "volt-battery-nosuchfs", 0, ""), "mount")
		},
	}, {
		Name: "mount-bind", Tries: "bind-mount a source that does not exist",
		Through: errnos{unix.ENOENT},
		try: func(*Setup) Finding {
			return found(unix.Mount(absent, "/", "", unix.MS_BIND, ""), "mount --bind")
		},
	}, {
		Name: "mount-remount", Tries: "remount /proc/self, which is no mount point, read-write",
		Through: errnos{unix.EINVAL},
		try: func(*Setup) Finding {
			return found(unix.Mount("", "/proc/self", "", unix.MS_REMOUNT|unix.MS_BIND, ""), "mount -o remount")
		},
	}, {
		Name: "umount", Tries: "unmount /proc/self, which is no mount point",
		Through: errnos{unix.EINVAL},
		try:     func(*Setup) Finding { return found(unix.Unmount("/proc/self", 0), "umount2") },
	}, {
		Name: "pivot-root", Tries: "pivot_root to a folder that does not exist",
		Through: errnos{unix.ENOENT},
		try:     func(*Setup) Finding { return found(unix.PivotRoot(absent, absent), "pivot_root") },
	}, {
		Name: "chroot", Tries: "chroot to /, where the process is already",
		try: func(*Setup) Finding { return found(unix.Chroot("/"), "chroot") },
	}})
}

// newMounts tries the same with the calls that work on descriptors.
func newMounts() []Attempt {
	return viewRows([]Attempt{{
		Name: "fsopen", Tries: "fsopen a file system type that does not exist",
		Through: errnos{unix.ENODEV},
		try:     func(*Setup) Finding { return callPath("fsopen", unix.SYS_FSOPEN, "volt-battery-nosuchfs", 0) },
	}, {
		Name: "fspick", Tries: "fspick a folder that does not exist",
		Through: errnos{unix.ENOENT},
		try: func(*Setup) Finding {
			_, err := unix.Fspick(unix.AT_FDCWD, absent, 0)
			return found(err, "fspick")
		},
	}, {
		Name: "fsmount", Tries: "fsmount a descriptor that is not open",
		Through: errnos{unix.EBADF},
		try:     func(*Setup) Finding { return call("fsmount", unix.SYS_FSMOUNT, ^uintptr(0), 0, 0) },
	}, {
		Name: "open-tree", Tries: "clone the mount at / with open_tree, and close it again",
		try: func(*Setup) Finding {
			fd, err := unix.OpenTree(unix.AT_FDCWD, "/", unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC)
			if err == nil {
				_ = unix.Close(fd)
			}
			return found(err, "open_tree")
		},
	}, {
		Name: "move-mount", Tries: "move a mount that does not exist",
		Through: errnos{unix.ENOENT},
		try: func(*Setup) Finding {
			return found(unix.MoveMount(unix.AT_FDCWD, absent, unix.AT_FDCWD, absent, 0), "move_mount")
		},
	}, {
		Name: "mount-setattr", Tries: "mount_setattr with nothing to change",
		try: func(*Setup) Finding {
			return found(unix.MountSetattr(unix.AT_FDCWD, "/", 0, &unix.MountAttr{}), "mount_setattr")
		},
	}})
}

// viewRows completes rows about the mount view.
func viewRows(rows []Attempt) []Attempt {
	for i := range rows {
		rows[i].Denied, rows[i].By = errnos{unix.EPERM}, []Protection{Seccomp, Landlock, Capabilities}
		rows[i].Reason = "whoever changes the mount view decides what the rules mean"
	}
	return rows
}
