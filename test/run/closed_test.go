package run_test

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The tests of this file are ways out that once were open.

// TestFolderAsStream: a folder that is handed down as a standard stream would
// be a way round the mount view.
func TestFolderAsStream(t *testing.T) {
	policy := shellPolicy(t)
	asEach(t, func(t *testing.T, c caller) {
		for _, redirection := range []string{"</", "2</", "5</ >&5"} {
			r := finish(t, c.command(t, "bash", "-c",
				`exec `+program("volt")+` run --policy `+policy+` -- echo started `+redirection))
			if r.code != 125 || strings.Contains(r.stdout, "started") {
				t.Errorf("%s: exit %d, output %q, %q", redirection, r.code, r.stdout, r.stderr)
			}
		}
		r := finish(t, c.command(t, "bash", "-c", `exec `+program("volt")+` run --policy `+policy+` -- echo started </`))
		r.wantSentence(t, 125, "cannot hand down descriptor 0: it is a folder")
	})
}

// TestOwnFoldersAreNotWritable: a workload that could change Volt's cache, its
// records or its programs would decide about later starts.
func TestOwnFoldersAreNotWritable(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		own := []string{program(".")}
		if c.id == 0 {
			own = append(own, "/var/cache/volt", "/var/cache", "/run/volt")
		} else {
			own = append(own, program("home"), program("home")+"/.cache/volt", program("home")+"/volt")
		}
		for _, dir := range own {
			if c.id != 0 && !exists(t, dir) {
				must(t, os.MkdirAll(dir, 0o700))
				must(t, os.Chown(dir, c.id, c.id))
			}
			args := []string{"--policy", shellPolicy(t), "--rw", filepath.Clean(dir), "--", "echo", "started"}
			if c.id == 0 {
				args = append([]string{"--user", "0"}, args...)
			}
			r := finish(t, c.run(t, args...))
			if r.code != 125 || r.stdout != "" || !strings.Contains(r.stderr, "cannot allow fs_write on") {
				t.Errorf("--rw %s: exit %d, output %q, %q", dir, r.code, r.stdout, r.stderr)
			}
		}
	})
}

// TestHostProcByAnotherName: a link to /proc shows the sandbox's processes.
func TestHostProcByAnotherName(t *testing.T) {
	dir := folder(t)
	must(t, os.Symlink("/proc", filepath.Join(dir, "link")))
	asEach(t, func(t *testing.T, c caller) {
		r := finish(t, c.run(t, "--policy", shellPolicy(t), "--ro", filepath.Join(dir, "link"), "--", "bash", "-c",
			`cat /proc/sys/kernel/osrelease /proc/kallsyms /proc/1/comm; echo $$ /proc/[0-9]*`))
		// The shell alone: PID 1 is hidden.
		if pid, seen, _ := strings.Cut(strings.TrimSpace(r.stdout), " "); seen != "/proc/"+pid {
			t.Errorf("it sees %q", r.stdout)
		}
	})
}

// TestWholeRootHidesServices: fs_read of / does not open the host's processes
// and sockets.
func TestWholeRootHidesServices(t *testing.T) {
	policy := writeFile(t, filepath.Join(folder(t), "policy.json"), `{"fs_read": ["/"], "fs_execute": ["/usr"], "base": "none"}`)
	asEach(t, func(t *testing.T, c caller) {
		r := finish(t, c.run(t, "--policy", policy, "--", "bash", "-c", `cat /proc/sys/kernel/osrelease; echo /run/*; test -r /etc/os-release && echo read`))
		if r.stdout != "/run/*\nread\n" {
			t.Errorf("exit %d, output %q, %q", r.code, r.stdout, r.stderr)
		}
	})
}

// TestListedBelowRun: what is listed below /run is there, and alone.
func TestListedBelowRun(t *testing.T) {
	dir, err := os.MkdirTemp("/run", "volt-test-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	writeFile(t, filepath.Join(dir, "file"), "listed\n")
	policy := writeFile(t, filepath.Join(folder(t), "policy.json"), `{"fs_read": ["/", "`+dir+`"], "fs_execute": ["/usr"]}`)
	asEach(t, func(t *testing.T, c caller) {
		r := finish(t, c.run(t, "--policy", policy, "--", "bash", "-c", `echo /run/*; cat /run/*/file; mkdir /run/new 2>/dev/null || echo sealed`))
		if r.stdout != dir+"\nlisted\nsealed\n" {
			t.Errorf("exit %d, output %q, %q", r.code, r.stdout, r.stderr)
		}
	})
}

// TestSetIDThroughStream: standard output may be a file of the host, and a
// single file may be listed.
func TestSetIDThroughStream(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		dir := folder(t)
		file := filepath.Join(dir, "file")
		must(t, os.WriteFile(file, nil, 0o666))
		must(t, os.Chmod(file, 0o666))
		args := []string{"--policy", shellPolicy(t), "--rw", file, "--exec", "/usr/bin", "--", "/usr/bin/python3", "-c",
			"import os\nfor f in (1, " + `"` + file + `"` + "):\n try: os.chmod(f, 0o4755)\n except OSError as e: print(e.errno, flush=True)\n"}
		if c.id == 0 {
			args = append([]string{"--user", "0"}, args...)
		} else {
			must(t, os.Chown(file, c.id, c.id))
		}
		cmd := c.run(t, args...)
		out, err := os.OpenFile(filepath.Join(dir, "out"), os.O_CREATE|os.O_RDWR, 0o666)
		must(t, err)
		defer out.Close()
		if c.id != 0 {
			must(t, out.Chown(c.id, c.id))
		}
		cmd.Stdout = out
		r := finish(t, cmd)
		if got := read(t, out.Name()); got != "1\n1\n" {
			t.Errorf("exit %d, errors %q, want EPERM twice; %s", r.code, got, r.stderr)
		}
		for _, name := range []string{file, out.Name()} {
			fi, err := os.Stat(name)
			must(t, err)
			if fi.Mode()&(os.ModeSetuid|os.ModeSetgid) != 0 {
				t.Errorf("%s has mode %v", name, fi.Mode())
			}
		}
	})
}

// TestIgnoredSIGCHLD: a start that failed is not taken for success.
func TestIgnoredSIGCHLD(t *testing.T) {
	policy := shellPolicy(t)
	asEach(t, func(t *testing.T, c caller) {
		prefix := []string{"env", "--ignore-signal=CHLD"}
		finish(t, c.prefixed(t, prefix, "--policy", policy, "--workdir", "/nonexistent", "--", "true")).
			wantSentence(t, 125, "cannot enter the working directory /nonexistent")
		if r := finish(t, c.prefixed(t, prefix, "--policy", policy, "--", "bash", "-c", "exit 7")); r.code != 7 {
			t.Errorf("exit %d, want 7; %s", r.code, r.stderr)
		}
	})
}

// TestSecretBehindSwappedFolder: an automatic policy does not open what its
// list of secrets names, whatever a path has come to mean since the analysis.
func TestSecretBehindSwappedFolder(t *testing.T) {
	c := ordinary()
	dir := folder(t)
	home := program("home")
	secret := filepath.Join(home, ".ssh")
	if !exists(t, secret) {
		must(t, os.Mkdir(secret, 0o700))
		must(t, os.Chown(secret, c.id, c.id))
	}
	must(t, os.WriteFile(filepath.Join(secret, "id_test"), nil, 0o600))
	must(t, os.Chown(filepath.Join(secret, "id_test"), c.id, c.id))
	inner := filepath.Join(dir, "d", ".ssh")
	must(t, os.MkdirAll(inner, 0o755))
	list := func() result { return finish(t, c.run(t, "--", "ls", inner)) }
	list() // the analysis is in the cache now
	must(t, os.Rename(filepath.Join(dir, "d"), filepath.Join(dir, "d0")))
	must(t, os.Symlink(home, filepath.Join(dir, "d")))
	if r := list(); strings.Contains(r.stdout, "id_test") {
		t.Errorf("the workload saw %q", r.stdout)
	}
}

// TestHostileNames: no name of a file reaches the terminal as an escape
// sequence, or forges a line.
func TestHostileNames(t *testing.T) {
	const name = "/tmp/\x1b[31mred\nvolt run: seccomp none"
	policy := shellPolicy(t)
	asEach(t, func(t *testing.T, c caller) {
		for _, args := range [][]string{
			{"--policy", policy, "--workdir", name, "--", "true"},
			{"--policy", policy, "--rw", name + "/x", "--", "true"},
			{"--policy", name, "--", "true"},
			{"--", name},
			{"--policy", policy, "--dry-run", "--workdir", name, "--", "true"},
			{"--policy", policy, "--network", name, "--", "true"},
		} {
			r := finish(t, c.run(t, args...))
			if text := r.stdout + r.stderr; strings.ContainsAny(text, "\x1b") || strings.Contains(text, "\nvolt run: seccomp none") {
				t.Errorf("%q shows %q", args, text)
			}
		}
	})
}

// TestHungCacheEntry: an entry that cannot be read does not hold up a start.
func TestHungCacheEntry(t *testing.T) {
	c := ordinary()
	args := []string{"--policy", shellPolicy(t), "--", "true"}
	finish(t, c.run(t, args...)).want(t, 0, "", "")
	entries, err := os.ReadDir(program("home") + "/.cache/volt")
	must(t, err)
	for _, e := range entries {
		entry := filepath.Join(program("home"), ".cache/volt", e.Name())
		must(t, os.Remove(entry))
		r := finish(t, c.command(t, "mkfifo", entry))
		r.want(t, 0, "", "")
	}
	began := time.Now()
	finish(t, c.run(t, args...)).want(t, 0, "", "")
	if d := time.Since(began); d > 10*time.Second {
		t.Errorf("the start took %v", d)
	}
}

// TestHeldTerminal: somebody outside who was handed the workload's terminal
// cannot keep volt run from ending, nor the user's terminal in raw mode.
func TestHeldTerminal(t *testing.T) {
	dir := folder(t)
	address := filepath.Join(dir, "socket")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	must(t, err)
	defer l.Close()
	must(t, os.Chmod(address, 0o777))
	held := make(chan int, 1)
	go func() {
		defer close(held)
		c, err := l.AcceptUnix()
		if err != nil {
			return
		}
		defer c.Close()
		data, oob := make([]byte, 1), make([]byte, unix.CmsgSpace(4))
		_, n, _, _, err := c.ReadMsgUnix(data, oob)
		if err != nil {
			return
		}
		if m, err := unix.ParseSocketControlMessage(oob[:n]); err == nil && len(m) == 1 {
			if fds, err := unix.ParseUnixRights(&m[0]); err == nil {
				held <- fds[0]
			}
		}
	}()
	u := sit(t)
	before := u.mode(t)
	s := u.starts(t, root(), "--policy", shellPolicy(t), "--rw", dir, "--", "/usr/bin/python3", "-c",
		`import array, socket
s = socket.socket(socket.AF_UNIX)
s.connect("`+address+`")
s.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])`)
	fd, ok := <-held
	if !ok {
		t.Fatal("the workload did not hand over its terminal")
	}
	defer unix.Close(fd)
	if code := s.wait(); code != 0 {
		t.Errorf("exit %d", code)
	}
	if u.mode(t) != before {
		t.Errorf("the terminal's mode was %+v and is %+v", before, u.mode(t))
	}
}

// TestProcessOneHoldsNothing: privileges belong to threads, and PID 1 has one.
func TestProcessOneHoldsNothing(t *testing.T) {
	policy := shellPolicy(t)
	asEach(t, func(t *testing.T, c caller) {
		s := begin(t, c.run(t, "--policy", policy, "--", "sleep", "1006"))
		workload(t, s, "sleep")
		one := named(t, s.cmd.Process.Pid, "volt-jail")
		if len(one) != 1 {
			t.Fatalf("PID 1 of the sandbox: %v", one)
		}
		// It gives them up once the workload runs, not before.
		var last string
		eventually(t, "PID 1 without privileges", func() bool {
			threads, err := filepath.Glob("/proc/" + strconv.Itoa(one[0].pid) + "/task/*/status")
			must(t, err)
			for _, name := range threads {
				st := parseStatus(read(t, name))
				if strings.Trim(st["CapEff"]+st["CapPrm"]+st["CapInh"]+st["CapAmb"], "0") != "" || st["NoNewPrivs"] != "1" {
					last = name
					return false
				}
			}
			return len(threads) == 1
		})
		if t.Failed() {
			t.Logf("privileges left in %s", last)
		}
	})
}
