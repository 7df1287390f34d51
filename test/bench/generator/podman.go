package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// quadlet is podman's generator, in Debian's package.
const quadlet = "/usr/libexec/podman/quadlet"

// podman is a folder with the podman package of Debian 13 unpacked, and what it
// needs. It is fetched once.
func podman() (string, error) {
	cache := cmp.Or(os.Getenv("VOLT_BENCH_CACHE"), "/var/cache/volt-bench-generator")
	root := filepath.Join(cache, "podman-trixie")
	if _, err := os.Stat(root + quadlet); err == nil {
		return root, nil
	}
	mirror, err := mirror()
	if err != nil {
		return "", err
	}
	unfinished := root + ".new"
	if err := errors.Join(os.RemoveAll(unfinished), os.MkdirAll(cache, 0o755)); err != nil {
		return "", fmt.Errorf("cannot fetch podman: %w", err)
	}
	fmt.Fprintln(os.Stderr, "bench: fetching podman from", mirror)
	cmd := exec.Command("mmdebstrap", "--mode=root", "--format=directory", "--variant=extract", "--include=podman",
		`--aptopt=Acquire::Languages "none"`, "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/doc/*",
		"--dpkgopt=path-exclude=/usr/share/locale/*", "trixie", unfinished, "deb "+mirror+" trixie main")
	// It mounts into the folder.
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot fetch podman from %s: mmdebstrap: %w\n%s", mirror, err, out)
	}
	// The packages are unpacked and not installed: the links of the merged /usr
	// and the mount points are missing.
	for _, name := range []string{"lib", "lib64"} {
		if err := os.Symlink("usr/"+name, filepath.Join(unfinished, name)); err != nil && !errors.Is(err, os.ErrExist) {
			return "", fmt.Errorf("cannot fetch podman: %w", err)
		}
	}
	for _, name := range []string{"mnt", "proc"} {
		if err := os.MkdirAll(filepath.Join(unfinished, name), 0o755); err != nil {
			return "", fmt.Errorf("cannot fetch podman: %w", err)
		}
	}
	return root, os.Rename(unfinished, root)
}

// mirror is VOLT_TEST_MIRROR, or the one that apt on this machine uses.
func mirror() (string, error) {
	if m := os.Getenv("VOLT_TEST_MIRROR"); m != "" {
		return m, nil
	}
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Label: Debian").Output()
	first, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if first == "" {
		return "", fmt.Errorf("cannot find a Debian mirror: apt has none (%v); set VOLT_TEST_MIRROR to the address of one", err)
	}
	return first, nil
}
