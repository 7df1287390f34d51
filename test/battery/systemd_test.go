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

// tester is the ordinary user of the test machine.
const tester = 1000

// manager is a systemd that starts services from workload files.
type manager struct {
	name   string
	uid    int
	folder string // of the workload files
}

// managers lists them.
func managers() []manager {
	return []manager{
		{"system", 0, "/etc/volt"},
		{"user", tester, "/home/tester/.config/volt"},
	}
}

// refusal is what the manager must answer instead of starting, where this host
// cannot enforce the policy; "" where it can.
func (m manager) refusal(network string) string {
	f := host.Probe()
	switch {
	case m.uid != 0 && f.Systemd.Version < 257 && f.LandlockABI < needsPorts:
		return "processes outside: needs PrivatePIDs="
	case network == attempts.NetworkHost && f.LandlockABI < needsPorts:
		return "net_connect tcp: needs Landlock ABI 4"
	}
	return ""
}

// TestSystemdService makes every attempt inside services that systemd starts
// from workload files.
func TestSystemdService(t *testing.T) {
	for _, m := range managers() {
		for _, network := range []string{attempts.NetworkNone, attempts.NetworkHost} {
			t.Run(m.name+"/network-"+network, func(t *testing.T) {
				w := m.world(t, network)
				service := m.workload(t, w, "battery-"+network)
				if want := m.refusal(network); want != "" {
					m.refused(t, service, want)
					return
				}
				results, code := asService(m.start(t, w, service))
				w.check(t, results, code)
			})
		}
	}
}

// world is a world for workloads of m. The system's have a user of their own,
// who is nobody before the start.
func (m manager) world(t *testing.T, network string) *world {
	t.Helper()
	base, err := os.MkdirTemp("/opt", "volt-battery-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	must(t, os.Chmod(base, 0o755))
	owner := m.uid
	if owner == 0 {
		owner = unprivileged
	}
	w := newWorld(t, base, program(t), owner)
	w.setup.Network = network
	w.setup.Jail = "/usr/local/libexec/volt/volt-jail"
	return w
}

// workload writes a workload file for the battery and has units made of it.
func (m manager) workload(t *testing.T, w *world, name string) string {
	t.Helper()
	setup, err := json.Marshal(w.setup)
	must(t, err)
	tty := terminal(t).Name()
	must(t, os.Chown(tty, m.uid, -1))
	for _, name := range []string{"out", "err"} {
		must(t, os.WriteFile(w.path(name), nil, 0o644))
		must(t, os.Chown(w.path(name), m.uid, -1))
	}
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
	must(t, os.MkdirAll(m.folder, 0o755))
	file := filepath.Join(m.folder, name+".volt")
	must(t, os.WriteFile(file, []byte(text), 0o644))
	t.Cleanup(func() { _ = os.Remove(file) })
	if out, err := m.systemctl("daemon-reload").CombinedOutput(); err != nil {
		t.Fatalf("daemon-reload: %v\n%s", err, out)
	}
	return "volt@" + name + ".service"
}

// quoted is s as one word of a command line of a unit.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`, `$`, `$$`).Replace(s) + `"`
}

// start runs a service to its end.
func (m manager) start(t *testing.T, w *world, service string) ([]attempts.Result, int) {
	t.Helper()
	out, _ := m.systemctl("start", "--wait", service).CombinedOutput()
	t.Cleanup(func() { _ = m.systemctl("reset-failed", service).Run() })
	stdout, err := os.ReadFile(w.path("out"))
	must(t, err)
	stderr, err := os.ReadFile(w.path("err"))
	must(t, err)
	results := parse(t, string(stdout), string(stderr))
	if len(results) == 0 || len(stderr) > 0 {
		t.Logf("%s\n%s\n%s", out, stderr, journal(service))
	}
	status, err := m.systemctl("show", "-P", "ExecMainStatus", service).Output()
	must(t, err)
	code, err := strconv.Atoi(string(bytes.TrimSpace(status)))
	must(t, err)
	return results, code
}

// refused wants a start to fail with a sentence.
func (m manager) refused(t *testing.T, service, want string) {
	t.Helper()
	err := m.systemctl("start", service).Run()
	status, _ := m.systemctl("status", "-l", "--no-pager", service).CombinedOutput()
	if err == nil || !strings.Contains(string(status), want) {
		t.Errorf("%s was to be refused with %q; it ended with %v and says\n%s", service, want, err, status)
	}
}

// systemctl is the command, as m's user.
func (m manager) systemctl(args ...string) *exec.Cmd {
	if m.uid == 0 {
		return exec.Command("systemctl", args...)
	}
	cmd := exec.Command("systemctl", append([]string{"--user"}, args...)...)
	cmd.SysProcAttr = asUser(m.uid)
	cmd.Env = append(os.Environ(), fmt.Sprintf("XDG_RUNTIME_DIR=/run/user/%d", m.uid), "HOME=/home/tester")
	return cmd
}

// journal is what the system's journal has of a unit, of whichever manager.
func journal(unit string) string {
	out, _ := exec.Command("journalctl", "--no-pager", "-o", "cat", "UNIT="+unit, "+", "USER_UNIT="+unit,
		"+", "_SYSTEMD_UNIT="+unit, "+", "_SYSTEMD_USER_UNIT="+unit).CombinedOutput()
	return string(out)
}
