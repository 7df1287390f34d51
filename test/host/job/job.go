// Package job is what the host and the agent in the test machine tell each
// other: what is to be run, on the payload's tar file, and what became of it,
// on virtio-serial ports.
package job

import "time"

// File is where the agent finds its Job, in JSON.
const File = "/usr/local/libexec/volt-test/job.json"

// Job is one command to be run as root once the system is up.
type Job struct {
	Argv    []string
	Env     []string // added to PATH, HOME, USER, LANG
	Dir     string
	Timeout time.Duration // then the command is killed; it has what it started killed with it
	Journal bool          // bring the journal back even if the command succeeds
}

// Names of the virtio-serial ports, as in /sys/class/virtio-ports/*/name.
const (
	PortOutput  = "volt.output"  // standard output and error of the command
	PortReport  = "volt.report"  // a Report a line, in JSON
	PortJournal = "volt.journal" // the text of journalctl
)

// Event is what a Report is about.
type Event string

// Events, in the order in which they come.
const (
	Booted Event = "booted" // the system is up, the command is about to start
	Ended  Event = "ended"  // the command ended
	Closed Event = "closed" // everything has been sent; the machine stops
	Failed Event = "failed" // the agent could not do its work
)

// Report is a line on PortReport.
type Report struct {
	Event Event
	State string `json:",omitempty"` // Booted: systemctl is-system-running, and the units that failed
	Exit  Exit   `json:",omitzero"`  // Ended
	Error string `json:",omitempty"` // Failed
}

// Exit is how the command ended.
type Exit struct {
	Code    int  // its exit status, or 128 and the signal
	Signal  int  // the signal that killed it, or 0
	Timeout bool // it was killed because Job.Timeout was over
}
