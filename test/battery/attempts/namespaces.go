package attempts

import (
	"errors"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// namespaces tries to make each kind of namespace in both ways. What is made is
// gone when the attempt's process ends.
func namespaces() []Attempt {
	var rows []Attempt
	for _, ns := range []struct {
		name   string
		flag   uintptr
		reason string
	}{
		{"user", unix.CLONE_NEWUSER, "a user namespace gives every capability over what is made in it, and so most of the kernel's attack surface"},
		{"mount", unix.CLONE_NEWNS, "a mount view of one's own"},
		{"pid", unix.CLONE_NEWPID, "a process tree of one's own, hidden from whoever supervises"},
		{"net", unix.CLONE_NEWNET, "a network where packet filters and routes can be set"},
		{"ipc", unix.CLONE_NEWIPC, "privileged, and nothing a workload needs"},
		{"uts", unix.CLONE_NEWUTS, "privileged, and nothing a workload needs"},
		{"cgroup", unix.CLONE_NEWCGROUP, "with a mount it opens release_agent"},
		{"time", unix.CLONE_NEWTIME, "privileged, and nothing a workload needs"},
	} {
		unshare := Attempt{
			Name: "unshare-" + ns.name, Tries: "unshare(2) a " + ns.name + " namespace", Denied: errnos{unix.EPERM},
			By: []Protection{Seccomp, Capabilities}, Reason: ns.reason,
			try: func(*Setup) Finding {
				runtime.LockOSThread() // the thread dies with the attempt
				return call("unshare", unix.SYS_UNSHARE, ns.flag)
			},
		}
		if ns.flag == unix.CLONE_NEWUSER {
			// Past every permission check the kernel says that a process of
			// several threads cannot do it (unshare(2)).
			unshare.Through = errnos{unix.EINVAL}
		}
		rows = append(rows, unshare)
		if ns.flag == unix.CLONE_NEWTIME {
			continue // clone(2) has no bit for it
		}
		rows = append(rows, Attempt{
			Name: "clone-" + ns.name, Tries: "clone(2) a process into a new " + ns.name + " namespace", Denied: errnos{unix.EPERM},
			By: []Protection{Seccomp, Capabilities}, Needs: []string{"battery"}, Reason: ns.reason,
			try: func(s *Setup) Finding { return cloneWith(s, ns.flag) },
		})
	}
	return rows
}

// enter tries the other ways into namespaces.
func enter() []Attempt {
	return []Attempt{{
		Name: "clone-all", Tries: "clone(2) with every namespace at once", Denied: errnos{unix.EPERM},
		By: []Protection{Seccomp, Capabilities}, Needs: []string{"battery"},
		Reason: "a user namespace made in the same call would allow all the others",
		try: func(s *Setup) Finding {
			return cloneWith(s, unix.CLONE_NEWUSER|unix.CLONE_NEWNS|unix.CLONE_NEWPID|unix.CLONE_NEWNET|
				unix.CLONE_NEWIPC|unix.CLONE_NEWUTS|unix.CLONE_NEWCGROUP)
		},
	}, {
		Name: "clone3", Tries: "clone3(2) with a structure of size 0", Denied: errnos{unix.ENOSYS}, Through: errnos{unix.EINVAL},
		By:     []Protection{Seccomp},
		Reason: "its flags are in a structure that no filter can see; ENOSYS makes the C library fall back to clone(2)",
		try:    func(*Setup) Finding { return call("clone3", unix.SYS_CLONE3, 0, 0) },
	}, {
		Name: "setns-own", Tries: "setns(2) to the network namespace the process is in", Denied: errnos{unix.EPERM},
		By: []Protection{Seccomp, Capabilities}, Reason: "the call as such must be closed",
		try: func(*Setup) Finding {
			fd, err := unix.Open("/proc/self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
			if err != nil {
				fd = -1 // the call itself is what is asked
			}
			runtime.LockOSThread()
			return call("setns", unix.SYS_SETNS, uintptr(fd), unix.CLONE_NEWNET)
		},
	}, {
		Name: "setns-host", Tries: "open the network namespace of a process outside, and enter it",
		Denied: errnos{unix.ENOENT, unix.EACCES, unix.EPERM}, By: []Protection{PIDNamespace, Seccomp, Capabilities},
		Needs: []string{"host_pid"}, Reason: "the host's namespaces are one open(2) and one setns(2) away",
		try: func(s *Setup) Finding {
			fd, err := unix.Open(hostProc(s, "ns/net"), unix.O_RDONLY|unix.O_CLOEXEC, 0)
			if err != nil {
				return found(err, "open "+hostProc(s, "ns/net"))
			}
			runtime.LockOSThread()
			return call("setns", unix.SYS_SETNS, uintptr(fd), unix.CLONE_NEWNET)
		},
	}}
}

// cloneWith starts a program that ends at once in new namespaces.
func cloneWith(s *Setup, flags uintptr) Finding {
	cmd := exec.Command(s.Battery, Noop)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags}
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return found(err, "clone")
}
