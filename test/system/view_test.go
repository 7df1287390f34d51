//go:build testhost

package system

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// skeleton is the shipped root of services, as `make install` puts it.
const skeleton = "/usr/local/libexec/volt/root"

// A workload sees each place under one name: none of a folder that it may write
// is without the flags of the first, and the folder in which the view is built
// shows nothing.
func TestOneNameForAPlace(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]string{
		"usr":   "FsRead=/usr\n",
		"local": "FsRead=/usr/local /etc\n",
		"root":  "FsRead=/\n",
	} {
		t.Run(name, func(t *testing.T) {
			w := confine(t, sleeper+lines+"FsWrite=$DIR\n")
			w.do("start")
			root := fmt.Sprintf("/proc/%d/root", w.pid())
			mounts := mountsOf(t, w.pid())
			for _, m := range mounts {
				if strings.HasPrefix(m.at, skeleton+"/") {
					t.Errorf("%s is mounted below the root of services", m.at)
				}
			}
			for _, file := range names(t, root+skeleton, func(d fs.DirEntry) bool { return d.Type().IsRegular() }) {
				t.Errorf("the root of services shows %s", file)
			}
			onlyName(t, root, mounts, filepath.Dir(w.out))
		})
	}
}

// mount is a line of /proc/PID/mountinfo, proc_pid_mountinfo(5).
type mount struct{ device, root, at string }

func mountsOf(t *testing.T, pid int) []mount {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", pid))
	if err != nil {
		t.Fatal(err)
	}
	var out []mount
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		out = append(out, mount{f[2], f[3], f[4]})
	}
	return out
}

// onlyName looks for the folder, which is one of the host's root file system,
// through every mount that could show it.
func onlyName(t *testing.T, root string, mounts []mount, folder string) {
	t.Helper()
	var want unix.Stat_t
	if err := unix.Stat(folder, &want); err != nil {
		t.Fatal(err)
	}
	device := fmt.Sprintf("%d:%d", unix.Major(want.Dev), unix.Minor(want.Dev))
	names := 0
	for _, m := range mounts {
		below, ok := strings.CutPrefix(folder+"/", strings.TrimSuffix(m.root, "/")+"/")
		if m.device != device || !ok {
			continue
		}
		name := filepath.Join(m.at, below)
		var have unix.Stat_t
		var fs unix.Statfs_t
		if unix.Stat(root+name, &have) != nil || have.Dev != want.Dev || have.Ino != want.Ino {
			continue
		}
		if err := unix.Statfs(root+name, &fs); err != nil {
			t.Fatal(err)
		}
		names++
		if fs.Flags&unix.ST_NOEXEC == 0 || name != folder && fs.Flags&unix.ST_RDONLY == 0 {
			t.Errorf("%s is there as %s with mount flags %#x", folder, name, fs.Flags)
		}
	}
	if names == 0 {
		t.Errorf("%s is not there at all: %v", folder, mounts)
	}
}
