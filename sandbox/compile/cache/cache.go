// Package cache keeps what is expensive to compute between starts: compiled
// filters and analyses, each under the hash of everything it was computed
// from. Path names are never kept resolved: files move.
//
// An entry carries the hash of its content. One that is damaged, cut short or
// not ours is as good as absent. The folder must belong to the user and be
// writable by nobody else, or it is not used at all: whoever could write there
// could choose the filter.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// Dir is a cache folder that was found safe.
type Dir struct{ root *os.Root }

// Key is the hash of everything an entry was computed from.
type Key [sha256.Size]byte

// NewKey hashes parts. Each is preceded by its length, so that no two lists
// of parts are the same bytes.
func NewKey(parts ...[]byte) Key {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p))
		h.Write(p)
	}
	return Key(h.Sum(nil))
}

// Folder is where this user's cache belongs: /var/cache/volt for root,
// $XDG_CACHE_HOME/volt or ~/.cache/volt for others. Empty when there is none.
func Folder(uid int, getenv func(string) string) string {
	if uid == 0 {
		return "/var/cache/volt"
	}
	if d := getenv("XDG_CACHE_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "volt")
	}
	if d := getenv("HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, ".cache", "volt")
	}
	return ""
}

// Open opens the folder, making it with mode 0700 when it is missing. The
// checks are made on the open folder, not on its name.
func Open(folder string, uid int) (*Dir, error) {
	if folder == "" {
		return nil, fmt.Errorf("cannot keep a cache: neither XDG_CACHE_HOME nor HOME is set")
	}
	root, err := os.OpenRoot(folder)
	if os.IsNotExist(err) {
		if err = os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the cache folder: %w", err)
		}
		root, err = os.OpenRoot(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open the cache folder: %w", err)
	}
	fi, err := root.Stat(".")
	if err == nil {
		err = safe(folder, fi, uid, 0o022)
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	return &Dir{root}, nil
}

// safe wants fi to belong to uid, and none of the bits in forbidden.
func safe(name string, fi os.FileInfo, uid int, forbidden os.FileMode) error {
	st := fi.Sys().(*syscall.Stat_t)
	if int(st.Uid) != uid {
		return fmt.Errorf("cannot use the cache %s: it belongs to user %d, not to %d; remove it", name, st.Uid, uid)
	}
	if fi.Mode().Perm()&forbidden != 0 {
		return fmt.Errorf("cannot use the cache %s: others may write there (mode %04o); chmod go-w it", name, fi.Mode().Perm())
	}
	return nil
}

// Get returns the entry under key, or false when there is none that is whole
// and this user's own.
func (d *Dir) Get(key Key) ([]byte, bool) {
	if d == nil {
		return nil, false
	}
	f, err := d.root.OpenFile(key.name(), os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() || fi.Size() > maxEntry || safe(key.name(), fi, os.Geteuid(), 0o022) != nil {
		return nil, false
	}
	b := make([]byte, fi.Size())
	if _, err := f.ReadAt(b, 0); err != nil || len(b) < sha256.Size {
		return nil, false
	}
	sum, payload := b[:sha256.Size], b[sha256.Size:]
	if want := entrySum(key, payload); !bytes.Equal(sum, want[:]) {
		return nil, false
	}
	return payload, true
}

// maxEntry bounds an entry in bytes; an analysis of a large program is some
// hundred kilobytes.
const maxEntry = 8 << 20

// maxEntries bounds the cache: each command line has an analysis of its own.
const maxEntries = 512

// prune makes room when there are too many entries: the older half goes.
func (d *Dir) prune() {
	f, err := d.root.Open(".")
	if err != nil {
		return
	}
	defer f.Close()
	names, err := f.Readdir(-1)
	if err != nil || len(names) <= maxEntries {
		return
	}
	slices.SortFunc(names, func(a, b os.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, fi := range names[:len(names)/2] {
		d.root.Remove(fi.Name())
	}
}

// Put keeps payload under key. The entry appears whole or not at all.
func (d *Dir) Put(key Key, payload []byte) error {
	if d == nil || len(payload) > maxEntry {
		return nil
	}
	d.prune()
	sum := entrySum(key, payload)
	temporary := fmt.Sprintf("%s.%d", key.name(), os.Getpid())
	f, err := d.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write to the cache: %w", err)
	}
	_, err = f.Write(append(sum[:], payload...))
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.root.Rename(temporary, key.name())
	}
	if err != nil {
		d.root.Remove(temporary)
		return fmt.Errorf("cannot write to the cache: %w", err)
	}
	return nil
}

// entrySum binds the payload to its key: an entry under another name is no
// entry.
func entrySum(key Key, payload []byte) [sha256.Size]byte {
	return NewKey(key[:], payload)
}

func (k Key) name() string { return hex.EncodeToString(k[:]) }
