package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// The folders of a run, on a tmpfs that is mounted over /run, where nobody else
// sees it. /run/volt is one of those that volt-unit reads.
const (
	workloads = "/run/volt"
	units     = "/run/units"
)

// world has both generators.
type world struct {
	unit string // the program volt-unit
	root string // what quadlet sees as /
}

// newWorld makes a mount namespace of its own, for this thread and those it
// starts.
func newWorld(unit, root string) (*world, error) {
	if _, err := os.Stat(unit); err != nil {
		return nil, fmt.Errorf("cannot measure volt-unit: %w; run make", err)
	}
	if err := syscall.Unshare(syscall.CLONE_NEWNS); err != nil {
		return nil, fmt.Errorf("cannot make a mount namespace: %w; run as root", err)
	}
	for _, m := range []struct {
		source, target, kind string
		flags                uintptr
	}{
		{"", "/", "", syscall.MS_REC | syscall.MS_PRIVATE},
		{"tmpfs", "/run", "tmpfs", syscall.MS_NOSUID | syscall.MS_NODEV},
		{"proc", root + "/proc", "proc", 0},
		{"tmpfs", root + "/mnt", "tmpfs", syscall.MS_NOSUID | syscall.MS_NODEV},
	} {
		if err := syscall.Mount(m.source, m.target, m.kind, m.flags, ""); err != nil {
			return nil, fmt.Errorf("cannot mount %s: %w", m.target, err)
		}
	}
	return &world{unit, root}, nil
}

// workloads writes files with an explicit policy each, of so many different
// ones.
func (w *world) workloads(files, policies int) error {
	return write(workloads, files, "web%d.volt", func(n int) string {
		return fmt.Sprintf(`# Web front %[1]d
[Unit]
Description=Web front %[1]d
After=network.target

[Volt]
Exec=/usr/bin/env python3 -m http.server %[2]d --directory "/srv/www/site %[1]d"
FsRead=/usr /etc/ssl /etc/passwd /etc/group
FsWrite=/tmp
FsExecute=/usr/bin
NetBind=%[2]d
Environment=LANG=C.UTF-8 NAME=%%i
Memory=256M
CPUs=1.5
Tasks=64

[Service]
Restart=on-failure

[Install]
WantedBy=multi-user.target
`, n, 8000+n%policies)
	})
}

// containers writes the like for quadlet.
func (w *world) containers(files int) error {
	return write(w.root+"/mnt/containers", files, "web%d.container", func(n int) string {
		return fmt.Sprintf(`# Web front %[1]d
[Unit]
Description=Web front %[1]d
After=network.target

[Container]
Image=docker.io/library/python:3
Exec=/usr/bin/env python3 -m http.server %[2]d --directory "/srv/www/site %[1]d"
ReadOnly=true
Volume=/usr:/usr:ro
Volume=/etc/ssl:/etc/ssl:ro
Volume=/etc/passwd:/etc/passwd:ro
Volume=/etc/group:/etc/group:ro
Tmpfs=/tmp
PublishPort=%[2]d:%[2]d
Environment=LANG=C.UTF-8 NAME=%%i
PodmanArgs=--memory=256m --cpus=1.5
PidsLimit=64
NoNewPrivileges=true
DropCapability=all

[Service]
Restart=on-failure

[Install]
WantedBy=multi-user.target
`, n, 8000+n)
	})
}

// write fills a folder, which is emptied first.
func write(folder string, files int, name string, text func(n int) string) error {
	if err := empty(folder); err != nil {
		return err
	}
	for n := range files {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf(name, n)), []byte(text(n)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func empty(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.MkdirAll(folder, 0o755)
}

// volt runs volt-unit.
func (w *world) volt() (sample, error) {
	if err := empty(units); err != nil {
		return sample{}, err
	}
	return timed(exec.Command(w.unit, units, units, units), units, workloads)
}

// quadlet runs podman's.
func (w *world) quadlet() (sample, error) {
	out := w.root + "/mnt/units"
	if err := empty(out); err != nil {
		return sample{}, err
	}
	cmd := exec.Command(quadlet, "/mnt/units", "/mnt/units", "/mnt/units")
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: w.root}
	cmd.Dir, cmd.Env = "/", []string{"QUADLET_UNIT_DIRS=/mnt/containers"}
	return timed(cmd, out, w.root+"/mnt/containers")
}

// timed runs a generator, and wants a unit for each file.
func timed(cmd *exec.Cmd, out, in string) (sample, error) {
	begin := time.Now()
	said, err := cmd.CombinedOutput()
	wall := time.Since(begin)
	if err != nil {
		return sample{}, fmt.Errorf("cannot run %s: %w: %s", cmd.Path, err, said)
	}
	made, err := filepath.Glob(out + "/*.service")
	if err != nil {
		return sample{}, err
	}
	files, err := os.ReadDir(in)
	if err != nil || len(files) != len(made) {
		return sample{}, fmt.Errorf("cannot count on %s: it made %d units of %d files (%v): %s", cmd.Path, len(made), len(files), err, said)
	}
	s := sample{wall: wall, cpu: cmd.ProcessState.SystemTime() + cmd.ProcessState.UserTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.memory = u.Maxrss
	}
	return s, nil
}
