package analyze

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// in analyses a command below root.
func in(t *testing.T, root, dir string, env []string, argv ...string) *Result {
	t.Helper()
	r, err := analyzeIn(root, Request{Argv: argv, Dir: dir, Env: append([]string{"PATH=/bin", "HOME=/home/u"}, env...), Network: "host"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func static() elfSpec { return elfSpec{static: true, machine: thisELF()} }

// thisELF is e_machine of the machine the tests run on.
func thisELF() uint16 {
	h := make([]byte, 20)
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		return 0
	}
	defer f.Close()
	if _, err := f.Read(h); err != nil {
		return 0
	}
	return uint16(h[18]) | uint16(h[19])<<8
}

func TestLookup(t *testing.T) {
	root := files{
		"/bin/prog":        static(),
		"/first/prog":      "no execute bit",
		"/first/data":      "no execute bit",
		"/first/folder/x":  "",
		"/first/text":      "#!",
		"/place/local":     static(),
		"/bin/dangling":    "->/none",
		"/bin/foreignloop": "->foreignloop",
		"/bin/nointerp":    elfSpec{interp: "/lib/none.so", machine: thisELF()},
		"/bin/plain":       "#!/bin/none\n",
	}.build(t)
	tests := []struct {
		name, path, want string
		err              error
	}{
		{"prog", "/none:/first:/bin", "/bin/prog", nil}, // a match without permission is passed over
		{"prog", "/bin", "/bin/prog", nil},
		{"local", ":/bin", "/place/local", nil},
		{"local", "/bin::", "/place/local", nil},
		{"local", "/bin", "", ErrNotFound},
		{"./local", "/bin", "/place/local", nil},
		{"/place/local", "", "/place/local", nil},
		{"data", "/first:/bin", "", ErrNotExecutable},
		{"folder", "/first", "", ErrNotExecutable},
		{"/first", "", "", ErrNotExecutable},
		{"dangling", "/bin", "", ErrNotFound},
		{"foreignloop", "/bin", "", ErrNotFound},
		{"/none/prog", "", "", ErrNotFound},
		{"/bin/prog/x", "", "", ErrNotFound},
		{"text", "/first", "", ErrNotExecutable},
		{"plain", "/bin", "", ErrNotFound},
		{"nointerp", "/bin", "", ErrNotFound},
	}
	for _, tt := range tests {
		r, err := analyzeIn(root, Request{Argv: []string{tt.name}, Dir: "/place", Env: []string{"PATH=" + tt.path}})
		if !errors.Is(err, tt.err) {
			t.Errorf("%s on %s: error %v, want %v", tt.name, tt.path, err, tt.err)
		}
		if err == nil && r.Exec != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.name, tt.path, r.Exec, tt.want)
		}
	}
	for _, req := range []Request{{}, {Argv: []string{""}}, {Argv: []string{"prog"}, Dir: "work"}, {Argv: []string{"a\x00b"}, Dir: "/"}} {
		if _, err := analyzeIn(root, req); err == nil {
			t.Errorf("%+v: no error", req)
		}
	}
}

func TestShebang(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		head, interpreter, argument string
		ok, bad                     bool
	}{
		{"#!/bin/sh\n", "/bin/sh", "", true, false},
		{"#! \t/bin/sh -e  -u \t\nrest", "/bin/sh", "-e  -u", true, false},
		{"#!/bin/sh", "/bin/sh", "", true, false},
		{"#!/usr/bin/env -S python3 -u\n", "/usr/bin/env", "-S python3 -u", true, false},
		{"#!/bin/sh\r\n", "/bin/sh\r", "", true, false}, // as the kernel has it
		{"#!\n", "", "", true, true},
		{"#!   \n", "", "", true, true},
		{"#!", "", "", true, true},
		{("#!/" + long)[:headSize], "", "", true, true},
		{("#!/bin/sh " + long)[:headSize], "/bin/sh", long[:headSize-10], true, false},
		{"#!/bin/sh\x00junk", "/bin/sh", "", true, false},
		{"\x7fELF", "", "", false, false},
		{"", "", "", false, false},
		{" #!/bin/sh\n", "", "", false, false},
	}
	for _, tt := range tests {
		s, ok, err := parseShebang([]byte(tt.head))
		if ok != tt.ok || (err != nil) != tt.bad || err == nil && (s.interpreter != tt.interpreter || s.argument != tt.argument) {
			t.Errorf("%.40q: got %+v, %v, %v", tt.head, s, ok, err)
		}
	}
}

func TestScripts(t *testing.T) {
	fs := files{
		"/bin/python3.11":              static(),
		"/bin/python3":                 "->python3.11",
		"/bin/env":                     static(),
		"/lib/python3.11/os.py":        "",
		"/app/main.py":                 "#!/usr/bin/../../bin/env -S A=1 python3 -u\n",
		"/app/direct.py":               "#!/bin/python3 -m http.server --directory /secret\n",
		"/app/again":                   "#!/app/main.py\n",
		"/home/u/script.py":            "#!/bin/python3\n",
		"/home/u/lib/python3.11":       "",
		"/secret/x":                    "",
		"/data/in.txt":                 "",
		"/app/l1":                      "#!/app/l2\n",
		"/app/l2":                      "#!/app/l3\n",
		"/app/l3":                      "#!/app/l4\n",
		"/app/l4":                      "#!/app/l5\n",
		"/app/l5":                      "#!/bin/python3\n",
		"/app/loop":                    "#!/app/loop\n",
		"/usr/bin/":                    "",
		"/bin/etc-passwd-is-no-script": "plain text, and not executable",
	}
	root := fs.build(t)
	r := in(t, root, "/data", nil, "/app/main.py", "in.txt", "/secret/x", "--out=/none/x")
	expect(t, r, "fs_execute /app/main.py", "fs_execute /bin/env", "fs_execute /bin/python3", "fs_execute /bin/python3.11",
		"fs_read /lib/python3.11", "fs_read /app", "fs_read /data", "fs_read /secret/x")
	r = in(t, root, "/data", nil, "/app/again")
	expect(t, r, "fs_execute /app/again", "fs_execute /app/main.py", "fs_execute /bin/env", "fs_execute /bin/python3")
	// A script does not choose its own policy.
	r = in(t, root, "/data", nil, "/app/direct.py")
	expect(t, r, "no fs_read /secret")
	// A script in a home gives itself, not the home.
	r = in(t, root, "/home/u", nil, "python3", "script.py")
	expect(t, r, "fs_read /home/u/script.py", "no fs_read /home/u", "no fs_read /home")
	for _, name := range []string{"/app/l1", "/app/loop"} {
		if _, err := analyzeIn(root, Request{Argv: []string{name}, Dir: "/"}); !errors.Is(err, ErrNotExecutable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNever(t *testing.T) {
	root := files{
		"/bin/cat": static(), "/etc/shadow": "", "/etc/sudoers.d/x": "", "/etc/hosts": "", "/home/u/.ssh/id": "",
		"/home/u/a/f": "", "/home/v/.ssh/id": "", "/root/x": "", "/run/dbus/sock": "", "/run/own/x": "", "/proc/1/x": "",
		"/dev/mem": "", "/dev/null": "", "/data/innocent": "->/etc/shadow", "/data/up": "->/", "/sys/x": "", "/srv/x": "",
	}.build(t)
	refused := []string{
		"/", "/etc", "/etc/shadow", "/etc/sudoers.d/x", "/home", "/home/u", "/home/u/.ssh", "/home/u/.ssh/id", "/home/v", "/home/v/.ssh/id",
		"/root", "/run", "/run/dbus/sock", "/proc/1/x", "/dev/mem", "/dev", "/data/innocent", "/data/up", "/sys/x", "/srv/../etc/shadow",
	}
	for _, p := range refused {
		r := in(t, root, "/", nil, "cat", p)
		expect(t, r, "no fs_read "+p, "no fs_read "+filepath.Clean(p))
		if len(r.Policy.FSRead) != 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "is not listed") {
			t.Errorf("%s: reads %q, notes %q", p, r.Policy.FSRead, r.Notes)
		}
	}
	for _, p := range []string{"/etc/hosts", "/home/u/a", "/home/u/a/f", "/root/x", "/run/own", "/srv/x"} {
		expect(t, in(t, root, "/", nil, "cat", p), "fs_read "+p)
	}
	if r := in(t, root, "/", nil, "cat", "/dev/null"); len(r.Policy.FSRead)+len(r.Notes) != 0 {
		t.Errorf("/dev/null: %q, %q", r.Policy.FSRead, r.Notes)
	}
	for dir, want := range map[string]string{"/": "no fs_read /", "/home/u": "no fs_read /home/u", "/home/u/a": "fs_read /home/u/a", "/root": "no fs_read /root"} {
		expect(t, in(t, root, dir, nil, "cat"), want)
	}
}

// A folder of the workload may hold links to anywhere; they open nothing.
func TestLinksOfTheWorkload(t *testing.T) {
	root := files{
		"/bin/python3.11": static(), "/lib/python3.11/x": "->/etc/python3.11/x", "/etc/python3.11/x": "",
		"/app/main.py": "", "/app/link": "->/data", "/data/x": "",
		"/app/venv/bin/python": "->/bin/python3.11", "/app/venv/pyvenv.cfg": "", "/app/src/x": "",
		"/app/venv/lib/python3.11/site-packages/e.pth": "/app/src\n/data\nimport os\n# c\n\n../../../../src",
	}.build(t)
	r := in(t, root, "/data2", nil, "python3.11", "/app/main.py")
	expect(t, r, "fs_read /app", "fs_read /etc/python3.11", "no fs_read /data")
	if !strings.Contains(strings.Join(r.Notes, "\n"), "/app/link") {
		t.Errorf("no note about the link: %q", r.Notes)
	}
	r = in(t, root, "/data2", nil, "/app/venv/bin/python", "-c", "1")
	expect(t, r, "fs_read /app/venv/lib/python3.11/site-packages", "fs_read /app/src", "fs_read /app/venv/pyvenv.cfg",
		"fs_execute /app/venv/bin/python", "fs_execute /bin/python3.11", "no fs_read /data")
}

func TestFacilities(t *testing.T) {
	m := thisELF()
	root := files{
		testInterp: elfSpec{machine: m}, "/etc/passwd": "", "/etc/hosts": "", "/etc/ssl/certs/x": "", "/usr/share/zoneinfo/UTC": "", "/etc/resolv.conf": "",
		"/etc/nsswitch.conf":   "passwd: files sss # systemd\nhosts: files [NOTFOUND=return] own\nshadow: no\n",
		"/lib/libnss_sss.so.2": elfSpec{machine: m, needed: []string{"libssl.so.3"}}, "/lib/libnss_no.so.2": elfSpec{machine: m},
		"/lib/libssl.so.3": elfSpec{machine: m},
		"/bin/users":       elfSpec{machine: m, interp: testInterp, imports: []string{"getpwnam"}},
		"/bin/plain":       elfSpec{machine: m, interp: testInterp},
		"/bin/static":      elfSpec{machine: m, static: true, text: "..../etc/resolv.conf...."},
		"/bin/big":         elfSpec{machine: m, static: true, text: strings.Repeat("x", 1<<18-200) + "/etc/resolv.conf" + strings.Repeat("y", 1<<19)},
	}.build(t)
	// The module sss needs libssl, which in turn shows that TLS is in use.
	r := in(t, root, "/", nil, "users")
	expect(t, r, "fs_read /etc/passwd", "fs_read /etc/nsswitch.conf", "fs_read /lib/libnss_sss.so.2", "fs_read /lib/libssl.so.3",
		"fs_read /etc/ssl/certs", "no fs_read /lib/libnss_no.so.2", "no fs_read /etc/hosts")
	expect(t, in(t, root, "/", nil, "plain"), "no fs_read /etc/passwd", "no fs_read /etc/ssl/certs")
	expect(t, in(t, root, "/", nil, "static"), "fs_read /etc/resolv.conf", "fs_read /etc/hosts", "no fs_read /etc/passwd")
	expect(t, in(t, root, "/", nil, "big"), "fs_read /etc/resolv.conf", "no fs_read /etc/ssl/certs")
}

func TestPruning(t *testing.T) {
	root := files{"/bin/cat": static(), "/data/a/b": "", "/tmp/x/y": ""}.build(t)
	r := in(t, root, "/data", nil, "cat", "a/b", "/data/a", "/tmp", "/tmp/x")
	expect(t, r, "fs_read /data", "no fs_read /data/a", "no fs_read /data/a/b")
	// /tmp in a policy is an empty folder of the workload's own: what is meant
	// below the host's must stay.
	expect(t, r, "fs_read /tmp", "fs_read /tmp/x")
	if len(r.Rules) != len(r.Policy.FSRead)+len(r.Policy.FSWrite)+len(r.Policy.FSExecute)+len(r.Policy.NetBind)+len(r.Policy.NetConnect) {
		t.Error("the rules are not the lines of the policy")
	}
}

func TestInputsGoStale(t *testing.T) {
	dir := t.TempDir()
	file, link, none, list := dir+"/file", dir+"/link", dir+"/none", dir+"/list"
	if err := errors.Join(os.WriteFile(file, []byte("a"), 0o644), os.Symlink("file", link), os.Mkdir(list, 0o755)); err != nil {
		t.Fatal(err)
	}
	tr := newTree("")
	if _, _, err := tr.read(link, 10); err != nil {
		t.Fatal(err)
	}
	tr.exists(none + "/below")
	tr.list(list)
	byPath := map[string]Input{}
	for _, i := range tr.sortedInputs() {
		byPath[i.Path] = i
		if !i.Fresh() {
			t.Errorf("%+v is not fresh", i)
		}
	}
	later := time.Now().Add(time.Hour)
	changes := map[string]func() error{
		file: func() error { return os.Chtimes(file, later, later) },
		link: func() error { return errors.Join(os.Remove(link), os.Symlink("none", link)) },
		none: func() error { return os.Mkdir(none, 0o755) },
		list: func() error { return os.Chtimes(list, later, later) },
	}
	for p, change := range changes {
		i, ok := byPath[p]
		if !ok {
			t.Errorf("%s is not an input", p)
			continue
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if i.Fresh() {
			t.Errorf("%s is fresh after a change", p)
		}
	}
	// A file whose existence alone matters may change.
	tr = newTree("")
	tr.exists(file)
	i := tr.inputs[file]
	if err := os.WriteFile(file, []byte("longer"), 0o644); err != nil || !i.Fresh() {
		t.Errorf("a file that only has to exist is stale: %+v, %v", i, err)
	}
}

// TestSwappedFolder: the files stay as they are, but the names lead elsewhere.
func TestSwappedFolder(t *testing.T) {
	for name, swap := range map[string]func(top, other string) error{
		"link":   func(top, other string) error { return os.Symlink(other, top+"/d") },
		"folder": func(top, other string) error { return os.Rename(other, top+"/d") },
	} {
		for _, file := range []string{"d/sub/file", "d/sub", "d", "d/sub/none", "link/file", "up"} {
			top, other := resolved(t, t.TempDir()), resolved(t, t.TempDir())+"/other"
			for _, dir := range []string{top + "/d", other} {
				if err := errors.Join(os.MkdirAll(dir+"/sub", 0o755), os.WriteFile(dir+"/sub/file", nil, 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(os.Symlink("d/sub", top+"/link"), os.Symlink("d/../d/sub/file", top+"/up")); err != nil {
				t.Fatal(err)
			}
			tr := newTree("")
			tr.exists(top + "/" + file)
			before := tr.sortedInputs()
			if stale := staleInputs(before); len(stale) != 0 {
				t.Errorf("%s: stale before the swap: %q", file, stale)
			}
			if most := strings.Count(top, "/") + 5; len(before) > most {
				t.Errorf("%s: %d inputs, more than %d: %v", file, len(before), most, before)
			}
			if err := errors.Join(os.Rename(top+"/d", top+"/d0"), swap(top, other)); err != nil {
				t.Fatal(err)
			}
			if stale := staleInputs(before); !slices.Contains(stale, top+"/d") {
				t.Errorf("%s, swapped for a %s: stale are %q, not the folder", file, name, stale)
			}
			if file == "d/sub/file" && !slices.Contains(staleInputs(before), top+"/d/sub") {
				t.Errorf("swapped for a %s: the folder below is fresh", name)
			}
		}
	}
}

func staleInputs(list []Input) []string {
	var stale []string
	for _, in := range list {
		if !in.Fresh() {
			stale = append(stale, in.Path)
		}
	}
	return stale
}

func TestSecret(t *testing.T) {
	for p, want := range map[string]bool{
		"/": true, "/etc": true, "/etc/shadow": true, "/etc/sudoers.d/x": true, "/home": true, "/home/any": true, "/home/any/.ssh": true,
		"/home/any/.gnupg/x": true, "/root": true, "/root/.ssh/id": true, "/proc/1": true, "/sys": true, "/dev/mem": true, "/run": true,
		"/run/user/1000/bus": true, "/run/systemd/resolve": true, "/run/systemd/private": true,
		"/run/systemd/resolve/stub-resolv.conf": false, "/run/systemd/resolve/resolv.conf": false,
		"/etc/hosts": false, "/etc/shadow.d": false, "/home/any/a": false, "/home/any/.sshx": false, "/root/x": false, "/usr": false, "/tmp": false, "/run/own": false,
	} {
		if why, secret := Secret(p); secret != want || secret != (why != "") {
			t.Errorf("%s: %v, %q", p, secret, why)
		}
	}
}

// A fifo must not be waited for, nor a device be opened: both are named like
// the files that the analysis reads.
func TestOnlyRegularFilesAreOpened(t *testing.T) {
	root := files{"/bin/nginx": static(), "/srv/": ""}.build(t)
	if err := syscall.Mkfifo(root+"/srv/nginx.conf", 0o644); err != nil {
		t.Fatal(err)
	}
	done := make(chan *Result, 1)
	go func() { done <- in(t, root, "/", nil, "nginx", "-c", "/srv/nginx.conf") }()
	select {
	case r := <-done:
		if !strings.Contains(strings.Join(r.Notes, "\n"), "not a regular file") {
			t.Errorf("notes: %q", r.Notes)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the analysis waits for a fifo")
	}
}

func TestPortsBelow1024AreNoted(t *testing.T) {
	root := files{"/bin/python3": static()}.build(t)
	for port, want := range map[string]bool{"80": true, "1024": false} {
		r := in(t, root, "/", nil, "python3", "-m", "http.server", port)
		if got := strings.Contains(strings.Join(r.Notes, "\n"), "CAP_NET_BIND_SERVICE"); got != want {
			t.Errorf("port %s: notes %q", port, r.Notes)
		}
	}
}
