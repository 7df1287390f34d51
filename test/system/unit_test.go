//go:build testhost

package system

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
	"github.com/volt-project/volt/unitgen/manager"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// everything is a workload that uses as many directives as there are.
const everything = `[Volt]
Exec=/usr/bin/sleep "60"
FsRead=/usr /etc/ssl "/srv/two words" /home/tester
FsWrite=/var/data /tmp /dev/fuse
FsExecute=/usr/bin
NetBind=80 udp/53
Environment="A=100%% $HOME" "B=q\x22\\"
WorkingDirectory=/usr/share
StartTimeout=1min
StopTimeout=7s
Memory=12.34%
MemorySwap=1M
CPUs=0.07
Tasks=33%
IOWeight=50
Enforce=best-effort
`

// differs are the properties that a unit from a file and a transient one have
// in different ways, each with the reason.
func differs() map[string]string {
	return map[string]string{
		"SourcePath":           "a transient unit comes from no file",
		"FragmentPath":         "a transient unit's is systemd's own",
		"DropInPaths":          "a transient unit is one of systemd's files",
		"Transient":            "that is what it is",
		"UnitFileState":        "as it says",
		"UnitFilePreset":       "as it says",
		"NeedDaemonReload":     "the file was changed",
		"CollectMode":          "the transient unit is to leave nothing",
		"LoadCredential":       "a file",
		"SetCredential":        "the same as a property",
		"ExecStart":            "times and pid; the command line is compared apart, %d aside",
		"ExecStartEx":          "the same",
		"InvocationID":         "one a start",
		"ControlGroupId":       "one a start",
		"MainPID":              "one a start",
		"ExecMainPID":          "one a start",
		"UID":                  "chosen at the start",
		"GID":                  "chosen at the start",
		"NFileDescriptorStore": "state",
		"WatchdogUSec":         "infinity until the service has run, then 0",
	}
}

// TestTextAndProperties: what a unit says as a file and as properties is the
// same to systemd.
func TestTextAndProperties(t *testing.T) {
	for _, dir := range []string{"/var/data", "/srv/two words", "/home/tester"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, user := range []bool{false, true} {
		for _, extra := range []string{
			"",
			"Network=host\nHardening=lean\nMemory=infinity\nTasks=infinity\nStartTimeout=infinity\n",
			"Capability=CAP_NET_BIND_SERVICE\nUser=tester\nGroups=users\n",
		} {
			if user && (strings.Contains(extra, "Capability") || strings.Contains(extra, "User=")) {
				continue
			}
			name := fmt.Sprintf("user=%v/%s", user, strings.ReplaceAll(strings.TrimSpace(extra), "\n", ","))
			t.Run(name, func(t *testing.T) { compareForms(t, user, everything+extra) })
		}
	}
}

func compareForms(t *testing.T, user bool, text string) {
	const name = "volt-forms.service"
	owner := 0
	if user {
		owner = 1000
	}
	for _, dir := range []string{"/var/data"} {
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	file := buildForm(t, user, text, func(r *unit.Request) { r.PlanFile = "/run/volt-forms.plan" })
	transient := buildForm(t, user, text, func(r *unit.Request) {
		r.PlanData = jail.Encode(r.Result.Plan)
		r.Credentials = "/run/credentials/" + name
		if user {
			r.Credentials = "/run/user/1000/credentials/" + name
		}
	})

	dir := "/run/systemd/system"
	if user {
		dir = "/run/systemd/user"
	}
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Text(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path); _ = managerctl(owner, "daemon-reload").Run() })
	if out, err := managerctl(owner, "daemon-reload").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fromFile := show(t, owner, name)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if out, err := managerctl(owner, "daemon-reload").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	fromProperties := showTransient(t, owner, transient)

	allowed := differs()
	for _, key := range slices.Sorted(maps.Keys(fromFile)) {
		if key == "RequiresMountsFor" { // a set, in no order
			fromFile[key], fromProperties[key] = sorted(fromFile[key]), sorted(fromProperties[key])
		}
		if allowed[key] != "" || state(key) || fromFile[key] == fromProperties[key] {
			continue
		}
		t.Errorf("%s is\n%s\nfrom the file, and as a property\n%s", key, fromFile[key], fromProperties[key])
	}
	// systemd shows the words of a command without quotes, times and pid behind.
	argv := func(s string) string {
		_, s, _ = strings.Cut(s, "/volt.plan ")
		s, _, _ = strings.Cut(s, " ; ignore_errors")
		return s
	}
	want, got := argv(fromFile["ExecStart"]), argv(fromProperties["ExecStart"])
	if want == "" || got != want {
		t.Errorf("the command is\n%s\nfrom the file, and as a property\n%s", fromFile["ExecStart"], fromProperties["ExecStart"])
	}
}

// sorted puts the letters of s in order: enough to tell sets of paths apart.
func sorted(s string) string {
	letters := []byte(s)
	slices.Sort(letters)
	return string(letters)
}

// state reports whether a property is about what a unit does, not about how it
// is set up: times, counters and states of org.freedesktop.systemd1(5).
func state(key string) bool {
	for _, end := range []string{"Timestamp", "TimestampMonotonic", "State", "Result", "CurrentNSec", "NSec", "Bytes", "Packets", "Operations", "Current", "Peak", "Available"} {
		if strings.HasSuffix(key, end) {
			return true
		}
	}
	for _, begin := range []string{"ExecMain", "Status", "NRestarts", "Job", "CanStart", "CanClean", "CanFreeze", "ControlGroup", "Effective", "ConditionResult", "Requires", "Wants", "After", "Before", "Conflicts", "Perpetual", "StopWhenUnneeded", "Triggers", "DefaultMemory", "StartupMemory"} {
		if strings.HasPrefix(key, begin) && key != "RequiresMountsFor" {
			return true
		}
	}
	return false
}

// buildForm makes a unit of a workload on this machine.
func buildForm(t *testing.T, user bool, text string, how func(*unit.Request)) *unit.Unit {
	t.Helper()
	version, err := connectAs(t.Context(), t, 0).Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := prepare.ThisMachine("test", false)
	m.Target = unit.Target{Version: version.Number, User: user}
	if user {
		m.UID, m.GID = 1000, 1000
	}
	m.Store = allowing{}
	w, err := workload.Parse("forms", []workload.Source{{Path: "/etc/volt/forms.volt", Text: text}}, prepare.Specifiers(false))
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Prepare(w, "volt-forms.service")
	if err != nil {
		t.Fatal(err)
	}
	r := &unit.Request{
		Name: "volt-forms.service", Workload: w, Result: p.Result, View: p.View, Target: m.Target,
		Jail: "/usr/local/libexec/volt/volt-jail", Unit: "/usr/local/libexec/volt/volt-unit", Skeleton: "/usr/local/libexec/volt/root",
		Argv: append([]string{p.Exec}, w.Exec.Argv[1:]...),
	}
	how(r)
	u, err := unit.Build(r)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// allowing stands for the compiler of filters, which are in plans and not in
// units.
type allowing struct{}

func (allowing) Filter(profile.Options) ([]plan.Insn, error) {
	return []plan.Insn{{Code: 0x06, K: 0x7fff0000}}, nil // BPF_RET|BPF_K, SECCOMP_RET_ALLOW
}

func (allowing) Analyze(analyze.Request) (*analyze.Result, error) {
	return nil, errors.New("cannot analyse: the policies of this test are explicit")
}

// connectAs connects to a manager as a user: systemd asks the kernel who
// connects, and the kernel answers for the thread.
func connectAs(ctx context.Context, t *testing.T, uid int) *manager.Manager {
	t.Helper()
	scope := manager.System
	if uid != 0 {
		scope = manager.User
		t.Setenv("XDG_RUNTIME_DIR", fmt.Sprintf("/run/user/%d", uid))
	}
	const same = ^uintptr(0)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, same, uintptr(uid), same); errno != 0 {
		t.Fatal(errno)
	}
	m, err := manager.Connect(ctx, scope)
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, same, 0, same); errno != 0 {
		t.Fatal(errno)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// managerctl is systemctl, as a user.
func managerctl(uid int, args ...string) *exec.Cmd {
	if uid == 0 {
		return exec.Command("systemctl", args...)
	}
	cmd := exec.Command("systemctl", append([]string{"--user"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
	cmd.Env = append(os.Environ(), fmt.Sprintf("XDG_RUNTIME_DIR=/run/user/%d", uid), "HOME=/home/tester")
	return cmd
}

// show is every property of a unit.
func show(t *testing.T, uid int, name string) map[string]string {
	t.Helper()
	out, err := managerctl(uid, "show", "--all", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return properties(string(out))
}

func properties(out string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if all[key] != "" {
			value = all[key] + "\n" + value
		}
		all[key] = value
	}
	return all
}

// showTransient starts u as a transient unit, and shows it.
func showTransient(t *testing.T, uid int, u *unit.Unit) map[string]string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	m := connectAs(ctx, t, uid)
	w, err := m.StartTransient(ctx, u.Name, u.Properties())
	if err != nil {
		t.Fatalf("%v%s", err, refusedProperties(ctx, m, u))
	}
	defer w.Close()
	out := show(t, uid, u.Name)
	_ = m.Stop(ctx, u.Name)
	_ = m.ResetFailed(ctx, u.Name)
	return out
}

// refusedProperties says which properties systemd does not take: its own
// message does not.
func refusedProperties(ctx context.Context, m *manager.Manager, u *unit.Unit) string {
	var out strings.Builder
	for i, p := range u.Properties() {
		name := fmt.Sprintf("volt-forms-%d.service", i)
		some := []manager.Property{p}
		if p.Name != "ExecStart" {
			some = append(service("/bin/true")[1:], p)
		}
		w, err := m.StartTransient(ctx, name, some)
		if err == nil {
			w.Close()
			_ = m.Stop(ctx, name)
		} else if !strings.Contains(err.Error(), "main process") {
			fmt.Fprintf(&out, "\n%s: %v", p.Name, err)
		}
		_ = m.ResetFailed(ctx, name)
	}
	return out.String()
}
