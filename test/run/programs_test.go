package run_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestAutomaticPolicy runs programs that nobody wrote a policy for. DIR in the
// arguments stands for a folder they may write.
func TestAutomaticPolicy(t *testing.T) {
	goProgram, muslProgram := buildGo(t), buildMusl(t)
	for _, tt := range []struct {
		name   string
		argv   []string // options of volt run, "--", the command
		stdout string
	}{
		{"python", []string{"--", "python3", "-c", "import json, sqlite3, ssl; print(json.dumps([1]))"}, "[1]\n"},
		{"node", []string{"--", "node", "-e", "console.log([1, 2, 3].map(x => x * x).join())"}, "1,4,9\n"},
		{"node with files", []string{"--rw", "DIR", "--", "node", "-e",
			"const fs = require('fs'); fs.writeFileSync('DIR/node', 'x'); console.log(fs.readFileSync('DIR/node', 'utf8')); fs.unlinkSync('DIR/node')"}, "x\n"},
		{"perl", []string{"--", "perl", "-MList::Util=sum", "-MPOSIX=floor", "-e", "print sum(1 .. 10) + floor(0.5), qq(\n)"}, "55\n"},
		{"sqlite3", []string{"--rw", "DIR", "--", "sqlite3", "DIR/db",
			"PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1), (2); SELECT sum(a) FROM t; DROP TABLE t;"}, "wal\n3\n"},
		{"shell", []string{"--", "sh", "-c", "echo a b | tr ' ' '\\n' | sort -r"}, "b\na\n"},
		{"busybox", []string{"--", "busybox", "echo", "static"}, "static\n"},
		{"static Go", []string{"--", goProgram, "argument"}, "go [argument] 500500\n"},
		{"static musl", []string{"--", muslProgram, "argument"}, "musl argument 500500\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				dir := folder(t)
				args := make([]string, len(tt.argv))
				for i, a := range tt.argv {
					args[i] = strings.ReplaceAll(a, "DIR", dir)
				}
				finish(t, c.run(t, args...)).want(t, 0, tt.stdout, "")
			})
		})
	}
}

// buildGo builds a static Go program that uses several threads, timers and a
// listening socket, and returns its path.
func buildGo(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.org/static\n\ngo 1.26\n")
	writeFile(t, filepath.Join(dir, "main.go"), `package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	var sum atomic.Int64
	var wg sync.WaitGroup
	for i := range 1001 {
		wg.Go(func() { time.Sleep(time.Microsecond); sum.Add(int64(i)) })
	}
	wg.Wait()
	fmt.Println("go", os.Args[1:], sum.Load())
}
`)
	out := filepath.Join(dir, "static")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", out, ".")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	build(t, cmd)
	return out
}

// buildMusl builds a static program with musl's own printf and malloc.
func buildMusl(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	source := writeFile(t, filepath.Join(dir, "main.c"), `#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	int *n = calloc(1001, sizeof *n), sum = 0;
	if (argc != 2 || !n)
		return 1;
	for (int i = 0; i <= 1000; i++)
		n[i] = i;
	for (int i = 0; i <= 1000; i++)
		sum += n[i];
	return printf("musl %s %d\n", argv[1], sum) < 0;
}
`)
	out := filepath.Join(dir, "static")
	build(t, exec.Command("musl-gcc", "-static", "-o", out, source))
	return out
}

func build(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cannot build with %q: %v\n%s", cmd.Args, err, out)
	}
}

// TestWrittenPolicy runs what developers run, under a policy like the example
// of the security model: listed folders, the programs of /usr, and no network.
func TestWrittenPolicy(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		dir := folder(t)
		source, work := filepath.Join(dir, "source"), filepath.Join(dir, "work")
		must(t, os.Mkdir(source, 0o755))
		must(t, os.Mkdir(work, 0o777))
		must(t, os.Chmod(work, 0o777))
		writeFile(t, filepath.Join(source, "hello.c"), "#include <stdio.h>\nint main(void) { return puts(\"hello\") < 0; }\n")
		repository(t, filepath.Join(source, "repository"))
		policy := writeFile(t, filepath.Join(dir, "policy.json"), `{
  "fs_read": ["/usr", "/etc/ssl", "/etc/alternatives", "`+source+`"],
  "fs_write": ["`+work+`", "/tmp"],
  "fs_execute": ["/usr/bin", "/usr/lib", "/usr/libexec", "`+work+`"],
  "net_bind": [80, 443],
  "net_connect": [5432, 6379]
}
`)
		for _, tt := range []struct {
			name, script, stdout string
		}{
			{"pipeline", "set -o pipefail; seq 1000 | grep -v 7 | sort -n | tail -1 | (read n; echo $((n + 1)))", "1001\n"},
			{"process substitution", "diff <(echo a; echo b) <(echo a; echo c) | tail -1", "> c\n"},
			{"here document", "cat <<< text | sed s/t/T/ > f; cat f; rm f", "Text\n"},
			{"job control", "for i in 1 2 3; do (sleep 0.0$i; exit $i) & done; wait $!; echo $?", "3\n"},
			{"coprocess", "coproc cat; echo x >&${COPROC[1]}; read -r y <&${COPROC[0]}; echo $y", "x\n"},
			{"git clone", "git clone -q " + source + "/repository clone && cd clone && git log --format=%s && git fsck --strict 2>&1", "second\nfirst\n"},
			{"gcc", "gcc -Wall -O2 -o hello " + source + "/hello.c && ./hello", "hello\n"},
			{"cannot leave", "cat " + policy + " 2>/dev/null || echo no; touch " + source + "/new 2>/dev/null || echo no", "no\nno\n"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				args := []string{"--policy", policy, "--workdir", work}
				if c.id == 0 {
					// git clones from a repository of its own user.
					args = append(args, "--user", strconv.Itoa(ordinaryID))
				}
				finish(t, c.run(t, append(args, "--", "bash", "-c", tt.script)...)).want(t, 0, tt.stdout, "")
			})
		}
		if exists(t, filepath.Join(source, "new")) {
			t.Error("a file was made in a folder that may only be read")
		}
	})
}

// repository makes a git repository with two commits. It belongs to the
// ordinary user.
func repository(t *testing.T, dir string) {
	t.Helper()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "init.defaultBranch=main", "-c", "user.name=T", "-c", "user.email=t@example.org",
			"-c", "commit.gpgSign=false", "-C", filepath.Dir(dir)}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		build(t, cmd)
	}
	git("init", "-q", dir)
	for _, message := range []string{"first", "second"} {
		writeFile(t, filepath.Join(dir, "file"), message+"\n")
		git("-C", dir, "add", "file")
		git("-C", dir, "commit", "-q", "-m", message)
	}
	must(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, ordinaryID, ordinaryID)
	}))
}
