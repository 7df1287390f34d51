package attempts

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// absent is a name that no machine has.
const absent = "/volt-battery-does-not-exist"

// reads tries to read what no rule lists.
func reads() []Attempt {
	return []Attempt{{
		Name: "read-shadow", Tries: "open /etc/shadow for reading",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock, UID},
		Reason: "password hashes of the host",
		try:    func(*Setup) Finding { return open("/etc/shadow", unix.O_RDONLY) },
	}, {
		Name: "read-other-home", Tries: "list another user's home folder",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock, UID},
		Needs: []string{"home"}, Reason: "keys and mail of other users",
		try: func(s *Setup) Finding {
			_, err := os.ReadDir(s.Home)
			return found(err, "list "+s.Home)
		},
	}, {
		Name: "read-unlisted", Tries: "read a world-readable file of the host that no rule lists",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"host_file", "secret"}, Reason: "the plain case: the uid would allow it, so only the sandbox can stop it",
		try: func(s *Setup) Finding { return readSecret(s.HostFile, s.Secret) },
	}, {
		Name: "stat-unlisted", Tries: "stat a file of the host that no rule lists",
		Denied: errnos{unix.ENOENT}, By: []Protection{MountView},
		Needs: []string{"host_file"}, Reason: "Landlock does not restrict stat(2): only absence from the mount view hides a name",
		try: func(s *Setup) Finding {
			var st unix.Stat_t
			return found(unix.Stat(s.HostFile, &st), "stat "+s.HostFile)
		},
	}, {
		Name: "dotdot-out", Tries: "climb out of a writable folder with `..` to an unlisted file",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"writable", "host_file", "secret"}, Reason: "the root of the mount view must be the end of every path",
		try: func(s *Setup) Finding {
			return readSecret(s.Writable+strings.Repeat("/..", 40)+s.HostFile, s.Secret)
		},
	}}
}

// writes tries to change files of the host.
func writes() []Attempt {
	return []Attempt{{
		Name: "write-etc", Tries: "open /etc/passwd for writing, and write nothing",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EROFS}, By: []Protection{MountView, ReadOnlyMount, Landlock, UID},
		Reason: "a new root user",
		try:    func(*Setup) Finding { return open("/etc/passwd", unix.O_WRONLY) },
	}, {
		Name: "write-usr", Tries: "make a nameless file (O_TMPFILE) in /usr, which is listed for reading",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock, UID},
		Reason: "new programs for the host to run",
		try:    func(*Setup) Finding { return open("/usr", unix.O_TMPFILE|unix.O_WRONLY) },
	}, {
		Name: "write-program", Tries: "open a program below /usr for writing, and write nothing",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock, UID},
		Needs: []string{"program"}, Reason: "a changed program runs with the rights of whoever starts it next",
		try: func(s *Setup) Finding { return open(s.Program, unix.O_WRONLY) },
	}, {
		Name: "write-sys", Tries: "open a tunable below /sys for writing, and write nothing",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EROFS, unix.EPERM}, By: []Protection{MountView, ReadOnlyMount, Landlock, UID},
		Needs: []string{"sys_file"}, Reason: "/sys changes the whole machine",
		try: func(s *Setup) Finding { return open(s.SysFile, unix.O_WRONLY) },
	}, {
		Name: "cgroup-release-agent", Tries: "open the release_agent of a cgroup v1 hierarchy for writing",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EROFS, unix.EPERM}, By: []Protection{MountView, Landlock, UID},
		Needs: []string{"release_agent"}, Reason: "the kernel runs the program named there as root, outside every namespace (CVE-2022-0492)",
		try: func(s *Setup) Finding { return open(s.ReleaseAgent, unix.O_WRONLY) },
	}, {
		Name: "cgroup-procs", Tries: "open cgroup.procs of the root cgroup for writing",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EROFS, unix.EPERM}, By: []Protection{MountView, Landlock, UID},
		Needs: []string{"cgroup_procs"}, Reason: "a process that moves itself to another cgroup leaves its limits behind",
		try: func(s *Setup) Finding { return open(s.CgroupProcs, unix.O_WRONLY) },
	}}
}

// readOnly tries to change what is listed for reading and executing only.
func readOnly() []Attempt {
	return []Attempt{{
		Name: "write-readable", Tries: "open a world-writable file in an fs_read folder for writing",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable"}, Reason: "fs_read is not fs_write, whatever the file's mode says",
		try: func(s *Setup) Finding { return open(s.Readable+"/file", unix.O_WRONLY) },
	}, {
		Name: "create-readable", Tries: "create a file in a world-writable fs_read folder",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable"}, Reason: "fs_read is not fs_write, whatever the folder's mode says",
		try: func(s *Setup) Finding {
			name := s.Readable + "/volt-battery-new"
			f := open(name, unix.O_CREAT|unix.O_EXCL|unix.O_WRONLY)
			_ = os.Remove(name)
			return f
		},
	}, {
		Name: "create-executable", Tries: "create a file in a world-writable fs_execute folder",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"battery"}, Reason: "write and execute together are any program at all",
		try: func(s *Setup) Finding {
			name := filepath.Join(filepath.Dir(s.Battery), "volt-battery-new")
			f := open(name, unix.O_CREAT|unix.O_EXCL|unix.O_WRONLY)
			_ = os.Remove(name)
			return f
		},
	}, {
		Name: "truncate-readable", Tries: "truncate a file in an fs_read folder to the size it has",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable"}, Reason: "truncate(2) is a right of its own since Landlock ABI 3, and free before",
		try: truncateSame,
	}}
}

// open opens and closes a file, and neither reads nor writes it. O_NONBLOCK
// keeps devices and FIFOs from waiting.
func open(path string, flags int) Finding {
	fd, err := unix.Open(path, flags|unix.O_CLOEXEC|unix.O_NONBLOCK|unix.O_NOCTTY, 0o600)
	if err == nil {
		_ = unix.Close(fd)
	}
	return found(err, "open "+path)
}

// readSecret reads a file that must hold the secret if it is the right one.
func readSecret(path, secret string) Finding {
	text, err := os.ReadFile(path)
	if err == nil && !strings.Contains(string(text), secret) {
		return broken("read %s, but it is another file than the host's", path)
	}
	return found(err, "read "+path)
}

func truncateSame(s *Setup) Finding {
	name := s.Readable + "/file"
	info, err := os.Stat(name)
	if err != nil {
		return broken("cannot look at %s: %v", name, err)
	}
	return found(unix.Truncate(name, info.Size()), "truncate "+name)
}

// scratch is a name for a temporary file of this attempt in a writable folder.
func scratch(s *Setup, name string) string {
	path := filepath.Join(s.Writable, "volt-battery-"+name)
	_ = os.Remove(path)
	return path
}
