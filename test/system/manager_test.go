//go:build testhost

package system

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/volt-project/volt/unitgen/manager"
)

// run runs one command line as a unit and exits as it did.
func run(args []string) int {
	scope := manager.System
	if args[0] == "user" {
		scope = manager.User
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	m, err := manager.Connect(ctx, scope)
	if err == nil {
		defer m.Close()
		var w *manager.Watch
		w, err = m.StartTransient(ctx, args[1], append(service(args[2:]...), manager.Stdio(os.Stdin, os.Stdout, os.Stderr)...))
		if err == nil {
			defer w.Close()
			var exit manager.ExitStatus
			if exit, err = w.Wait(ctx); err == nil {
				return exit.Shell()
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 125
}

func property(name string, value any) manager.Property {
	return manager.Property{Name: name, Value: dbus.MakeVariant(value)}
}

// command is a value of type a(sasb), ExecStart of org.freedesktop.systemd1(5).
type command struct {
	Path   string
	Argv   []string
	Ignore bool
}

// service is a unit that leaves nothing behind.
func service(argv ...string) []manager.Property {
	return []manager.Property{
		property("Type", "exec"),
		property("CollectMode", "inactive-or-failed"),
		property("ExecStart", []command{{argv[0], argv, false}}),
	}
}

func connect(t *testing.T) (context.Context, *manager.Manager) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	m, err := manager.Connect(ctx, manager.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return ctx, m
}

// unitName is one that no other test has.
func unitName(t *testing.T, suffix string) string {
	return fmt.Sprintf("volt-%s-%d.%s", strings.ToLower(strings.ReplaceAll(t.Name(), "/", "-")), time.Now().UnixNano(), suffix)
}

func start(t *testing.T, ctx context.Context, m *manager.Manager, name string, properties []manager.Property) *manager.Watch {
	t.Helper()
	w, err := m.StartTransient(ctx, name, properties)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	t.Cleanup(func() {
		_ = m.Stop(context.Background(), name)
		_ = m.ResetFailed(context.Background(), name)
	})
	return w
}

func wait(t *testing.T, ctx context.Context, w *manager.Watch) manager.ExitStatus {
	t.Helper()
	exit, err := w.Wait(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return exit
}

func gone(t *testing.T, ctx context.Context, m *manager.Manager, name string) {
	t.Helper()
	// It is collected after the signal of its end.
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		_, err := m.Unit(ctx, name)
		if manager.NoSuchUnit(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still loaded (%v)", name, err)
		}
	}
}

func TestManagerIdentity(t *testing.T) {
	ctx, m := connect(t)
	v, err := m.Version(ctx)
	if err != nil || v.Number < 252 {
		t.Errorf("version %+v, %v", v, err)
	}
	f, err := m.Features(ctx)
	if err != nil || !f.Has("SECCOMP") || f.Has("NO_SUCH_FEATURE") {
		t.Errorf("features %+v, %v", f, err)
	}
}

func TestExitStatus(t *testing.T) {
	ctx, m := connect(t)
	tests := []struct {
		script string
		code   manager.Code
		shell  int
		result string
	}{
		{"exit 0", manager.Exited, 0, "success"},
		{"exit 7", manager.Exited, 7, "exit-code"},
		{"exit 203", manager.Exited, 203, "exit-code"},
		{"sleep 0.1; exit 203", manager.Exited, 203, "exit-code"},
		{"kill -9 $$$$", manager.Killed, 137, "signal"},
		{"sleep 0.3; exit 1", manager.Exited, 1, "exit-code"},
		// systemd counts these four as a clean end, systemd.service(5).
		{"kill -TERM $$$$", manager.Killed, 143, "success"},
	}
	for _, test := range tests {
		t.Run(test.script, func(t *testing.T) {
			name := strings.NewReplacer(" ", "_", "$", "_", ";", "_").Replace(unitName(t, "service"))
			exit := wait(t, ctx, start(t, ctx, m, name, service("/bin/sh", "-c", test.script)))
			if exit.Code != test.code || exit.Shell() != test.shell || exit.Result != test.result {
				t.Errorf("%+v, want %d, %d, %s", exit, test.code, test.shell, test.result)
			}
			gone(t, ctx, m, name)
		})
	}
}

// A unit that ended and was collected before anybody asked still tells how.
func TestEndIsNotMissed(t *testing.T) {
	ctx, m := connect(t)
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 25 {
				want := (worker*25 + i) % 200
				name := fmt.Sprintf("volt-missed-%d-%d-%d.service", os.Getpid(), worker, i)
				properties := service("/bin/sh", "-c", fmt.Sprintf("exit %d", want))
				if i%2 == 0 {
					properties[0] = property("Type", "simple")
				}
				w, err := m.StartTransient(ctx, name, properties)
				if err != nil {
					t.Error(err)
					continue
				}
				if i%5 == 0 {
					time.Sleep(200 * time.Millisecond)
				}
				exit, err := w.Wait(ctx)
				if err != nil || exit.Shell() != want {
					t.Errorf("%s: %+v, %v; want %d", name, exit, err, want)
				}
				w.Close()
			}
		})
	}
	all.Wait()
}

func TestRestartIsNoEnd(t *testing.T) {
	ctx, m := connect(t)
	count := filepath.Join(t.TempDir(), "count")
	script := fmt.Sprintf("echo >> %s; [ $(wc -l < %s) -ge 3 ] && exit 0; exit 1", count, count)
	properties := append(service("/bin/sh", "-c", script),
		property("Restart", "on-failure"), property("RestartUSec", uint64(50_000)))
	exit := wait(t, ctx, start(t, ctx, m, unitName(t, "service"), properties))
	if got, _ := os.ReadFile(count); exit.Shell() != 0 || len(got) != 3 {
		t.Errorf("%+v after %d runs", exit, len(got))
	}
}

func TestStdio(t *testing.T) {
	ctx, m := connect(t)
	var in, out, diag [2]*os.File
	for _, p := range []*[2]*os.File{&in, &out, &diag} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		p[0], p[1] = r, w
	}
	properties := append(service("/bin/sh", "-c", "cat; echo wrong >&2"), manager.Stdio(in[0], out[1], diag[1])...)
	w := start(t, ctx, m, unitName(t, "service"), properties)
	in[0].Close()
	out[1].Close()
	diag[1].Close()
	_, _ = in[1].WriteString("right\n")
	in[1].Close()
	got, _ := io.ReadAll(out[0])
	wrong, _ := io.ReadAll(diag[0])
	if string(got) != "right\n" || string(wrong) != "wrong\n" {
		t.Errorf("output %q, error %q", got, wrong)
	}
	if exit := wait(t, ctx, w); exit.Shell() != 0 {
		t.Errorf("%+v", exit)
	}
}

func TestStartFails(t *testing.T) {
	ctx, m := connect(t)
	notify := func(script string, more ...manager.Property) []manager.Property {
		p := append(service("/bin/sh", "-c", script), more...)
		p[0] = property("Type", "notify")
		return append(p, property("NotifyAccess", "all"))
	}
	tests := []struct {
		name       string
		properties []manager.Property
		want       string // a part of the sentence
	}{
		{"no program", service("/no/such/program"), "the main process exited with status 203/EXEC"},
		{"says why", notify("systemd-notify --status='no such disk'; echo the log knows >&2; sleep 0.2; exit 3"),
			"the main process exited with status 3; it said: no such disk\n"},
		{"logs why", notify("echo the log knows >&2; exit 3"), "the log knows"},
		{"not ready", notify("sleep 60", property("TimeoutStartUSec", uint64(500_000))), "it was not ready in time"},
		{"killed", notify("kill -9 $$$$"), "the main process was killed by SIGKILL"}, // systemd expands $$ to $
		{"no namespace", append(service("/bin/true"), property("RootDirectory", "/no/such/root")), "226/NAMESPACE"},
		{"dependency", append(service("/bin/true"), property("Requires", []string{"volt-test-broken.service"}),
			property("After", []string{"volt-test-broken.service"})), "a unit that it requires failed"},
	}
	broken := "[Service]\nType=oneshot\nExecStart=/bin/false\n"
	if err := os.WriteFile("/run/systemd/system/volt-test-broken.service", []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.Remove("/run/systemd/system/volt-test-broken.service")
		_ = m.ResetFailed(context.Background(), "volt-test-broken.service")
	})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			name := strings.ReplaceAll(unitName(t, "service"), "_", "-")
			_, err := m.StartTransient(ctx, name, test.properties)
			var e *manager.StartError
			if !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			if !strings.HasPrefix(err.Error(), "cannot start "+name+": ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v\nwant %q", err, test.want)
			}
			t.Log(err)
			gone(t, ctx, m, name)
		})
	}
}

func TestRefused(t *testing.T) {
	ctx, m := connect(t)
	name := unitName(t, "service")
	start(t, ctx, m, name, service("/bin/sleep", "60"))
	_, err := m.StartTransient(ctx, name, service("/bin/true"))
	if !manager.UnitExists(err) || !strings.Contains(err.Error(), "a unit of this name exists already") {
		t.Errorf("taken name: %v", err)
	}
	_, err = m.StartTransient(ctx, unitName(t, "service"), append(service("/bin/true"), property("NoSuchThing", true)))
	if err == nil || !strings.Contains(err.Error(), "NoSuchThing") {
		t.Errorf("unknown property: %v", err)
	}
	// Why a Watch does without references; see the package's comment.
	_, err = m.StartTransient(ctx, unitName(t, "service"), append(service("/bin/true"), property("AddRef", true)))
	if err == nil {
		t.Error("the private socket takes references")
	}
	t.Log(err)
	if _, err = m.Wait(ctx, "volt-none.service"); !manager.NoSuchUnit(err) {
		t.Errorf("wait for none: %v", err)
	}
	if err = m.Kill(ctx, "volt-none.service", syscall.SIGTERM, manager.Main); !manager.NoSuchUnit(err) {
		t.Errorf("kill none: %v", err)
	}
	if err = m.Stop(ctx, "volt-none.service"); err != nil {
		t.Errorf("stop none: %v", err)
	}
	if err = m.ResetFailed(ctx, "volt-none.service"); err != nil {
		t.Errorf("reset none: %v", err)
	}
}

func TestListKillStop(t *testing.T) {
	ctx, m := connect(t)
	name := unitName(t, "service")
	before := time.Now()
	w := start(t, ctx, m, name, append(service("/bin/sleep", "60"), property("Description", "a sleeper")))
	list, err := m.List(ctx, "volt-testlistkillstop-*.service")
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	u := list[0]
	comm, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", u.MainPID))
	if u.Name != name || u.Description != "a sleeper" || u.ActiveState != "active" || u.SubState != "running" || !u.Up() ||
		!u.Transient || string(comm) != "sleep\n" || u.ControlGroup != "/system.slice/"+name || len(u.InvocationID) != 32 ||
		u.ActiveEnter.Before(before.Add(-2*time.Second)) || time.Since(u.ActiveEnter) > time.Minute {
		t.Errorf("%+v, main process %q", u, comm)
	}
	if err := m.Kill(ctx, name, syscall.SIGUSR1, manager.Main); err != nil {
		t.Error(err)
	}
	if exit := wait(t, ctx, w); exit.Code != manager.Killed || exit.Status != int(syscall.SIGUSR1) {
		t.Errorf("%+v", exit)
	}
	gone(t, ctx, m, name)

	name = unitName(t, "service")
	w = start(t, ctx, m, name, service("/bin/sleep", "60"))
	if err := m.Stop(ctx, name); err != nil {
		t.Error(err)
	}
	if exit := wait(t, ctx, w); exit.Shell() != 128+int(syscall.SIGTERM) || exit.Result != manager.Success {
		t.Errorf("%+v", exit)
	}
	gone(t, ctx, m, name)
}

// A failed unit that is kept tells a Watch that comes later.
func TestWatchComesLater(t *testing.T) {
	ctx, m := connect(t)
	name := unitName(t, "service")
	properties := service("/bin/sh", "-c", "exit 9")
	properties[1] = property("CollectMode", "inactive")
	start(t, ctx, m, name, properties)
	time.Sleep(300 * time.Millisecond)
	exit, err := m.Wait(ctx, name)
	if err != nil || exit.Shell() != 9 {
		t.Errorf("%+v, %v", exit, err)
	}
	if u, err := m.Unit(ctx, name); err != nil || u.ActiveState != "failed" || u.Up() {
		t.Errorf("%+v, %v", u, err)
	}
	if err := m.ResetFailed(ctx, name); err != nil {
		t.Error(err)
	}
	gone(t, ctx, m, name)
}

func TestScope(t *testing.T) {
	ctx, m := connect(t)
	child := exec.Command("/bin/sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	name := unitName(t, "scope")
	w := start(t, ctx, m, name, []manager.Property{manager.Processes(child.Process.Pid), property("CollectMode", "inactive-or-failed")})
	u, err := m.Unit(ctx, name)
	if err != nil || u.SubState != "running" || u.ControlGroup == "" {
		t.Fatalf("%+v, %v", u, err)
	}
	if in, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", child.Process.Pid)); !strings.Contains(string(in), name) {
		t.Errorf("the child is in %s", in)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	if exit := wait(t, ctx, w); exit.Code != manager.NotRun || exit.Result != manager.Success {
		t.Errorf("%+v", exit)
	}
	gone(t, ctx, m, name)
}

// A start that is given up leaves no unit behind.
func TestStartGivenUp(t *testing.T) {
	ctx, m := connect(t)
	name := unitName(t, "service")
	properties := service("/bin/sleep", "60")
	properties[0] = property("Type", "notify")
	short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	_, err := m.StartTransient(short, name, properties)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	gone(t, ctx, m, name)
}

// systemd closes private connections when it executes itself again. Neither a
// Watch nor later calls may suffer.
func TestReexecMeanwhile(t *testing.T) {
	ctx, m := connect(t)
	w := start(t, ctx, m, unitName(t, "service"), service("/bin/sh", "-c", "sleep 6; exit 5"))
	for _, do := range []string{"daemon-reload", "daemon-reexec"} {
		if out, err := exec.Command("systemctl", do).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", do, err, out)
		}
	}
	if _, err := m.Version(ctx); err != nil {
		t.Errorf("a call afterwards: %v", err)
	}
	if exit := wait(t, ctx, w); exit.Shell() != 5 {
		t.Errorf("%+v", exit)
	}
}

// The bus gives the same answers: the private socket is hidden from a process
// in a mount namespace of its own.
func TestOverTheBus(t *testing.T) {
	for i := range 20 {
		want := i * 9
		hidden := fmt.Sprintf("mount --bind /dev/null /run/systemd/private && exec %q %s run system %s /bin/sh -c 'cat; exit %d'",
			self(t), roleFlag, unitName(t, "service"), want)
		checkRole(t, exec.Command("unshare", "--mount", "sh", "-c", hidden), want)
	}
}

func TestUserManager(t *testing.T) {
	tester := &syscall.Credential{Uid: 1000, Gid: 1000}
	for _, env := range [][]string{{"XDG_RUNTIME_DIR=/run/user/1000"}, {}} {
		for _, want := range []int{0, 42} {
			c := exec.Command(self(t), roleFlag, "run", "user", unitName(t, "service"), "/bin/sh", "-c", fmt.Sprintf("cat; exit %d", want))
			c.Env, c.Dir = append(env, "PATH=/usr/bin:/bin"), "/"
			c.SysProcAttr = &syscall.SysProcAttr{Credential: tester}
			checkRole(t, c, want)
		}
	}
}

func TestNoUserManager(t *testing.T) {
	c := exec.Command(self(t), roleFlag, "run", "user", "volt-none.service", "/bin/true")
	c.Env, c.Dir = []string{}, "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 12345, Gid: 12345}}
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "loginctl enable-linger 12345") {
		t.Errorf("%v: %s", err, out)
	}
	t.Logf("%s", out)
}

// self is the test binary where every user can execute it.
func self(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "volt-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	name := filepath.Join(dir, "role")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(name, b, 0o755)); err != nil {
		t.Fatal(err)
	}
	return name
}

// checkRole wants the input back as output, and the status passed on.
func checkRole(t *testing.T, c *exec.Cmd, want int) {
	t.Helper()
	var out, diag bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader("through\n"), &out, &diag
	_ = c.Run()
	if c.ProcessState == nil || c.ProcessState.ExitCode() != want || out.String() != "through\n" {
		t.Errorf("%v, want %d; output %q, error %q", c.ProcessState, want, out.String(), diag.String())
	}
}
