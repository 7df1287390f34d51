package cgroups

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Root is where version 2 is mounted on every current distribution, cgroups(7).
const Root = "/sys/fs/cgroup"

// Own is the folder of the cgroup that this process is in. It is a parent for
// Create when the caller knows that it was delegated.
func Own() (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(Root, &st); err != nil {
		return "", fmt.Errorf("cannot set limits: there is no cgroup file system at %s: %w", Root, err)
	}
	if st.Type != unix.CGROUP2_SUPER_MAGIC {
		return "", errors.New("cannot set limits: this machine has version 1 of control groups, and Volt needs version 2;" +
			" boot with systemd.unified_cgroup_hierarchy=1")
	}
	b, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", fmt.Errorf("cannot set limits: %w", err)
	}
	path, ok := ownPath(string(b))
	if !ok {
		return "", errors.New("cannot set limits: this process is in a control group outside its cgroup namespace")
	}
	return filepath.Join(Root, path), nil
}

// Delegated finds the cgroup below which this process may make others: that of
// its unit, if the system's manager delegated it, or the root of the tree where
// no systemd manages it.
//
// User managers leave no mark on what they delegate (257 does not). Their units
// count as not delegated: limits there could be undone at any time.
func Delegated() (string, error) {
	own, err := Own()
	if err != nil {
		return "", err
	}
	var st unix.Stat_t
	managed := unix.Lstat("/run/systemd/system", &st) == nil // sd_booted(3)
	path := filepath.Clean("/" + strings.TrimPrefix(own, Root))
	dir, ok := nearest(path, managed, delegated)
	if !ok {
		return "", fmt.Errorf("cannot set limits: the control group %s was not delegated to you;"+
			" start Volt in a unit with Delegate=yes, or leave systemd in charge", path)
	}
	return filepath.Join(Root, dir), nil
}

// ownPath reads the version 2 line of /proc/PID/cgroup, cgroups(7). A path
// above the root of the namespace begins with /.. and cannot be used.
func ownPath(table string) (string, bool) {
	for line := range strings.Lines(table) {
		if path, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "0::"); ok {
			return path, strings.HasPrefix(path, "/") && path != "/.." && !strings.HasPrefix(path, "/../")
		}
	}
	return "", false
}

// nearest goes up from path to the first cgroup that yes holds for, but not out
// of the unit that path is in: what is above was given to another manager.
// Without systemd the tree belongs to whoever may write to its root.
func nearest(path string, managed bool, yes func(dir string) bool) (string, bool) {
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		if dir == "/" {
			return dir, !managed && writable(Root)
		}
		if yes(dir) {
			return dir, true
		}
		if managed && isUnit(filepath.Base(dir)) {
			return dir, false
		}
	}
}

// isUnit reports whether a cgroup has the name of a unit that runs processes,
// systemd.unit(5).
func isUnit(name string) bool {
	switch filepath.Ext(name) {
	case ".service", ".scope", ".slice", ".socket", ".mount", ".swap":
		return true
	}
	return false
}

func writable(dir string) bool {
	return unix.Access(filepath.Join(dir, "cgroup.procs"), unix.W_OK) == nil
}

// delegated reports whether systemd gave a cgroup away. It marks those with an
// attribute, trusted.delegate where it may and user.delegate since 251
// (cgroup_delegate_xattr_apply, src/core/cgroup.c). Being able to write is not
// enough: root may write anywhere, and systemd undoes what it did not expect.
func delegated(path string) bool {
	dir := filepath.Join(Root, path)
	mark := make([]byte, 2)
	for _, name := range []string{"user.delegate", "trusted.delegate"} {
		if n, err := unix.Getxattr(dir, name, mark); err == nil && string(mark[:n]) == "1" {
			return writable(dir)
		}
	}
	return false
}
