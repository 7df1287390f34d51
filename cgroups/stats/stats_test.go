package stats

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The folders of testdata are cgroups of real machines: "load" had
// MemoryMax=64M MemorySwapMax=0 TasksMax=32 CPUQuota=20%, wrote and read 8 MiB,
// lost a process to the OOM killer (on Debian 13), started children and then
// spun; "idle" slept.
func TestReadLoad(t *testing.T) {
	s, err := Read("testdata/debian13", "/load")
	if err != nil {
		t.Fatal(err)
	}
	want := Stats{Path: "/load", Populated: true, CPU: s.CPU, Memory: s.Memory, IO: s.IO, Tasks: s.Tasks}
	if *s != want {
		t.Errorf("%+v", s)
	}
	c := s.CPU
	if c.Usage != 2972525*time.Microsecond || c.User != 308648*time.Microsecond || c.System != 2663876*time.Microsecond ||
		c.Periods != 148 || c.Throttled != 148 || c.Stopped != 13237845*time.Microsecond ||
		*c.Quota != (Quota{20 * time.Millisecond, 100 * time.Millisecond}) || c.Quota.CPUs() != 0.2 {
		t.Errorf("CPU %+v", c)
	}
	if p := c.Pressure; p.Some != (Stall{49.62, 13.27, 2.97, 9589715 * time.Microsecond}) ||
		*p.Full != (Stall{48.35, 13.04, 2.93, 9380410 * time.Microsecond}) {
		t.Errorf("CPU pressure %+v", p)
	}
	m := s.Memory
	if *m.Max != 64<<20 || *m.Peak != 64<<20 || m.High != nil || *m.SwapMax != 0 || *m.Swap != 0 ||
		m.AtMax != 282 || m.OOM != 1 || m.OOMKills != 1 || m.OOMGroups != 0 ||
		m.Current == 0 || m.Current > 64<<20 || m.Anon == 0 || m.File == 0 || m.Slab == 0 || m.Faults == 0 {
		t.Errorf("memory %+v", m)
	}
	if len(s.IO.Devices) != 1 || s.IO.Devices[0] != (Device{254, 0, 11247616, 8396800, 282, 11}) ||
		s.IO.Pressure.Some.Avg10 != 0.12 {
		t.Errorf("IO %+v", s.IO)
	}
	if n := s.Tasks; n.Current != 28 || *n.Max != 32 || *n.Peak < 28 || n.AtMax != 0 {
		t.Errorf("tasks %+v", n)
	}
	if _, err := json.Marshal(s); err != nil {
		t.Error(err)
	}
}

// Linux 6.1 has fewer files and keys than 6.12.
func TestReadOlderKernel(t *testing.T) {
	s, err := Read("testdata/debian12", "/load")
	if err != nil {
		t.Fatal(err)
	}
	if s.CPU.Usage != 2818350*time.Microsecond || s.CPU.Throttled != 139 || *s.Memory.Max != 64<<20 || *s.Memory.Peak != 13885440 ||
		s.Memory.OOMKills != 0 || *s.Tasks.Max != 32 || s.Tasks.Current != 21 ||
		s.IO.Devices[0] != (Device{254, 0, 9474048, 8396800, 204, 11}) {
		t.Errorf("%+v %+v %+v %+v", s, s.Memory, s.Tasks, s.IO)
	}
}

func TestReadIdle(t *testing.T) {
	s, err := Read("testdata/debian13", "/idle")
	if err != nil {
		t.Fatal(err)
	}
	if s.CPU.Quota != nil || s.CPU.Throttled != 0 || s.Memory.Max != nil || s.Memory.SwapMax != nil || s.Memory.OOMKills != 0 ||
		s.Tasks.Max != nil || s.Tasks.Current != 1 {
		t.Errorf("%+v %+v %+v", s, s.Memory, s.Tasks)
	}
}

// copied is a real cgroup that a test may damage.
func copied(t *testing.T) (root, dir string) {
	t.Helper()
	root = t.TempDir()
	dir = filepath.Join(root, "load")
	if err := os.CopyFS(dir, os.DirFS("testdata/debian13/load")); err != nil {
		t.Fatal(err)
	}
	return root, dir
}

// A controller that is off has no files, and its part is nil rather than 0.
func TestReadWithoutControllers(t *testing.T) {
	root, dir := copied(t)
	for _, pattern := range []string{"memory.*", "io.*", "pids.*", "cpu.max*", "cpu.pressure"} {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			os.Remove(name)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "cgroup.controllers"), []byte("\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Read(root, "/load")
	if err != nil {
		t.Fatal(err)
	}
	if s.Memory != nil || s.IO != nil || s.Tasks != nil || s.CPU.Quota != nil || s.CPU.Pressure != nil || s.CPU.Usage == 0 {
		t.Errorf("%+v", s)
	}
}

// What cannot be read is an error, never 0.
func TestReadDamaged(t *testing.T) {
	tests := []struct{ file, content, want string }{
		{"memory.current", "many\n", "memory.current holds"},
		{"memory.current", "", "memory.current holds"},
		{"memory.max", "-1\n", "memory.max holds"},
		{"memory.stat", "anon much\n", "memory.stat"},
		{"cpu.stat", "usage_usec x\n", "cpu.stat"},
		{"cpu.max", "20000\n", "cpu.max holds"},
		{"pids.current", "max\n", "pids.current holds"},
		{"pids.events", "max some\n", "pids.events holds"},
		{"cgroup.events", "populated maybe\n", "cgroup.events holds"},
	}
	for _, test := range tests {
		root, dir := copied(t)
		if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Read(root, "/load")
		if err == nil || !strings.HasPrefix(err.Error(), "cannot read statistics: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %q: %v", test.file, test.content, err)
		}
	}
}

func TestReadNone(t *testing.T) {
	if _, err := Read("testdata/debian13", "/gone.service"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	for _, path := range []string{"", "load", "/../debian13/load", "/load/", "//load"} {
		if _, err := Read("testdata/debian13", path); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", path, err)
		}
	}
}
