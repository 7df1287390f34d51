package cgroups

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	tests := []struct {
		name   string
		limits Limits
		want   []Setting
	}{
		{"none", Limits{}, nil},
		{"memory brings swap", Limits{Memory: 256 << 20}, []Setting{
			{"MemoryMax", "268435456", "MemoryMax", 268435456},
			{"MemorySwapMax", "0", "MemorySwapMax", 0},
		}},
		{"memory and swap", Limits{Memory: 1 << 20, MemorySwap: 7}, []Setting{
			{"MemoryMax", "1048576", "MemoryMax", 1048576},
			{"MemorySwapMax", "7", "MemorySwapMax", 7},
		}},
		{"swap alone", Limits{MemorySwap: 9}, []Setting{{"MemorySwapMax", "9", "MemorySwapMax", 9}}},
		{"the rest", Limits{Tasks: 64, CPUs: 1.5, CPUWeight: 1, IOWeight: 10000}, []Setting{
			{"TasksMax", "64", "TasksMax", 64},
			{"CPUQuota", "150%", "CPUQuotaPerSecUSec", 1_500_000},
			{"CPUWeight", "1", "CPUWeight", 1},
			{"IOWeight", "10000", "IOWeight", 10000},
		}},
	}
	for _, test := range tests {
		if got := test.limits.Settings(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestCPUs(t *testing.T) {
	tests := []struct {
		cpus   float64
		text   string
		kernel string
	}{
		{0.01, "1%", "1000 100000"},
		{0.125, "12.5%", "12500 100000"},
		{1.0 / 3, "33.33%", "33330 100000"},
		{0.9999, "99.99%", "99990 100000"},
		{1, "100%", "100000 100000"},
		{1.005, "100.5%", "100500 100000"},
		{1.0005, "100.05%", "100050 100000"},
		{2, "200%", "200000 100000"},
		{8192, "819200%", "819200000 100000"},
	}
	for _, test := range tests {
		if got := percent(quota(test.cpus)); got != test.text {
			t.Errorf("%v is %s, want %s", test.cpus, got, test.text)
		}
		if got := cpuMax(quota(test.cpus)); got != test.kernel {
			t.Errorf("%v is %q, want %q", test.cpus, got, test.kernel)
		}
	}
}

func TestCheck(t *testing.T) {
	good := []Limits{{}, {Memory: 1 << 20}, {Memory: math.MaxInt64}, {CPUs: 0.01}, {CPUs: 8192}, {Tasks: 1}, {CPUWeight: 10000, IOWeight: 1}}
	for _, l := range good {
		if err := l.Check(); err != nil {
			t.Errorf("%+v: %v", l, err)
		}
	}
	bad := []Limits{
		{Memory: 1<<20 - 1}, {Memory: 1 << 63}, {Memory: 1 << 30, MemorySwap: math.MaxUint64}, {Tasks: 1 << 31},
		{CPUs: -1}, {CPUs: 0.0099}, {CPUs: 8193}, {CPUs: math.NaN()}, {CPUs: math.Inf(1)}, {CPUWeight: 10001}, {IOWeight: 10001},
	}
	for _, l := range bad {
		if err := l.Check(); err == nil || !strings.HasPrefix(err.Error(), "cannot ") {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

func TestOwnPath(t *testing.T) {
	tests := []struct {
		table, want string
		ok          bool
	}{
		{"0::/user.slice/user-1000.slice/session-1.scope\n", "/user.slice/user-1000.slice/session-1.scope", true},
		{"12:pids:/a\n1:name=systemd:/b\n0::/c\n", "/c", true},
		{"0::/\n", "/", true},
		{"0::/../other\n", "/../other", false},
		{"0::/..\n", "/..", false},
		{"0::/..a\n", "/..a", true},
		{"4:memory:/x\n", "", false},
		{"", "", false},
	}
	for _, test := range tests {
		if got, ok := ownPath(test.table); got != test.want || ok != test.ok {
			t.Errorf("%q: %q, %v", test.table, got, ok)
		}
	}
}

func TestNearest(t *testing.T) {
	marked := map[string]bool{"/a.slice/b.service": true, "/user@1.service": true}
	yes := func(dir string) bool { return marked[dir] }
	for path, want := range map[string]string{
		"/a.slice/b.service/c/d": "/a.slice/b.service", "/a.slice/b.service": "/a.slice/b.service",
	} {
		if got, ok := nearest(path, true, yes); !ok || got != want {
			t.Errorf("%s: %q, %v", path, got, ok)
		}
	}
	for _, path := range []string{"/", "/init.scope", "/other/x", "/user@1.service/app.slice/x.service", "/user@1.service/app.slice/x.service/y"} {
		if got, ok := nearest(path, true, yes); ok {
			t.Errorf("%s: %q though systemd manages the tree", path, got)
		}
	}
}

func TestBadNames(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", supervisorName} {
		if _, err := Create(t.TempDir(), name, &Limits{}); err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
}

// A limit whose controller is not there is an error that names both.
func TestMissingController(t *testing.T) {
	parent := t.TempDir()
	for file, content := range map[string]string{"cgroup.controllers": "cpu pids\n", "cgroup.subtree_control": "pids\n"} {
		if err := os.WriteFile(filepath.Join(parent, file), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Create(parent, "w", &Limits{Memory: 1 << 20})
	want := "cannot limit memory: the control group " + parent + " has no memory controller; start Volt in a unit with Delegate=yes"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(parent, "w")); err == nil {
		t.Error("the group is left")
	}
}
