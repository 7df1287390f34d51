//go:build testhost

package system

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// workloadFolder is where an administrator writes workload files.
const workloadFolder = "/etc/volt"

// confined is a workload that systemd knows from its file.
type confined struct {
	t    *testing.T
	unit string
	out  string // file with what it printed
}

// confine writes a workload file named after the test and has a unit made of
// it. $OUT in text is a file for StandardOutput=, $DIR a folder of the test
// that everybody may write.
func confine(t *testing.T, text string) *confined {
	t.Helper()
	dir := publicDir(t)
	w := &confined{t: t, out: filepath.Join(dir, "out")}
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	w.unit = writeWorkload(t, name, strings.NewReplacer("$OUT", w.out, "$DIR", dir).Replace(text))
	reload(t)
	return w
}

// publicDir is a folder outside of /tmp, of which a service has its own.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/srv", "volt-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// writeWorkload writes NAME.volt, until the test ends, and returns its unit.
func writeWorkload(t *testing.T, name, text string) string {
	t.Helper()
	write(t, filepath.Join(workloadFolder, name+".volt"), text)
	unit := "volt@" + name + ".service"
	t.Cleanup(func() {
		_, _ = ctl("stop", unit)
		_ = os.Remove(filepath.Join(workloadFolder, name+".volt"))
		_, _ = ctl("daemon-reload")
		_, _ = ctl("reset-failed", unit)
	})
	return unit
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// script writes a program for python3 into the folder, and returns its path.
func script(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(publicDir(t), "program.py")
	write(t, file, text)
	return file
}

// python is a workload that runs a program; more are lines behind those of
// [Volt], and sections.
func python(t *testing.T, program string, more ...string) *confined {
	t.Helper()
	file := script(t, program)
	return confine(t, fmt.Sprintf("[Volt]\nExec=/usr/bin/python3 -S -u %s\nFsRead=/usr %s\nFsExecute=/usr/bin\n%s\n",
		file, filepath.Dir(file), strings.Join(more, "\n")))
}

// sleeper is the smallest workload there is, one static program.
const sleeper = "[Volt]\nExec=/usr/bin/busybox sleep 1000\nFsExecute=/usr/bin/busybox\n"

// ctl is systemctl(1), and returns all that it said.
func ctl(args ...string) (string, error) {
	out, err := exec.Command("systemctl", args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func reload(t *testing.T) {
	t.Helper()
	if out, err := ctl("daemon-reload"); err != nil {
		t.Fatalf("daemon-reload: %v: %s", err, out)
	}
}

// do is systemctl VERB on the workload's unit. It must succeed.
func (w *confined) do(verb string, args ...string) {
	w.t.Helper()
	if out, err := ctl(append([]string{verb, w.unit}, args...)...); err != nil {
		w.t.Fatalf("systemctl %s %s: %v: %s\n%s", verb, w.unit, err, out, w.status())
	}
}

// refused wants the start to fail, and the status to say why.
func (w *confined) refused(why ...string) {
	w.t.Helper()
	out, err := ctl("start", w.unit)
	status := w.status()
	for _, s := range why {
		if err == nil || !strings.Contains(status, s) {
			w.t.Errorf("%s was to be refused with %q; it ended with %v (%s) and says\n%s", w.unit, s, err, out, status)
		}
	}
}

// status is what a person sees who asks.
func (w *confined) status() string {
	out, _ := ctl("status", "--no-pager", "--full", "--lines=20", w.unit)
	return out
}

// show is one property of the unit.
func (w *confined) show(property string) string { return shown(w.unit, property) }

func shown(unit, property string) string {
	out, _ := ctl("show", "--property="+property, "--value", unit)
	return out
}

// number is one property that is a number.
func (w *confined) number(property string) uint64 {
	w.t.Helper()
	n, err := strconv.ParseUint(w.show(property), 10, 64)
	if err != nil {
		w.t.Fatalf("%s of %s: %v", property, w.unit, err)
	}
	return n
}

// pid is the workload's own process.
func (w *confined) pid() int { return int(w.number("MainPID")) }

// printed is what it wrote to StandardOutput=append:$OUT.
func (w *confined) printed() string {
	b, _ := os.ReadFile(w.out)
	return string(bytes.TrimSpace(b))
}

// wants is a property that must have a value within some time.
func (w *confined) wants(property, value string) {
	w.t.Helper()
	if !within(20*time.Second, func() bool { return w.show(property) == value }) {
		w.t.Fatalf("%s of %s is %q, want %q\n%s", property, w.unit, w.show(property), value, w.status())
	}
}

// says is a line that the workload must print within some time.
func (w *confined) says(line string) {
	w.t.Helper()
	if !within(20*time.Second, func() bool { return strings.Contains("\n"+w.printed()+"\n", "\n"+line+"\n") }) {
		w.t.Fatalf("%s printed %q, want %q\n%s", w.unit, w.printed(), line, w.status())
	}
}

// within asks again and again.
func within(d time.Duration, done func() bool) bool {
	for end := time.Now().Add(d); ; time.Sleep(100 * time.Millisecond) {
		if done() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}
