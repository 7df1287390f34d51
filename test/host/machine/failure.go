package machine

import (
	"fmt"
	"strings"
	"time"

	"github.com/volt-project/volt/test/host/job"
)

// Kind is a way in which a machine did not do its job.
type Kind string

// Kinds of failure. They are sentences' middles: "the machine ...".
const (
	Panicked Kind = "panicked: its kernel stopped"
	NotUp    Kind = "did not finish its boot"
	Hung     Kind = "hangs: neither the test's end nor its time-out was reported"
	Vanished Kind = "went off before the job was done"
	NoQEMU   Kind = "did not start: QEMU failed"
	Agent    Kind = "could not do the job"
)

// Failure is a machine that did not do its job.
type Failure struct {
	Kind    Kind
	Detail  string   // QEMU's or the agent's own words; may be empty
	Console []string // the last lines
}

func (f *Failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot run the job: the machine %s", f.Kind)
	if f.Detail != "" {
		fmt.Fprintf(&b, ": %s", f.Detail)
	}
	if len(f.Console) == 0 {
		b.WriteString("; its console is empty")
		return b.String()
	}
	b.WriteString("; its console ends with\n    ")
	b.WriteString(strings.Join(f.Console, "\n    "))
	return b.String()
}

// facts is what was seen of a machine until QEMU ended.
type facts struct {
	reports []job.Report
	killed  bool // by us, because its time was over
	after   time.Duration
	status  string // of QEMU: "" for success
	stderr  string // of QEMU
	console []string
}

// find returns the report of an event.
func (f facts) find(e job.Event) (job.Report, bool) {
	for _, r := range f.reports {
		if r.Event == e {
			return r, true
		}
	}
	return job.Report{}, false
}

// diagnose tells how the command ended, or why that is not known.
func diagnose(f facts) (job.Exit, *Failure) {
	_, booted := f.find(job.Booted)
	ended, done := f.find(job.Ended)
	failed, broken := f.find(job.Failed)
	fail := func(k Kind, detail string) (job.Exit, *Failure) {
		return job.Exit{}, &Failure{Kind: k, Detail: detail, Console: f.console}
	}
	after := fmt.Sprintf("stopped after %v", f.after.Round(time.Second))
	switch {
	case panicked(f.console):
		return fail(Panicked, "")
	case broken:
		return fail(Agent, failed.Error)
	case done:
		return ended.Exit, nil
	case f.killed && !booted:
		return fail(NotUp, after)
	case f.killed:
		return fail(Hung, after)
	case f.status != "":
		return fail(NoQEMU, strings.TrimSpace(f.status+"\n"+f.stderr))
	default:
		return fail(Vanished, "")
	}
}

// panicked looks for the last words of kernel/panic.c. They come at the start
// of a line, after a time stamp.
func panicked(console []string) bool {
	for _, line := range console {
		if _, text, ok := strings.Cut(line, "] "); ok && strings.HasPrefix(text, "Kernel panic - not syncing") {
			return true
		}
	}
	return false
}
