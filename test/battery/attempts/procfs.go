package attempts

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// procKernel tries the switches of the kernel in /proc.
func procKernel() []Attempt {
	masked := errnos{unix.ENOENT, unix.EACCES, unix.EROFS, unix.EPERM}
	return []Attempt{{
		Name: "write-proc-sys", Tries: "open /proc/sys/kernel/core_pattern for writing, and write nothing",
		Denied: masked, By: []Protection{ReadOnlyMount, Landlock, UID},
		Reason: "the kernel runs the program named there as root, outside every namespace",
		try:    func(*Setup) Finding { return open("/proc/sys/kernel/core_pattern", unix.O_WRONLY) },
	}, {
		Name: "write-sysrq-trigger", Tries: "open /proc/sysrq-trigger for writing, and write nothing",
		Denied: masked, By: []Protection{ReadOnlyMount, Landlock, UID},
		OnlyOnThrowaway: "a kernel built without CONFIG_MAGIC_SYSRQ has no such file, and nothing can be mounted where procfs has no name",
		Reason:          "one letter reboots the machine",
		try:             func(*Setup) Finding { return open("/proc/sysrq-trigger", unix.O_WRONLY) },
	}, {
		Name: "read-proc-kmsg", Tries: "open /proc/kmsg",
		Denied: masked, By: []Protection{Landlock, UID, Capabilities},
		Reason: "the kernel's log holds addresses and what others do",
		try:    func(*Setup) Finding { return open("/proc/kmsg", unix.O_RDONLY) },
	}}
}

// procLinks tries the magic links.
func procLinks() []Attempt {
	hidden := errnos{unix.ENOENT, unix.EACCES}
	return []Attempt{{
		Name: "proc-1-root", Tries: "read an unlisted file through /proc/1/root",
		Denied: hidden, By: []Protection{PIDNamespace, MountView, UID},
		Needs: []string{"host_file", "secret"}, Reason: "the magic link leads to the root of another process, past the mount view",
		try: func(s *Setup) Finding { return readSecret("/proc/1/root"+s.HostFile, s.Secret) },
	}, {
		Name: "proc-host-root", Tries: "read an unlisted file through /proc/PID/root of a process outside",
		Denied: hidden, By: []Protection{PIDNamespace, MountView, UID},
		Needs: []string{"host_pid", "host_file", "secret"}, Reason: "the magic link leads to the host's root",
		try: func(s *Setup) Finding { return readSecret(hostProc(s, "root")+s.HostFile, s.Secret) },
	}, {
		Name: "proc-self-root", Tries: "read an unlisted file through /proc/self/root and `..`",
		Denied: hidden, By: []Protection{MountView, Landlock},
		Needs: []string{"host_file", "secret"}, Reason: "the magic link must not lead above the root of the mount view",
		try: func(s *Setup) Finding { return readSecret("/proc/self/root/../.."+s.HostFile, s.Secret) },
	}, {
		Name: "proc-task-cwd", Tries: "read an unlisted file through /proc/self/task/TID/cwd and `..`",
		Denied: hidden, By: []Protection{MountView, Landlock},
		Needs: []string{"host_file", "secret"}, Reason: "a thread's cwd link is a second way to a folder left outside",
		try: func(s *Setup) Finding {
			cwd := fmt.Sprintf("/proc/self/task/%d/cwd", unix.Gettid())
			return readSecret(cwd+strings.Repeat("/..", 40)+s.HostFile, s.Secret)
		},
	}, {
		Name: "proc-fd-reopen", Tries: "open a read-only file again for writing through /proc/self/fd",
		Denied: errnos{unix.EACCES, unix.EROFS}, By: []Protection{ReadOnlyMount, Landlock},
		Needs: []string{"readable"}, Reason: "the magic link goes by the inode, not by the rights of the descriptor",
		try: func(s *Setup) Finding {
			f, err := os.Open(s.Readable + "/file")
			if err != nil {
				return broken("cannot open the file: %v", err)
			}
			defer f.Close()
			return open(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.O_WRONLY)
		},
	}}
}

// procOthers tries to look into processes outside.
func procOthers() []Attempt {
	hidden := errnos{unix.ENOENT, unix.EACCES}
	return []Attempt{{
		Name: "proc-host-environ", Tries: "read the environment of a process outside",
		Denied: hidden, By: []Protection{PIDNamespace, UID}, Effect: "the number is that of another process",
		Needs: []string{"host_pid", "secret"}, Reason: "secrets are passed in environments",
		try: func(s *Setup) Finding {
			text, err := os.ReadFile(hostProc(s, "environ"))
			if err == nil && !strings.Contains(string(text), s.Secret) {
				return nothing("process %d is another one here", s.HostPID)
			}
			return found(err, "read "+hostProc(s, "environ"))
		},
	}, {
		Name: "proc-host-mem", Tries: "open the memory of a process outside",
		Denied: hidden, By: []Protection{PIDNamespace, UID},
		Needs: []string{"host_pid"}, Reason: "reading and writing another process's memory without ptrace(2)",
		try: func(s *Setup) Finding { return open(hostProc(s, "mem"), unix.O_RDWR) },
	}, {
		Name: "proc-scan-environ", Tries: "search the environment of every process in /proc for the host's secret",
		By: []Protection{PIDNamespace, UID}, Effect: "no process that can be seen has it",
		Needs: []string{"secret"}, Reason: "does not depend on knowing a process number",
		try: scanEnviron,
	}}
}

func hostProc(s *Setup, name string) string {
	return fmt.Sprintf("/proc/%d/%s", s.HostPID, name)
}

func scanEnviron(s *Setup) Finding {
	names, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil || len(names) == 0 {
		return broken("there is no /proc to search")
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err == nil && strings.Contains(string(text), s.Secret) {
			return through("%s holds the host's secret", name)
		}
	}
	return nothing("%d processes can be seen, none has it", len(names))
}
