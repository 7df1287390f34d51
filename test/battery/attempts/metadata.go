package attempts

import (
	"os"

	"golang.org/x/sys/unix"
)

// metadata tries what Landlock does not restrict on a file that may be read.
// The fixture's file belongs to the user and is writable for all, so that only a
// read-only mount can stop these.
func metadata() []Attempt {
	denied := errnos{unix.EROFS, unix.EPERM}
	by := []Protection{ReadOnlyMount, UID}
	rows := []Attempt{{
		Name: "chmod-readable", Tries: "chmod a file in an fs_read folder to the mode it has",
		try: func(s *Setup) Finding {
			var st unix.Stat_t
			if err := unix.Stat(s.Readable+"/file", &st); err != nil {
				return broken("cannot look at the file: %v", err)
			}
			return found(unix.Chmod(s.Readable+"/file", st.Mode&0o7777), "chmod")
		},
	}, {
		Name: "chown-readable", Tries: "chown a file in an fs_read folder to nobody in particular (-1, -1)",
		try: func(s *Setup) Finding { return found(unix.Chown(s.Readable+"/file", -1, -1), "chown") },
	}, {
		Name: "utime-readable", Tries: "set the times of a file in an fs_read folder to now",
		try: func(s *Setup) Finding {
			now := []unix.Timespec{{Nsec: unix.UTIME_NOW}, {Nsec: unix.UTIME_NOW}}
			return found(unix.UtimesNanoAt(unix.AT_FDCWD, s.Readable+"/file", now, 0), "utimensat")
		},
	}, {
		Name: "setxattr-readable", Tries: "remove an extended attribute that a file in an fs_read folder does not have",
		Through:         errnos{unix.ENODATA},
		OnlyOnThrowaway: "a tmpfs, which the files are on when the protection is off, has no user attributes before Linux 6.6",
		try: func(s *Setup) Finding {
			return found(unix.Removexattr(s.Readable+"/file", "user.volt-battery"), "removexattr")
		},
	}}
	for i := range rows {
		rows[i].Denied, rows[i].By, rows[i].Needs = denied, by, []string{"readable"}
		rows[i].Reason = "Landlock has no right for it, so the mount must be read-only"
	}
	return append(rows, Attempt{
		Name: "flock-readable", Tries: "lock a file in an fs_read folder", Want: Allowed,
		Needs:  []string{"readable"},
		Reason: "known and accepted: flock(2) asks for nothing but an open descriptor, no mechanism restricts it, and programs need the call",
		try: func(s *Setup) Finding {
			f, err := os.Open(s.Readable + "/file")
			if err != nil {
				return broken("cannot open the file: %v", err)
			}
			defer f.Close()
			return found(unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB), "flock")
		},
	})
}

// setIDs tries to leave a set-user-ID file where others can execute it.
func setIDs() []Attempt {
	var rows []Attempt
	for _, c := range []struct {
		name, tries string
		denied      errnos
		do          func(name string) error
	}{
		{"setid-chmod", "chmod", errnos{unix.EPERM}, func(name string) error {
			if err := os.WriteFile(name, nil, 0o755); err != nil {
				return err
			}
			return unix.Chmod(name, unix.S_ISUID|0o755)
		}},
		{"setid-open", "open", errnos{unix.EPERM}, func(name string) error {
			fd, err := unix.Open(name, unix.O_CREAT|unix.O_WRONLY|unix.O_CLOEXEC, unix.S_ISUID|0o755)
			if err == nil {
				unix.Close(fd)
			}
			return err
		}},
		{"setid-openat2", "openat2, whose mode no filter can see", errnos{unix.EPERM, unix.ENOSYS}, func(name string) error {
			how := &unix.OpenHow{Flags: unix.O_CREAT | unix.O_WRONLY | unix.O_CLOEXEC, Mode: unix.S_ISUID | 0o755}
			fd, err := unix.Openat2(unix.AT_FDCWD, name, how)
			if err == nil {
				unix.Close(fd)
			}
			return err
		}},
		{"setid-mknod", "mknod", errnos{unix.EPERM}, func(name string) error {
			return unix.Mknod(name, unix.S_IFREG|unix.S_ISUID|0o755, 0)
		}},
	} {
		rows = append(rows, Attempt{
			Name: c.name, Tries: "make a set-user-ID file in a writable folder by " + c.tries,
			Denied: c.denied, By: []Protection{Seccomp}, Needs: []string{"writable"},
			Reason: "whoever executes it outside becomes the workload's user",
			try: func(s *Setup) Finding {
				name := scratch(s, c.name)
				defer os.Remove(name)
				return found(c.do(name), c.tries)
			},
		})
	}
	return rows
}
