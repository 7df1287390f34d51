package generator

import (
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// disk is the file system of the fixtures, one entry a line: "/bin -> usr/bin"
// is a link, "/tmp/ 1777" a folder, "/dev/fuse!" a device, and what is left a
// file. A number is the mode.
const disk = `
/bin -> usr/bin
/lib -> usr/lib
/lib64 -> usr/lib64
/sbin -> usr/sbin
/usr/
/usr/bin/
/usr/bin/true
/usr/bin/env
/usr/lib/
/usr/lib64/
/usr/lib64/ld-linux-x86-64.so.2
/usr/local/
/usr/local/libexec/
/usr/local/libexec/volt/
/usr/local/libexec/volt/root/
/usr/local/libexec/volt/volt-jail
/usr/sbin/
/usr/share/
/usr/share/volt-site/
/etc/
/etc/alternatives/
/etc/alternatives/site -> /usr/share/volt-site
/etc/ld.so.cache
/etc/mime.types
/etc/passwd
/etc/ssl/
/etc/ssl/certs/
/data/
/data/x/ 1777
/dev/
/dev/full!
/dev/fuse!
/dev/null!
/dev/random!
/dev/shm/ 1777
/dev/tty!
/dev/urandom!
/dev/zero!
/home/
/home/tester/
/home/tester/docs/
/opt/
/opt/two words/
/opt/a:b/
/opt/100%/
/opt/link -> /srv/www
/opt/shared -> /var/data
/opt/round -> /opt/round
/proc/
/run/
/run/dbus/
/run/dbus/system_bus_socket 666
/srv/
/srv/www/
/srv/ünïcode/
/tmp/ 1777
/var/
/var/data/ 1777
/var/private/ 700
/var/tmp/ 1777
`

// files answers from disk.
type files map[string]file

type file struct {
	info   compile.Info
	target string
}

func newFiles() files {
	out := files{"/": {info: compile.Info{Mode: fs.ModeDir | 0o755}}}
	for line := range strings.Lines(strings.TrimSpace(disk)) {
		line = strings.TrimSpace(line)
		f := file{info: compile.Info{Mode: 0o755}}
		name, target, isLink := strings.Cut(line, " -> ")
		if !isLink {
			switch {
			case strings.HasSuffix(name, " 1777"):
				name, f.info.Mode = strings.TrimSuffix(name, " 1777"), 0o777|fs.ModeSticky
			case strings.HasSuffix(name, " 666"):
				name, f.info.Mode = strings.TrimSuffix(name, " 666"), fs.ModeSocket|0o666
			case strings.HasSuffix(name, " 700"):
				name, f.info.Mode = strings.TrimSuffix(name, " 700"), 0o700
			}
		}
		switch {
		case isLink:
			f.target, f.info.Mode = target, fs.ModeSymlink|0o777
		case strings.HasSuffix(name, "/"):
			f.info.Mode |= fs.ModeDir
		case strings.HasSuffix(name, "!"):
			f.info.Mode = fs.ModeDevice | fs.ModeCharDevice | 0o666
		}
		out[strings.TrimRight(name, "/!")] = f
	}
	return out
}

func (d files) Lstat(name string) (compile.Info, error) {
	f, ok := d[name]
	if !ok {
		return compile.Info{}, &fs.PathError{Op: "lstat", Path: name, Err: syscall.ENOENT}
	}
	return f.info, nil
}

func (d files) Readlink(name string) (string, error) {
	f, ok := d[name]
	if !ok || f.target == "" {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: syscall.EINVAL}
	}
	return f.target, nil
}

func (files) HasACL(string) bool { return false }

// ready has everything that takes volt-bpf or the host's programs.
type ready struct{}

func (ready) Filter(profile.Options) ([]plan.Insn, error) {
	return []plan.Insn{{Code: 0x06, K: 0x7fff0000}}, nil // BPF_RET|BPF_K, SECCOMP_RET_ALLOW
}

func (ready) Analyze(r analyze.Request) (*analyze.Result, error) {
	exec, err := analyze.Find(r)
	return &analyze.Result{
		Exec: exec,
		Policy: policy.Policy{
			FSRead: []string{"/usr", "/etc/passwd", "/proc"}, FSExecute: []string{"/usr/bin"},
		},
	}, err
}

// target is a manager of the fixtures.
type target struct {
	version int
	user    bool
}

func targetOf(words string) target {
	return target{
		version: map[bool]int{true: 252, false: 257}[strings.Contains(words, "252")],
		user:    strings.Contains(words, "user"),
	}
}

// newGenerator is a generator for a Debian 12 or 13 that has disk.
func newGenerator(t testing.TB, at target) *Generator {
	t.Helper()
	h := host.Features{LandlockABI: 6, Seccomp: host.Seccomp{Filter: true, Log: true, KillProc: true}, MountNamespaces: true, NetNamespaces: true, PIDNamespaces: true, UnprivilegedPortStart: 1024, CgroupVersion: 2}
	if at.version < 257 {
		h.LandlockABI, h.MemfdNoexec = 2, -1
	}
	specifiers := &workload.Host{
		HostName: "box", User: "root", UID: "0", Group: "root", GID: "0", Home: "/root", Shell: "/bin/sh",
		Config: "/etc", Runtime: "/run", State: "/var/lib", Cache: "/var/cache", Logs: "/var/log", Temp: "/tmp", VarTemp: "/var/tmp",
	}
	m := &prepare.Machine{
		Host: h, Target: unit.Target{Version: at.version, User: at.user},
		Files: newFiles(), Store: ready{}, Folders: prepare.SystemFolders(),
	}
	if at.user {
		m.UID, m.GID = 1000, 1000
		m.Folders = prepare.Folders{
			State: "/home/tester/.local/state", Cache: "/home/tester/.cache", Logs: "/home/tester/.local/state/log",
			Runtime: "/run/user/1000", Configuration: "/home/tester/.config",
		}
		specifiers.User, specifiers.UID, specifiers.GID, specifiers.Home = "tester", "1000", "1000", "/home/tester"
	}
	g := &Generator{
		Machine: m, Specifiers: specifiers, Out: t.TempDir(),
		Jail: "/usr/local/libexec/volt/volt-jail", Unit: "/usr/local/libexec/volt/volt-unit", Skeleton: "/usr/local/libexec/volt/root",
	}
	if err := os.Mkdir(g.path("", plansFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	return g
}
