package run_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestExitCodes: every code of a workload is volt run's.
func TestExitCodes(t *testing.T) {
	policy := shellPolicy(t)
	for code := range 256 {
		finish(t, root().run(t, "--policy", policy, "--", "sh", "-c", "exit "+strconv.Itoa(code))).want(t, code, "", "")
	}
}

// TestSignalledCodes: 128+N for a workload that signal N ended.
func TestSignalledCodes(t *testing.T) {
	policy := shellPolicy(t)
	for _, n := range []syscall.Signal{
		syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGILL, syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE,
		syscall.SIGKILL, syscall.SIGUSR1, syscall.SIGSEGV, syscall.SIGUSR2, syscall.SIGPIPE, syscall.SIGALRM, syscall.SIGTERM,
		syscall.SIGXCPU, syscall.SIGSYS, 34, 64,
	} {
		cmd := root().run(t, "--policy", policy, "--", "/usr/bin/python3", "-c",
			"import os, signal; n = "+strconv.Itoa(int(n))+"\nif n not in (9, 19): signal.signal(n, signal.SIG_DFL)\nos.kill(os.getpid(), n)")
		finish(t, cmd).want(t, 128+int(n), "", "")
	}
}

// TestCommandNotStarted: 127 where there is no such command, 126 where there is
// and it cannot be executed.
func TestCommandNotStarted(t *testing.T) {
	dir := folder(t)
	script := func(name, text string, mode os.FileMode) string {
		path := writeFile(t, filepath.Join(dir, name), text)
		must(t, os.Chmod(path, mode))
		return path
	}
	program := read(t, "/usr/bin/true")
	for _, tt := range []struct {
		name, command string
		code          int
		want          string
	}{
		{"not in PATH", "no-such-command", 127, "no-such-command"},
		{"no such file", "/usr/bin/no-such-command", 127, "/usr/bin/no-such-command"},
		{"below a file", "/usr/bin/true/x", 127, "/usr/bin/true/x"},
		{"no such interpreter", script("interpreter", "#!/usr/bin/no-such-interpreter\n", 0o755), 127, "interpreter"},
		{"a folder", dir, 126, dir},
		{"no execute permission", script("plain", program, 0o644), 126, "chmod +x"},
		{"not in fs_execute", "/usr/sbin/nginx", 126, "fs_execute"},
		{"not a program", script("text", "echo text\n", 0o755), 126, "text"},
		{"damaged", script("damaged", program[:200], 0o755), 126, "damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			policy := writeFile(t, filepath.Join(folder(t), "policy.json"),
				`{"fs_read": ["/usr"], "fs_execute": ["/usr/bin", "`+dir+`"]}`)
			asEach(t, func(t *testing.T, c caller) {
				r := finish(t, c.run(t, "--policy", policy, "--", tt.command))
				r.wantSentence(t, tt.code, "cannot ", tt.want)
				if strings.Count(r.stderr, "\n") != 1 {
					t.Errorf("want one line: %q", r.stderr)
				}
			})
		})
	}
}
