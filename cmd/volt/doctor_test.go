package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/host"
)

// doctorHosts are a host that lacks everything and one that has all.
func doctorHosts() map[string]host.Features {
	return map[string]host.Features{
		"bare": {Kernel: "4.4.0-" + strings.Repeat("x", 60), UID: 1000, MemfdNoexec: -1, UnprivilegedPortStart: 1024,
			UserNamespacesBlock: []string{"kernel.apparmor_restrict_unprivileged_userns=1"}},
		"full": {
			Kernel: "7.3.0", LandlockABI: 11,
			Seccomp:        host.Seccomp{Filter: true, Log: true, KillProc: true, UserNotif: true, TSync: true, SpecAllow: true, WaitKill: true, Listener: true},
			UserNamespaces: true, UserNamespacesCreate: true, NetNamespaces: true, PIDNamespaces: true, MountNamespaces: true,
			CgroupVersion: 2, CgroupControllers: []string{"cpu", "memory", "pids"}, LSMs: []string{"capability", "landlock"},
			Systemd: host.Systemd{Running: true, Version: 262, User: true}, KVM: true, UnprivilegedPortStart: 1024,
		},
	}
}

func TestDoctorTable(t *testing.T) {
	for name, f := range doctorHosts() {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := report(f, false, false, &out, &errs)
			if want := map[string]int{"bare": 1, "full": 0}[name]; status != want {
				t.Errorf("exit status %d, want %d", status, want)
			}
			if errs.Len() > 0 {
				t.Errorf("on standard error: %s", &errs)
			}
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			for _, line := range lines {
				// Only the kernel's own name may be as long as it likes.
				if utf8.RuneCountInString(line) > 80 || strings.HasSuffix(line, " ") {
					t.Errorf("%d characters: %q", utf8.RuneCountInString(line), line)
				}
			}
			for _, n := range host.Findings(f) {
				if !strings.Contains(out.String(), fmt.Sprintf("\n%-19s%-10s", n.What, n.State)) {
					t.Errorf("no line for %s, %s", n.What, n.State)
				}
			}
			if strings.Contains(out.String(), "\x1b") {
				t.Error("colour without being asked for it")
			}
		})
	}
}

func TestDoctorLastLine(t *testing.T) {
	hosts := doctorHosts()
	for name, want := range map[string]string{
		"full": "Workloads with the default policy can run here.",
		"bare": "Workloads with the default policy cannot run here for want of: Landlock files, seccomp filter, seccomp kill, " +
			"Mount namespaces, PID namespaces, Network namespaces.",
	} {
		var out bytes.Buffer
		report(hosts[name], false, false, &out, &out)
		paragraphs := strings.Split(out.String(), "\n\n")
		if got := strings.Join(strings.Fields(paragraphs[len(paragraphs)-1]), " "); got != want {
			t.Errorf("%s ends with %q, want %q", name, got, want)
		}
	}
}

// The same features and findings come back from the JSON form.
func TestDoctorJSON(t *testing.T) {
	for name, f := range doctorHosts() {
		var out, errs bytes.Buffer
		status := report(f, true, true, &out, &errs)
		if want := map[string]int{"bare": 1, "full": 0}[name]; status != want || errs.Len() > 0 {
			t.Errorf("%s: exit status %d, want %d; %s", name, status, want, &errs)
		}
		dec := json.NewDecoder(&out)
		dec.DisallowUnknownFields()
		var got doctorReport
		if err := dec.Decode(&got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := doctorReport{Features: f, Findings: host.Findings(f)}
		if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
			t.Errorf("%s:\n got %s\nwant %s", name, g, w)
		}
	}
}

// The whole command, on this machine.
func TestDoctorHere(t *testing.T) {
	f := host.Probe()
	want := 0
	if len(host.Blockers(host.Findings(f))) > 0 {
		want = 1
	}
	for _, args := range [][]string{nil, {"--json"}, {"-json"}} {
		var out, errs bytes.Buffer
		if got := doctor(args, &out, &errs); got != want || errs.Len() > 0 {
			t.Errorf("%q: exit status %d, want %d; %s", args, got, want, &errs)
		}
		if !strings.Contains(out.String(), f.Kernel) {
			t.Errorf("%q: the kernel's name %s is not in the output", args, f.Kernel)
		}
		if strings.Contains(out.String(), "null") {
			t.Errorf("%q: a list is null", args)
		}
	}
}

func TestDoctorUsage(t *testing.T) {
	for _, tt := range []struct {
		args           string
		status         int
		stdout, stderr string
	}{
		{"--help", 0, "Usage: volt doctor", ""},
		{"-h", 0, "Usage: volt doctor", ""},
		{"--yaml", 2, "", "yaml"},
		{"--json=maybe", 2, "", "maybe"},
		{"now", 2, "", `unexpected argument "now"`},
	} {
		var out, errs bytes.Buffer
		status := doctor([]string{tt.args}, &out, &errs)
		if status != tt.status {
			t.Errorf("%s: exit status %d, want %d", tt.args, status, tt.status)
		}
		for got, want := range map[*bytes.Buffer]string{&out: tt.stdout, &errs: tt.stderr} {
			if (want == "") != (got.Len() == 0) || !strings.Contains(got.String(), want) {
				t.Errorf("%s: %q does not say %q", tt.args, got, want)
			}
		}
		if lines := strings.Count(errs.String(), "\n"); lines > 1 {
			t.Errorf("%s: the error takes %d lines", tt.args, lines)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestDoctorCannotWrite(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		var errs bytes.Buffer
		if status := report(doctorHosts()["full"], asJSON, false, fullDisk{}, &errs); status != 1 {
			t.Errorf("exit status %d, want 1", status)
		}
		if !strings.Contains(errs.String(), "no space left") {
			t.Errorf("standard error says %q", &errs)
		}
	}
}

func TestDoctorColour(t *testing.T) {
	tty, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	defer w.Close()
	if !wantsColour(tty, "") {
		t.Error("no colour on a terminal")
	}
	if wantsColour(tty, "1") {
		t.Error("colour in spite of NO_COLOR")
	}
	if wantsColour(w, "") || wantsColour(&bytes.Buffer{}, "") {
		t.Error("colour on something that is no terminal")
	}
	var plain, colour bytes.Buffer
	report(doctorHosts()["bare"], false, false, &plain, &plain)
	report(doctorHosts()["bare"], false, true, &colour, &colour)
	bare := colour.String()
	for _, sgr := range []string{"\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"} {
		bare = strings.ReplaceAll(bare, sgr, "")
	}
	if !strings.Contains(colour.String(), "\x1b[31mmissing") || bare != plain.String() {
		t.Error("colour changes more than the colour of the state")
	}
}
