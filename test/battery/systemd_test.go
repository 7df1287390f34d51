//go:build testhost

package battery_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/test/battery/attempts"
)

// needsPorts is the Landlock ABI from which TCP ports and abstract sockets on
// the host's network are enforced; below it such a start is refused.
const needsPorts = 6

// TestSystemdService makes every attempt inside services that the system's
// manager starts from workload files.
func TestSystemdService(t *testing.T) {
	for _, network := range []string{attempts.NetworkNone, attempts.NetworkHost} {
		t.Run("network-"+network, func(t *testing.T) {
			w := serviceWorld(t, network)
			service := w.workload(t, "battery-"+network)
			if network == attempts.NetworkHost && host.ProbeQuick().LandlockABI < needsPorts {
				refused(t, service, "net_connect tcp: needs Landlock ABI 4")
				return
			}
			results, code := w.startService(t, service)
			results, code = asService(results, code)
			w.check(t, results, code)
		})
	}
}

// serviceWorld is a world for workloads of the system's manager: a user of
// their own that is nobody before the start.
func serviceWorld(t *testing.T, network string) *world {
	t.Helper()
	base, err := os.MkdirTemp("/opt", "volt-battery-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	must(t, os.Chmod(base, 0o755))
	w := newWorld(t, base, program(t), unprivileged)
	w.setup.Network = network
	w.setup.Jail = "/usr/local/libexec/volt/volt-jail"
	return w
}

// workload writes a workload file for the battery and has units made of it.
func (w *world) workload(t *testing.T, name string) string {
	t.Helper()
	setup, err := json.Marshal(w.setup)
	must(t, err)
	tty := terminal(t).Name()
	text := fmt.Sprintf(`[Volt]
Exec=%s run --json --setup %s
Policy=%s
Network=%s
[Service]
StandardInput=tty-force
TTYPath=%s
StandardOutput=file:%s
StandardError=file:%s
`, w.setup.Battery, quoted(string(setup)), w.policy(t), w.setup.Network, tty, w.path("out"), w.path("err"))
	must(t, os.MkdirAll("/etc/volt", 0o755))
	file := filepath.Join("/etc/volt", name+".volt")
	must(t, os.WriteFile(file, []byte(text), 0o644))
	t.Cleanup(func() { _ = os.Remove(file) })
	systemctl(t, "daemon-reload")
	return "volt@" + name + ".service"
}

// quoted is s as one word of a command line of a unit.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`, `$`, `$$`).Replace(s) + `"`
}

// startService runs a service to its end.
func (w *world) startService(t *testing.T, service string) ([]attempts.Result, int) {
	t.Helper()
	out, err := exec.Command("systemctl", "start", "--wait", service).CombinedOutput()
	t.Cleanup(func() { _ = exec.Command("systemctl", "reset-failed", service).Run() })
	stdout, readErr := os.ReadFile(w.path("out"))
	if readErr != nil {
		t.Fatalf("cannot run %s: %v %s\n%s", service, err, out, journal(service))
	}
	stderr, _ := os.ReadFile(w.path("err"))
	results := parse(t, string(stdout), string(stderr))
	if len(results) == 0 || len(stderr) > 0 {
		t.Logf("%s\n%s\n%s", out, stderr, journal(service))
	}
	code, err := strconv.Atoi(property(t, service, "ExecMainStatus"))
	must(t, err)
	return results, code
}

// refused wants a start to fail with a sentence.
func refused(t *testing.T, service, want string) {
	t.Helper()
	err := exec.Command("systemctl", "start", service).Run()
	log := journal(service)
	if err == nil || !strings.Contains(log, want) {
		t.Errorf("%s was to be refused with %q; it ended with %v and said\n%s", service, want, err, log)
	}
}

func systemctl(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("systemctl", args...).CombinedOutput(); err != nil {
		t.Fatalf("systemctl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func property(t *testing.T, unit, name string) string {
	t.Helper()
	out, err := exec.Command("systemctl", "show", "-P", name, unit).Output()
	must(t, err)
	return string(bytes.TrimSpace(out))
}

func journal(unit string) string {
	out, _ := exec.Command("journalctl", "--no-pager", "-o", "cat", "-u", unit).CombinedOutput()
	return string(out)
}
