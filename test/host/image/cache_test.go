package image

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestEnsureOnce: many that want a recipe at once build it once, and none sees
// it unfinished.
func TestEnsureOnce(t *testing.T) {
	c, r := Cache{Dir: filepath.Join(t.TempDir(), "cache")}, Recipe{Kind: "x"}
	var built atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			path, err := c.ensure(r, func(dir string) error {
				built.Add(1)
				return os.WriteFile(filepath.Join(dir, "file"), []byte("whole"), 0o644)
			})
			if err != nil || path != c.Path(r) {
				t.Errorf("ensure: %q, %v", path, err)
				return
			}
			if text, err := os.ReadFile(filepath.Join(path, "file")); err != nil || string(text) != "whole" {
				t.Errorf("the file holds %q, %v", text, err)
			}
		})
	}
	group.Wait()
	if n := built.Load(); n != 1 {
		t.Errorf("it was built %d times", n)
	}
}

// TestEnsureFails: what failed, or was left by a killed build, is not taken for
// an image, and is built anew.
func TestEnsureFails(t *testing.T) {
	c, r, failure := Cache{Dir: t.TempDir()}, Recipe{Kind: "x"}, errors.New("no network")
	half := func(dir string) error {
		return errors.Join(os.WriteFile(filepath.Join(dir, "half"), nil, 0o644), failure)
	}
	if _, err := c.ensure(r, half); !errors.Is(err, failure) {
		t.Fatalf("ensure: %v", err)
	}
	if exists(c.Path(r)) {
		t.Fatal("a failed build has the name of an image")
	}
	path, err := c.ensure(r, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if exists(filepath.Join(path, "half")) {
		t.Error("the image holds what the failed build left")
	}
}

// TestPrune: a build removes what has not been used for long, of its own kind,
// and a use counts.
func TestPrune(t *testing.T) {
	c := Cache{Dir: t.TempDir()}
	build := func(string) error { return nil }
	used, other := Recipe{Kind: "x", Suite: "used"}, Recipe{Kind: "y"}
	for _, r := range []Recipe{{Kind: "x", Suite: "old"}, used, other} {
		path, err := c.ensure(r, build)
		if err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-2 * unused)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range []Recipe{used, {Kind: "x", Suite: "new"}} {
		if _, err := c.ensure(r, build); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		r    Recipe
		kept bool
	}{
		{Recipe{Kind: "x", Suite: "old"}, false},
		{used, true},
		{other, true},
		{Recipe{Kind: "x", Suite: "new"}, true},
	} {
		if got := exists(c.Path(tt.r)); got != tt.kept {
			t.Errorf("%s %s is there: %v, want %v", tt.r.Kind, tt.r.Suite, got, tt.kept)
		}
	}
}

// TestWriteFiles: links replace what is there, and a path cannot leave the
// root by a link in it.
func TestWriteFiles(t *testing.T) {
	root, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(root, "out")); err != nil {
		t.Fatal(err)
	}
	err := writeFiles(root, []File{
		{Path: "etc/a", Mode: 0o644, Text: "old"},
		{Path: "etc/a", Link: "/dev/null"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if link, err := os.Readlink(filepath.Join(root, "etc/a")); err != nil || link != "/dev/null" {
		t.Errorf("etc/a links to %q, %v", link, err)
	}
	if err := writeFiles(root, []File{{Path: "out/file", Mode: 0o644}}); err == nil {
		t.Error("a file was written through a link that leaves the root")
	}
}

func TestDefaultCache(t *testing.T) {
	t.Setenv("VOLT_TEST_CACHE", "/some/folder")
	if c, err := DefaultCache(); err != nil || c.Dir != "/some/folder" {
		t.Errorf("DefaultCache: %+v, %v", c, err)
	}
}
