//go:build testhost

package system

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// who runs volt: root, by the system's manager, or tester, by its own.
type who struct {
	name string
	uid  uint32
}

func everybody() []who { return []who{{"root", 0}, {"tester", 1000}} }

// volt is the command as it is installed.
func (w who) volt(args ...string) *exec.Cmd {
	c := exec.Command("/usr/local/bin/volt", args...)
	c.Env = append(os.Environ(), fmt.Sprintf("XDG_RUNTIME_DIR=/run/user/%d", w.uid), "HOME=/nowhere")
	if w.uid != 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: w.uid, Gid: w.uid}}
	}
	return c
}

// says runs volt and returns its standard output, standard error and status.
func (w who) says(t *testing.T, stdin io.Reader, args ...string) (out, errs string, code int) {
	t.Helper()
	c := w.volt(args...)
	var o, e bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = stdin, &o, &e
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return o.String(), e.String(), c.ProcessState.ExitCode()
}

// TestRunPasses: streams, exit codes and signals pass, whoever supervises.
func TestRunPasses(t *testing.T) {
	for _, w := range everybody() {
		for _, by := range []string{"auto", "systemd", "direct"} {
			t.Run(w.name+"/"+by, func(t *testing.T) {
				if w.uid != 0 && by == "systemd" && managerVersion(t) < 257 {
					_, errs, code := w.says(t, nil, "run", "--supervisor", by, "--", "/usr/bin/true")
					if code != 125 || !strings.Contains(errs, "processes outside: needs PrivatePIDs=") {
						t.Errorf("the start was to be refused; it ended with %d and said %s", code, errs)
					}
					return
				}
				runPasses(t, w, by)
			})
		}
	}
}

func runPasses(t *testing.T, w who, by string) {
	run := func(args ...string) []string {
		return append([]string{"run", "--supervisor", by, "--exec", "/usr/bin", "--"}, args...)
	}
	for _, test := range []struct {
		argv []string
		in   string
		out  string
		errs string
		code int
	}{
		{[]string{"/usr/bin/busybox", "sh", "-c", "echo out; echo err >&2; exit 7"}, "", "out\n", "err\n", 7},
		{[]string{"/usr/bin/busybox", "cat"}, "text\n", "text\n", "", 0},
	} {
		out, errs, code := w.says(t, strings.NewReader(test.in), run(test.argv...)...)
		if out != test.out || errs != test.errs || code != test.code {
			t.Errorf("%q: %q, %q, %d; want %q, %q, %d", test.argv, out, errs, code, test.out, test.errs, test.code)
		}
	}
	if _, errs, code := w.says(t, nil, run("/usr/bin/none")...); code != 127 || !strings.Contains(errs, "no such file") {
		t.Errorf("a program that is not there: %d, %s", code, errs)
	}
	c := w.volt(run("/usr/bin/busybox", "sleep", "60")...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second)
	_ = c.Process.Signal(unix.SIGTERM)
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != 143 {
		t.Errorf("after SIGTERM the status is %d, want 143", got)
	}
}

type psLine struct {
	Name, Unit, State, Result string
	PID                       int
}

func list(t *testing.T, w who, more ...string) []psLine {
	t.Helper()
	out, errs, code := w.says(t, nil, append([]string{"ps", "--json"}, more...)...)
	if code != 0 || errs != "" {
		t.Fatalf("volt ps: %d, %s", code, errs)
	}
	var all []psLine
	for line := range strings.Lines(out) {
		var p psLine
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestDetached: a workload that goes on is listed, measured, joined and stopped.
func TestDetached(t *testing.T) {
	w := everybody()[0]
	out, errs, code := w.says(t, nil, "run", "--detach", "--name", "det", "--memory", "64M", "--exec", "/usr/bin", "--", "/usr/bin/busybox", "sleep", "600")
	if code != 0 || out != "det\n" {
		t.Fatalf("%d, %q, %s", code, out, errs)
	}
	all := list(t, w)
	if len(all) != 1 || all[0].Name != "det" || all[0].State != "running" || all[0].PID == 0 {
		t.Fatalf("volt ps says %v", all)
	}
	out, errs, code = w.says(t, nil, "stats", "--json", "det")
	if code != 0 || !strings.Contains(out, `"max":67108864`) {
		t.Errorf("volt stats: %d, %s%s", code, out, errs)
	}
	out, errs, code = w.says(t, nil, "exec", "det", "--", "/usr/bin/busybox", "sh", "-c",
		"cat /proc/self/cgroup; cat /proc/self/status; echo >/usr/x; exit 5")
	for _, want := range []string{"volt-run-det.service", "NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000000", "CapEff:\t0000000000000000"} {
		if !strings.Contains(out, want) {
			t.Errorf("in the sandbox there is no %q:\n%s", want, out)
		}
	}
	if code != 5 || !strings.Contains(errs, "/usr/x") {
		t.Errorf("volt exec: %d, %s", code, errs)
	}
	if _, errs, code = w.says(t, nil, "exec", "det", "--", "/usr/bin/none"); code != 127 {
		t.Errorf("volt exec of what is not there: %d, %s", code, errs)
	}
	if _, errs, code = w.says(t, nil, "stop", "det"); code != 0 {
		t.Errorf("volt stop: %d, %s", code, errs)
	}
	if all := list(t, w, "--all"); len(all) != 0 {
		t.Errorf("after the stop there is %v", all)
	}
}

// TestRunOOM: the kill is told and the status is that of the signal.
func TestRunOOM(t *testing.T) {
	w := everybody()[0]
	_, errs, code := w.says(t, nil, "run", "--name", "hungry", "--memory", "8M", "--exec", "/usr/bin", "--",
		"/usr/bin/busybox", "dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1")
	if code != 137 || !strings.Contains(errs, "hungry was killed for want of memory") {
		t.Errorf("%d, %s", code, errs)
	}
}

// TestOOMIsShown: volt ps and volt stats tell of a workload file's kill.
func TestOOMIsShown(t *testing.T) {
	c := confine(t, "[Volt]\nExec=/usr/bin/busybox dd if=/dev/zero of=/dev/null bs=64M count=1\nFsExecute=/usr/bin\nMemory=8M\n")
	_, _ = ctl("start", c.unit)
	name := strings.TrimSuffix(strings.TrimPrefix(c.unit, "volt@"), ".service")
	until := time.Now().Add(10 * time.Second)
	w := everybody()[0]
	for {
		i := slices.IndexFunc(list(t, w, "--all"), func(p psLine) bool { return p.Name == name && p.Result == "oom-kill" })
		if i >= 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("volt ps does not tell of the kill: %v", list(t, w, "--all"))
		}
		time.Sleep(100 * time.Millisecond)
	}
	if out, errs, _ := w.says(t, nil, "stats", "--once", name); !strings.Contains(out, "OOM") {
		t.Errorf("volt stats says %s%s", out, errs)
	}
}

// TestRunScope: limits are the scope's, and the sandbox is made in it.
func TestRunScope(t *testing.T) {
	for _, w := range everybody() {
		out, errs, code := w.says(t, nil, "run", "--scope", "--tasks", "50", "-v", "--exec", "/usr/bin", "--",
			"/usr/bin/busybox", "sh", "-c", "echo $$; exit 3")
		if code != 3 || !strings.Contains(errs, "PID namespace") || len(strings.TrimSpace(out)) > 2 {
			t.Errorf("%s: %d, %q, %s", w.name, code, out, errs)
		}
	}
}

// TestRunTerminal: on a terminal the workload has one of its own.
func TestRunTerminal(t *testing.T) {
	for _, w := range everybody() {
		c := w.volt()
		c.Path = "/usr/bin/script"
		c.Args = []string{"script", "-qec", "/usr/local/bin/volt run --exec /usr/bin -- /usr/bin/busybox sh -c 'tty; exit 9'", "/dev/null"}
		c.Stdin = strings.NewReader("")
		out, _ := c.CombinedOutput()
		if c.ProcessState.ExitCode() != 9 || !strings.Contains(string(out), "/dev/pts/") {
			t.Errorf("%s: %d, %q", w.name, c.ProcessState.ExitCode(), out)
		}
	}
}

// TestRunProperty: further properties pass, and what confines does not.
func TestRunProperty(t *testing.T) {
	w := everybody()[0]
	out, errs, code := w.says(t, nil, "run", "--property", "Nice=5", "--exec", "/usr/bin", "--", "/usr/bin/nice")
	if code != 0 || out != "5\n" {
		t.Errorf("%d, %q, %s", code, out, errs)
	}
	_, errs, code = w.says(t, nil, "run", "--property", "ProtectClock=no", "--", "/usr/bin/true")
	if code != 125 || !strings.Contains(errs, "cannot set --property ProtectClock") {
		t.Errorf("%d, %s", code, errs)
	}
}

func managerVersion(t *testing.T) int {
	t.Helper()
	ctx, m := connect(t)
	v, err := m.Version(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return v.Number
}
