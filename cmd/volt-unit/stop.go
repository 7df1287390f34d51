package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// stop ends the main process of a unit that has PrivatePIDs=, as its ExecStop=.
//
// The workload is PID 1 of its namespace, and such a process gets no signal
// that it does not catch (pid_namespaces(7)): where SIGTERM would end any other
// process, it takes SIGKILL here. And systemd 257 may take it for a process
// that is not its child, and then does not wait for it after SIGTERM, nor
// kill it: the unit is "stopped" and the workload goes on. So by the time this
// returns, the process has ended.
func stop(mainPID, seconds string, stderr io.Writer) int {
	pid, err := strconv.Atoi(mainPID)
	if err != nil || pid <= 1 {
		return 0 // it has ended by itself
	}
	limit, err := strconv.Atoi(seconds)
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: cannot stop the workload: %q is not a number of seconds\n", seconds)
		return exitUsage
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err == unix.ESRCH {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: cannot stop the workload: %v\n", err)
		return exitFailed
	}
	defer unix.Close(fd)
	// One second before systemd ends this process, for the kill itself.
	patience := time.Duration(max(limit-1, 1)) * time.Second
	if catches(pid, unix.SIGTERM) && unix.PidfdSendSignal(fd, unix.SIGTERM, nil, 0) == nil && ended(fd, patience) {
		return 0
	}
	if err := unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0); err != nil && err != unix.ESRCH {
		fmt.Fprintf(stderr, "volt-unit: cannot kill the workload: %v\n", err)
		return exitFailed
	}
	ended(fd, patience)
	return 0
}

// catches reports whether a process has a handler for a signal: SigCgt of
// proc_pid_status(5).
func catches(pid int, signal unix.Signal) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(b)) {
		if mask, ok := strings.CutPrefix(line, "SigCgt:"); ok {
			n, err := strconv.ParseUint(strings.TrimSpace(mask), 16, 64)
			return err == nil && n&(1<<(signal-1)) != 0
		}
	}
	return false
}

// ended waits until the process has ended, at most for so long.
func ended(pidfd int, patience time.Duration) bool {
	deadline := time.Now().Add(patience)
	for {
		left := time.Until(deadline)
		if left <= 0 {
			return false
		}
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}, int(left.Milliseconds())+1)
		if n > 0 || err != nil && err != unix.EINTR {
			return n > 0
		}
	}
}
