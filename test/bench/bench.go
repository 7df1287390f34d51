package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

//go:embed testdata/*.c
var sources embed.FS

// bench is the prepared machine: the programs, and a folder that is removed
// afterwards.
type bench struct {
	n      int    // runs of each command
	bin    string // Volt's programs
	dir    string // scratch, every user may enter it
	bwrap  string
	static string // true, static
}

// newBench makes the scratch folder and compiles the helpers.
func newBench(n int, bin string) (*bench, error) {
	for _, name := range []string{"volt", "volt-jail", "volt-bpf"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return nil, fmt.Errorf("cannot find what is to be measured: %w; run make first", err)
		}
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "volt-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{n: n, bin: bin, dir: dir}
	if err := b.prepare(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) prepare() error {
	// The workload's user must be able to execute what is in here.
	err := os.Chmod(b.dir, 0o755)
	if err != nil {
		return err
	}
	if b.bwrap, err = tool("bwrap"); err != nil {
		return err
	}
	b.static, err = b.compile("true")
	return err
}

func (b *bench) close() { os.RemoveAll(b.dir) }

func (b *bench) program(name string) string { return filepath.Join(b.bin, name) }

// tool finds a program that others made.
func tool(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("cannot find %s: run make deps", name)
	}
	return path, nil
}

// compile makes a static program of testdata/NAME.c.
func (b *bench) compile(name string) (string, error) {
	out := filepath.Join(b.dir, name)
	text, err := sources.ReadFile("testdata/" + name + ".c")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(out+".c", text, 0o644); err != nil {
		return "", err
	}
	said, err := exec.Command("gcc", "-static", "-O2", "-Wall", "-o", out, out+".c").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot compile %s.c: %w: %s", name, err, strings.TrimSpace(string(said)))
	}
	return out, os.Chmod(out, 0o755)
}

// compileGo makes the program of the folder NAME, as small as volt-jail is
// made.
func (b *bench) compileGo(name string) (string, error) {
	out := filepath.Join(b.dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", out, "./test/bench/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cannot compile %s: %w: %s", name, err, strings.TrimSpace(string(said)))
	}
	return out, os.Chmod(out, 0o755)
}

// cacheFolder is root's cache, cache.Folder.
const cacheFolder = "/var/cache/volt"

// isolate gives the calling thread a mount namespace in which /var/cache is an
// empty tmpfs: the host's cache is neither used nor changed, and a cold start
// is one with this folder empty. The caller stays on its thread, and starts
// every program from it.
func isolate() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("cannot measure as an ordinary user: changing to the workload's user takes root")
	}
	if err := syscall.Unshare(syscall.CLONE_NEWNS); err != nil {
		return fmt.Errorf("cannot make a private mount namespace: %w", err)
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make the mounts private: %w", err)
	}
	if err := syscall.Mount("volt-bench", filepath.Dir(cacheFolder), "tmpfs", 0, "mode=0755"); err != nil {
		return fmt.Errorf("cannot mount an empty cache: %w", err)
	}
	return nil
}
