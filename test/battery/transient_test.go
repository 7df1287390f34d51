//go:build testhost

package battery_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/volt-project/volt/test/battery/attempts"
)

// TestSystemdRun makes every attempt inside what volt run has systemd start:
// a transient service, and the direct supervisor inside a scope, which by
// itself confines nothing.
func TestSystemdRun(t *testing.T) {
	for _, m := range managers() {
		for _, network := range []string{attempts.NetworkNone, attempts.NetworkHost} {
			for _, how := range []string{"service", "scope"} {
				t.Run(strings.Join([]string{m.name, how, "network-" + network}, "/"), func(t *testing.T) { m.run(t, network, how) })
			}
		}
	}
}

func (m manager) run(t *testing.T, network, how string) {
	w := m.world(t, network)
	argv := []string{"/usr/local/bin/volt", "run", "--network", network, "--policy", w.policy(t)}
	want := m.refusal(network)
	if how == "scope" {
		argv = append(argv, "--scope")
		w.setup.Jail = filepath.Join("/usr/local/libexec/volt", "volt-jail")
		// The direct supervisor has namespaces of its own, whoever runs it.
		want = managers()[0].refusal(network)
	} else {
		argv = append(argv, "--supervisor", "systemd")
	}
	var attr *syscall.SysProcAttr
	if m.uid != 0 {
		attr = asUser(m.uid)
		w.runtimeDir = fmt.Sprintf("/run/user/%d", m.uid)
	} else {
		must(t, os.Chown(w.path("home"), 0, 0))
	}
	if want != "" {
		w.refused(t, append(argv, "--"), attr, want)
		return
	}
	results, code := w.run(t, append(argv, "--"), attr)
	if how == "service" {
		results, code = asService(results, code)
	}
	w.check(t, results, code)
}

// refused wants the start to fail with a sentence, and nothing to run.
func (w *world) refused(t *testing.T, argv []string, attr *syscall.SysProcAttr, want string) {
	t.Helper()
	cmd := exec.Command(argv[0], append(argv[1:], w.setup.Battery)...)
	cmd.SysProcAttr = attr
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + w.path("home"), "XDG_RUNTIME_DIR=" + w.runtimeDir}
	out, _ := cmd.CombinedOutput()
	code := cmd.ProcessState.ExitCode()
	if code != 125 || !strings.Contains(string(out), want) {
		t.Errorf("the start was to be refused with %q; it ended with %d and said\n%s", want, code, out)
	}
}
