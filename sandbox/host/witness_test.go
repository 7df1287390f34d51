package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// witnessVar lets a test run Probe in another process, under an identity and
// in namespaces that the test chooses: with it set, this binary carries out
// its value ("/proc/sys/x=1", "securityfs:/dir"), prints a witness and ends.
const witnessVar = "VOLT_HOST_TEST_WITNESS"

func TestMain(m *testing.M) {
	if writes, ok := os.LookupEnv(witnessVar); ok {
		os.Exit(testify(writes))
	}
	os.Exit(m.Run())
}

// witness is what Probe found beside what the same process saw by other means.
type witness struct {
	Features Features
	// Bind80: without capabilities, a TCP socket could be bound to port 80.
	Bind80 bool
	// MemfdSealed: memfd_create without flags gave a file that can never be
	// made executable.
	MemfdSealed bool
	// LSMs is what securityfs says, mounted for the purpose.
	LSMs []string
}

func testify(writes string) int {
	for w := range strings.FieldsSeq(writes) {
		if dir, ok := strings.CutPrefix(w, "securityfs:"); ok {
			if err := unix.Mount("securityfs", dir, "securityfs", 0, ""); err != nil {
				fmt.Fprintln(os.Stderr, "cannot mount securityfs:", err)
				return 1
			}
			continue
		}
		path, value, _ := strings.Cut(w, "=")
		if err := os.WriteFile(path, []byte(value), 0); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	w := witness{Features: Probe(), MemfdSealed: memfdSealed()}
	if dir, ok := strings.CutPrefix(writes, "securityfs:"); ok {
		b, err := os.ReadFile(dir + "/lsm")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		w.LSMs = strings.Split(strings.TrimSpace(string(b)), ",")
	}
	w.Bind80 = bind80()
	if err := json.NewEncoder(os.Stdout).Encode(w); err != nil {
		return 1
	}
	return 0
}

func bind80() bool {
	runtime.LockOSThread() // capabilities belong to the thread; never unlocked
	none := [2]unix.CapUserData{}
	if err := unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0]); err != nil {
		return false
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	return unix.Bind(fd, &unix.SockaddrInet4{Port: 80}) == nil
}

func memfdSealed() bool {
	fd, err := unix.MemfdCreate("t", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	seals, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0)
	return err == nil && seals&unix.F_SEAL_EXEC != 0
}

// probeAs runs testify in a child process with attr.
func probeAs(t *testing.T, writes string, attr *syscall.SysProcAttr) witness {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")                                             // go test's folder is closed to other users, this link is not
	cmd.Env = append(os.Environ(), witnessVar+"="+writes, "GORACE=atexit_sleep_ms=0") // or -race adds a second to each
	cmd.Dir = "/"
	cmd.SysProcAttr = attr
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the probing child failed: %v: %s", err, stderr.String())
	}
	var w witness
	if err := json.Unmarshal(out, &w); err != nil {
		t.Fatalf("the probing child printed %q: %v", out, err)
	}
	return w
}

// inUserNamespace is a child that is root of a user namespace of its own.
func inUserNamespace(more uintptr) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | more,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
	}
}

// unprivileged is a child with no capability: nobody, when the test is root.
func unprivileged() *syscall.SysProcAttr {
	if os.Geteuid() != 0 {
		return nil
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
}
