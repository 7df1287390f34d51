package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/payload"
)

// pack installs the built programs into a folder below scratch, builds agent
// and test, and writes all of it as tar.
func pack(ctx context.Context, o options, v image.Variant, scratch, tar string) error {
	root, err := goOutput(ctx, "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return fmt.Errorf("cannot find the source tree: %w", err)
	}
	programs, err := filepath.Abs(cmp.Or(os.Getenv("VOLT_BIN"), filepath.Join(root, "bin")))
	if err != nil {
		return err
	}
	p := payload.Payload{
		Root: root, Installed: filepath.Join(scratch, "installed"), Programs: programs,
		Agent: filepath.Join(scratch, "agent"), Job: makeJob(o, v), Extra: o.with,
	}
	if err := install(ctx, p); err != nil {
		return err
	}
	if _, err := goOutput(ctx, "build", "-buildvcs=false", "-o", p.Agent, "github.com/volt-project/volt/test/host/agent"); err != nil {
		return fmt.Errorf("cannot build the agent: %w", err)
	}
	if o.shell == "" {
		p.Test = filepath.Join(scratch, "test")
		if p.Folder, err = buildTest(ctx, root, o.pkg, p.Test); err != nil {
			return err
		}
		p.Job.Dir = filepath.Join("/", payload.Tree, p.Folder)
	}
	f, err := os.Create(tar)
	if err != nil {
		return err
	}
	return errors.Join(p.Write(f), f.Close())
}

// install is make install of what is in bin/, and then of what is in VOLT_BIN
// if that is set.
func install(ctx context.Context, p payload.Payload) error {
	if _, err := os.Stat(p.Programs); err != nil {
		return fmt.Errorf("cannot find what is to be tested: %w; run make first", err)
	}
	said, err := exec.CommandContext(ctx, "make", "-s", "-C", p.Root, "install", "DESTDIR="+p.Installed, "PREFIX=/usr/local").CombinedOutput()
	if err != nil {
		return fmt.Errorf("cannot install what is to be tested: make install: %w\n%s", err, strings.TrimSpace(string(said)))
	}
	if p.Programs == filepath.Join(p.Root, "bin") {
		return nil
	}
	for _, dir := range payload.InstallFolders() {
		if err := replaceAll(filepath.Join(p.Installed, dir), p.Programs); err != nil {
			return fmt.Errorf("cannot install what VOLT_BIN names: %w", err)
		}
	}
	return nil
}

// replaceAll copies over each program in one folder the one of that name in
// another.
func replaceAll(installed, programs string) error {
	entries, err := os.ReadDir(installed)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if err := replace(filepath.Join(installed, entry.Name()), filepath.Join(programs, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// replace copies a program, with its time, over another.
func replace(to, from string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, text, 0o755); err != nil {
		return err
	}
	return os.Chtimes(to, info.ModTime(), info.ModTime())
}

// buildTest compiles the tests of a package, with the tag that those have that
// need a machine of their own. It returns the package's folder below root.
func buildTest(ctx context.Context, root, pkg, out string) (string, error) {
	dir, err := goOutput(ctx, "list", "-tags", "testhost", "-f", "{{.Dir}}", pkg)
	if err != nil {
		return "", fmt.Errorf("cannot find package %s: %w", pkg, err)
	}
	if _, err := goOutput(ctx, "test", "-c", "-buildvcs=false", "-tags", "testhost", "-o", out, pkg); err != nil {
		return "", fmt.Errorf("cannot build the tests of %s: %w", pkg, err)
	}
	if _, err := os.Stat(out); err != nil {
		return "", fmt.Errorf("cannot run the tests of %s: it has none", pkg)
	}
	return filepath.Rel(root, dir)
}

// goOutput runs the go command for static programs and returns its output.
func goOutput(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(said.String()))
	}
	return strings.TrimSpace(string(out)), nil
}
