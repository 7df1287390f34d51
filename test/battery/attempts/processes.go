package attempts

import (
	"strings"

	"golang.org/x/sys/unix"
)

// noProcess is a process number above the kernel's limit (PID_MAX_LIMIT, 2^22).
const noProcess = 1<<22 + 1

// outside are the answers for a process that is not there or out of reach.
func outside() errnos { return errnos{unix.ESRCH, unix.EPERM} }

// tracing are the protections of calls that need the right to trace.
func tracing() []Protection { return []Protection{Seccomp, PIDNamespace, UID, Capabilities} }

// traces tries to read and change the memory of other processes, and whether
// the calls for it can be made at all.
func traces() []Attempt {
	trace, needs := tracing(), []string{"host_pid"}
	return []Attempt{{
		Name: "ptrace-call", Tries: "ptrace(2) a process that does not exist", Denied: errnos{unix.EPERM}, Through: errnos{unix.ESRCH},
		By: []Protection{Seccomp}, Reason: "the product's document promises that ptrace is blocked, whoever the target is",
		try: func(*Setup) Finding { return call("ptrace", unix.SYS_PTRACE, unix.PTRACE_SEIZE, noProcess, 0, 0) },
	}, {
		Name: "ptrace-host", Tries: "ptrace(2) a process outside", Denied: outside(), By: trace, Needs: needs,
		Reason: "whoever traces a process is that process",
		try: func(s *Setup) Finding {
			return call("ptrace", unix.SYS_PTRACE, unix.PTRACE_SEIZE, uintptr(s.HostPID), 0, 0)
		},
	}, {
		Name: "process-vm-readv-call", Tries: "process_vm_readv(2) on itself with nothing to read", Denied: errnos{unix.EPERM},
		By: []Protection{Seccomp}, Reason: "goes with ptrace",
		try: func(*Setup) Finding {
			return call("process_vm_readv", unix.SYS_PROCESS_VM_READV, uintptr(unix.Getpid()), 0, 0, 0, 0, 0)
		},
	}, {
		Name: "process-vm-readv-host", Tries: "process_vm_readv(2) address 1 of a process outside", Denied: outside(), By: trace, Needs: needs,
		Through: errnos{unix.EFAULT}, Reason: "the memory of another process without attaching to it",
		try: func(s *Setup) Finding {
			local := []unix.Iovec{{Base: new(byte), Len: 1}}
			_, err := unix.ProcessVMReadv(s.HostPID, local, []unix.RemoteIovec{{Base: 1, Len: 1}}, 0)
			return found(err, "process_vm_readv")
		},
	}, {
		Name: "process-vm-writev-call", Tries: "process_vm_writev(2) on itself with nothing to write", Denied: errnos{unix.EPERM},
		By: []Protection{Seccomp}, Reason: "goes with ptrace",
		try: func(*Setup) Finding {
			return call("process_vm_writev", unix.SYS_PROCESS_VM_WRITEV, uintptr(unix.Getpid()), 0, 0, 0, 0, 0)
		},
	}}
}

// signals tries to signal processes outside.
func signals() []Attempt {
	by, needs := []Protection{PIDNamespace, UID, LandlockScope}, []string{"host_pid"}
	return []Attempt{{
		Name: "kill-host", Tries: "send signal 0 to a process outside", Denied: outside(), By: by, Needs: needs,
		Reason: "signal 0 checks the right and sends nothing",
		try:    func(s *Setup) Finding { return found(unix.Kill(s.HostPID, 0), "kill") },
	}, {
		Name: "tgkill-host", Tries: "send signal 0 to a thread outside", Denied: outside(), By: by, Needs: needs,
		Reason: "the same by tgkill(2)",
		try:    func(s *Setup) Finding { return found(unix.Tgkill(s.HostPID, s.HostPID, 0), "tgkill") },
	}, {
		Name: "pidfd-host", Tries: "pidfd_open(2) a process outside, and send signal 0 by it", Denied: outside(), By: by, Needs: needs,
		Reason: "the same by descriptor",
		try: func(s *Setup) Finding {
			fd, err := unix.PidfdOpen(s.HostPID, 0)
			if err != nil {
				return found(err, "pidfd_open")
			}
			return found(unix.PidfdSendSignal(fd, 0, nil, 0), "pidfd_send_signal")
		},
	}, {
		Name: "setown-host", Tries: "make a process outside the receiver of a pipe's SIGIO", Denied: outside(), By: by, Needs: needs,
		Reason: "a signal that the kernel sends on the workload's behalf; fcntl(2): it is sent where kill(2) could send one",
		try: func(s *Setup) Finding {
			var p [2]int
			if err := unix.Pipe2(p[:], unix.O_CLOEXEC); err != nil {
				return broken("cannot make a pipe: %v", err)
			}
			if f := call("fcntl(F_SETOWN)", unix.SYS_FCNTL, uintptr(p[0]), unix.F_SETOWN, uintptr(s.HostPID)); f.errno != 0 {
				return f
			}
			return found(unix.Kill(s.HostPID, 0), "fcntl(F_SETOWN) succeeded; kill")
		},
	}}
}

// others tries what else can be asked of or taken from processes outside.
func others() []Attempt {
	trace, needs := tracing(), []string{"host_pid"}
	return []Attempt{{
		Name: "pidfd-getfd-host", Tries: "take a descriptor of a process outside by pidfd_getfd(2)", Denied: outside(), By: trace, Needs: needs,
		Reason: "an open file of another process is a way past the mount view",
		try: func(s *Setup) Finding {
			fd, err := unix.PidfdOpen(s.HostPID, 0)
			if err != nil {
				return found(err, "pidfd_open")
			}
			_, err = unix.PidfdGetfd(fd, 0, 0)
			return found(err, "pidfd_getfd")
		},
	}, {
		Name: "prlimit-host", Tries: "read the limits of a process outside", Denied: outside(), By: trace, Needs: needs,
		Reason: "whoever may read them may set them",
		try: func(s *Setup) Finding {
			return found(unix.Prlimit(s.HostPID, unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}), "prlimit64")
		},
	}, {
		Name: "priority-host", Tries: "read the priority of a process outside", Denied: outside(), By: []Protection{PIDNamespace}, Needs: needs,
		Reason: "no right is asked for it: only a pid namespace hides the process",
		try: func(s *Setup) Finding {
			_, err := unix.Getpriority(unix.PRIO_PROCESS, s.HostPID)
			return found(err, "getpriority")
		},
	}, {
		Name: "kcmp-host", Tries: "compare a process outside with itself by kcmp(2)", Denied: outside(), By: trace, Needs: needs,
		Through: errnos{unix.ENOSYS}, Reason: "tells addresses apart inside the kernel; ENOSYS is a kernel built without it",
		try: func(s *Setup) Finding {
			return call("kcmp", unix.SYS_KCMP, uintptr(s.HostPID), uintptr(s.HostPID), 1, 0, 0)
		},
	}, {
		Name: "move-pages-host", Tries: "ask where no pages of a process outside are", Denied: outside(), By: trace, Needs: needs,
		Through: errnos{unix.ENOSYS}, Reason: "steers the memory of another process; ENOSYS is a kernel built without it",
		try: func(s *Setup) Finding {
			return call("move_pages", unix.SYS_MOVE_PAGES, uintptr(s.HostPID), 0, 0, 0, 0, 0)
		},
	}, {
		Name: "shm-host", Tries: "attach a System V shared memory segment of the host",
		Denied: errnos{unix.EINVAL, unix.EIDRM, unix.EPERM}, By: []Protection{IPCNamespace, Seccomp},
		Effect: "the number is that of another segment",
		Needs:  []string{"shm_id", "secret"}, Reason: "EINVAL is the answer where the number names no segment",
		try: func(s *Setup) Finding {
			text, err := attachShared(s.ShmID, len(s.Secret))
			if err == nil && !strings.Contains(text, s.Secret) {
				return nothing("segment %d is another one here", s.ShmID)
			}
			return found(err, "shmat")
		},
	}}
}
