package host

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Probe asks the machine everything in Features. It creates short-lived child
// processes (for the namespaces) and takes some milliseconds; it waits for
// every child and leaves no descriptor open. What cannot be found out counts
// as absent.
func Probe() Features {
	f := ProbeQuick()
	probeNamespaces(&f)
	f.CgroupVersion, f.CgroupControllers = cgroups()
	f.LSMs = lsms(f.LandlockABI)
	f.Systemd.Version = SystemdVersion()
	f.Systemd.User = systemdUser()
	f.KVM = kvm()
	return f
}

// ProbeQuick fills the fields of Features that every start of a workload
// depends on, and only those: Kernel, LandlockABI, LandlockErrata,
// LandlockDisabled, Seccomp, MemfdNoexec, Systemd.Running, UID and
// UnprivilegedPortStart. It creates no process. The namespace fields stay
// false, meaning not asked: a start finds out by making the namespaces.
func ProbeQuick() Features {
	f := Features{
		Kernel:                release(),
		Seccomp:               seccomp(),
		MemfdNoexec:           sysctl("vm/memfd_noexec", -1),
		UID:                   os.Geteuid(),
		UnprivilegedPortStart: sysctl("net/ipv4/ip_unprivileged_port_start", 1024),
	}
	f.LandlockABI, f.LandlockDisabled = landlockABI()
	f.LandlockErrata = landlockErrata()
	f.Systemd.Running = systemdRunning()
	return f
}

// release is the kernel's name for itself, uname(2).
func release() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return ""
	}
	return unix.ByteSliceToString(u.Release[:])
}

// sysctl reads a number below /proc/sys, or gives missing when there is none.
// It reads with plain system calls: os.ReadFile would register the file with
// the runtime's poller, and costs three times as much.
func sysctl(name string, missing int) int {
	fd, err := unix.Open("/proc/sys/"+name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return missing
	}
	defer unix.Close(fd)
	var buf [32]byte
	n, err := unix.Read(fd, buf[:])
	if err != nil || n <= 0 {
		return missing
	}
	v, err := strconv.Atoi(strings.TrimSpace(string(buf[:n])))
	if err != nil {
		return missing
	}
	return v
}
