package bpf

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/volt-project/volt/sandbox/profile"
)

// childVariable makes the test binary a child that probes: "open" without a
// filter, "filtered" with one, "x32" ends in an x32 call.
const childVariable = "VOLT_TEST_FILTER_CHILD"

func TestMain(m *testing.M) {
	if how := os.Getenv(childVariable); how != "" {
		child(how)
	}
	os.Exit(m.Run())
}

const anything = syscall.Errno(0xfff) // probe.free: whatever, but not filtered

// probes are harmless whether or not they are let through.
var probes = []struct {
	name     string
	number   uintptr
	args     [6]uintptr
	filtered syscall.Errno
	free     syscall.Errno
}{
	{"getppid", 110, [6]uintptr{}, 0, 0},
	{"personality query", 135, [6]uintptr{0xffffffff}, 0, 0},
	{"socket tcp", 41, [6]uintptr{2, 1, 0}, 0, 0},
	{"socket unix", 41, [6]uintptr{1, 1, 0}, 0, 0},
	{"socket udp", 41, [6]uintptr{2, 2, 0}, syscall.EPERM, 0},
	{"socket netlink", 41, [6]uintptr{16, 3, 0}, syscall.EPERM, 0},
	{"socket family 999", 41, [6]uintptr{999, 3, 0}, syscall.EPERM, syscall.EAFNOSUPPORT},
	{"unshare nothing", 272, [6]uintptr{}, syscall.EPERM, 0},
	{"setns of no descriptor", 308, [6]uintptr{^uintptr(0), 0}, syscall.EPERM, syscall.EBADF},
	{"process_vm_readv of nothing", 310, [6]uintptr{}, syscall.EPERM, anything},
	{"keyctl 9999", 250, [6]uintptr{9999}, syscall.EPERM, anything},
	{"TIOCSTI on no descriptor", 16, [6]uintptr{^uintptr(0), 0x5412}, syscall.EPERM, syscall.EBADF},
	{"TIOCSTI, high bits", 16, [6]uintptr{^uintptr(0), 1<<32 | 0x5412}, syscall.EPERM, syscall.EBADF},
	{"TCGETS on no descriptor", 16, [6]uintptr{^uintptr(0), 0x5401}, syscall.EBADF, syscall.EBADF},
	{"MSG_FASTOPEN on no descriptor", 44, [6]uintptr{^uintptr(0), 0, 0, 0x20000000}, syscall.EPERM, syscall.EBADF},
	{"clone3 of nothing", 435, [6]uintptr{}, syscall.ENOSYS, syscall.EINVAL},
	{"number 400", 400, [6]uintptr{}, syscall.ENOSYS, syscall.ENOSYS},
	{"number 600", 600, [6]uintptr{}, syscall.ENOSYS, syscall.ENOSYS},
	{"number -1", 0xffffffff, [6]uintptr{}, syscall.ENOSYS, syscall.ENOSYS},
}

// TestKernel installs the program for real. Each probe runs without the
// filter as well, so that what the filter answers is known to be the filter's.
func TestKernel(t *testing.T) {
	free, filtered := runChild(t, "open"), runChild(t, "filtered")
	for i, p := range probes {
		if got := filtered[i]; got != fmt.Sprint(int(p.filtered)) {
			t.Errorf("%s: with the filter errno %s, want %d (%v)", p.name, got, int(p.filtered), p.filtered)
		}
		if p.free == anything && free[i] == filtered[i] || p.free != anything && free[i] != fmt.Sprint(int(p.free)) {
			t.Errorf("%s: without the filter errno %s, want %d: the probe shows nothing", p.name, free[i], int(p.free))
		}
	}
}

func runChild(t *testing.T, how string) []string {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVariable+"="+how)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the child (%s) fails: %v\n%s", how, err, out)
	}
	answers := strings.Fields(string(out))
	if len(answers) != len(probes) {
		t.Fatalf("the child (%s) answers %d probes of %d:\n%s", how, len(answers), len(probes), out)
	}
	return answers
}

// TestKernelKillsX32: the process dies of SIGSYS, not the thread alone.
func TestKernelKillsX32(t *testing.T) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVariable+"=x32")
	out, err := cmd.CombinedOutput()
	exit, ok := err.(*exec.ExitError)
	if !ok {
		t.Fatalf("the child ended with %v, want a signal\n%s", err, out)
	}
	status := exit.Sys().(syscall.WaitStatus)
	if !status.Signaled() || status.Signal() != syscall.SIGSYS {
		t.Errorf("the child ended with %v, want SIGSYS\n%s", err, out)
	}
}

// child never returns.
func child(how string) {
	runtime.LockOSThread()
	if how != "open" {
		if err := install(); err != nil {
			fmt.Println("cannot install the filter:", err)
			os.Exit(1)
		}
	}
	if how == "x32" {
		syscall.RawSyscall(0x40000000|39, 0, 0, 0) // getpid
		fmt.Println("the x32 call returned")
		os.Exit(0)
	}
	for _, p := range probes {
		_, _, e := syscall.RawSyscall6(p.number, p.args[0], p.args[1], p.args[2], p.args[3], p.args[4], p.args[5])
		fmt.Println(int(e))
	}
	os.Exit(0)
}

// install puts the default profile on every thread of the process.
func install() error {
	const (
		prSetNoNewPrivs = 38  // <linux/prctl.h>
		seccompCall     = 317 // <asm/unistd_64.h>
		setModeFilter   = 1   // SECCOMP_SET_MODE_FILTER, <linux/seccomp.h>
		filterTSync     = 1   // SECCOMP_FILTER_FLAG_TSYNC
	)
	f, err := profile.Build(profile.Options{})
	if err != nil {
		return err
	}
	code, err := Compile(f)
	if err != nil {
		return err
	}
	// struct sock_fprog, <linux/filter.h>. plan.Insn has the layout of struct
	// sock_filter: 2, 1, 1 and 4 bytes without padding.
	program := struct {
		length uint16
		filter unsafe.Pointer
	}{uint16(len(code)), unsafe.Pointer(&code[0])}
	if _, _, e := syscall.RawSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); e != 0 {
		return e
	}
	if _, _, e := syscall.RawSyscall(seccompCall, setModeFilter, filterTSync, uintptr(unsafe.Pointer(&program))); e != 0 {
		return e
	}
	runtime.KeepAlive(code)
	return nil
}
