package host

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestProbeQuickIsTheStartOfProbe(t *testing.T) {
	quick, full := ProbeQuick(), Probe()
	full.UserNamespaces, full.UserNamespacesCreate, full.UserNamespacesBlock = false, false, nil
	full.NetNamespaces, full.PIDNamespaces, full.MountNamespaces = false, false, false
	full.CgroupVersion, full.CgroupControllers, full.LSMs, full.KVM = 0, nil, nil, false
	full.Systemd = Systemd{Running: full.Systemd.Running}
	q, _ := json.Marshal(quick)
	f, _ := json.Marshal(full)
	if !bytes.Equal(q, f) {
		t.Errorf("ProbeQuick gives\n%s\nProbe gives, in the same fields,\n%s", q, f)
	}
}

// Every start pays for ProbeQuick. The median is compared, so that a busy
// machine does not decide.
func TestProbeQuickIsQuick(t *testing.T) {
	const limit = 200 * time.Microsecond
	times := make([]time.Duration, 301)
	for i := range times {
		begin := time.Now()
		ProbeQuick()
		times[i] = time.Since(begin)
	}
	slices.Sort(times)
	if m := times[len(times)/2]; m > limit {
		t.Errorf("the median of %d calls is %v, want at most %v", len(times), m, limit)
	}
}

func BenchmarkProbeQuick(b *testing.B) {
	for b.Loop() {
		ProbeQuick()
	}
}

func TestProbeLeavesNothingBehind(t *testing.T) {
	Probe() // the runtime opens its poller once, and keeps it
	before := openFiles(t)
	for range 3 {
		Probe()
	}
	if after := openFiles(t); !slices.Equal(before, after) {
		t.Errorf("descriptors before %q, after %q", before, after)
	}
	// No child at all, neither running nor waiting to be collected.
	if pid, err := unix.Wait4(-1, nil, unix.WNOHANG|unix.WALL, nil); err != unix.ECHILD {
		t.Errorf("wait4 gives %d, %v; want ECHILD", pid, err)
	}
}

func openFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		target, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil { // the descriptor of ReadDir itself is gone by now
			names = append(names, e.Name()+" "+target)
		}
	}
	return names
}

// Each ABI is shown by an act that only it and later ones allow.
func TestLandlockABIAgainstTheNewestRight(t *testing.T) {
	abi, _ := landlockABI()
	if abi == 0 {
		t.Fatal("this kernel has no Landlock; the tests need one that has (boot with lsm=landlock,...)")
	}
	// restrict_self checks no_new_privs first, its flags next, and the ruleset
	// last (EBADF). The thread dies with this goroutine, and the setting with it.
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	// The first words of struct landlock_ruleset_attr: fs, net, scoped.
	fs := func(bit uint) bool { return createRuleset(1<<bit, 0, 0) }
	net := func(bit uint) bool { return createRuleset(0, 1<<bit, 0) }
	scope := func(bit uint) bool { return createRuleset(0, 0, 1<<bit) }
	flag := func(bit uint) bool { return restrictFlag(1 << bit) }
	for _, tt := range []struct {
		abi  int
		have bool
		what string
	}{
		{1, fs(12), "LANDLOCK_ACCESS_FS_MAKE_SYM"},
		{2, fs(13), "LANDLOCK_ACCESS_FS_REFER"},
		{3, fs(14), "LANDLOCK_ACCESS_FS_TRUNCATE"},
		{4, net(1), "LANDLOCK_ACCESS_NET_CONNECT_TCP"},
		{5, fs(15), "LANDLOCK_ACCESS_FS_IOCTL_DEV"},
		{6, scope(1), "LANDLOCK_SCOPE_SIGNAL"},
		{7, flag(2), "LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF"},
		{8, flag(3), "LANDLOCK_RESTRICT_SELF_TSYNC"},
		{9, fs(16), "LANDLOCK_ACCESS_FS_RESOLVE_UNIX"},
		{10, net(3), "LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP"},
	} {
		if want := abi >= tt.abi; tt.have != want {
			t.Errorf("with ABI %d, the kernel knows %s (ABI %d): %v, want %v", abi, tt.what, tt.abi, tt.have, want)
		}
	}
}

// Erratum 2 is that a thread with LANDLOCK_SCOPE_SIGNAL could not signal the
// other threads of its own process. Whether it can, shows whether the bit is
// right. (Signal 0 is checked and not sent, kill(2).)
func TestLandlockErrataAgainstAnErratum(t *testing.T) {
	abi, _ := landlockABI()
	if abi < 6 {
		if e := landlockErrata(); e&2 != 0 {
			t.Errorf("ABI %d has no signal scope, and its erratum counts as fixed: %#x", abi, e)
		}
		return
	}
	runtime.LockOSThread() // never unlocked: the restricted thread ends with this goroutine
	if err := restrictSignals(); err != nil {
		t.Fatal(err)
	}
	err := unix.Tgkill(os.Getpid(), anotherThread(t), 0)
	if got, want := landlockErrata()&2 != 0, err == nil; got != want {
		t.Errorf("erratum 2 counts as fixed: %v, and signalling another thread gives %v", got, err)
	}
}

func anotherThread(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if tid, err := strconv.Atoi(e.Name()); err == nil && tid != unix.Gettid() {
			return tid
		}
	}
	t.Fatal("this process has one thread; Go's runtime has more")
	return 0
}

func TestSeccompAgainstTheKernelsList(t *testing.T) {
	b, err := os.ReadFile("/proc/sys/kernel/seccomp/actions_avail")
	if err != nil {
		t.Fatal(err)
	}
	actions := strings.Fields(string(b))
	got := seccomp()
	for name, have := range map[string]bool{"log": got.Log, "kill_process": got.KillProc, "user_notif": got.UserNotif} {
		if want := slices.Contains(actions, name); have != want {
			t.Errorf("%s: %v, and the kernel's list %q says %v", name, have, actions, want)
		}
	}
	if !got.Filter {
		t.Errorf("no filter mode, although the kernel lists the actions %q", actions)
	}
	if filterFlags(1 << 30) {
		t.Error("a flag that no kernel knows counts as known")
	}
	if filterAction(0x12340000) {
		t.Error("an action that no kernel knows counts as available")
	}
	if mode := statusLine(t, "Seccomp:"); mode != "0" {
		t.Errorf("after probing, this process has seccomp mode %s", mode)
	}
}

func statusLine(t *testing.T, key string) string {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			return strings.TrimSpace(rest)
		}
	}
	t.Fatalf("no %s in /proc/self/status", key)
	return ""
}

func TestNamespacesUnprivileged(t *testing.T) {
	f := probeAs(t, "", unprivileged()).Features
	if f.UID == 0 {
		t.Fatal("the child is still root")
	}
	// unshare(1) is an independent witness.
	for _, tt := range []struct {
		flag string
		got  bool
	}{{"--uts", f.UserNamespaces}, {"--net", f.NetNamespaces}, {"--pid", f.PIDNamespaces}, {"--mount", f.MountNamespaces}} {
		cmd := exec.Command("unshare", "--user", "--map-root-user", tt.flag, "true")
		cmd.Dir = "/"
		cmd.SysProcAttr = unprivileged()
		out, err := cmd.CombinedOutput()
		if want := err == nil; tt.got != want {
			t.Errorf("probe says %v, unshare %s says %v: %s", tt.got, tt.flag, err, out)
		}
	}
	if f.UserNamespaces != (len(f.UserNamespacesBlock) == 0) {
		t.Errorf("user namespaces are %v, blocked by %q", f.UserNamespaces, f.UserNamespacesBlock)
	}
}

// Inside a user namespace of its own, a process can forbid the next ones. It
// still has the capabilities to make the other namespaces directly.
func TestNamespacesTurnFalse(t *testing.T) {
	tests := []struct {
		writes           string
		user, create     bool
		net, pid, mounts bool
		block            []string
	}{
		{"", true, true, true, true, true, []string{}},
		{"/proc/sys/user/max_user_namespaces=0", false, false, true, true, true, []string{"user.max_user_namespaces=0"}},
		// Created, and of no use: what an LSM does that takes the capabilities away.
		{"/proc/sys/user/max_uts_namespaces=0", false, true, true, true, true, []string{}},
		{"/proc/sys/user/max_net_namespaces=0", true, true, false, true, true, []string{}},
		{"/proc/sys/user/max_pid_namespaces=0", true, true, true, false, true, []string{}},
		{"/proc/sys/user/max_mnt_namespaces=0", true, true, true, true, false, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.writes, func(t *testing.T) {
			f := probeAs(t, tt.writes, inUserNamespace(0)).Features
			if f.UserNamespaces != tt.user || f.UserNamespacesCreate != tt.create || f.NetNamespaces != tt.net ||
				f.PIDNamespaces != tt.pid || f.MountNamespaces != tt.mounts {
				t.Errorf("user %v create %v net %v pid %v mount %v", f.UserNamespaces, f.UserNamespacesCreate, f.NetNamespaces, f.PIDNamespaces, f.MountNamespaces)
			}
			if !slices.Equal(f.UserNamespacesBlock, tt.block) {
				t.Errorf("blocked by %q, want %q", f.UserNamespacesBlock, tt.block)
			}
		})
	}
}

func TestPortStartAgainstBind(t *testing.T) {
	for start, bind := range map[int]bool{81: false, 80: true, 0: true} {
		w := probeAs(t, "/proc/sys/net/ipv4/ip_unprivileged_port_start="+strconv.Itoa(start), inUserNamespace(syscall.CLONE_NEWNET))
		if w.Features.UnprivilegedPortStart != start || w.Bind80 != bind {
			t.Errorf("set to %d: probe says %d; port 80 bound without capabilities: %v", start, w.Features.UnprivilegedPortStart, w.Bind80)
		}
	}
}

func TestMemfdNoexecAgainstMemfdCreate(t *testing.T) {
	here := probeAs(t, "", nil)
	if got, want := here.MemfdSealed, here.Features.MemfdNoexec > 0; got != want {
		t.Errorf("probe says %d, memfd_create sealed %v", here.Features.MemfdNoexec, got)
	}
	// Only root may write the file, and a nested namespace cannot lower the
	// value of the one around it.
	if os.Geteuid() != 0 || here.Features.MemfdNoexec != 0 {
		return
	}
	for value, sealed := range map[int]bool{0: false, 1: true} {
		w := probeAs(t, "/proc/sys/vm/memfd_noexec="+strconv.Itoa(value), inUserNamespace(syscall.CLONE_NEWPID))
		if w.Features.MemfdNoexec != value || w.MemfdSealed != sealed {
			t.Errorf("set to %d: probe says %d, memfd_create sealed %v", value, w.Features.MemfdNoexec, w.MemfdSealed)
		}
	}
}

func TestLSMsAgainstSecurityfs(t *testing.T) {
	abi, _ := landlockABI()
	got := lsms(abi)
	if abi > 0 != slices.Contains(got, "landlock") {
		t.Errorf("Landlock ABI %d, and the modules are %q", abi, got)
	}
	// Mounting securityfs takes root; without lsm_list_modules (before Linux
	// 6.8) there is nothing to compare with it.
	ids := lsmIDs()
	if os.Geteuid() != 0 || ids == nil {
		return
	}
	w := probeAs(t, "securityfs:"+t.TempDir(), &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS})
	if names := lsmNames(ids); !slices.Equal(names, w.LSMs) {
		t.Errorf("lsm_list_modules gives %q, securityfs %q", names, w.LSMs)
	}
}

func TestLSMNames(t *testing.T) {
	got := lsmNames([]uint64{100, 110, 113, 114, 7})
	if want := []string{"capability", "landlock", "ipe", "lsm-114", "lsm-7"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCgroupsAgainstMountinfo(t *testing.T) {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		kind := f[slices.Index(f, "-")+1] // proc_pid_mountinfo(5)
		switch {
		case kind == "cgroup2" && f[4] == "/sys/fs/cgroup":
			want = 2
		case kind == "cgroup" && want == 0:
			want = 1
		}
	}
	version, controllers := cgroups()
	if version != want {
		t.Errorf("version %d; the mount table says %d", version, want)
	}
	if version > 0 && !slices.Contains(controllers, "memory") {
		t.Errorf("controllers %q lack memory", controllers)
	}
}

func TestLegacyControllers(t *testing.T) {
	got := legacyControllers("#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t1\t1\nmemory\t4\t1\t0\npids\t0\t1\t1\nio 5\n")
	if want := []string{"cpu"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// KVM_CREATE_VM takes the same right as KVM_GET_API_VERSION and does more.
func TestKVMAgainstCreateVM(t *testing.T) {
	want := false
	if fd, err := unix.Open("/dev/kvm", unix.O_RDWR|unix.O_CLOEXEC, 0); err == nil {
		vm, err := unix.IoctlRetInt(fd, 0xAE01) // KVM_CREATE_VM of <linux/kvm.h>
		if want = err == nil; want {
			unix.Close(vm)
		}
		unix.Close(fd)
	}
	if got := kvm(); got != want {
		t.Errorf("kvm gives %v, creating a machine %v", got, want)
	}
}

func TestKVMFollowsTheDevicesMode(t *testing.T) {
	var st unix.Stat_t
	// Only where others are shut out does a user without groups show anything.
	shut := unix.Stat("/dev/kvm", &st) != nil || st.Mode&6 != 6
	if got := probeAs(t, "", unprivileged()).Features.KVM; os.Geteuid() == 0 && shut && got {
		t.Error("nobody can use a /dev/kvm that is closed to others")
	}
}

func TestAccepts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "private")
	if accepts(path) {
		t.Error("a socket that is not there accepts")
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
	if accepts(path) {
		t.Error("a socket that nobody listens on accepts")
	}
	if err := unix.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	for i := range 4 { // the third finds the backlog full
		if !accepts(path) {
			t.Errorf("connection %d to a listening socket is refused", i)
		}
	}
	unix.Close(fd)
	if accepts(path) {
		t.Error("a socket left behind accepts")
	}
}

func TestSystemdUserLooksInTheRuntimeDir(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	if systemdUser() {
		t.Fatal("an empty folder has a manager")
	}
	if err := os.Mkdir(dir+"/systemd", 0o700); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrUnix{Name: dir + "/systemd/private"}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(fd, 1); err != nil {
		t.Fatal(err)
	}
	if !systemdUser() {
		t.Error("a listening private socket is not seen")
	}
}

// The program itself is an independent witness of the version; pid 1's name
// is one of whether it runs.
func TestSystemd(t *testing.T) {
	want := 0
	if out, err := exec.Command("systemctl", "--version").Output(); err == nil {
		want = leadingNumber(strings.TrimPrefix(string(out), "systemd "))
	}
	if got := SystemdVersion(); got != want {
		t.Errorf("version %d, systemctl says %d", got, want)
	}
	comm, err := os.ReadFile("/proc/1/comm")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := systemdRunning(), strings.TrimSpace(string(comm)) == "systemd"; got != want {
		t.Errorf("running %v, and process 1 is %q", got, comm)
	}
}

func TestLeadingNumber(t *testing.T) {
	for s, want := range map[string]int{"252.so": 252, "257.13-1.fc42.so": 257, "258~rc1": 258, "": 0, "x": 0, "260": 260} {
		if got := leadingNumber(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

func TestKernelIsTheRunningOne(t *testing.T) {
	b, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := release(), strings.TrimSpace(string(b)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
