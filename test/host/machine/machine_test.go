package machine

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/job"
)

func TestCommand(t *testing.T) {
	c := Config{
		Emulator: "/q", Payload: "/tmp/a,b.tar", CPUs: 1, MemoryMiB: 2048,
		Machine: image.Machine{Disk: "/i/disk", Kernel: "/i/vmlinuz", Initrd: "/i/initrd"},
	}
	argv := c.Command()
	if argv[0] != "/q/usr/lib64/ld-linux-x86-64.so.2" {
		t.Errorf("the loader is %s", argv[0])
	}
	text := strings.Join(argv, " ")
	for _, want := range []string{
		" -smp 1 -m 2048 ", " -kernel /i/vmlinuz -initrd /i/initrd ",
		",snapshot=on,cache=unsafe,file=/i/disk ", ",readonly=on,file=/tmp/a,,b.tar ",
		" -serial chardev:console", " -device virtserialport,chardev=volt.report,name=volt.report",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	// os/exec numbers ExtraFiles from 3, in this order.
	for i, ch := range channels() {
		if ch.fd != i+3 {
			t.Errorf("channel %s has descriptor %d, want %d", ch.name, ch.fd, i+3)
		}
	}
}

func TestDiagnose(t *testing.T) {
	booted := job.Report{Event: job.Booted, State: "running"}
	ended := job.Report{Event: job.Ended, Exit: job.Exit{Code: 3}}
	late := job.Report{Event: job.Ended, Exit: job.Exit{Code: 137, Signal: 9, Timeout: true}}
	for _, tt := range []struct {
		name string
		f    facts
		exit job.Exit
		kind Kind // "" for none
		says string
	}{
		{name: "exit status", f: facts{reports: []job.Report{booted, ended}}, exit: ended.Exit},
		{name: "time-out inside", f: facts{reports: []job.Report{booted, late}}, exit: late.Exit},
		{name: "result, then no end", f: facts{reports: []job.Report{booted, ended}, killed: true, status: "signal: killed"}, exit: ended.Exit},
		{name: "never up", f: facts{killed: true, status: "signal: killed", after: 240 * time.Second}, kind: NotUp, says: "stopped after 4m0s"},
		{name: "hang", f: facts{reports: []job.Report{booted}, killed: true, status: "signal: killed"}, kind: Hung, says: "hangs"},
		{name: "QEMU", f: facts{status: "exit status 1", stderr: "qemu: no such CPU\n"}, kind: NoQEMU, says: "exit status 1\nqemu: no such CPU; its console is empty"},
		{name: "QEMU crashed late", f: facts{reports: []job.Report{booted}, status: "signal: segmentation fault"}, kind: NoQEMU, says: "segmentation fault"},
		{name: "powered off", f: facts{reports: []job.Report{booted}, console: []string{"reboot: Power down"}}, kind: Vanished, says: "ends with\n    reboot: Power down"},
		{name: "agent", f: facts{reports: []job.Report{booted, {Event: job.Failed, Error: "cannot start x"}}}, kind: Agent, says: ": cannot start x;"},
		{name: "agent after the end", f: facts{reports: []job.Report{booted, ended, {Event: job.Failed, Error: "no journal"}}}, kind: Agent, says: "no journal"},
		{name: "panic", f: facts{console: []string{"[    1.5] Kernel panic - not syncing: sysrq"}}, kind: Panicked, says: "not syncing: sysrq"},
		{name: "panic after the end", f: facts{reports: []job.Report{booted, ended}, console: []string{"[    1.5] Kernel panic - not syncing: x"}}, kind: Panicked},
		{name: "a program talks of panic", f: facts{reports: []job.Report{booted, ended}, console: []string{"Kernel panic - not syncing"}}, exit: ended.Exit},
	} {
		exit, failure := diagnose(tt.f)
		if tt.kind == "" {
			if failure != nil || exit != tt.exit {
				t.Errorf("%s: %+v, %v; want %+v", tt.name, exit, failure, tt.exit)
			}
			continue
		}
		if failure == nil || failure.Kind != tt.kind || !strings.Contains(failure.Error(), tt.says) {
			t.Errorf("%s: %v; want %q with %q", tt.name, failure, tt.kind, tt.says)
		}
	}
}

func TestTail(t *testing.T) {
	var last tail
	for range 3000 {
		if _, err := last.Write([]byte("a line that goes by\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := last.Write([]byte("\n\x1b[1mbold\x1b[0m\r\n \r\nthe end")); err != nil {
		t.Fatal(err)
	}
	if got, want := last.lines(3), []string{"a line that goes by", "[1mbold[0m", "the end"}; !slices.Equal(got, want) {
		t.Errorf("the last lines are %q, want %q", got, want)
	}
	if len(last.buf) > tailBytes {
		t.Errorf("%d bytes are kept", len(last.buf))
	}
}

func TestReadReports(t *testing.T) {
	up := 0
	got, err := readReports(strings.NewReader("{\"Event\":\"booted\",\"State\":\"running\"}\n{\"Event\":\"ended\",\"Exit\":{\"Code\":2}}\n"), func(job.Report) { up++ })
	if err != nil || len(got) != 2 || got[1].Exit.Code != 2 || up != 1 {
		t.Errorf("reports %+v, %v, booted %d times", got, err, up)
	}
	// Cut off, or overwritten by something else: what came before counts.
	for _, text := range []string{"{\"Event\":\"booted\"}\n{\"Eve", "{\"Event\":\"booted\"}\nnonsense\n"} {
		got, err := readReports(strings.NewReader(text), func(job.Report) {})
		if err == nil || len(got) != 1 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestNoEmulator: a QEMU that is not there is an error, and leaves no
// descriptor open.
func TestNoEmulator(t *testing.T) {
	before := openFiles(t)
	var out strings.Builder
	_, err := Run(t.Context(), Config{Emulator: t.TempDir(), Limits: DefaultLimits()}, time.Second, Streams{Output: &out, Journal: &out})
	if err == nil || !strings.HasPrefix(err.Error(), "cannot start QEMU: ") {
		t.Errorf("the error is %v", err)
	}
	if after := openFiles(t); after != before {
		t.Errorf("%d files are open, were %d", after, before)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
