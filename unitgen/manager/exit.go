package manager

import (
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"
)

// Code says what ended a main process.
type Code int32

// The codes, CLD_* of <asm-generic/siginfo.h>.
const (
	NotRun Code = 0 // there was no main process, or it was not started
	Exited Code = 1 // CLD_EXITED: Status is what it gave to exit(3)
	Killed Code = 2 // CLD_KILLED: Status is the signal
	Dumped Code = 3 // CLD_DUMPED: the same, and the kernel wrote a core
)

// Results of a unit that callers act on, property Result of systemd.service(5)
// ($SERVICE_RESULT in systemd.exec(5)).
const (
	Success = "success"
	OOMKill = "oom-kill"
	Timeout = "timeout"
)

// ExitStatus is how a unit ended. A scope has no main process: its Code is
// NotRun.
type ExitStatus struct {
	Code   Code
	Status int
	Result string // Success, OOMKill, Timeout, "exit-code", "signal", "core-dump", "watchdog", ...
}

// Shell is the status as shells write it: 128+N for signal N. It is -1 when no
// main process ran.
func (e ExitStatus) Shell() int {
	switch e.Code {
	case Exited:
		return e.Status
	case Killed, Dumped:
		return 128 + e.Status
	}
	return -1
}

// OOM reports whether the kernel or systemd-oomd ended a process of the unit
// for want of memory.
func (e ExitStatus) OOM() bool { return e.Result == OOMKill }

func (e ExitStatus) String() string {
	switch e.Code {
	case Exited:
		if step := stepName(e.Status); step != "" {
			return fmt.Sprintf("exited with status %d/%s", e.Status, step)
		}
		return "exited with status " + strconv.Itoa(e.Status)
	case Killed, Dumped:
		name := signalName(unix.Signal(e.Status))
		if e.Code == Dumped {
			return "was killed by " + name + " and left a core"
		}
		if e.OOM() {
			return "was killed by " + name + " for want of memory"
		}
		return "was killed by " + name
	}
	return "did not run"
}

// firstStep is EXIT_CHDIR, the first status that systemd gives a child of its
// own, before the program is executed.
const firstStep = 200

// stepName names the step of systemd at which a child ended before its program
// was executed, or is "". A program may use the same statuses for itself: the
// name is for the person, not for decisions.
//
// The names are those of systemd-analyze(1) exit-status, in the order of
// src/shared/exit-status.h; KSM is newer than Debian 12.
func stepName(status int) string {
	names := [...]string{
		"CHDIR", "NICE", "FDS", "EXEC", "MEMORY", "LIMITS", "OOM_ADJUST", "SIGNAL_MASK", "STDIN", "STDOUT",
		"CHROOT", "IOPRIO", "TIMERSLACK", "SECUREBITS", "SETSCHEDULER", "CPUAFFINITY", "GROUP", "USER", "CAPABILITIES",
		"CGROUP", "SETSID", "CONFIRM", "STDERR", "", "PAM", "NETWORK", "NAMESPACE", "NO_NEW_PRIVILEGES", "SECCOMP",
		"SELINUX_CONTEXT", "PERSONALITY", "APPARMOR", "ADDRESS_FAMILIES", "RUNTIME_DIRECTORY", "",
		"CHOWN", "SMACK_PROCESS_LABEL", "KEYRING", "STATE_DIRECTORY", "CACHE_DIRECTORY", "LOGS_DIRECTORY",
		"CONFIGURATION_DIRECTORY", "NUMA_POLICY", "CREDENTIALS", "BPF", "KSM",
	}
	if i := status - firstStep; i >= 0 && i < len(names) {
		return names[i]
	}
	return ""
}
