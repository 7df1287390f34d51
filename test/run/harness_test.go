package run_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Variables by which the test binary, executed again in namespaces of its own,
// knows where it is.
const (
	programsEnv = "VOLT_RUN_TEST_PROGRAMS" // folder with the copies of the programs
	worldEnv    = "VOLT_RUN_TEST_WORLD"    // the test that runs in a world of its own
)

// patience bounds every single start. What takes longer hangs.
const patience = 30 * time.Second

// ordinaryID is a user and group without a name or a right on any machine. It
// is above the range that volt run takes the users of root's workloads from.
const ordinaryID = 65521

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	if os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "cannot run these tests: they start workloads as root and as other users; run them as root")
		return 1
	}
	if os.Getenv(programsEnv) == "" {
		dir, err := copyPrograms()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		os.Setenv(programsEnv, dir)
	}
	return m.Run()
}

// copyPrograms copies the programs under test to a folder that every user can
// reach. The times are kept: they are part of what the cache tells builds by.
func copyPrograms() (string, error) {
	from := os.Getenv("VOLT_BIN")
	if from == "" {
		from = filepath.Join("..", "..", "bin")
	}
	dir, err := os.MkdirTemp("", "volt-run-test-")
	if err != nil {
		return "", err
	}
	err = os.Chmod(dir, 0o755)
	for _, name := range []string{"volt", "volt-jail", "volt-bpf"} {
		if err == nil {
			err = copyProgram(filepath.Join(from, name), filepath.Join(dir, name))
		}
	}
	if err == nil {
		err = os.MkdirAll(filepath.Join(dir, "home"), 0o755)
	}
	if err == nil {
		err = os.Chown(filepath.Join(dir, "home"), ordinaryID, ordinaryID)
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", fmt.Errorf("cannot copy the programs under test: %w; run make first", err)
	}
	return dir, nil
}

func copyProgram(from, to string) error {
	fi, err := os.Stat(from)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, b, 0o755); err != nil {
		return err
	}
	return os.Chtimes(to, fi.ModTime(), fi.ModTime())
}

func program(name string) string { return filepath.Join(os.Getenv(programsEnv), name) }

// caller is who starts volt run.
type caller struct {
	name string
	id   int
}

func root() caller     { return caller{"root", 0} }
func ordinary() caller { return caller{"user", ordinaryID} }

// asEach runs a test as root and as an ordinary user.
func asEach(t *testing.T, f func(t *testing.T, c caller)) {
	for _, c := range []caller{root(), ordinary()} {
		t.Run(c.name, func(t *testing.T) { f(t, c) })
	}
}

// environ is the environment volt run is started with.
func (c caller) environ() []string {
	env := []string{
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"LANG=C.UTF-8", "TERM=dumb", "SECRET_OF_THE_PARENT=1",
	}
	if c.id == 0 {
		return append(env, "HOME=/root")
	}
	return append(env, "HOME="+program("home"), "XDG_RUNTIME_DIR="+program("home"))
}

// prefixed is a command as this caller that ends in volt run with args, after
// the words of prefix.
func (c caller) prefixed(t *testing.T, prefix []string, args ...string) *exec.Cmd {
	t.Helper()
	argv := append(append(append([]string{}, prefix...), program("volt"), "run"), args...)
	return c.command(t, argv...)
}

// run is volt run as this caller.
func (c caller) run(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return c.prefixed(t, nil, args...)
}

// command is any command as this caller. It is killed when the test ends or
// patience does.
func (c caller) command(t *testing.T, argv ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env, cmd.Dir, cmd.WaitDelay = c.environ(), "/", 5*time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	if c.id != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(c.id), Gid: uint32(c.id)}
	}
	return cmd
}

// result is how a command ended.
type result struct {
	stdout, stderr string
	code           int // 128+N when signal N ended volt itself, as a shell has it
}

// finish runs cmd to its end.
func finish(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var out, errs bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &errs
	}
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("cannot start %q: %v", cmd.Args, err)
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		t.Errorf("%q: something still holds its output after its end", cmd.Args)
	}
	return result{out.String(), errs.String(), exitCode(cmd.ProcessState)}
}

func exitCode(s *os.ProcessState) int {
	if ws, ok := s.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return s.ExitCode()
}

// want compares a whole result.
func (r result) want(t *testing.T, code int, stdout, stderr string) {
	t.Helper()
	if r.code != code || r.stdout != stdout || r.stderr != stderr {
		t.Errorf("exit %d, want %d\nstdout %q\n  want %q\nstderr %q\n  want %q", r.code, code, r.stdout, stdout, r.stderr, stderr)
	}
}

// wantSentence wants a refusal of Volt's own: one that says text, and no output.
func (r result) wantSentence(t *testing.T, code int, texts ...string) {
	t.Helper()
	if r.code != code || r.stdout != "" {
		t.Errorf("exit %d, want %d, standard output %q, standard error %q", r.code, code, r.stdout, r.stderr)
	}
	for _, text := range texts {
		if !strings.Contains(r.stderr, text) {
			t.Errorf("standard error %q does not say %q", r.stderr, text)
		}
	}
}

// folder makes a folder that every user can reach and c's workloads can write.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	must(t, os.Chmod(dir, 0o777))
	return dir
}

// writeFile makes a file that every user can read.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	must(t, os.WriteFile(name, []byte(text), 0o644))
	must(t, os.Chmod(name, 0o644))
	return name
}

// shellPolicy writes a policy for the small programs below /usr/bin, with a
// private /tmp and, where there are any, folders that can be written.
func shellPolicy(t *testing.T, writable ...string) string {
	t.Helper()
	quoted := []string{`"/tmp"`}
	for _, w := range writable {
		quoted = append(quoted, strconv.Quote(w))
	}
	return writeFile(t, filepath.Join(folder(t), "policy.json"),
		`{"fs_read": ["/usr", "/etc/alternatives"], "fs_write": [`+strings.Join(quoted, ", ")+`], "fs_execute": ["/usr/bin"]}`)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return string(b)
}

func exists(t *testing.T, name string) bool {
	t.Helper()
	_, err := os.Lstat(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

// eventually waits until ok.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// started is volt run in the background, with pipes.
type started struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *lines
	stderr *bytes.Buffer
}

// begin starts cmd. It is ended with the test.
func begin(t *testing.T, cmd *exec.Cmd) *started {
	t.Helper()
	s := &started{cmd: cmd, stdout: &lines{}, stderr: &bytes.Buffer{}}
	var err error
	s.stdin, err = cmd.StdinPipe()
	must(t, err)
	cmd.Stdout, cmd.Stderr = s.stdout, s.stderr
	must(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return s
}

// until waits for a line of the workload.
func (s *started) until(t *testing.T, line string) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("standard output so far: %q", s.stdout.String())
		}
	})
	eventually(t, "the line "+line, func() bool {
		return strings.Contains("\n"+s.stdout.String(), "\n"+line+"\n")
	})
}

// wait is the exit code.
func (s *started) wait() int {
	_ = s.cmd.Wait()
	return exitCode(s.cmd.ProcessState)
}
