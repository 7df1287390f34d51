// Volt-test-agent runs in the test machine. It waits until the system is up,
// runs the command of its job as root, sends output, exit status and journal
// over virtio-serial ports, and stops the machine.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/volt-project/volt/test/host/job"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "volt-test-agent: %v\n", err)
	}
	// Not a shutdown: nothing on the disk is kept. QEMU ends instead of
	// restarting the machine.
	syscall.Sync()
	if err := syscall.Reboot(syscall.LINUX_REBOOT_CMD_RESTART); err != nil {
		fmt.Fprintf(os.Stderr, "volt-test-agent: cannot stop the machine: %v\n", err)
		os.Exit(1)
	}
}

// run does the job. What goes wrong is reported to the host, if that can still
// be done.
func run() error {
	port, err := openPort(job.PortReport)
	if err != nil {
		return err
	}
	defer port.Close()
	report := json.NewEncoder(port)
	if err := work(report); err != nil {
		return report.Encode(job.Report{Event: job.Failed, Error: err.Error()})
	}
	return report.Encode(job.Report{Event: job.Closed})
}

func work(report *json.Encoder) error {
	text, err := os.ReadFile(job.File)
	if err != nil {
		return fmt.Errorf("cannot read the job: %w", err)
	}
	var j job.Job
	if err := json.Unmarshal(text, &j); err != nil {
		return fmt.Errorf("cannot read the job: %w", err)
	}
	if err := report.Encode(job.Report{Event: job.Booted, State: systemState()}); err != nil {
		return err
	}
	exit, err := execute(j)
	if err != nil {
		return err
	}
	if err := report.Encode(job.Report{Event: job.Ended, Exit: exit}); err != nil {
		return err
	}
	if exit.Code != 0 || j.Journal {
		return sendJournal()
	}
	return nil
}

// systemState waits for the end of the boot and returns "running", or
// "degraded" with the units that failed.
func systemState() string {
	// Any state but running is an exit status of 1.
	out, err := exec.Command("systemctl", "is-system-running", "--wait").Output()
	state := strings.TrimSpace(string(out))
	if state == "" {
		return fmt.Sprintf("unknown: systemctl is-system-running: %v", err)
	}
	if state == "degraded" {
		failed, err := exec.Command("systemctl", "list-units", "--failed", "--plain", "--no-legend").Output()
		if err != nil {
			return fmt.Sprintf("%s: cannot list the failed units: %v", state, err)
		}
		return state + ": " + strings.TrimSpace(string(failed))
	}
	return state
}

// sendJournal sends everything that was logged since the boot.
func sendJournal() error {
	port, err := openPort(job.PortJournal)
	if err != nil {
		return err
	}
	defer port.Close()
	if out, err := exec.Command("journalctl", "--sync").CombinedOutput(); err != nil {
		return fmt.Errorf("cannot sync the journal: %w: %s", err, out)
	}
	cmd := exec.Command("journalctl", "--boot", "--output=short-monotonic", "--no-pager", "--quiet")
	cmd.Stdout, cmd.Stderr = port, port
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("cannot send the journal: %w", err)
	}
	return nil
}
