//go:build testhost

package system

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestMemoryHolds(t *testing.T) {
	// A small static program: one that reads its own pages from the disk again
	// and again is slow at the limit, and far from dead.
	w := confine(t, "[Volt]\nExec=/usr/bin/busybox dd if=/dev/zero of=/dev/null bs=512M count=1\n"+
		"FsExecute=/usr/bin/busybox\nMemory=48M\n")
	w.do("start")
	w.wants("Result", "oom-kill")
	w.wants("ActiveState", "failed")
	if s := w.status(); !strings.Contains(s, "oom-kill") {
		t.Errorf("the status does not say it:\n%s", s)
	}
}

// stressed is stress-ng as a workload.
func stressed(t *testing.T, options string, lines ...string) *confined {
	t.Helper()
	return confine(t, fmt.Sprintf("[Volt]\nExec=/usr/bin/stress-ng --temp-path /tmp %s\nFsRead=/usr /etc/ld.so.cache /proc\nFsWrite=/tmp\nFsExecute=/usr/bin\n%s\n",
		options, strings.Join(lines, "\n")))
}

func TestCPUsHold(t *testing.T) {
	const cpus, long = 0.5, 6 * time.Second
	w := stressed(t, "--cpu 2 --timeout 60s", "CPUs="+strconv.FormatFloat(cpus, 'f', -1, 64), output)
	w.do("start")
	// Two loops want two processors as soon as they run.
	if !within(30*time.Second, func() bool { return w.number("TasksCurrent") >= 3 }) {
		t.Fatalf("stress-ng does not run: %q\n%s", w.printed(), w.status())
	}
	before, began := w.number("CPUUsageNSec"), time.Now()
	time.Sleep(long)
	used := float64(w.number("CPUUsageNSec")-before) / float64(time.Since(began))
	if used > cpus*1.15 || used < cpus*0.6 {
		t.Errorf("%.2f processors were used, and %.2f is the limit\n%s", used, cpus, w.printed())
	}
	t.Logf("%.2f of %.2f processors were used", used, cpus)
}

func TestTasksHold(t *testing.T) {
	const most = 16
	t.Run("fork is refused", func(t *testing.T) {
		w := python(t, `
import errno, os, time
n = 1
while True:
    try:
        if os.fork() == 0:
            time.sleep(1000)
    except OSError as e:
        print(n, errno.errorcode[e.errno])
        break
    n += 1
time.sleep(1000)
`, fmt.Sprintf("Tasks=%d", most), output)
		w.do("start")
		w.says(fmt.Sprintf("%d EAGAIN", most))
		if n := w.number("TasksCurrent"); n != most {
			t.Errorf("%d tasks run, want %d", n, most)
		}
	})
	t.Run("stress-ng", func(t *testing.T) {
		w := stressed(t, "--fork 4 --fork-max 32 --timeout 60s", fmt.Sprintf("Tasks=%d", most), output)
		w.do("start")
		if !within(30*time.Second, func() bool { return w.number("TasksCurrent") >= most/2 }) {
			t.Fatalf("stress-ng does not run: %q\n%s", w.printed(), w.status())
		}
		for range 20 {
			if n := w.number("TasksCurrent"); n > most {
				t.Errorf("%d tasks run, and %d is the limit", n, most)
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
}
