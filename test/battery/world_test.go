package battery_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/test/battery/attempts"
)

// Numbers under which the harness leaves descriptors open: above what a
// process that closes nothing would use for itself.
const (
	leakedFile   = 87
	leakedFolder = 88
)

const leakedEnv = "VOLT_BATTERY_LEAK"

// world is what the attempts are made against: folders, a secret of the host,
// listeners, a process outside. It is gone when the test ends.
type world struct {
	base  string
	owner int // the user who owns the folders, and so is not kept out by their modes
	setup attempts.Setup
	// runtimeDir is the supervisor's XDG_RUNTIME_DIR, "" for a folder of the world.
	runtimeDir string
}

// newWorld builds a world below base, a folder that every user can reach.
func newWorld(t *testing.T, base, battery string, owner int) *world {
	t.Helper()
	w := &world{base: base, owner: owner}
	secret := "volt-battery-" + rand.Text()
	w.setup = attempts.Setup{
		Battery:    w.path("exec/volt-battery"),
		Second:     w.path("exec/second"),
		Readable:   w.path("read"),
		Writable:   w.path("write"),
		Program:    "/usr/bin/env",
		HostFile:   w.path("host/secret"),
		HostFolder: w.path("host"),
		Secret:     secret,
		Home:       "/root",
		SysFile: firstFile(t, "a tunable below /sys", "/sys/kernel/mm/transparent_hugepage/enabled",
			"/sys/kernel/mm/ksm/run", "/sys/power/state"),
		Disk:         disk(t),
		CgroupProcs:  firstFile(t, "a cgroup", "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/*/cgroup.procs"),
		ReleaseAgent: "/sys/fs/cgroup/release_agent",
		LeakedFile:   leakedFile,
		LeakedFolder: leakedFolder,
		LeakedEnv:    leakedEnv,
		Jail:         w.path("bin/volt-jail"),
		Terminal:     true,
	}
	if found, err := filepath.Glob("/sys/fs/cgroup/*/release_agent"); err == nil && len(found) > 0 {
		w.setup.ReleaseAgent = found[0]
	}
	w.folders(t, battery, secret)
	w.listen(t)
	w.setup.ShmID = sharedMemory(t, secret)
	w.setup.HostPID = w.hostProcess(t)
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.base, name) }

// folders makes the files. Modes let everybody in: only a sandbox keeps out.
func (w *world) folders(t *testing.T, battery, secret string) {
	t.Helper()
	for _, name := range []string{"read", "write", "exec", "host", "bin", "home"} {
		must(t, os.Mkdir(w.path(name), 0o755))
	}
	for _, name := range []string{"read/file", "read/victim"} {
		must(t, os.WriteFile(w.path(name), []byte("text\n"), 0o644))
		must(t, os.Chmod(w.path(name), 0o666))
	}
	must(t, os.WriteFile(w.path("host/secret"), []byte(secret+"\n"), 0o644))
	for _, name := range []string{"exec/volt-battery", "exec/second", "exec/setuid", "exec/capability"} {
		copyFile(t, battery, w.path(name))
	}
	must(t, unix.Chmod(w.path("exec/setuid"), unix.S_ISUID|0o755))
	must(t, unix.Setxattr(w.path("exec/capability"), "security.capability", netRawCapability(), 0))
	w.setup.SetUID, w.setup.FileCaps = w.path("exec/setuid"), w.path("exec/capability")
	for _, name := range []string{"read", "read/file", "read/victim", "write", "home"} {
		must(t, os.Chown(w.path(name), w.owner, w.owner))
	}
	must(t, os.Chmod(w.path("read"), 0o777))
	must(t, os.Chmod(w.path("write"), 0o777))
	must(t, os.Chmod(w.path("exec"), 0o777))
	must(t, os.Chmod(w.path("exec/second"), 0o777))
}

// netRawCapability is struct vfs_cap_data, revision 2, with CAP_NET_RAW permitted and
// effective (linux/capability.h, little-endian).
func netRawCapability() []byte {
	const revision2, effective, netRaw = 0x02, 0x01, 13
	data := make([]byte, 20)
	data[0], data[3] = effective, revision2
	data[4+netRaw/8] = 1 << (netRaw % 8)
	return data
}

// hostProcess starts a process outside that has the secret in its environment.
func (w *world) hostProcess(t *testing.T) int {
	t.Helper()
	passSmallPIDs()
	cmd := exec.Command(w.setup.Battery, attempts.Wait)
	cmd.Env = []string{"VOLT_BATTERY_SECRET=" + w.setup.Secret}
	if w.owner != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(w.owner), Gid: uint32(w.owner)}}
	}
	stdin, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

// passSmallPIDs starts and ends threads until process numbers are above what a
// sandbox with its own pid namespace reaches during a run, so that the
// host process's number means nothing in there.
func passSmallPIDs() {
	const enough = 8000
	for tid := 0; tid < enough && os.Getpid() != 1; {
		next := make(chan int)
		go func() {
			runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
			next <- unix.Gettid()
		}()
		tid = <-next
	}
}

// sharedMemory makes a System V segment that is gone when this process ends.
func sharedMemory(t *testing.T, secret string) int {
	t.Helper()
	for {
		id, err := unix.SysvShmGet(unix.IPC_PRIVATE, os.Getpagesize(), unix.IPC_CREAT|0o666)
		must(t, err)
		segment, err := unix.SysvShmAttach(id, 0, 0)
		must(t, err)
		copy(segment, secret)
		_, err = unix.SysvShmCtl(id, unix.IPC_RMID, nil)
		must(t, err)
		if id != 0 { // 0 would mean: not in the setup
			t.Cleanup(func() { _ = unix.SysvShmDetach(segment) })
			return id
		}
		defer func() { _ = unix.SysvShmDetach(segment) }() // keep number 0 taken meanwhile
	}
}

// run runs the battery by a command in front of it, and returns what it said of
// each attempt.
func (w *world) run(t *testing.T, prefix []string, attr *syscall.SysProcAttr) ([]attempts.Result, int) {
	t.Helper()
	text, err := json.Marshal(w.setup)
	must(t, err)
	argv := append(append([]string(nil), prefix...), w.setup.Battery, "run", "--json", "--setup", string(text))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var out, errs strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal(t), &out, &errs
	cmd.Dir, cmd.SysProcAttr = w.setup.HostFolder, attr
	runtimeDir := w.runtimeDir
	if runtimeDir == "" {
		runtimeDir = w.path("home")
	}
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + w.path("home"), leakedEnv + "=1", "GOMAXPROCS=2", "XDG_RUNTIME_DIR=" + runtimeDir}
	cmd.ExtraFiles = make([]*os.File, leakedFolder-2)
	cmd.ExtraFiles[leakedFile-3] = openFile(t, w.setup.HostFile)
	cmd.ExtraFiles[leakedFolder-3] = openFile(t, w.setup.HostFolder)
	err = cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("cannot start %s: %v", strings.Join(argv[:len(argv)-1], " "), err)
	}
	results := parse(t, out.String(), errs.String())
	if len(results) == 0 || errs.Len() > 0 {
		t.Logf("%s\nended with %v, standard error: %s", strings.Join(argv[:len(argv)-1], " "), cmd.ProcessState, errs.String())
	}
	return results, cmd.ProcessState.ExitCode()
}

// parse reads what the battery said.
func parse(t *testing.T, out, errs string) []attempts.Result {
	t.Helper()
	var results []attempts.Result
	for line := range strings.Lines(out) {
		var r attempts.Result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("cannot read %q: %v\nstandard error: %s", line, err, errs)
		}
		results = append(results, r)
	}
	return results
}

// checkComplete fails the test for each attempt that should have been made and
// was not.
func (w *world) checkComplete(t *testing.T, results []attempts.Result) {
	t.Helper()
	made := map[string]bool{}
	for _, r := range results {
		made[r.Name] = true
	}
	for _, a := range attempts.All() {
		if a.Applies(w.setup.Network) && !made[a.Name] {
			t.Errorf("%s was not tried", a.Name)
		}
	}
}

func firstFile(t *testing.T, what string, patterns ...string) string {
	t.Helper()
	for _, pattern := range patterns {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return found[0]
		}
	}
	t.Fatalf("cannot find %s on this machine: none of %s exists", what, strings.Join(patterns, ", "))
	return ""
}

func openFile(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, text, 0o755))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("cannot build the world: %w", err))
	}
}

// disk returns the first block device that root may open here. A device cgroup
// around the whole machine may keep some from it.
func disk(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/sys/block/*")
	must(t, err)
	for _, name := range found {
		path := "/dev/" + filepath.Base(name)
		if f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0); err == nil {
			_ = f.Close()
			return path
		}
	}
	t.Fatalf("cannot find a disk that root may open among %s", strings.Join(found, ", "))
	return ""
}
