package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		{[]string{"--help"}, 0, "Usage: volt-unit NORMAL EARLY LATE", ""},
		{[]string{"--version"}, 0, "volt-unit ", ""},
		{nil, exitUsage, "", "three folders are wanted"},
		{[]string{"a", "b"}, exitUsage, "", "three folders are wanted"},
		{[]string{"--nonsense"}, exitUsage, "", "nonsense"},
		{[]string{"--refuse", "cannot do it: why\nand more"}, exitConfig, "", "cannot do it: why\nand more\n"},
		{[]string{"--missing=no-such"}, exitConfig, "", "cannot start no/such: there is no workload file /etc/volt/no-such.volt"},
	} {
		var out, err bytes.Buffer
		if code := run(test.args, &out, &err); code != test.code || !strings.Contains(out.String(), test.out) || !strings.Contains(err.String(), test.err) {
			t.Errorf("%q: %d, %q, %q", test.args, code, &out, &err)
		}
	}
}

// TestGiven: a file on the command line has the drop-ins beside it.
func TestGiven(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b")
	file := filepath.Join(dir, "web.volt")
	for _, name := range []string{file, file + ".d/b.conf", file + ".d/a.conf", file + ".d/c.txt"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("[Volt]\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found, errs := given([]string{file}, false)
	want := strings.Join([]string{file, file + ".d/a.conf", file + ".d/b.conf"}, " ")
	if len(errs) > 0 || len(found) != 1 || found[0].Name != "web" || strings.Join(found[0].Files, " ") != want {
		t.Errorf("%v, %v; want %s", found, errs, want)
	}
}

// TestSkeleton: it is made once, and nothing in it is touched again.
func TestSkeleton(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	for range 2 {
		if err := makeSkeleton(root); err != nil {
			t.Fatal(err)
		}
	}
	for at, to := range map[string]string{"bin": "usr/bin", "lib64": "usr/lib64"} {
		if got, err := os.Readlink(filepath.Join(root, at)); err != nil || got != to {
			t.Errorf("%s leads to %q (%v)", at, got, err)
		}
	}
	for _, dir := range []string{"etc", "var/tmp", "run/credentials", "proc"} {
		if fi, err := os.Stat(filepath.Join(root, dir)); err != nil || !fi.IsDir() {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
