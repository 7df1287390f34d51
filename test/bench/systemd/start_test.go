//go:build testhost

// Package systemd measures, on a machine with systemd, what a start by it
// costs: Volt's against systemd-run's with the same directives, and each
// hardening directive by itself. `make bench-systemd` runs it.
package systemd

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// rounds is how often each command is run, interleaved with the others.
const rounds = 15

// loopVariable makes this program the workload that TestDirectives measures.
const loopVariable = "VOLT_BENCH_LOOP"

func TestMain(m *testing.M) {
	if os.Getenv(loopVariable) != "" {
		loop()
		return
	}
	os.Exit(m.Run())
}

// loop prints what a getppid(2) costs here, in ns, and how many filters there are.
func loop() {
	const calls = 200000
	best := time.Duration(1<<63 - 1)
	for range 3 {
		start := time.Now()
		for range calls {
			_, _, _ = syscall.RawSyscall(syscall.SYS_GETPPID, 0, 0, 0)
		}
		best = min(best, time.Since(start))
	}
	filters := "0"
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if n, ok := strings.CutPrefix(line, "Seccomp_filters:"); ok {
			filters = strings.TrimSpace(n)
		}
	}
	fmt.Println(best.Nanoseconds()/calls, filters)
}

// policy is a small one that a start does not wait for.
const policy = `{"fs_read": ["/usr"], "fs_execute": ["/usr/bin"]}`

// TestStart compares volt run with systemd-run and the same directives.
func TestStart(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "policy.json")
	write(t, file, policy)
	same := directives(t, folder, file)
	commands := []command{
		{"systemd-run, plain", []string{"systemd-run", "--wait", "--pipe", "--quiet", "--collect", "/usr/bin/true"}},
		{"systemd-run, same directives", slices.Concat([]string{"systemd-run", "--wait", "--pipe", "--quiet", "--collect"}, same, []string{"/usr/bin/true"})},
		{"volt run", []string{"volt", "run", "--supervisor", "systemd", "--policy", file, "--", "/usr/bin/true"}},
	}
	medians := measure(t, commands)
	for i, c := range commands {
		t.Logf("%-30s %7.1f ms", c.name, ms(medians[i]))
	}
	t.Logf("volt run / systemd-run with the same directives: %.2f (at most 1.25)", ms(medians[2])/ms(medians[1]))
}

// TestDirectives measures each hardening directive alone: start to exit, and a
// system call under it.
func TestDirectives(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "policy.json")
	write(t, file, policy)
	var alone []string
	all := directives(t, folder, file)
	for i := 1; i < len(all); i += 2 {
		name, _, _ := strings.Cut(all[i], "=")
		if slices.ContainsFunc([]string{"Protect", "Private", "Restrict", "SystemCall", "LockPersonality", "NoNew", "DevicePolicy", "DynamicUser", "RemoveIPC", "Keyring", "IPAddressDeny", "CapabilityBounding"},
			func(p string) bool { return strings.HasPrefix(name, p) }) && name != "SystemCallErrorNumber" {
			alone = append(alone, all[i])
		}
	}
	base := []string{"systemd-run", "--wait", "--pipe", "--quiet", "--collect"}
	commands := []command{{"(none)", append(slices.Clone(base), "/usr/bin/true")}}
	for _, d := range alone {
		commands = append(commands, command{d, append(slices.Clone(base), "-p", d, "/usr/bin/true")})
	}
	medians := measure(t, commands)
	t.Logf("%-44s %8s %8s %7s", "directive", "start ms", "getppid", "filters")
	for i, c := range commands {
		args := append(slices.Clone(c.argv[:len(c.argv)-1]), "-E", loopVariable+"=1", os.Args[0])
		out, err := exec.Command(args[0], args[1:]...).Output()
		call := strings.Fields(string(out))
		if err != nil || len(call) != 2 {
			call = []string{"-", "-"}
		}
		t.Logf("%-44.44s %+8.1f %6s ns %7s", c.name, ms(medians[i]-medians[0]), call[0], call[1])
	}
}

// directives are those of a container workload as systemd-run takes them.
func directives(t *testing.T, folder, policyFile string) []string {
	t.Helper()
	file := filepath.Join(folder, "bench.volt")
	write(t, file, "[Volt]\nExec=/usr/bin/true\nPolicy="+policyFile+"\n")
	out, err := exec.Command("/usr/local/libexec/volt/volt-unit", "--dry-run", file).Output()
	if err != nil {
		t.Fatalf("cannot make the unit: %v", err)
	}
	var args []string
	_, service, _ := bytes.Cut(out, []byte("[Service]\n"))
	for line := range strings.Lines(string(service)) {
		line = strings.TrimSpace(line)
		name, _, ok := strings.Cut(line, "=")
		if ok && name != "ExecStart" && name != "LoadCredential" && name != "Type" {
			args = append(args, "-p", line)
		}
	}
	return append(args, "-p", "Type=exec")
}

type command struct {
	name string
	argv []string
}

// measure runs all commands in turn, round after round, and returns the median
// of each.
func measure(t *testing.T, commands []command) []time.Duration {
	t.Helper()
	times := make([][]time.Duration, len(commands))
	for round := range rounds + 1 {
		for i, c := range commands {
			start := time.Now()
			out, err := exec.Command(c.argv[0], c.argv[1:]...).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", c.name, err, out)
			}
			if round > 0 { // the first warms caches
				times[i] = append(times[i], time.Since(start))
			}
		}
	}
	medians := make([]time.Duration, len(commands))
	for i := range times {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2]
	}
	return medians
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
