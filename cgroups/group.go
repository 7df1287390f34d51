package cgroups

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// supervisorName is the cgroup that this process moves into when the one it is
// in becomes an inner node.
const supervisorName = "volt-supervisor"

// Group is a cgroup with limits, made for one workload.
type Group struct {
	dir     string
	moved   bool     // this process was moved to supervisorName
	enabled []string // controllers that were switched on in the parent for this group
}

// Create makes the cgroup name below parent, a folder from Delegated, with the
// limits l. Every limit is in force when it returns; what cannot be set is an
// error that names the limit.
//
// A cgroup of version 2 with controllers enabled for its children may hold no
// processes itself ("no internal processes", cgroups(7)). If this process is
// the only one in parent it moves itself into a child.
func Create(parent, name string, l *Limits) (*Group, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	if name == "" || strings.Contains(name, "/") || strings.HasPrefix(name, ".") || name == supervisorName {
		return nil, fmt.Errorf("cannot make the control group %q: not a name for one", name)
	}
	g := &Group{dir: filepath.Join(parent, name)}
	if err := g.enable(parent, l); err != nil {
		g.leave()
		return nil, err
	}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		g.leave()
		return nil, fmt.Errorf("cannot make a control group: %w", err)
	}
	for _, r := range limitRows() {
		v, set := r.value(l)
		if !set {
			continue
		}
		if err := g.set(&r, v); err != nil {
			os.Remove(g.dir)
			g.leave()
			return nil, err
		}
	}
	return g, nil
}

// Dir is the group's folder.
func (g *Group) Dir() string { return g.dir }

// Open gives the descriptor that makes a child start in the group, field
// CgroupFD of syscall.SysProcAttr (CLONE_INTO_CGROUP of clone3(2)): no moment
// of it is outside the limits.
func (g *Group) Open() (*os.File, error) {
	fd, err := unix.Open(g.dir, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("cannot open the control group %s: %w", g.dir, err)
	}
	return os.NewFile(uintptr(fd), g.dir), nil
}

// Add moves a process into the group. Its children follow, those it has
// already do not.
func (g *Group) Add(pid int) error {
	if err := write(g.dir, "cgroup.procs", strconv.Itoa(pid)); err != nil {
		return fmt.Errorf("cannot move process %d into the control group %s: %w", pid, g.dir, err)
	}
	return nil
}

// removeTime is how long killed processes may take to go. One in an
// uninterruptible wait can take longer.
const removeTime = 10 * time.Second

// Remove kills what is left in the group, and takes it and all that was made
// for it away.
func (g *Group) Remove() error {
	if err := write(g.dir, "cgroup.kill", "1"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot end the control group %s: %w", g.dir, err)
	}
	deadline := time.Now().Add(removeTime)
	for {
		err := removeTree(g.dir)
		if err == nil {
			break
		}
		if !errors.Is(err, unix.EBUSY) || time.Now().After(deadline) {
			return fmt.Errorf("cannot remove the control group %s: %w", g.dir, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	g.leave()
	return nil
}

// removeTree removes a cgroup and those that the workload made in it. Files in
// a cgroup go with it.
func removeTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := removeTree(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	if err := unix.Rmdir(dir); err != nil && err != unix.ENOENT {
		return err
	}
	return nil
}

// enable switches on in parent what l needs.
func (g *Group) enable(parent string, l *Limits) error {
	has, err := words(parent, "cgroup.controllers")
	if err != nil {
		return fmt.Errorf("cannot set limits in the control group %s: %w", parent, err)
	}
	on, err := words(parent, "cgroup.subtree_control")
	if err != nil {
		return fmt.Errorf("cannot set limits in the control group %s: %w", parent, err)
	}
	for _, r := range limitRows() {
		_, set := r.value(l)
		switch {
		case !set || slices.Contains(on, r.controller) || slices.Contains(g.enabled, r.controller):
			continue
		case !slices.Contains(has, r.controller):
			return fmt.Errorf("cannot limit %s: the control group %s has no %s controller;"+
				" start Volt in a unit with Delegate=yes", r.what, parent, r.controller)
		}
		if err := g.switchOn(parent, r.controller); err != nil {
			return fmt.Errorf("cannot limit %s: the %s controller cannot be enabled in the control group %s: %w",
				r.what, r.controller, parent, err)
		}
		g.enabled = append(g.enabled, r.controller)
	}
	return nil
}

func (g *Group) switchOn(parent, controller string) error {
	err := write(parent, "cgroup.subtree_control", "+"+controller)
	if !errors.Is(err, unix.EBUSY) || g.moved {
		return explain(err)
	}
	// There are processes in it.
	inside, err := words(parent, "cgroup.procs")
	if err != nil {
		return err
	}
	self := strconv.Itoa(os.Getpid())
	if others := slices.DeleteFunc(inside, func(pid string) bool { return pid == self }); len(others) > 0 {
		return fmt.Errorf("process %s is in it, which Volt did not start; give Volt a unit of its own, or the unit"+
			" DelegateSubgroup=", others[0])
	}
	child := filepath.Join(parent, supervisorName)
	if err := os.Mkdir(child, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	g.moved = true
	if err := write(child, "cgroup.procs", "0"); err != nil { // 0 is the writer
		return err
	}
	return explain(write(parent, "cgroup.subtree_control", "+"+controller))
}

// explain says what an errno of cgroup.subtree_control means, cgroups(7).
func explain(err error) error {
	if errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM) {
		return errors.New("it was not delegated to you; start Volt in a unit with Delegate=yes")
	}
	return err
}

// leave undoes what enable and switchOn did. Another group of the same parent
// that needs a controller keeps it: the kernel answers EBUSY then.
func (g *Group) leave() {
	parent := filepath.Dir(g.dir)
	for _, c := range g.enabled {
		if !inUse(parent) {
			_ = write(parent, "cgroup.subtree_control", "-"+c)
		}
	}
	g.enabled = nil
	if g.moved && write(parent, "cgroup.procs", "0") == nil {
		_ = unix.Rmdir(filepath.Join(parent, supervisorName))
		g.moved = false
	}
}

// inUse reports whether parent has a child that is not the supervisor's: it
// may rely on limits of its own.
func inUse(parent string) bool {
	entries, err := os.ReadDir(parent)
	return err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.IsDir() && e.Name() != supervisorName
	})
}

// set writes one limit and reads nothing back: the kernel refuses what it does
// not take.
func (g *Group) set(r *limitRow, v uint64) error {
	for _, file := range r.files {
		err := write(g.dir, file, r.kernel(v))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("cannot limit %s: %w", r.what, err)
		}
		return nil
	}
	if r.files[0] == "memory.swap.max" && v == 0 && !swaps() {
		return nil
	}
	return fmt.Errorf("cannot limit %s: the kernel has no %s", r.what, strings.Join(r.files, " or "))
}

// swaps reports whether the machine has swap space, proc_swaps(5): lines after
// a heading. A kernel without CONFIG_SWAP has no such file.
func swaps() bool {
	b, err := os.ReadFile("/proc/swaps")
	return !errors.Is(err, fs.ErrNotExist) && (err != nil || strings.Count(string(b), "\n") > 1)
}

// write writes one of the kernel's files, which takes a value in one write(2)
// and must not be created.
func write(dir, file, value string) error {
	f, err := os.OpenFile(filepath.Join(dir, file), os.O_WRONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(value)
	return err
}

func words(dir, file string) ([]string, error) {
	b, err := os.ReadFile(filepath.Join(dir, file))
	return strings.Fields(string(b)), err
}
