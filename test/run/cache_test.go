package run_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/volt-project/volt/sandbox/compile/cache"
	"github.com/volt-project/volt/sandbox/plan"
)

// cacheOf is an ordinary user's cache.
type cacheOf struct {
	home   string // XDG_CACHE_HOME
	folder string // home/volt
}

func newCache(t *testing.T) cacheOf {
	t.Helper()
	home := folder(t)
	return cacheOf{home, filepath.Join(home, "volt")}
}

// plan is the plan of a start of python3 with a policy that is worked out, as
// --dry-run --json prints it.
func (c cacheOf) plan(t *testing.T) string {
	t.Helper()
	cmd := ordinary().run(t, "--dry-run", "--json", "--", "/usr/bin/python3", "-c", "print('works')")
	cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+c.home)
	r := finish(t, cmd)
	if r.code != 0 || r.stderr != "" || !json.Valid([]byte(r.stdout)) {
		t.Fatalf("exit %d, %s, %s", r.code, r.stdout, r.stderr)
	}
	return r.stdout
}

// works starts the workload for real.
func (c cacheOf) works(t *testing.T) {
	t.Helper()
	cmd := ordinary().run(t, "--", "/usr/bin/python3", "-c", "print('works')")
	cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+c.home)
	finish(t, cmd).want(t, 0, "works\n", "")
}

// entries are the files of the cache by name.
func (c cacheOf) entries(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(c.folder, "*"))
	must(t, err)
	out := map[string]string{}
	for _, name := range names {
		out[filepath.Base(name)] = read(t, name)
	}
	return out
}

// change replaces the content of every entry.
func (c cacheOf) change(t *testing.T, to func(name, content string) string) {
	t.Helper()
	for name, content := range c.entries(t) {
		must(t, os.WriteFile(filepath.Join(c.folder, name), []byte(to(name, content)), 0o600))
	}
}

// TestCache: cold and warm starts have equal plans, and what was tampered with
// changes nothing but the time a start takes.
func TestCache(t *testing.T) {
	c := newCache(t)
	cold := c.plan(t)
	original := c.entries(t)
	if len(original) < 2 {
		t.Fatalf("a start leaves %d entries, want the analysis and the filter", len(original))
	}
	if warm := c.plan(t); warm != cold {
		t.Errorf("cold\n%s\nwarm\n%s", cold, warm)
	}
	if again := c.entries(t); !maps.Equal(again, original) {
		t.Error("a warm start changes the cache")
	}
	fi, err := os.Stat(c.folder)
	must(t, err)
	if fi.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %04o", fi.Mode().Perm())
	}
	for _, tt := range []struct {
		name string
		to   func(name, content string) string
	}{
		{"one bit of the content", func(_, s string) string { b := []byte(s); b[len(b)-1] ^= 1; return string(b) }},
		{"one bit of the hash", func(_, s string) string { b := []byte(s); b[0] ^= 1; return string(b) }},
		{"cut short", func(_, s string) string { return s[:len(s)/2] }},
		{"empty", func(_, _ string) string { return "" }},
		{"longer", func(_, s string) string { return s + "x" }},
		{"zeroes", func(_, s string) string { return strings.Repeat("\x00", len(s)) }},
		{"another one's", func(name, _ string) string {
			names := slices.Sorted(maps.Keys(original))
			return original[names[(slices.Index(names, name)+1)%len(names)]]
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c.change(t, tt.to)
			if got := c.plan(t); got != cold {
				t.Errorf("got\n%s\nwant\n%s", got, cold)
			}
			if !maps.Equal(c.entries(t), original) {
				t.Error("the entries were not made again")
			}
			c.change(t, tt.to)
			c.works(t)
		})
	}
}

// forged is a filter that allows everything, as a whole and proper entry.
func forged(t *testing.T, name string) string {
	t.Helper()
	const ret, allow = 0x06, 0x7fff0000 // BPF_RET | BPF_K, SECCOMP_RET_ALLOW
	payload := plan.EncodeInsns([]plan.Insn{{Code: ret, K: allow}})
	var key cache.Key
	n, err := hex.Decode(key[:], []byte(name))
	must(t, err)
	if n != len(key) {
		t.Fatalf("%s is no name of an entry", name)
	}
	sum := cache.NewKey(key[:], payload)
	return string(append(sum[:], payload...))
}

// TestForgedCache: an entry that is right in itself, in places that somebody
// else may have written to. Where only the user can write it is believed,
// which shows that elsewhere the place is what makes the difference.
func TestForgedCache(t *testing.T) {
	c := newCache(t)
	const short = `"filter_instructions": 1,`
	good := c.plan(t)
	if strings.Contains(good, short) {
		t.Fatal("the filter has one instruction")
	}
	original := c.entries(t)
	each := func(t *testing.T, f func(name string) error) {
		t.Helper()
		for name := range c.entries(t) {
			must(t, f(filepath.Join(c.folder, name)))
		}
	}
	own := func(t *testing.T, id int) {
		t.Helper()
		must(t, os.Chown(c.folder, id, id))
		each(t, func(name string) error { return os.Lchown(name, id, id) })
	}
	for _, tt := range []struct {
		name     string
		place    func(t *testing.T)
		believed bool
	}{
		{"the user's own", func(t *testing.T) {}, true},
		{"folder for the group", func(t *testing.T) { must(t, os.Chmod(c.folder, 0o770)) }, false},
		{"folder for everybody", func(t *testing.T) { must(t, os.Chmod(c.folder, 0o707)) }, false},
		{"folder of somebody else", func(t *testing.T) {
			must(t, os.Chown(c.folder, ordinaryID+1, ordinaryID))
			must(t, os.Chmod(c.folder, 0o755))
		}, false},
		{"entries for the group", func(t *testing.T) { each(t, func(n string) error { return os.Chmod(n, 0o660) }) }, false},
		{"entries of somebody else", func(t *testing.T) {
			each(t, func(n string) error { return errors.Join(os.Chown(n, ordinaryID+1, ordinaryID), os.Chmod(n, 0o644)) })
		}, false},
		{"links", func(t *testing.T) {
			each(t, func(n string) error {
				return errors.Join(os.Rename(n, filepath.Join(c.home, filepath.Base(n))), os.Symlink(filepath.Join(c.home, filepath.Base(n)), n),
					os.Lchown(n, ordinaryID, ordinaryID))
			})
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			must(t, os.RemoveAll(c.folder))
			must(t, os.Mkdir(c.folder, 0o700))
			for name, content := range original {
				must(t, os.WriteFile(filepath.Join(c.folder, name), []byte(forgedOr(t, name, content)), 0o600))
			}
			own(t, ordinaryID)
			tt.place(t)
			got := c.plan(t)
			if believed := strings.Contains(got, short); believed != tt.believed {
				t.Errorf("the forged filter was believed: %v, want %v", believed, tt.believed)
			}
			if !tt.believed {
				if got != good {
					t.Errorf("got\n%s\nwant\n%s", got, good)
				}
				c.works(t)
			}
		})
	}
}

// forgedOr forges the filter and leaves the analysis, which is JSON, alone.
func forgedOr(t *testing.T, name, content string) string {
	t.Helper()
	const hash = 32
	if json.Valid([]byte(content[hash:])) {
		return content
	}
	return forged(t, name)
}

// TestNoCache: a start works where nothing can be kept.
func TestNoCache(t *testing.T) {
	c := newCache(t)
	want := c.plan(t)
	blocked := newCache(t)
	writeFile(t, blocked.folder, "a file is in the way")
	for name, env := range map[string][]string{
		"a file in the way": {"XDG_CACHE_HOME=" + blocked.home},
		"nowhere":           {"XDG_CACHE_HOME=", "HOME="},
		"relative":          {"XDG_CACHE_HOME=cache", "HOME="},
		"not writable":      {"XDG_CACHE_HOME=/proc"},
	} {
		cmd := ordinary().run(t, "--dry-run", "--json", "--", "/usr/bin/python3", "-c", "print('works')")
		cmd.Env = append(cmd.Env, env...)
		r := finish(t, cmd)
		home := `"HOME=` + program("home") + `"`
		if slices.Contains(env, "HOME=") {
			home = `"HOME="`
		}
		if got := strings.Replace(r.stdout, home, `"HOME=`+program("home")+`"`, 1); r.code != 0 || got != want {
			t.Errorf("%s: exit %d\n%s\n%s", name, r.code, r.stdout, r.stderr)
		}
	}
}

// TestConcurrentStarts: twenty starts with a cold cache all work, and leave it
// whole.
func TestConcurrentStarts(t *testing.T) {
	c := newCache(t)
	var wg sync.WaitGroup
	failed := make(chan string, 20)
	for range cap(failed) {
		cmd := ordinary().run(t, "--", "/usr/bin/python3", "-c", "print('works')")
		cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+c.home)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		wg.Go(func() {
			if err := cmd.Run(); err != nil || out.String() != "works\n" {
				failed <- fmt.Sprint(err, out.String(), errs.String())
			}
		})
	}
	wg.Wait()
	close(failed)
	for f := range failed {
		t.Error(f)
	}
	alone := newCache(t)
	if got, want := c.plan(t), alone.plan(t); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	must(t, filepath.WalkDir(c.folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && len(d.Name()) != 64 {
			t.Errorf("%s was left behind", path)
		}
		return err
	}))
}
