package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func open(t *testing.T) (*Dir, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "a", "volt")
	d, err := Open(folder, os.Geteuid())
	if err != nil {
		t.Fatal(err)
	}
	return d, folder
}

func TestPutGet(t *testing.T) {
	d, folder := open(t)
	key := NewKey([]byte("filter"), []byte("x"))
	if _, ok := d.Get(key); ok {
		t.Error("an empty cache has an entry")
	}
	want := []byte("payload")
	for range 2 { // the second replaces the first
		if err := d.Put(key, want); err != nil {
			t.Fatal(err)
		}
	}
	if got, ok := d.Get(key); !ok || !bytes.Equal(got, want) {
		t.Errorf("got %q, %v", got, ok)
	}
	names, err := os.ReadDir(folder)
	if err != nil || len(names) != 1 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
	fi, err := os.Stat(folder)
	if err != nil || fi.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v", fi.Mode(), err)
	}
}

func TestKeysDiffer(t *testing.T) {
	if NewKey([]byte("ab"), []byte("c")) == NewKey([]byte("a"), []byte("bc")) {
		t.Error("the border between two parts does not count")
	}
}

// TestDistrust changes a good entry in each way that must make it absent.
func TestDistrust(t *testing.T) {
	key, other := NewKey([]byte("a")), NewKey([]byte("b"))
	for _, c := range []struct {
		name string
		do   func(t *testing.T, entry string)
		ok   bool
	}{
		{"untouched", func(*testing.T, string) {}, true},
		{"one bit", func(t *testing.T, e string) {
			b, err := os.ReadFile(e)
			b[len(b)-1] ^= 1
			check(t, err, os.WriteFile(e, b, 0o600))
		}, false},
		{"cut", func(t *testing.T, e string) { check(t, os.Truncate(e, 20)) }, false},
		{"empty", func(t *testing.T, e string) { check(t, os.Truncate(e, 0)) }, false},
		{"under another name", func(t *testing.T, e string) {
			check(t, os.Rename(filepath.Join(filepath.Dir(e), other.name()), e))
		}, false},
		{"writable by the group", func(t *testing.T, e string) { check(t, os.Chmod(e, 0o660)) }, false},
		{"a link", func(t *testing.T, e string) {
			check(t, os.Rename(e, e+".real"), os.Symlink(e+".real", e))
		}, false},
		{"a FIFO nobody writes", func(t *testing.T, e string) { check(t, os.Remove(e), syscall.Mkfifo(e, 0o600)) }, false},
		{"a folder", func(t *testing.T, e string) { check(t, os.Remove(e), os.Mkdir(e, 0o700)) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, folder := open(t)
			check(t, d.Put(key, []byte("mine")), d.Put(other, []byte("other")))
			c.do(t, filepath.Join(folder, key.name()))
			if got, ok := d.Get(key); ok != c.ok {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

func check(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnsafeFolders(t *testing.T) {
	folder := t.TempDir()
	for _, mode := range []os.FileMode{0o770, 0o707, 0o777} {
		check(t, os.Chmod(folder, mode))
		if _, err := Open(folder, os.Geteuid()); err == nil || !strings.Contains(err.Error(), "others may write") {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	check(t, os.Chmod(folder, 0o700))
	if _, err := Open(folder, os.Geteuid()+1); err == nil || !strings.Contains(err.Error(), "belongs to user") {
		t.Errorf("another user's folder: %v", err)
	}
	if _, err := Open("", 1); err == nil {
		t.Error("no folder at all was opened")
	}
	file := filepath.Join(folder, "f")
	check(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(file, os.Geteuid()); err == nil {
		t.Error("a file was opened as a folder")
	}
}

// TestNoCache: a nil Dir is a cache that never has anything.
func TestNoCache(t *testing.T) {
	var d *Dir
	if err := d.Put(Key{}, []byte("x")); err != nil {
		t.Error(err)
	}
	if _, ok := d.Get(Key{}); ok {
		t.Error("no cache has an entry")
	}
}

func TestFolder(t *testing.T) {
	for _, c := range []struct {
		uid  int
		env  map[string]string
		want string
	}{
		{0, map[string]string{"HOME": "/root", "XDG_CACHE_HOME": "/x"}, "/var/cache/volt"},
		{1, map[string]string{"HOME": "/home/u", "XDG_CACHE_HOME": "/x"}, "/x/volt"},
		{1, map[string]string{"HOME": "/home/u", "XDG_CACHE_HOME": "relative"}, "/home/u/.cache/volt"},
		{1, map[string]string{"HOME": "/home/u"}, "/home/u/.cache/volt"},
		{1, nil, ""},
	} {
		if got := Folder(c.uid, func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%d %v: %s, want %s", c.uid, c.env, got, c.want)
		}
	}
}

// TestPrune: the cache does not grow without bound, and what goes is old.
func TestPrune(t *testing.T) {
	d, folder := open(t)
	first := NewKey([]byte("first"))
	check(t, d.Put(first, []byte("old")))
	old := time.Now().Add(-time.Hour)
	check(t, os.Chtimes(filepath.Join(folder, first.name()), old, old))
	for i := range maxEntries + 8 {
		check(t, d.Put(NewKey([]byte{byte(i), byte(i >> 8)}), []byte("new")))
	}
	names, err := os.ReadDir(folder)
	if err != nil || len(names) > maxEntries+1 {
		t.Errorf("%d entries, %v", len(names), err)
	}
	if _, ok := d.Get(first); ok {
		t.Error("the oldest entry is still there")
	}
	if _, ok := d.Get(NewKey([]byte{byte((maxEntries + 7) & 0xff), byte((maxEntries + 7) >> 8)})); !ok {
		t.Error("the newest entry is gone")
	}
}
