package battery_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/volt-project/volt/test/battery/attempts"
)

// ordinaryUser is a user and group without a name or a right on any machine.
const ordinaryUser = 61234

// unprivileged is the user a workload gets when root starts it: the owner of the
// folders in root's runs, so that modes alone never keep it out.
const unprivileged = 65534

// supervisor is one way to start a sandbox around the battery.
type supervisor struct {
	name string
	// network is the network the workload gets, one of attempts.Network*.
	network string
	// user runs the supervisor; 0 is root.
	user int
	// argv is the command in front of the battery's own, given the folder of Volt's
	// programs and the path of a policy.
	argv func(bin, policy string) []string
}

// supervisors lists every way there is. A new one is a new line.
func supervisors() []supervisor {
	var all []supervisor
	for _, user := range []struct {
		name string
		id   int
	}{{"root", 0}, {"user", ordinaryUser}} {
		for _, network := range []string{attempts.NetworkNone, attempts.NetworkHost} {
			all = append(all, supervisor{
				name: "direct/" + user.name + "/network-" + network, network: network, user: user.id,
				argv: func(bin, policy string) []string {
					return []string{filepath.Join(bin, "volt"), "run", "--supervisor", "direct", "--network", network, "--policy", policy, "--"}
				},
			})
		}
	}
	return all
}

// TestSupervised makes every attempt inside every kind of sandbox.
func TestSupervised(t *testing.T) {
	battery := program(t)
	for _, s := range supervisors() {
		t.Run(s.name, func(t *testing.T) {
			base := sharedFolder(t)
			owner := s.user
			if owner == 0 {
				owner = unprivileged
			}
			w := newWorld(t, base, battery, owner)
			w.setup.Network = s.network
			copyPrograms(t, w.path("bin"))
			if s.user == 0 {
				must(t, os.Chown(w.path("home"), 0, 0)) // root's caches belong to root
			}
			var attr *syscall.SysProcAttr
			if s.user != 0 {
				attr = asUser(s.user)
				mustHaveUserNamespaces(t, w.setup.Battery, s.user)
			}
			results, code := w.run(t, s.argv(w.path("bin"), w.policy(t)), attr)
			w.check(t, results, code)
		})
	}
}

// asUser runs a program as an ordinary user.
func asUser(user int) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(user), Gid: uint32(user)}}
}

// check holds the results to the table.
func (w *world) check(t *testing.T, results []attempts.Result, code int) {
	t.Helper()
	w.checkComplete(t, results)
	wrong := 0
	for _, r := range results {
		if r.AsWanted() {
			t.Logf("%-26s %s %s: %s", r.Name, r.Outcome, r.Errno, r.Detail)
			continue
		}
		wrong++
		row := attempts.Find(r.Name).Row()
		t.Errorf("%s: wanted %s, was %s %s (%s)\n\ttries: %s\n\tshould be stopped by: %v\n\tbecause: %s",
			r.Name, r.Want, r.Outcome, r.Errno, r.Detail, row.Tries, row.By, row.Reason)
	}
	if wantCode := min(wrong, 1); code != wantCode {
		t.Errorf("the supervisor ended with exit code %d, and the battery with %d", code, wantCode)
	}
	t.Logf("%d of %d attempts ended as wanted", len(results)-wrong, len(results))
}

// policy writes the policy of the run: one folder to read, one to write, one to
// execute, and few ports. On the host's network nothing may be bound.
func (w *world) policy(t *testing.T) string {
	t.Helper()
	policy := struct {
		FSRead     []string `json:"fs_read"`
		FSWrite    []string `json:"fs_write"`
		FSExecute  []string `json:"fs_execute"`
		NetBind    []int    `json:"net_bind"`
		NetConnect []int    `json:"net_connect"`
	}{
		FSRead: []string{"/usr", w.setup.Readable}, FSWrite: []string{w.setup.Writable}, FSExecute: []string{w.path("exec")},
		NetBind: []int{}, NetConnect: []int{w.setup.ListedPort},
	}
	if w.setup.Network == attempts.NetworkNone {
		policy.NetBind = []int{w.setup.BindPort}
		policy.NetConnect = append(policy.NetConnect, w.setup.BindPort)
	}
	text, err := json.MarshalIndent(policy, "", "  ")
	must(t, err)
	path := w.path("policy.json")
	must(t, os.WriteFile(path, text, 0o644))
	return path
}

// copyPrograms copies Volt's programs to a folder that every user can reach.
// VOLT_BIN names another folder than the one make builds into.
func copyPrograms(t *testing.T, to string) {
	t.Helper()
	from := os.Getenv("VOLT_BIN")
	if from == "" {
		from = filepath.Join("..", "..", "bin")
	}
	for _, name := range []string{"volt", "volt-jail"} {
		if _, err := os.Stat(filepath.Join(from, name)); err != nil {
			t.Fatalf("cannot find %s in %s: run make first", name, from)
		}
	}
	entries, err := os.ReadDir(from)
	must(t, err)
	for _, entry := range entries {
		info, err := entry.Info()
		must(t, err)
		if info.Mode()&(os.ModeSetuid|os.ModeSetgid) != 0 {
			t.Errorf("%s is a setuid program, and Volt ships none", entry.Name())
		}
		if info.Mode().IsRegular() {
			copyFile(t, filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name()))
		}
	}
}

// mustHaveUserNamespaces ends the test where an ordinary user cannot make the
// sandbox at all, and says what to change.
func mustHaveUserNamespaces(t *testing.T, battery string, user int) {
	t.Helper()
	cmd := exec.Command("/usr/bin/unshare", "--user", battery, attempts.Noop)
	cmd.SysProcAttr = asUser(user)
	var exit *exec.ExitError
	if out, err := cmd.CombinedOutput(); errors.As(err, &exit) {
		t.Fatalf("user namespaces are closed to ordinary users here (%s): "+
			"set kernel.apparmor_restrict_unprivileged_userns=0 or kernel.unprivileged_userns_clone=1 for this test", strings.TrimSpace(string(out)))
	} else if err != nil {
		t.Fatalf("cannot try user namespaces: %v", err)
	}
}
