package compile

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// drawn is a file system drawn as lines: "/bin -> usr/bin" is a link, "/tmp/"
// a folder, "/etc/passwd" a file, "/dev/null!" a device; a number behind it is
// the owner, then the mode.
type drawn map[string]drawnFile

type drawnFile struct {
	info   Info
	target string
	acl    bool
}

func draw(t *testing.T, lines string) drawn {
	t.Helper()
	d := drawn{"/": {info: Info{Mode: fs.ModeDir | 0o755}}}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if at, target, ok := strings.Cut(line, " -> "); ok {
			d.put(at, drawnFile{info: Info{Mode: fs.ModeSymlink | 0o777}, target: target})
			continue
		}
		fields := strings.Fields(line)
		f := drawnFile{info: Info{Mode: 0o755}}
		name := fields[0]
		switch {
		case strings.HasSuffix(name, "/"):
			f.info.Mode |= fs.ModeDir
		case strings.HasSuffix(name, "!"):
			f.info.Mode = fs.ModeDevice | fs.ModeCharDevice | 0o666
		}
		for _, word := range fields[1:] {
			switch word {
			case "acl":
				f.acl = true
			case "0777":
				f.info.Mode |= 0o777
			case "uid1000":
				f.info.UID, f.info.GID = 1000, 1000
			default:
				t.Fatalf("cannot draw %q", line)
			}
		}
		d.put(strings.TrimRight(name, "/!"), f)
	}
	return d
}

func (d drawn) put(name string, f drawnFile) {
	for dir := filepath.Dir(name); d[dir].info.Mode == 0; dir = filepath.Dir(dir) {
		d[dir] = drawnFile{info: Info{Mode: fs.ModeDir | 0o755}}
	}
	d[name] = f
}

func (d drawn) Lstat(name string) (Info, error) {
	f, ok := d[name]
	if !ok {
		return Info{}, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrNotExist}
	}
	return f.info, nil
}

func (d drawn) Readlink(name string) (string, error) {
	f, ok := d[name]
	if !ok || f.target == "" {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return f.target, nil
}

func (d drawn) HasACL(name string) bool { return d[name].acl }

func TestResolve(t *testing.T) {
	files := draw(t, `
		/usr/bin/dash
		/usr/bin/sh -> dash
		/bin -> usr/bin
		/etc/alternatives/vi -> /usr/bin/vim.tiny
		/usr/bin/vim.tiny
		/usr/bin/vi -> ../../etc/alternatives/vi
		/up -> ..
		/loop/a -> b
		/loop/b -> a
	`)
	for _, c := range []struct {
		name, real string
		links      []link
		err        error
	}{
		{"/usr/bin/dash", "/usr/bin/dash", nil, nil},
		{"/", "/", nil, nil},
		{"/bin/sh", "/usr/bin/dash", []link{{"/bin", "usr/bin"}, {"/usr/bin/sh", "dash"}}, nil},
		{"/bin/vi", "/usr/bin/vim.tiny", []link{
			{"/bin", "usr/bin"}, {"/usr/bin/vi", "../../etc/alternatives/vi"},
			{"/etc/alternatives/vi", "/usr/bin/vim.tiny"},
		}, nil},
		{"/up/usr", "/usr", []link{{"/up", ".."}}, nil},
		{"/nothing", "", nil, fs.ErrNotExist},
		{"/loop/a", "", nil, syscall.ELOOP},
	} {
		p, err := resolve(files, c.name)
		if c.err != nil {
			if err == nil || !strings.Contains(err.Error(), c.err.Error()) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.err)
			}
			continue
		}
		if err != nil || p.real != c.real || !slices.Equal(p.links, c.links) {
			t.Errorf("%s: got %s %v %v, want %s %v", c.name, p.real, p.links, err, c.real, c.links)
		}
	}
}

// TestResolveHost compares with the kernel's own resolution.
func TestResolveHost(t *testing.T) {
	for _, name := range []string{"/bin/sh", "/lib64/ld-linux-x86-64.so.2", "/usr/bin/python3", "/proc/self/../1/..", "/etc/os-release"} {
		want, err := filepath.EvalSymlinks(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "/proc/self/../1/.." {
			want = "/proc"
		}
		got, err := resolve(HostFiles{}, name)
		if err != nil || got.real != want {
			t.Errorf("%s: got %s, %v; want %s", name, got.real, err, want)
		}
	}
	dir := t.TempDir()
	if err := os.Symlink("a/../b", filepath.Join(dir, "l")); err != nil {
		t.Fatal(err)
	}
	if _, err := resolve(HostFiles{}, filepath.Join(dir, "l")); !os.IsNotExist(err) {
		t.Errorf("a link to nowhere: got %v", err)
	}
}
