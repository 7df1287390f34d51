package analyze

import (
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
	"syscall"
)

// maxLinks is how many symbolic links one resolution follows, MAXSYMLINKS of
// the kernel's include/linux/namei.h.
const maxLinks = 40

// Input is a file the analysis depends on. Path is not followed when it is
// checked: each folder and link on the way to a file is an input of its own, so
// that a folder in whose place another one is put is noticed.
type Input struct {
	Path string
	// Mode is st_mode, 0 when the path must be absent.
	Mode uint32
	// Content says that the content counts, not just that the file is there:
	// all fields below must match too. For a folder Ino and Dev always must.
	Content bool
	Size    int64  // bytes
	MTime   int64  // nanoseconds since the epoch
	Ino     uint64 // st_ino
	Dev     uint64 // st_dev
}

// Fresh reports whether the path is as the analysis found it. It makes one
// lstat(2).
func (in Input) Fresh() bool {
	n := lstat(in.Path)
	if n.mode != in.Mode {
		return false
	}
	if (in.Content || n.isDir()) && (n.ino != in.Ino || n.dev != in.Dev) {
		return false
	}
	return !in.Content || n.size == in.Size && n.mtime == in.MTime
}

// node is what lstat(2) said of a path. The zero node is absent.
type node struct {
	mode     uint32
	size     int64
	mtime    int64
	ino, dev uint64
}

func (n node) typ() uint32     { return n.mode & syscall.S_IFMT }
func (n node) absent() bool    { return n.mode == 0 }
func (n node) isDir() bool     { return n.typ() == syscall.S_IFDIR }
func (n node) isRegular() bool { return n.typ() == syscall.S_IFREG }
func (n node) isLink() bool    { return n.typ() == syscall.S_IFLNK }

func lstat(p string) node {
	var st syscall.Stat_t
	if syscall.Lstat(p, &st) != nil {
		return node{}
	}
	return node{
		mode: st.Mode, size: st.Size, mtime: st.Mtim.Nano(),
		ino: st.Ino, dev: uint64(st.Dev), //nolint:unconvert // 32 bits on some architectures
	}
}

// tree is the file system as the analysis sees it: every path is below root,
// symbolic links included, every look is remembered, and what was seen is
// recorded as an input.
type tree struct {
	root   string
	nodes  map[string]node
	links  map[string]string
	dirs   map[string]string // folder as named -> folder without links
	inputs map[string]Input
}

func newTree(root string) *tree {
	return &tree{
		root:   root,
		nodes:  map[string]node{},
		links:  map[string]string{},
		dirs:   map[string]string{"/": "/"},
		inputs: map[string]Input{},
	}
}

func (t *tree) lstat(p string) node {
	n, ok := t.nodes[p]
	if !ok {
		n = lstat(t.root + p)
		t.nodes[p] = n
	}
	return n
}

// saw records that p is an input. Content counts when it counted once.
func (t *tree) saw(p string, n node, content bool) {
	old, ok := t.inputs[p]
	if ok && (old.Content || !content) {
		return
	}
	in := Input{Path: p, Mode: n.mode, Content: content}
	if content {
		in.Size, in.MTime = n.size, n.mtime
	}
	if content || n.isDir() {
		in.Ino, in.Dev = n.ino, n.dev
	}
	t.inputs[p] = in
}

func (t *tree) sortedInputs() []Input {
	list := make([]Input, 0, len(t.inputs))
	for _, in := range t.inputs {
		list = append(list, in)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path < list[j].Path })
	return list
}

// resolve follows every symbolic link of the clean absolute path p. The node
// is absent when p names nothing; the path is then the part that is missing.
func (t *tree) resolve(p string) (string, node) {
	budget := maxLinks
	real, n := t.follow(p, &budget)
	if !n.isLink() {
		t.saw(real, n, false)
	}
	return real, n
}

func (t *tree) follow(p string, budget *int) (string, node) {
	if p == "/" {
		return p, t.lstat(p)
	}
	dir, ok := t.dirs[path.Dir(p)]
	if !ok {
		var n node
		if dir, n = t.follow(path.Dir(p), budget); !n.isDir() {
			if n.absent() {
				return dir, n
			}
			return path.Join(dir, path.Base(p)), node{}
		}
		t.dirs[path.Dir(p)] = dir
	}
	full := path.Join(dir, path.Base(p))
	n := t.lstat(full)
	if !n.isLink() {
		if n.isDir() {
			t.saw(full, n, false)
		}
		return full, n
	}
	t.saw(full, n, true)
	if *budget--; *budget < 0 {
		return full, node{}
	}
	target := t.readlink(full)
	if target == "" {
		return full, node{}
	}
	if !path.IsAbs(target) {
		target = dir + "/" + target
	}
	return t.followRaw(target, budget)
}

// followRaw follows a path that may hold "..", which counts from where the
// links before it lead.
func (t *tree) followRaw(p string, budget *int) (string, node) {
	at, n := "/", t.lstat("/")
	for _, part := range strings.Split(p, "/") {
		switch part {
		case "", ".":
			continue
		case "..":
			at = path.Dir(at)
			n = t.lstat(at)
			continue
		}
		if !n.isDir() {
			return path.Join(at, part), node{}
		}
		if at, n = t.follow(path.Join(at, part), budget); n.absent() {
			return at, n
		}
	}
	return at, n
}

func (t *tree) readlink(p string) string {
	if target, ok := t.links[p]; ok {
		return target
	}
	target, err := os.Readlink(t.root + p)
	if err != nil {
		target = ""
	}
	t.links[p] = target
	return target
}

func (t *tree) exists(p string) bool { _, n := t.resolve(p); return !n.absent() }
func (t *tree) isDir(p string) bool  { _, n := t.resolve(p); return n.isDir() }
func (t *tree) isFile(p string) bool { _, n := t.resolve(p); return n.isRegular() }

// open opens a regular file. Nothing else is opened: a fifo would block and a
// device may act.
func (t *tree) open(p string) (*os.File, node, error) {
	real, n := t.resolve(p)
	if n.absent() {
		return nil, n, fmt.Errorf("cannot open %s: %w", p, os.ErrNotExist)
	}
	if !n.isRegular() {
		return nil, n, fmt.Errorf("cannot read %s: it is not a regular file", p)
	}
	t.saw(real, n, true)
	f, err := os.OpenFile(t.root+real, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil, n, fmt.Errorf("cannot open %s: %w", p, err)
	}
	return f, n, nil
}

// read returns the first limit bytes of a regular file, and whether that is
// all of it.
func (t *tree) read(p string, limit int64) ([]byte, bool, error) {
	f, _, err := t.open(p)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, false, fmt.Errorf("cannot read %s: %w", p, err)
	}
	if int64(len(data)) > limit {
		return data[:limit], false, nil
	}
	return data, true, nil
}

// list returns the sorted names in a folder, none when it cannot be read.
func (t *tree) list(p string) []os.DirEntry {
	real, n := t.resolve(p)
	if !n.isDir() {
		return nil
	}
	t.saw(real, n, true)
	entries, err := os.ReadDir(t.root + real)
	if err != nil {
		return nil
	}
	return entries
}

// glob returns the existing paths that match a pattern of path.Match, one
// folder level for each "/". A pattern without wildcards is returned when it
// exists. After maxWalk names no more folders are looked at.
func (t *tree) glob(pattern string) []string {
	if len(pattern) > maxString {
		return nil
	}
	budget := maxWalk
	return t.globIn(pattern, &budget)
}

func (t *tree) globIn(pattern string, budget *int) []string {
	if !strings.ContainsAny(pattern, "*?[") {
		if t.exists(pattern) {
			return []string{pattern}
		}
		return nil
	}
	var found []string
	for _, dir := range t.globIn(path.Dir(pattern), budget) {
		for _, e := range t.list(dir) {
			if *budget--; *budget < 0 {
				return found
			}
			if ok, err := path.Match(path.Base(pattern), e.Name()); err == nil && ok {
				found = append(found, path.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(found)
	return found
}
