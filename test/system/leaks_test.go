//go:build testhost

package system

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// remains is all that a workload could leave behind on a machine, as sorted
// names.
type remains struct{ mounts, groups, files, units, descriptors []string }

// keepsNothing runs what it is given between two looks at the machine. What was
// made must be gone.
func keepsNothing(t *testing.T, do func(t *testing.T)) {
	t.Helper()
	reload(t)
	before := look(t)
	t.Run("do", do)
	reload(t)
	var after remains
	within(10*time.Second, func() bool {
		after = look(t)
		return len(before.added(after)) == 0
	})
	for _, s := range before.added(after) {
		t.Errorf("left behind: %s", s)
	}
}

// added is what b has and a has not.
func (a remains) added(b remains) []string {
	var out []string
	for _, pair := range []struct {
		kind          string
		before, after []string
	}{
		{"mount", a.mounts, b.mounts}, {"cgroup", a.groups, b.groups}, {"file", a.files, b.files},
		{"unit", a.units, b.units}, {"descriptor of systemd", a.descriptors, b.descriptors},
	} {
		before := slices.Clone(pair.before)
		for _, s := range pair.after {
			if i := slices.Index(before, s); i >= 0 {
				before = slices.Delete(before, i, i+1)
				continue
			}
			out = append(out, pair.kind+" "+s)
		}
	}
	return out
}

func look(t *testing.T) remains {
	t.Helper()
	var r remains
	for _, m := range mountsOf(t, 1) {
		r.mounts = append(r.mounts, m.device+" "+m.root+" "+m.at)
	}
	r.groups = slices.DeleteFunc(names(t, "/sys/fs/cgroup", func(d fs.DirEntry) bool { return d.IsDir() }), transitory)
	for _, folder := range []string{"/run", "/tmp", "/var/tmp", "/dev/shm", "/var/lib/private", "/root"} {
		r.files = append(r.files, names(t, folder, func(fs.DirEntry) bool { return true })...)
	}
	r.files = slices.DeleteFunc(r.files, transitory)
	out, err := ctl("list-units", "--all", "--plain", "--no-legend", "--full", "volt*")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		r.units = append(r.units, strings.Fields(line)[0])
	}
	r.descriptors = descriptors(t, 1)
	return r
}

// transitory are files of systemd's and of the kernel's that come and go.
func transitory(name string) bool {
	for _, p := range []string{"/run/systemd/journal/streams", "/run/log/journal", "/run/udev", "/run/user", "/run/systemd/units/log-"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	// systemd makes these for the first service with a user of its own and the
	// first instance of a template, and keeps them.
	return name == "/run/systemd/dynamic-uid" || name == "/sys/fs/cgroup/system.slice/system-volt.slice"
}

func names(t *testing.T, folder string, wanted func(fs.DirEntry) bool) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == folder {
			return nil // gone meanwhile
		}
		if wanted(d) {
			out = append(out, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// descriptors are what a process has open, without the numbers of sockets and
// the like.
func descriptors(t *testing.T, pid int) []string {
	t.Helper()
	folder := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		to, err := os.Readlink(filepath.Join(folder, e.Name()))
		if err != nil {
			continue
		}
		kind, _, _ := strings.Cut(to, ":[")
		out = append(out, kind)
	}
	slices.Sort(out)
	return out
}
