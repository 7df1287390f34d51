package payload

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/volt-project/volt/test/host/job"
)

// tree writes files, each with its own path as text.
func tree(t *testing.T, paths ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, p := range paths {
		path := filepath.Join(root, p)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(p), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Unix(1000000000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// unpacked is what came out of a tar file.
type unpacked struct {
	headers map[string]tar.Header
	text    map[string]string
}

func unpack(t *testing.T, r io.Reader) unpacked {
	t.Helper()
	u := unpacked{map[string]tar.Header{}, map[string]string{}}
	for tr := tar.NewReader(r); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return u
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(h.Name, "/")
		if _, ok := u.headers[name]; ok {
			t.Errorf("%s is there twice", name)
		}
		if dir := filepath.Dir(name); dir != "." && u.headers[dir].Typeflag != tar.TypeDir {
			t.Errorf("%s comes before its folder", name)
		}
		text, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		u.headers[name], u.text[name] = *h, string(text)
	}
}

func TestWrite(t *testing.T) {
	root := tree(t, "bin/volt", "bin/volt-jail", "bin/volt-battery", "bin/root/etc/x", "agent",
		"staged/usr/local/bin/volt", "staged/usr/local/libexec/volt/volt-jail", "staged/usr/local/libexec/volt/root/etc/x",
		"test/x/testdata/deep/file", "test/x/x.go", "test/fixtures/f")
	if err := os.Symlink("usr/lib", filepath.Join(root, "staged/usr/local/libexec/volt/root/lib")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(root, "staged/usr/local/bin/volt"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(root, "staged/usr/local/libexec/volt/root/etc"), 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	p := Payload{
		Root: root, Programs: filepath.Join(root, "bin"), Installed: filepath.Join(root, "staged"),
		Agent: filepath.Join(root, "agent"), Test: filepath.Join(root, "agent"),
		Folder: "test/x", Extra: []string{"test/fixtures"}, Job: job.Job{Argv: []string{"x"}},
	}
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	if out.Len()%512 != 0 {
		t.Errorf("%d bytes are no whole number of sectors", out.Len())
	}
	u := unpack(t, &out)
	for name, text := range map[string]string{
		"usr/local/bin/volt":                           "staged/usr/local/bin/volt",
		"usr/local/libexec/volt/volt-jail":             "staged/usr/local/libexec/volt/volt-jail",
		Bin + "/volt-battery":                          "bin/volt-battery",
		"usr/local/src/volt/test/x/testdata/deep/file": "test/x/testdata/deep/file",
		"usr/local/src/volt/test/fixtures/f":           "test/fixtures/f",
		strings.TrimPrefix(TestProgram, "/"):           "agent",
		"etc/systemd/system/volt-test.service":         unit,
	} {
		if u.text[name] != text {
			t.Errorf("%s holds %q, want %q", name, u.text[name], text)
		}
	}
	for name, target := range map[string]string{
		Bin + "/volt":                     "/usr/local/bin/volt",
		Bin + "/volt-jail":                "/usr/local/libexec/volt/volt-jail",
		Bin + "/root":                     "/usr/local/libexec/volt/root",
		"usr/local/libexec/volt/root/lib": "usr/lib",
		"etc/systemd/system/multi-user.target.wants/volt-test.service": "/etc/systemd/system/volt-test.service",
	} {
		if u.headers[name].Linkname != target {
			t.Errorf("%s links to %q, want %q", name, u.headers[name].Linkname, target)
		}
	}
	volt := u.headers["usr/local/bin/volt"]
	if volt.Mode != 0o750 || volt.ModTime.Unix() != 1000000000 || volt.Uid != 0 {
		t.Errorf("volt has mode %o, time %v, owner %d", volt.Mode, volt.ModTime, volt.Uid)
	}
	if mode := u.headers["usr/local/libexec/volt/root/etc"].Mode; mode != 0o1777 {
		t.Errorf("a folder has mode %o", mode)
	}
	if _, ok := u.headers["usr/local/src/volt/test/x/x.go"]; ok {
		t.Error("the source of the test was packed")
	}
	var j job.Job
	if err := json.Unmarshal([]byte(u.text[strings.TrimPrefix(job.File, "/")]), &j); err != nil || len(j.Argv) != 1 {
		t.Errorf("the job is %+v, %v", j, err)
	}
}

// TestUnfit: what cannot be packed is named.
func TestUnfit(t *testing.T) {
	root := tree(t, "bin/volt")
	for _, tt := range []struct{ agent, programs, says string }{
		{"/dev/null", root + "/bin", "/dev/null is not a regular file"},
		{root + "/bin/volt", root + "/none", "open " + root + "/none: no such file or directory"},
	} {
		err := Payload{Root: root, Programs: tt.programs, Installed: root + "/bin", Agent: tt.agent}.Write(io.Discard)
		if err == nil || err.Error() != "cannot pack what is to be tested: "+tt.says {
			t.Errorf("the error is %v, want %s", err, tt.says)
		}
	}
}
