//go:build testhost

package system

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coreos/go-systemd/v22/dbus"
	"golang.org/x/sys/unix"
)

// Without the filters that systemd compiles for each start: they only take time.
func TestRestarts(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		w := confine(t, "[Unit]\nStartLimitIntervalSec=0\n"+sleeper+"Hardening=lean\n")
		w.do("start")
		bus, err := dbus.NewSystemdConnectionContext(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer bus.Close()
		last, done := 0, make(chan string)
		for n := range restarts() {
			if _, err := bus.RestartUnitContext(t.Context(), w.unit, "replace", done); err != nil {
				t.Fatalf("restart %d: %v", n, err)
			}
			if result := <-done; result != "done" {
				t.Fatalf("restart %d: %s\n%s", n, result, w.status())
			}
			if n%50 != 0 {
				continue
			}
			if pid := w.pid(); pid == last || pid == 0 {
				t.Fatalf("restart %d: the process is %d, before it was %d", n, pid, last)
			} else {
				last = pid
			}
		}
		if n := w.number("TasksCurrent"); n != 1 {
			t.Errorf("%d processes are in the unit, want 1", n)
		}
	})
}

// herd are workloads with files of their own.
func herd(t *testing.T, many int, text string) []string {
	t.Helper()
	var units []string
	for n := range many {
		name := fmt.Sprintf("volt-test-herd-%d", n)
		write(t, filepath.Join(workloadFolder, name+".volt"), text)
		units = append(units, "volt@"+name+".service")
	}
	t.Cleanup(func() {
		_, _ = ctl(append([]string{"stop"}, units...)...)
		for n := range many {
			_ = os.Remove(filepath.Join(workloadFolder, fmt.Sprintf("volt-test-herd-%d.volt", n)))
		}
		reload(t)
		_, _ = ctl(append([]string{"reset-failed"}, units...)...)
	})
	reload(t)
	return units
}

// running counts those that are.
func running(units []string) int {
	out, _ := ctl(append([]string{"is-active"}, units...)...)
	n := 0
	for line := range strings.Lines(out) {
		if strings.TrimSpace(line) == "active" {
			n++
		}
	}
	return n
}

func TestManyAtOnce(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		units := herd(t, 50, sleeper)
		if out, err := ctl(append([]string{"start"}, units...)...); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if n := running(units); n != len(units) {
			t.Errorf("%d of %d run", n, len(units))
		}
		plans, err := filepath.Glob("/run/systemd/generator/volt.plans/*")
		if err != nil || len(plans) != 1 {
			t.Errorf("workloads with equal policies have %d plans: %v", len(plans), plans)
		}
	})
}

func TestReloadDuringStart(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		units := herd(t, 8, sleeper)
		if out, err := ctl(append([]string{"start", "--no-block"}, units...)...); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for range 5 {
			reload(t)
		}
		if !within(30*time.Second, func() bool { return running(units) == len(units) }) {
			t.Errorf("%d of %d run", running(units), len(units))
		}
	})
}

func TestKills(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		w := confine(t, "[Unit]\nStartLimitIntervalSec=0\n"+sleeper+"[Service]\nRestart=on-failure\nRestartSec=0\n")
		w.do("start")
		for n := 1; n <= 5; n++ {
			if err := syscall.Kill(w.pid(), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			w.wants("NRestarts", fmt.Sprint(n))
			w.wants("ActiveState", "active")
		}
	})
}

// With /run full systemd takes no new units, and the start of one says what to
// do. What runs, runs on, and starts again if systemd can do that there; once
// there is room all is as before.
func TestFullRun(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		runs, other := confine(t, sleeper), &confined{t: t}
		runs.do("start")
		other.unit = writeWorkload(t, "volt-test-full", sleeper+"Environment=NEW=1\n")
		free := fill(t, "/run")
		// systemd keeps 16 MiB for itself, RELOAD_DISK_SPACE_MIN of its
		// src/core/dbus-manager.c.
		if out, err := ctl("daemon-reload"); err == nil || !strings.Contains(out, "not enough space available on /run") {
			t.Errorf("daemon-reload: %v: %s", err, out)
		}
		other.refused("no unit was made of", "run systemctl daemon-reload")
		runs.wants("ActiveState", "active")
		if out, err := ctl("restart", runs.unit); err != nil {
			t.Logf("restart: %v: %s\n%s", err, out, runs.status())
		}
		free()
		reload(t)
		other.do("start")
		runs.do("restart")
	})
}

// fill leaves no room in a file system until its result is called.
func fill(t *testing.T, folder string) func() {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(folder, "volt-test-filler"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	free := func() { _ = os.Remove(f.Name()) }
	t.Cleanup(free)
	defer f.Close()
	var size int64
	for step := int64(1 << 30); step >= 4096; {
		err := unix.Fallocate(int(f.Fd()), 0, size, step)
		switch {
		case err == nil:
			size += step
		case errors.Is(err, unix.ENOSPC):
			step /= 2
		default:
			t.Fatal(err)
		}
	}
	return free
}

// kernelLog is what generators said.
func kernelLog(t *testing.T) string {
	t.Helper()
	buffer := make([]byte, 1<<20)
	const readAll = 3 // SYSLOG_ACTION_READ_ALL, syslog(2)
	n, err := unix.Klogctl(readAll, buffer)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(buffer[:n])) {
		if strings.Contains(line, "volt-unit") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// Volt writes nothing into /etc.
func TestReadOnlyEtc(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		w := confine(t, sleeper)
		if err := unix.Mount("/etc", "/etc", "", unix.MS_BIND, ""); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := unix.Unmount("/etc", unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}()
		if err := unix.Mount("", "/etc", "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("/etc/volt/x", nil, 0o644); !errors.Is(err, syscall.EROFS) {
			t.Fatalf("/etc can be written: %v", err)
		}
		reload(t)
		w.do("start")
		w.wants("ActiveState", "active")
		w.do("stop")
	})
}

// Files that nobody meant to be workload files: each failure says what is
// wrong, and the workload beside it starts.
func TestBadFiles(t *testing.T) {
	keepsNothing(t, func(t *testing.T) {
		beside := confine(t, sleeper)
		t.Run("name", func(t *testing.T) {
			write(t, workloadFolder+"/volt-\xff.volt", sleeper)
			t.Cleanup(func() { _ = os.Remove(workloadFolder + "/volt-\xff.volt") })
			reload(t)
			if said := kernelLog(t); !strings.Contains(said, `volt-\xff.volt`) {
				t.Errorf("nothing was said of it:\n%s", said)
			}
		})
		t.Run("size", func(t *testing.T) {
			w := confine(t, sleeper+strings.Repeat("# "+strings.Repeat("x", 60)+"\n", 1<<14+1))
			w.do("start")
			w.wants("ActiveState", "active")
		})
		t.Run("long line", func(t *testing.T) {
			w := confine(t, sleeper+"Environment="+strings.Repeat("X=0123456789abcde ", 1<<16)+"\n")
			w.refused(".volt:4:1: cannot read the line: it is longer than 1048576 bytes")
		})
		t.Run("circular drop-in", func(t *testing.T) {
			w := confine(t, sleeper)
			folder := circle(t, w)
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("more.conf", filepath.Join(folder, "more.conf")); err != nil {
				t.Fatal(err)
			}
			reload(t)
			w.refused(filepath.Join(folder, "more.conf") + ": its symbolic link leads round in a circle")
		})
		t.Run("circular folder", func(t *testing.T) {
			w := confine(t, sleeper)
			folder := circle(t, w)
			if err := os.Symlink(filepath.Base(folder), folder); err != nil {
				t.Fatal(err)
			}
			reload(t)
			w.refused(folder + ": its symbolic link leads round in a circle")
		})
		beside.do("start")
		beside.wants("ActiveState", "active")
	})
}

// circle is the folder of a workload's drop-ins.
func circle(t *testing.T, w *confined) string {
	name := strings.TrimSuffix(strings.TrimPrefix(w.unit, "volt@"), ".service")
	folder := filepath.Join(workloadFolder, name+".volt.d")
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// restarts is how many in a row; -short makes them fewer, for make test.
func restarts() int {
	if testing.Short() {
		return 25
	}
	return 200
}
