//go:build testhost

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/machine"
)

// runShell boots debian13 for a shell command.
func runShell(t *testing.T, command string, change func(*options)) (code int, stdout, stderr string, err error) {
	t.Helper()
	var out, complaint bytes.Buffer
	vs, err := image.Lookup("debian13")
	if err != nil {
		t.Fatal(err)
	}
	o := options{
		shell: command, cpus: 2, memory: 2048, timeout: 2 * time.Minute, limits: machine.DefaultLimits(),
		journal: filepath.Join(t.TempDir(), "journal"), stdout: &out, stderr: &complaint,
	}
	if change != nil {
		change(&o)
	}
	code, err = runOn(t.Context(), o, vs[0])
	if text, readErr := os.ReadFile(o.journal); readErr == nil {
		complaint.WriteString("JOURNAL\n")
		complaint.Write(text)
	}
	return code, out.String(), complaint.String(), err
}

// TestExitStatus: status, output and journal come back, and no more than that.
func TestExitStatus(t *testing.T) {
	code, stdout, stderr, err := runShell(t, "echo out; logger -t marker in the journal; echo err >&2; exit 200", nil)
	if err != nil || code != 200 {
		t.Errorf("exit status %d, %v", code, err)
	}
	if stdout != "out\nerr\n" {
		t.Errorf("the output is %q", stdout)
	}
	// logger adds its process's number to its name.
	if _, journal, _ := strings.Cut(stderr, "JOURNAL\n"); !strings.Contains(journal, " marker[") || !strings.Contains(journal, "]: in the journal\n") {
		t.Errorf("the journal has %d bytes, without the line", len(journal))
	}
}

// TestLargeOutput: nothing is lost of 8 MiB.
func TestLargeOutput(t *testing.T) {
	code, stdout, stderr, err := runShell(t, "head -c 8388608 /dev/zero | tr '\\0' x; echo end", nil)
	if want := 8<<20 + len("end\n"); err != nil || code != 0 || len(stdout) != want || !strings.HasSuffix(stdout, "xend\n") {
		t.Errorf("exit status %d, %v, %d bytes, want %d\n%s", code, err, len(stdout), want, stderr)
	}
}

// TestKilled: a command that runs too long is killed with what it started, and
// its output and the journal come back all the same.
func TestKilled(t *testing.T) {
	code, stdout, stderr, err := runShell(t, "echo before; sleep 1000 & wait", func(o *options) { o.timeout = 3 * time.Second })
	if err != nil || code != 137 || stdout != "before\n" {
		t.Errorf("exit status %d, %v, output %q", code, err, stdout)
	}
	for _, want := range []string{"killed: it ran longer than 3s", "JOURNAL\n[ "} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is not in %s", want, stderr)
		}
	}
}

// TestFailures: a machine that does not do its job is told by how.
func TestFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		command string
		change  func(*options)
		kind    machine.Kind
		console string
	}{
		{"panic", "echo c >/proc/sysrq-trigger", nil, machine.Panicked, "Kernel panic - not syncing: sysrq triggered crash"},
		{"power off", "systemctl poweroff --force --force; sleep 60", nil, machine.Vanished, "reboot: Power down"},
		{"agent dies", "kill -KILL $PPID; sleep 60", nil, machine.Vanished, "reboot"},
		{"hang", "kill -STOP $PPID; sleep 1000", func(o *options) {
			o.timeout, o.limits.End = time.Second, 2*time.Second
		}, machine.Hung, ""},
		{"slow boot", "true", func(o *options) { o.limits.Boot = 3 * time.Second }, machine.NotUp, ""},
		{"QEMU", "true", func(o *options) { o.cpus = 0 }, machine.NoQEMU, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, _, err := runShell(t, tt.command, tt.change)
			var failure *machine.Failure
			if !errors.As(err, &failure) || failure.Kind != tt.kind {
				t.Fatalf("exit status %d, %v; want a machine that %s", code, err, tt.kind)
			}
			if !strings.Contains(strings.Join(failure.Console, "\n"), tt.console) {
				t.Errorf("the console ends with %q, want %q", failure.Console, tt.console)
			}
		})
	}
}

// TestUnreachableMirror: what could not be fetched is named, and there is
// nothing that could be taken for an image.
func TestUnreachableMirror(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("VOLT_TEST_CACHE", cache)
	t.Setenv("VOLT_TEST_MIRROR", "http://127.0.0.1:9/debian")
	_, _, _, err := runShell(t, "true", nil)
	if err == nil {
		t.Fatal("a machine was booted from a mirror that is not there")
	}
	for _, want := range []string{"cannot build image qemu from http://127.0.0.1:9/debian", "Failed to fetch http://127.0.0.1:9/debian/dists/trixie/InRelease"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in the error: %v", want, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(cache, "qemu-*[0-9a-f]")); err != nil || len(left) != 0 {
		t.Errorf("the cache holds %q, %v", left, err)
	}
}
