package image

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Cache is the folder that holds what was built, one folder for a recipe.
type Cache struct {
	Dir string
}

// DefaultCache is $VOLT_TEST_CACHE, or volt-test-host in root's /var/cache or
// in the cache folder of an ordinary user.
func DefaultCache() (Cache, error) {
	if dir := os.Getenv("VOLT_TEST_CACHE"); dir != "" {
		abs, err := filepath.Abs(dir)
		return Cache{Dir: abs}, err
	}
	dir := "/var/cache"
	if os.Geteuid() != 0 {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return Cache{}, fmt.Errorf("cannot find a folder for images: %w; set VOLT_TEST_CACHE", err)
		}
	}
	return Cache{Dir: filepath.Join(dir, "volt-test-host")}, nil
}

// Path is where the folder of a recipe is, once it has been built.
func (c Cache) Path(r Recipe) string { return filepath.Join(c.Dir, r.Folder()) }

// ensure returns the recipe's folder. What is missing is made by build in a
// folder of its own, which gets its name when it is complete. Others that want
// the same recipe wait.
func (c Cache) ensure(r Recipe, build func(dir string) error) (string, error) {
	path := c.Path(r)
	if exists(path) {
		touch(path)
		return path, nil
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return "", fmt.Errorf("cannot make the folder for images: %w; VOLT_TEST_CACHE names another", err)
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(path) { // made while this process waited
		return path, nil
	}
	// Nobody else works on this recipe: what is there was left by a build that
	// was killed.
	dir := path + ".new"
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("cannot remove an unfinished image: %w", err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", fmt.Errorf("cannot make a folder for an image: %w", err)
	}
	if err := build(dir); err != nil {
		return "", err
	}
	if err := os.Rename(dir, path); err != nil {
		return "", fmt.Errorf("cannot put an image in its place: %w", err)
	}
	return path, c.prune(r.Kind)
}

// unused is how long a folder of an older recipe is kept after its last use.
const unused = 30 * 24 * time.Hour

// touch notes the use of a folder. The cache may belong to somebody else, who
// then sees to it.
func touch(path string) { _ = os.Chtimes(path, time.Time{}, time.Now()) }

// prune removes what recipes of a kind left that have not been used for long,
// be it finished or not.
func (c Cache) prune(kind string) error {
	found, err := filepath.Glob(filepath.Join(c.Dir, kind+"-*"))
	if err != nil {
		return err
	}
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < unused {
			continue // gone already, or a lock file, or in use
		}
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("cannot remove an old image: %w", err)
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// lock waits until this process alone holds the lock file. The file stays: one
// that is removed could be locked twice.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot make a lock file: %w", err)
	}
	for {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
