package attempts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// leftOpen tries what was left open by the one who built the sandbox.
func leftOpen() []Attempt {
	return []Attempt{{
		Name: "leaked-file", Tries: "read a file that whoever started the supervisor left open",
		Denied: errnos{unix.EBADF}, By: []Protection{FDHygiene}, Effect: "the number is that of another file",
		Needs: []string{"leaked_file", "host_file"}, Reason: "an open descriptor is past every rule about paths",
		try: func(s *Setup) Finding { return leaked(s.LeakedFile, s.Secret) },
	}, {
		Name: "leaked-folder", Tries: "open a file by a folder that whoever started the supervisor left open",
		Denied: errnos{unix.EBADF, unix.ENOTDIR}, By: []Protection{FDHygiene},
		Needs: []string{"leaked_folder", "host_file"}, Reason: "one folder outside is the whole host (CVE-2024-21626)",
		try: func(s *Setup) Finding {
			fd, err := unix.Openat(s.LeakedFolder, filepath.Base(s.HostFile), unix.O_RDONLY|unix.O_CLOEXEC, 0)
			if err != nil {
				return found(err, "openat")
			}
			return leaked(fd, s.Secret)
		},
	}, {
		Name: "leaked-anything", Tries: "search all open descriptors for a file of the host",
		By: []Protection{FDHygiene}, Effect: "none leads to one",
		Needs: []string{"host_folder"}, Reason: "does not depend on knowing a number",
		try: scanDescriptors,
	}, {
		Name: "leaked-environment", Tries: "read a variable of the supervisor's environment",
		By: []Protection{CleanEnv}, Effect: "it is not there",
		Needs: []string{"leaked_env"}, Reason: "secrets are passed in environments",
		try: func(s *Setup) Finding {
			if _, ok := os.LookupEnv(s.LeakedEnv); ok {
				return through("%s is set", s.LeakedEnv)
			}
			return nothing("%s is not set", s.LeakedEnv)
		},
	}, {
		Name: "leaked-gomaxprocs", Tries: "read GOMAXPROCS, which launchers set for themselves",
		By: []Protection{CleanEnv}, Effect: "it is not there",
		Reason: "what tunes the launcher must not tune the workload",
		try: func(*Setup) Finding {
			if value, ok := os.LookupEnv("GOMAXPROCS"); ok {
				return through("GOMAXPROCS is %s", value)
			}
			return nothing("GOMAXPROCS is not set")
		},
	}}
}

// leftAround tries folders and programs of those who built the sandbox.
func leftAround() []Attempt {
	return []Attempt{{
		Name: "cwd-file", Tries: "open a file of the host by a relative path, from the folder the process was started in",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"host_file", "secret"}, Reason: "a working directory outside is a folder left open (CVE-2024-21626)",
		try: func(s *Setup) Finding { return readSecret(filepath.Base(s.HostFile), s.Secret) },
	}, {
		Name: "cwd-outside", Tries: "climb from the working directory with `..` to a file of the host",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"host_file", "secret"}, Reason: "`..` stops at the root only for those who are below it",
		try: func(s *Setup) Finding { return readSecret(strings.Repeat("../", 40)+s.HostFile[1:], s.Secret) },
	}, {
		Name: "cwd-unreachable", Tries: "look whether the working directory is outside the root",
		Denied: errnos{unix.ENOENT}, By: []Protection{MountView}, Effect: "it is inside",
		Needs: []string{"host_folder"}, Reason: "the kernel says \"(unreachable)\" of such a folder (getcwd(2))",
		try: func(s *Setup) Finding {
			buf := make([]byte, unix.PathMax)
			n, err := unix.Getcwd(buf)
			if err != nil {
				return found(err, "getcwd")
			}
			cwd := string(buf[:n-1])
			if strings.HasPrefix(cwd, "(unreachable)") || cwd == s.HostFolder {
				return through("it is %s", cwd)
			}
			return nothing("it is %s", cwd)
		},
	}, {
		Name: "exe-write", Tries: "keep a program's /proc/PID/exe open while it runs, and open that for writing when it has ended",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"second"}, Reason: "the way to a launcher's own binary in CVE-2019-5736; while it runs the kernel says ETXTBSY before anything else",
		try: writeExe,
	}, {
		Name: "init-exe-write", Tries: "open /proc/1/exe for writing, and write nothing",
		Denied: errnos{unix.EACCES, unix.EROFS, unix.ENOENT}, Through: errnos{unix.ETXTBSY}, By: []Protection{UID, Landlock, ReadOnlyMount},
		Reason: "process 1 of the sandbox may still be the launcher's own program (CVE-2019-5736)",
		try:    func(*Setup) Finding { return open("/proc/1/exe", unix.O_WRONLY) },
	}, {
		Name: "jailer-write", Tries: "open the jailer's own binary for writing, and write nothing",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EROFS}, Through: errnos{unix.ETXTBSY}, By: []Protection{MountView, Landlock, UID},
		Needs: []string{"jail"}, Reason: "the next workload would start with it",
		try: func(s *Setup) Finding { return open(s.Jail, unix.O_WRONLY) },
	}}
}

func writeExe(s *Setup) Finding {
	cmd := exec.Command(s.Second, Wait)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return broken("cannot make a pipe: %v", err)
	}
	if err := cmd.Start(); err != nil {
		return broken("cannot start %s: %v", s.Second, err)
	}
	fd, err := unix.Open(fmt.Sprintf("/proc/%d/exe", cmd.Process.Pid), unix.O_PATH|unix.O_CLOEXEC, 0)
	_ = stdin.Close()
	_ = cmd.Wait()
	if err != nil {
		return broken("cannot open a child's /proc/PID/exe: %v", err)
	}
	return open(fmt.Sprintf("/proc/self/fd/%d", fd), unix.O_WRONLY)
}

// leaked reads from a descriptor, wherever its offset is.
func leaked(fd int, secret string) Finding {
	buf := make([]byte, 4096)
	n, err := unix.Pread(fd, buf, 0)
	if err == nil && !strings.Contains(string(buf[:n]), secret) {
		return nothing("descriptor %d is another file here", fd)
	}
	return found(err, fmt.Sprintf("read descriptor %d", fd))
}

func scanDescriptors(s *Setup) Finding {
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil || len(links) == 0 {
		return broken("there is no /proc/self/fd to search")
	}
	for _, link := range links {
		target, err := os.Readlink(link)
		if err == nil && strings.HasPrefix(target, s.HostFolder) {
			return through("%s leads to %s", link, target)
		}
	}
	return nothing("%d descriptors, none leads to the host", len(links))
}
