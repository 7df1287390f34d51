//go:build testhost

package selftest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	landlock "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/test/host/image"
)

// variant is what this machine should be.
func variant(t *testing.T) image.Variant {
	t.Helper()
	vs, err := image.Lookup(os.Getenv("VOLT_TEST_VARIANT"))
	if err != nil {
		t.Fatal(err)
	}
	return vs[0]
}

// output runs a command that must succeed, and returns its standard output.
func output(t *testing.T, argv ...string) string {
	t.Helper()
	var complaint strings.Builder
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%q: %v: %s%s", argv, err, out, complaint.String())
	}
	return strings.TrimSpace(string(out))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestSystemd(t *testing.T) {
	if comm := read(t, "/proc/1/comm"); comm != "systemd" {
		t.Errorf("process 1 is %s", comm)
	}
	// "systemd 257 (257.13-1~deb13u1)" and a line of features.
	fields := strings.Fields(output(t, "systemctl", "--version"))
	if want := strconv.Itoa(variant(t).Systemd); len(fields) < 2 || fields[1] != want {
		t.Errorf("systemctl is of %q, want version %s", fields, want)
	}
	if state := output(t, "systemctl", "is-system-running"); state != "running" {
		t.Errorf("the system is %s:\n%s", state, output(t, "systemctl", "--failed"))
	}
}

func TestKernel(t *testing.T) {
	v := variant(t)
	if release := read(t, "/proc/sys/kernel/osrelease"); !strings.HasPrefix(release, v.Kernel) {
		t.Errorf("kernel %s, want %s*", release, v.Kernel)
	}
	abi, err := landlock.LandlockGetABIVersion()
	if err != nil {
		t.Fatal(err)
	}
	if abi < v.Landlock || v.Exactly && abi != v.Landlock {
		t.Errorf("Landlock ABI %d, promised is %d (exactly: %v)", abi, v.Landlock, v.Exactly)
	}
}

// Requests of linux/kvm.h, and the only version there is.
const (
	kvmGetAPIVersion = 0xae00
	kvmCreateVM      = 0xae01
	kvmAPIVersion    = 12
)

func TestKVM(t *testing.T) {
	output(t, "modprobe", "kvm_amd")
	fd, err := unix.Open("/dev/kvm", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if version, err := unix.IoctlRetInt(fd, kvmGetAPIVersion); err != nil || version != kvmAPIVersion {
		t.Errorf("KVM_GET_API_VERSION: %d, %v", version, err)
	}
	vm, err := unix.IoctlRetInt(fd, kvmCreateVM)
	if err != nil {
		t.Fatalf("KVM_CREATE_VM: %v", err)
	}
	unix.Close(vm)
}

// TestLimits: limits of a unit arrive in its control group.
func TestLimits(t *testing.T) {
	have := strings.Fields(read(t, "/sys/fs/cgroup/cgroup.controllers"))
	for _, want := range []string{"cpu", "io", "memory", "pids"} {
		if !slices.Contains(have, want) {
			t.Errorf("cgroup2 has %q, without %s", have, want)
		}
	}
	got := output(t, "systemd-run", "--quiet", "--wait", "--pipe",
		"-p", "MemoryMax=32M", "-p", "TasksMax=20", "-p", "CPUQuota=50%", "-p", "IOWeight=50", "sh", "-c",
		"cd /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup) && cat memory.max pids.max cpu.max io.weight")
	if want := "33554432\n20\n50000 100000\ndefault 50"; got != want {
		t.Errorf("limits are %q, want %q", got, want)
	}
}

// TestSandboxing: the namespaces of a unit are there.
func TestSandboxing(t *testing.T) {
	got := output(t, "systemd-run", "--quiet", "--wait", "--pipe",
		"-p", "DynamicUser=yes", "-p", "PrivateNetwork=yes", "-p", "ProtectSystem=strict", "-p", "SystemCallFilter=@system-service",
		"sh", "-c", "id -u | tr 0-9 x; tail -n +3 /proc/net/dev | tr -d ' ' | cut -d: -f1; grep ^Seccomp: /proc/self/status; touch /etc/x 2>&1 | tail -c 22")
	if want := "xxxxx\nlo\nSeccomp:\t2\nRead-only file system"; got != want {
		t.Errorf("the service says %q, want %q", got, want)
	}
}

func TestUserManager(t *testing.T) {
	user := []string{"--user", "--machine=tester@.host"}
	if state := output(t, append([]string{"systemctl", "is-system-running", "--wait"}, user...)...); state != "running" {
		t.Errorf("tester's manager is %s", state)
	}
	got := output(t, "runuser", "-u", "tester", "--", "env", "XDG_RUNTIME_DIR=/run/user/1000",
		"systemd-run", "--user", "--quiet", "--wait", "--pipe", "id", "-un")
	if got != "tester" {
		t.Errorf("tester's manager runs programs as %q", got)
	}
}

// TestPrograms: Volt is installed, and VOLT_BIN has all of it.
func TestPrograms(t *testing.T) {
	bin := os.Getenv("VOLT_BIN")
	for _, name := range []string{"volt", "volt-bpf", "volt-jail", "volt-battery"} {
		path, err := filepath.EvalSymlinks(filepath.Join(bin, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if err := unix.Access(path, unix.X_OK); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got := output(t, "volt", "--version"); !strings.Contains(got, "volt") {
		t.Errorf("volt --version says %q", got)
	}
	if got := output(t, "volt", "run", "--", "echo", "confined"); got != "confined" {
		t.Errorf("volt run says %q", got)
	}
}

// TestDevices: what tests of networks and workloads take for granted.
func TestDevices(t *testing.T) {
	for _, path := range []string{"/dev/net/tun", "/dev/null", "/sys/kernel/debug/sched", "/dev/mqueue"} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	for _, module := range []string{"tun", "veth", "dummy", "nf_tables", "fuse", "overlay"} {
		output(t, "modprobe", module)
	}
}

// TestFolder: a test runs in its package's folder, with its testdata.
func TestFolder(t *testing.T) {
	if got := read(t, "testdata/here"); got != "here" {
		t.Errorf("testdata/here holds %q", got)
	}
}
