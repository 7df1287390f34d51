package attempts

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// Noop is the argument that makes the battery's program end at once with
// success: what an attempt starts when it only asks whether it can.
const Noop = "noop"

// execFiles tries to run code that is not in an fs_execute folder.
func execFiles() []Attempt {
	return []Attempt{{
		Name: "exec-writable", Tries: "execute a program copied to a writable folder",
		Denied: errnos{unix.EACCES}, By: []Protection{Landlock},
		Needs: []string{"writable", "battery"}, Reason: "fs_write does not imply fs_execute",
		try: func(s *Setup) Finding {
			name := scratch(s, "program")
			if err := copyProgram(s, name); err != nil {
				return broken("cannot copy the program: %v", err)
			}
			defer os.Remove(name)
			return start(name)
		},
	}, {
		Name: "exec-script", Tries: "execute a script in a writable folder whose interpreter may be executed",
		Denied: errnos{unix.EACCES}, By: []Protection{Landlock},
		Needs: []string{"writable", "battery"}, Reason: "a script is a program too",
		try: func(s *Setup) Finding {
			name := scratch(s, "script")
			if err := os.WriteFile(name, []byte("#!"+s.Battery+" "+Noop+"\n"), 0o755); err != nil {
				return broken("cannot write the script: %v", err)
			}
			defer os.Remove(name)
			return start(name)
		},
	}, {
		Name: "exec-mapped", Tries: "map a program in a writable folder for execution, as the ELF interpreter does",
		Denied: errnos{unix.EPERM, unix.EACCES}, By: []Protection{NoExecMount},
		Needs: []string{"writable", "battery"}, Reason: "ld.so PROGRAM executes what may only be written, and Landlock does not see a mapping",
		try: func(s *Setup) Finding {
			name := scratch(s, "mapped")
			if err := copyProgram(s, name); err != nil {
				return broken("cannot copy the program: %v", err)
			}
			defer os.Remove(name)
			return mapExecutable(name)
		},
	}, {
		Name: "exec-readable", Tries: "execute a program that may only be read",
		Denied: errnos{unix.EACCES}, By: []Protection{Landlock},
		Needs: []string{"program"}, Reason: "fs_read does not imply fs_execute",
		try: func(s *Setup) Finding { return start(s.Program) },
	}, {
		Name: "exec-unlisted", Tries: "execute a program outside every listed folder",
		Denied: errnos{unix.ENOENT, unix.EACCES}, By: []Protection{MountView, Landlock},
		Needs: []string{"jail"}, Reason: "what is not listed does not exist",
		try: func(s *Setup) Finding { return start(s.Jail) },
	}, {
		Name: "exec-nameless-execveat", Tries: "execute a nameless file (O_TMPFILE) in a writable folder by execveat(2)",
		Denied: errnos{unix.EACCES, unix.ENOSYS}, By: []Protection{Landlock, Seccomp},
		Needs: []string{"writable", "battery"}, Reason: "a file without a name is in its folder all the same; ENOSYS makes the C library's fexecve fall back",
		try: func(s *Setup) Finding { return execNameless(s, execveat) },
	}, {
		Name: "exec-nameless-proc-fd", Tries: "execute a nameless file (O_TMPFILE) in a writable folder by its name in /proc/self/fd",
		Denied: errnos{unix.EACCES}, By: []Protection{Landlock},
		Needs: []string{"writable", "battery"}, Reason: "the same without execveat(2)",
		try: func(s *Setup) Finding { return execNameless(s, execProcFD) },
	}}
}

// execMemfds tries to run code from memory.
func execMemfds() []Attempt {
	return []Attempt{{
		Name: "memfd-execveat", Tries: "execute a program from a memfd by execveat(2)",
		Denied: errnos{unix.EACCES, unix.EPERM, unix.ENOSYS}, By: []Protection{MemfdNoExec, Seccomp},
		Needs: []string{"battery"}, Reason: "Landlock does not see anonymous files: code from nowhere",
		try: func(s *Setup) Finding { return execMemfd(s, 0, execveat) },
	}, {
		Name: "memfd-proc-fd", Tries: "execute a program from a memfd by its name in /proc/self/fd",
		Denied: errnos{unix.EACCES, unix.EPERM}, By: []Protection{MemfdNoExec, Seccomp},
		Needs: []string{"battery"}, Reason: "the same without execveat(2)",
		try: func(s *Setup) Finding { return execMemfd(s, 0, execProcFD) },
	}, {
		Name: "memfd-exec-flag", Tries: "execute a program from a memfd made with MFD_EXEC",
		Denied: errnos{unix.EACCES, unix.EPERM}, By: []Protection{MemfdNoExec, Seccomp},
		Needs: []string{"battery"}, Reason: "vm.memfd_noexec=1 only changes the default; the flag asks for an executable file",
		OnlyOnThrowaway: "the flag is unknown before Linux 6.3",
		try:             func(s *Setup) Finding { return execMemfd(s, unix.MFD_EXEC, execProcFD) },
	}}
}

// start runs a program that ends at once. Its own exit code does not matter:
// execve(2) has let it through.
func start(path string) Finding {
	err := exec.Command(path, Noop).Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return found(err, "execute "+path)
}

func copyProgram(s *Setup, to string) error {
	text, err := os.ReadFile(s.Battery)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o755)
}

// fill copies the battery's program into fd and returns a read-only
// descriptor of the same file: a file open for writing is busy (ETXTBSY).
func fill(s *Setup, fd int) (int, error) {
	program, err := os.Open(s.Battery)
	if err != nil {
		return -1, err
	}
	defer program.Close()
	file := os.NewFile(uintptr(fd), "program")
	defer file.Close()
	if _, err := io.Copy(file, program); err != nil {
		return -1, err
	}
	// A noexec memfd (F_SEAL_EXEC) answers EPERM; execve(2) then decides.
	_ = unix.Fchmod(fd, 0o755)
	return unix.Open(fmt.Sprintf("/proc/self/fd/%d", fd), unix.O_RDONLY, 0)
}

// execProcFD starts the program open at fd by its name in /proc.
func execProcFD(_ *Setup, fd int) Finding { return start(fmt.Sprintf("/proc/self/fd/%d", fd)) }

func execNameless(s *Setup, run func(*Setup, int) Finding) Finding {
	fd, err := unix.Open(s.Writable, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o755)
	if err != nil {
		return broken("cannot make a nameless file: %v", err)
	}
	ro, err := fill(s, fd)
	if err != nil {
		return broken("cannot fill the nameless file: %v", err)
	}
	return run(s, ro)
}

// execMemfd runs a copy of the battery's program from a memfd. An error of
// memfd_create(2) is a finding: the mode of vm.memfd_noexec, or seccomp.
func execMemfd(s *Setup, flags int, run func(*Setup, int) Finding) Finding {
	fd, err := unix.MemfdCreate("volt-battery", flags)
	if err != nil {
		return found(err, "memfd_create")
	}
	ro, err := fill(s, fd)
	if err != nil {
		return broken("cannot fill the memfd: %v", err)
	}
	return run(s, ro)
}

// mapExecutable maps the first page of a file for execution.
func mapExecutable(name string) Finding {
	f, err := os.Open(name)
	if err != nil {
		return broken("cannot open the program: %v", err)
	}
	defer f.Close()
	b, err := unix.Mmap(int(f.Fd()), 0, os.Getpagesize(), unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE)
	if err == nil {
		err = unix.Munmap(b)
	}
	return found(err, "mmap")
}
