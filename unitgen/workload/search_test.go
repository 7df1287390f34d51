package workload

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// tree makes files below a new folder. "->" before the text makes a symbolic
// link, "|" a FIFO, and a name that ends with a slash a folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	top := t.TempDir()
	for name, text := range files {
		path := filepath.Join(top, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		target, link := strings.CutPrefix(text, "->")
		switch {
		case err != nil:
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(path, 0o755)
		case link:
			err = os.Symlink(target, path)
		case text == "|":
			err = syscall.Mkfifo(path, 0o644)
		default:
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return top
}

// TestSearch: folders a, b and c, the first hiding the others.
func TestSearch(t *testing.T) {
	const x = "[Volt]\n"
	for _, c := range []struct {
		what  string
		files map[string]string
		found []string // "name: files" or "name: masked"
		errs  []string // how they end
	}{
		{what: "nothing"},
		{"one", map[string]string{"b/web.volt": x}, []string{"web: b/web.volt"}, nil},
		{"sorted", map[string]string{"a/z.volt": x, "b/m.volt": x, "c/a.volt": x, "a/readme": x, "a/user/": ""}, []string{"a: c/a.volt", "m: b/m.volt", "z: a/z.volt"}, nil},
		{"hidden", map[string]string{"a/web.volt": x, "c/web.volt": x}, []string{"web: a/web.volt"}, nil},
		{"masked by a link", map[string]string{"a/web.volt": "->/dev/null", "c/web.volt": x, "c/b.volt": x}, []string{"b: c/b.volt", "web: masked"}, nil},
		{"masked by nothing", map[string]string{"a/web.volt": "", "c/web.volt": x}, []string{"web: masked"}, nil},
		{"a mask further down", map[string]string{"a/web.volt": x, "c/web.volt": ""}, []string{"web: a/web.volt"}, nil},
		{"drop-ins", map[string]string{
			"c/web.volt": x, "a/web.volt.d/20.conf": x, "c/web.volt.d/10.conf": x, "b/web.volt.d/30.conf": x, "b/web.volt.d/20.conf": x, "b/web.volt.d/note": x,
		}, []string{"web: c/web.volt c/web.volt.d/10.conf a/web.volt.d/20.conf b/web.volt.d/30.conf"}, nil},
		{"drop-ins masked", map[string]string{
			"c/web.volt": x, "a/web.volt.d/10.conf": "->/dev/null", "c/web.volt.d/10.conf": x, "b/web.volt.d/20.conf": "", "c/web.volt.d/20.conf": x,
		}, []string{"web: c/web.volt"}, nil},
		{"drop-ins alone", map[string]string{"a/web.volt.d/10.conf": x}, nil, nil},
		{"link to a file", map[string]string{"a/web.volt": "->../c/other", "c/other": x}, []string{"web: a/web.volt"}, nil},
		{"link in a circle", map[string]string{"a/web.volt": "->web.volt", "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{"web.volt: its symbolic link leads round in a circle; point it at a file"}},
		{"drop-in in a circle", map[string]string{"a/web.volt": x, "a/web.volt.d/1.conf": "->2.conf", "a/web.volt.d/2.conf": "->1.conf", "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{"1.conf: its symbolic link leads round in a circle; point it at a file"}},
		{"drop-in folder in a circle", map[string]string{"a/web.volt": x, "a/web.volt.d": "->web.volt.d", "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{"web.volt.d: its symbolic link leads round in a circle; point it at a file"}},
		{"drop-in folder that is none", map[string]string{"a/web.volt": x, "a/web.volt.d": x}, nil, []string{"web.volt.d: it is not a folder"}},
		{"link to nowhere", map[string]string{"a/web.volt": "->none"}, nil, []string{"web.volt: its symbolic link leads nowhere; point it at a file, or at /dev/null to mask the workload"}},
		{"folder", map[string]string{"a/web.volt/": "", "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{"web.volt: it is a folder, not a file"}},
		{"FIFO", map[string]string{"a/web.volt": "|", "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{"web.volt: it is a FIFO, not a file"}},
		{"device", map[string]string{"a/web.volt": "->/dev/zero"}, nil, []string{"web.volt: it is not an ordinary file"}},
		{"too large", map[string]string{"a/web.volt": strings.Repeat("#", 4<<20+1)}, nil, []string{"web.volt: it is larger than 4 MiB; put long lists of paths into a policy file"}},
		{"file that acts on the terminal", map[string]string{"a/web.volt": x, "a/web.volt.d/\x1b[2J.conf": "|"}, nil, []string{`web.volt.d/\x1b[2J.conf": it is a FIFO, not a file`}},
		{"bad name", map[string]string{"a/my app.volt": x, "a/ok.volt": x}, []string{"ok: a/ok.volt"}, []string{`the name "my app" is not one that a unit can have; call the file my\x20app.volt, see systemd-escape(1)`}},
		{"name in other bytes", map[string]string{"a/caf\xe9.volt": x}, nil, []string{`call the file caf\xe9.volt, see systemd-escape(1)`}},
		{"long name", map[string]string{"a/" + strings.Repeat("x", 237) + ".volt": x}, nil, []string{"has 237 bytes, and the names of its units leave room for 236; shorten it"}},
		{"no name", map[string]string{"a/.volt": x}, nil, []string{".volt: the name is empty; a workload file is called NAME.volt"}},
		{"folder that is a file", map[string]string{"a": "x", "b/web.volt": x}, []string{"web: b/web.volt"}, []string{"a: it is not a folder"}},
	} {
		top := tree(t, c.files)
		found, errs := Search([]string{top + "/a", top + "/b", top + "/c", top + "/none"})
		var got []string
		for _, f := range found {
			line := f.Name + ":"
			for _, file := range f.Files {
				line += " " + strings.TrimPrefix(file, top+"/")
			}
			if f.Masked {
				line = f.Name + ": masked"
			}
			got = append(got, line)
			if _, err := f.Read(); err != nil && !f.Masked {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if !slices.Equal(got, c.found) {
			t.Errorf("%s: found %q, want %q", c.what, got, c.found)
		}
		if !slices.EqualFunc(errs, c.errs, func(e error, want string) bool { return strings.HasSuffix(e.Error(), want) }) {
			t.Errorf("%s: errors %q, want %q", c.what, errs, c.errs)
		}
	}
}

// TestRead: what Search saw may be something else by the time it is read.
func TestRead(t *testing.T) {
	top := tree(t, map[string]string{"a.volt": "|", "b.volt/": "", "c.volt": "->c.volt", "e.volt": strings.Repeat("#", 1<<20), "g.volt": strings.Repeat("#", 5<<20)})
	for name, want := range map[string]string{
		"a": "it is a FIFO, not a file", "b": "it is a folder, not a file", "c": "its symbolic link leads round in a circle; point it at a file",
		"d": "its symbolic link leads nowhere; point it at a file, or at /dev/null to mask the workload", "e": "", "g": "it is larger than 4 MiB; put long lists of paths into a policy file",
	} {
		path := filepath.Join(top, name+".volt")
		sources, err := Found{Name: name, Files: []string{path}}.Read()
		var fault *FileError
		switch {
		case want == "":
			if err != nil || len(sources[0].Text) != 1<<20 {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &fault) || fault.Name != name || fault.Path != path || fault.Cause != want:
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func TestUserDirs(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"HOME": "/h", "XDG_RUNTIME_DIR": "/run/user/7"},
			"/h/.config/volt /etc/xdg/volt /etc/volt/user /run/user/7/volt /run/volt/user /h/.local/share/volt /usr/local/share/volt /usr/share/volt"},
		{map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_CONFIG_DIRS": "/d:/e", "XDG_DATA_HOME": "/s", "XDG_DATA_DIRS": "/t:not/absolute:/u"},
			"/c/volt /d/volt /e/volt /etc/volt/user /run/volt/user /s/volt /t/volt /u/volt"},
		{nil, "/etc/xdg/volt /etc/volt/user /run/volt/user /usr/local/share/volt /usr/share/volt"},
	} {
		if got := strings.Join(UserDirs(func(k string) string { return c.env[k] }), " "); got != c.want {
			t.Errorf("%v:\n%s, want\n%s", c.env, got, c.want)
		}
	}
}

// TestNamesOfUnits: the longest name fits into the names of its units.
func TestNamesOfUnits(t *testing.T) {
	name := strings.Repeat("n", MaxName)
	if err := CheckName(name); err != nil {
		t.Error(err)
	}
	if unit := fmt.Sprintf("volt-netif@%s.service", name); len(unit) != 255 {
		t.Errorf("%s has %d bytes", unit, len(unit))
	}
	if CheckName(name+"n") == nil {
		t.Error("a longer name is taken")
	}
}
