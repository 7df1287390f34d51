package battery_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/test/battery/attempts"
)

// offBase is the variable that tells the test binary, started again in
// namespaces of its own, where to build its world; offProgram names the battery.
const (
	offBase    = "VOLT_BATTERY_OFF"
	offProgram = "VOLT_BATTERY_PROGRAM"
)

// TestOff makes every attempt with its protection off: as root, without a
// sandbox, in namespaces that keep the machine out of it. Each must be seen
// to get through, so that a denial elsewhere means something.
func TestOff(t *testing.T) {
	base := os.Getenv(offBase)
	if base == "" {
		startOff(t)
		return
	}
	privateMounts(t, base)
	loopbackUp(t)
	w := newWorld(t, base, os.Getenv(offProgram), 0)
	w.setup.Network = attempts.NetworkOff
	w.setup.ReleaseAgent = releaseAgent(t, base, w.setup.ReleaseAgent)
	copyFile(t, os.Getenv(offProgram), w.setup.Jail)
	results, _ := w.run(t, nil, nil)
	w.checkComplete(t, results)
	for _, r := range results {
		a := attempts.Find(r.Name)
		switch {
		case r.Outcome == attempts.Open:
			t.Logf("%-26s open: %s", r.Name, r.Detail)
		case a.OnlyOnThrowaway != "":
			t.Logf("%-26s not shown here: %s (%s)", r.Name, r.Detail, a.OnlyOnThrowaway)
		default:
			t.Errorf("%s did not get through with its protection off: %s %s %s; a denial of it means nothing", r.Name, r.Outcome, r.Errno, r.Detail)
		}
	}
}

// startOff runs TestOff again as process 1 of new namespaces.
func startOff(t *testing.T) {
	t.Helper()
	base := sharedFolder(t)
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestOff$", "-test.v")
	cmd.Env = append(os.Environ(), offBase+"="+base, offProgram+"="+program(t))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC |
			unix.CLONE_NEWUTS | ownCgroups(),
		Pdeathsig: syscall.SIGKILL,
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("unconfined run: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// ownCgroups is the flag for a cgroup namespace. Where there is no cgroup v1
// releaseAgent makes one, and the kernel allows that in its first cgroup
// namespace only (cgroup1_root_to_use in kernel/cgroup/cgroup-v1.c).
func ownCgroups() uintptr {
	if found, err := filepath.Glob("/sys/fs/cgroup/*/release_agent"); err == nil && len(found) > 0 {
		return unix.CLONE_NEWCGROUP
	}
	return 0
}

// privateMounts gives this process a /proc for its pid namespace, a /dev of its own
// with every node, and a folder in which set-user-ID works. Nothing of it is seen
// outside.
func privateMounts(t *testing.T, base string) {
	t.Helper()
	must(t, unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""))
	must(t, unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""))
	must(t, unix.Mount("volt-battery", base, "tmpfs", 0, "mode=0755"))
	dev := filepath.Join(base, "dev")
	must(t, os.Mkdir(dev, 0o755))
	must(t, unix.Mount("volt-battery", dev, "tmpfs", unix.MS_NOSUID, "mode=0755"))
	for _, name := range []string{"net", "pts", "shm"} {
		must(t, os.Mkdir(filepath.Join(dev, name), 0o755))
	}
	copyNodes(t, "/dev", dev)
	copyNodes(t, "/dev/net", filepath.Join(dev, "net"))
	for _, node := range attempts.Nodes() {
		name := filepath.Join(dev, node.Path[len("/dev/"):])
		if _, err := os.Lstat(name); err != nil && node.Major != 0 {
			must(t, unix.Mknod(name, node.Type|0o600, int(unix.Mkdev(node.Major, node.Minor))))
		}
	}
	_ = os.Remove(filepath.Join(dev, "ptmx"))
	must(t, os.Symlink("pts/ptmx", filepath.Join(dev, "ptmx")))
	must(t, unix.Mount("devpts", filepath.Join(dev, "pts"), "devpts", unix.MS_NOSUID|unix.MS_NOEXEC, "newinstance,ptmxmode=0666"))
	must(t, unix.Mount(dev, "/dev", "", unix.MS_MOVE, ""))
}

// copyNodes makes the device nodes of one folder in another.
func copyNodes(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if os.IsNotExist(err) {
		return
	}
	must(t, err)
	for _, entry := range entries {
		var st unix.Stat_t
		must(t, unix.Lstat(filepath.Join(from, entry.Name()), &st))
		if kind := st.Mode & unix.S_IFMT; kind == unix.S_IFCHR || kind == unix.S_IFBLK {
			must(t, unix.Mknod(filepath.Join(to, entry.Name()), st.Mode, int(st.Rdev)))
		}
	}
}

// loopbackUp starts the loopback interface of a new network namespace.
func loopbackUp(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	must(t, err)
	defer unix.Close(fd)
	lo, err := unix.NewIfreq("lo")
	must(t, err)
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	must(t, unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo))
}

// releaseAgent returns a release_agent file: the machine's, or, where it has
// no cgroup v1, one of a hierarchy without controllers that is gone with the
// mount namespace.
func releaseAgent(t *testing.T, base, have string) string {
	t.Helper()
	if _, err := os.Stat(have); err == nil {
		return have
	}
	dir := filepath.Join(base, "cgroup")
	must(t, os.Mkdir(dir, 0o755))
	must(t, unix.Mount("cgroup", dir, "cgroup", 0, "none,name=volt-battery"))
	return filepath.Join(dir, "release_agent")
}
