// Package setup is what Volt's programs have in common on one host: where they
// find each other, what they keep (a cache of compiled filters and of
// analyses), and which of their own places no workload may write.
package setup

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Volt's programs that others start.
const (
	Jail = "volt-jail"
	Unit = "volt-unit"
	// Systemd is volt with what it takes to talk to systemd.
	Systemd  = "volt-systemd"
	compiler = "volt-bpf"
	// Skeleton is the empty root of services. It is no program, but it is found
	// as one is.
	Skeleton = "root"
)

// Program finds one of Volt's own programs: beside this one, as they are
// built, or in libexec, as they are installed.
func Program(name string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("cannot find %s: %w", name, err)
	}
	dir := filepath.Dir(self)
	for _, p := range []string{
		filepath.Join(dir, name),
		filepath.Join(dir, "..", "libexec", "volt", name),
	} {
		if syscall.Access(p, 1) == nil { // X_OK
			return filepath.Clean(p), nil
		}
	}
	return "", fmt.Errorf("cannot find %s beside %s or in libexec/volt: reinstall Volt", name, self)
}

// RunFolder holds what exists only while workloads run. "" means that there is
// no place for it.
func RunFolder() string {
	if os.Geteuid() == 0 {
		return "/run/volt"
	}
	if d := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(d) {
		return filepath.Join(d, "volt")
	}
	return ""
}
