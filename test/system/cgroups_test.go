//go:build testhost

package system

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/volt-project/volt/cgroups"
	"github.com/volt-project/volt/cgroups/stats"
	"github.com/volt-project/volt/unitgen/manager"
)

// limitProperties are the settings of l as properties.
func limitProperties(l *cgroups.Limits) []manager.Property {
	var out []manager.Property
	for _, s := range l.Settings() {
		out = append(out, property(s.Property, s.Value))
	}
	return out
}

// systemd takes the settings over D-Bus, and the kernel has them.
func TestSettingsReachTheKernel(t *testing.T) {
	ctx, m := connect(t)
	l := cgroups.Limits{Memory: 96 << 20, MemorySwap: 4096, Tasks: 33, CPUs: 0.75, CPUWeight: 50, IOWeight: 200}
	name := unitName(t, "service")
	start(t, ctx, m, name, append(service("/bin/sleep", "60"), limitProperties(&l)...))
	u, err := m.Unit(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	checkFiles(t, filepath.Join(cgroups.Root, u.ControlGroup))
	if u.MemoryMax.N != 96<<20 || u.TasksMax.N != 33 || u.TasksCurrent.N != 1 || !u.MemoryCurrent.Known || !u.CPUUsage.Known {
		t.Errorf("%+v", u)
	}
	s, err := stats.Read(stats.Root, u.ControlGroup)
	if err != nil {
		t.Fatal(err)
	}
	if *s.Memory.Max != 96<<20 || *s.Tasks.Max != 33 || s.CPU.Quota.CPUs() != 0.75 || !s.Populated || s.CPU.Usage == 0 || s.CPU.Pressure == nil {
		t.Errorf("%+v %+v %+v", s, s.Memory, s.Tasks)
	}
}

// checkFiles wants the limits of TestSettingsReachTheKernel and limits.
func checkFiles(t *testing.T, dir string) {
	t.Helper()
	if err := wrongFiles(dir); err != nil {
		t.Error(err)
	}
}

func wrongFiles(dir string) error {
	var wrong []error
	for file, want := range map[string]string{
		"memory.max": "100663296", "memory.swap.max": "4096", "pids.max": "33", "cpu.max": "75000 100000",
		"cpu.weight": "50", "io.weight": "default 200",
	} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if got := strings.TrimSpace(string(b)); err != nil || got != want {
			wrong = append(wrong, fmt.Errorf("%s is %q (%v), want %q", file, got, err, want))
		}
	}
	return errors.Join(wrong...)
}

func TestOOMIsReported(t *testing.T) {
	ctx, m := connect(t)
	l := cgroups.Limits{Memory: 32 << 20}
	w := start(t, ctx, m, unitName(t, "service"), append(service(self(t), roleFlag, "hog"), limitProperties(&l)...))
	if exit := wait(t, ctx, w); !exit.OOM() || exit.Code != manager.Killed || exit.Status != int(syscall.SIGKILL) {
		t.Errorf("%+v", exit)
	}
}

// hog takes memory until it is killed.
func hog() {
	var all [][]byte
	for range 1 << 14 {
		b := make([]byte, 1<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		all = append(all, b)
	}
	fmt.Println(len(all))
}

// crowd starts children until it may not any more.
func crowd() error {
	for n := range 100 {
		if err := exec.Command("/bin/sleep", "30").Start(); err != nil {
			fmt.Println(n)
			return nil
		}
	}
	return errors.New("100 children were started")
}

// The direct supervisor's part, in a unit that was delegated to it.
func TestGroup(t *testing.T) {
	name := unitName(t, "service")
	out, err := exec.Command("systemd-run", "--quiet", "--wait", "--pipe", "--collect", "--unit="+name, "-pDelegate=yes",
		"--", self(t), roleFlag, "limits", "/system.slice/"+name).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// As an ordinary user, whose manager has no io controller to give and does not
// mark what it delegates.
func TestGroupOfUser(t *testing.T) {
	program := self(t)
	for what, want := range map[string]string{
		"own all":   "cannot limit IO weight: the control group /sys/fs/cgroup/user.slice/",
		"own no io": "",
		"":          "was not delegated to you",
	} {
		c := exec.Command("systemd-run", "--user", "--quiet", "--wait", "--pipe", "--collect", "-pDelegate=yes",
			"--", program, roleFlag, "limits", what)
		c.Env, c.Dir = []string{"XDG_RUNTIME_DIR=/run/user/1000", "PATH=/usr/bin:/bin"}, "/"
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1000, Gid: 1000}}
		out, err := c.CombinedOutput()
		if (err == nil) != (want == "") || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s", what, err, out)
		}
	}
}

func TestNotDelegated(t *testing.T) {
	out, err := exec.Command("systemd-run", "--quiet", "--wait", "--pipe", "--collect",
		"--", self(t), roleFlag, "limits", "").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "was not delegated to you; start Volt in a unit with Delegate=yes") {
		t.Errorf("%v: %s", err, out)
	}
}

// limits makes a group with every limit, tries each, and takes it away.
func limits(args []string) error {
	find := cgroups.Delegated
	if strings.HasPrefix(args[0], "own") {
		find = cgroups.Own
	}
	parent, err := find()
	if err != nil {
		return err
	}
	if strings.HasPrefix(args[0], "/") && parent != cgroups.Root+args[0] {
		return fmt.Errorf("delegated is %s", parent)
	}
	l := cgroups.Limits{Memory: 96 << 20, MemorySwap: 4096, Tasks: 33, CPUs: 0.75, CPUWeight: 50, IOWeight: 200}
	noIO := args[0] == "own no io"
	if noIO {
		l.IOWeight = 0
	}
	g, err := cgroups.Create(parent, "w", &l)
	if err != nil {
		return errors.Join(err, clean(parent))
	}
	if !noIO {
		err = wrongFiles(g.Dir())
	}
	err = errors.Join(err, killsHog(g), stopsCrowd(g), holdsCPUs(g, 0.75), g.Remove())
	return errors.Join(err, clean(parent))
}

// clean wants parent as it was: no children, no controllers on, this process
// in it.
func clean(parent string) error {
	entries, err := os.ReadDir(parent)
	for _, e := range entries {
		if e.IsDir() {
			err = errors.Join(err, fmt.Errorf("%s is left", e.Name()))
		}
	}
	on, err2 := os.ReadFile(filepath.Join(parent, "cgroup.subtree_control"))
	if strings.TrimSpace(string(on)) != "" {
		err = errors.Join(err, fmt.Errorf("controllers are left on: %s", on))
	}
	procs, err3 := os.ReadFile(filepath.Join(parent, "cgroup.procs"))
	if !strings.Contains(string(procs), fmt.Sprint(os.Getpid())) {
		err = errors.Join(err, fmt.Errorf("in %s are %q", parent, procs))
	}
	return errors.Join(err, err2, err3)
}

// inside starts a role in the group.
func inside(g *cgroups.Group, argv ...string) (*exec.Cmd, error) {
	dir, err := g.Open()
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	c := exec.Command(argv[0], argv[1:]...)
	c.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: int(dir.Fd())}
	return c, c.Start()
}

func read(g *cgroups.Group) (*stats.Stats, error) {
	return stats.Read(cgroups.Root, strings.TrimPrefix(g.Dir(), cgroups.Root))
}

func killsHog(g *cgroups.Group) error {
	c, err := inside(g, os.Args[0], roleFlag, "hog")
	if err != nil {
		return err
	}
	_ = c.Wait()
	if status := c.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGKILL {
		return fmt.Errorf("the hog ended with %v", c.ProcessState)
	}
	s, err := read(g)
	if err == nil && (s.Memory.OOMKills != 1 || s.Memory.Peak == nil || *s.Memory.Peak > 97<<20) {
		err = fmt.Errorf("%+v", s.Memory)
	}
	return err
}

func stopsCrowd(g *cgroups.Group) error {
	c, err := inside(g, os.Args[0], roleFlag, "crowd")
	if err != nil {
		return err
	}
	if err := c.Wait(); err != nil {
		return fmt.Errorf("the crowd: %w", err)
	}
	s, err := read(g)
	if err == nil && (s.Tasks.AtMax == 0 || s.Tasks.Current < 20 || s.Tasks.Current > 33) {
		err = fmt.Errorf("%+v", s.Tasks)
	}
	return err
}

// holdsCPUs keeps two loops busy, which wants more than one processor.
func holdsCPUs(g *cgroups.Group, cpus float64) error {
	before, err := read(g)
	if err != nil {
		return err
	}
	const long = 3 * time.Second
	began := time.Now()
	for range 2 {
		// Added by number this time. The crowd left room for two.
		c := exec.Command("/bin/sh", "-c", "read x; while :; do :; done")
		in, err := c.StdinPipe()
		if err == nil {
			err = c.Start()
		}
		if err == nil {
			err = g.Add(c.Process.Pid)
		}
		if err != nil {
			return err
		}
		if _, err = in.Write([]byte("\n")); err != nil {
			return err
		}
	}
	time.Sleep(long)
	after, err := read(g)
	if err != nil {
		return err
	}
	used := float64(after.CPU.Usage-before.CPU.Usage) / float64(time.Since(began))
	if used > cpus*1.15 || used < cpus*0.5 || after.CPU.Throttled == before.CPU.Throttled {
		return fmt.Errorf("%.2f CPUs were used: %+v", used, after.CPU)
	}
	return nil
}

func TestStatsOfNone(t *testing.T) {
	if _, err := stats.Read(stats.Root, "/system.slice/volt-none.service"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
