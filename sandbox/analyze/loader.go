package analyze

import (
	"path"
	"strings"
)

// Bounds on searches, against programs made to take forever. Real programs
// stay below a twentieth of them.
const (
	maxLooks      = 1 << 17 // files looked for in one run
	maxSearchDirs = 256     // folders of one search path
)

// object is one ELF file as the loader has it.
type object struct {
	name   string // the path it was opened by
	origin string // what $ORIGIN stands for in it
	file   *elfFile
	parent *object // the object that needed it, nil for the program
}

// namespace is what one process has loaded. An extension module has a
// namespace of its own above that of the program that loads it.
type namespace struct {
	below *namespace
	main  *object
	byKey map[string]bool // by the name asked for, by soname and by path
	musl  *muslPaths      // nil for glibc
}

func (ns *namespace) has(name string) bool {
	for ; ns != nil; ns = ns.below {
		if ns.byKey[name] {
			return true
		}
	}
	return false
}

func (ns *namespace) add(name string, o *object) {
	ns.byKey[name] = true
	ns.byKey[o.name] = true
	if o.file.soname != "" {
		ns.byKey[o.file.soname] = true
	}
}

// parsed is the outcome of reading one file.
type parsed struct {
	file *elfFile
	err  error
}

// loader finds libraries as ld.so(8) does, without running it.
type loader struct {
	tree    *tree
	machine machine
	dir     string
	library []string // LD_LIBRARY_PATH
	wanted  map[string]bool
	files   map[string]parsed // by real path
	cache   ldCache
	looks   int // files looked for, against maxLooks
	// cacheRead says that the cache was looked for.
	cacheRead bool
}

func newLoader(t *tree, m machine, libraryPath, dir string, wanted map[string]bool) loader {
	l := loader{tree: t, machine: m, dir: dir, files: map[string]parsed{}, wanted: wanted}
	if libraryPath != "" {
		l.library = strings.Split(strings.ReplaceAll(libraryPath, ";", ":"), ":")
	}
	return l
}

// open reads the ELF file at p, once for each real path.
func (l *loader) open(p string) (*elfFile, error) {
	real, _ := l.tree.resolve(p)
	if got, ok := l.files[real]; ok {
		return got.file, got.err
	}
	file, err := l.parse(p)
	l.files[real] = parsed{file, err}
	return file, err
}

func (l *loader) parse(p string) (*elfFile, error) {
	f, n, err := l.tree.open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readELF(f, n.size, l.machine, l.wanted)
}

// find returns the files that may satisfy a needed name: the one of the
// baseline, and before it those for better processors, which the processor
// chooses from at run time. None means that the library is missing.
func (l *loader) find(ns *namespace, name string, from *object) []string {
	if strings.Contains(name, "/") {
		for _, p := range l.expand(name, from) {
			if l.loadable(l.abs(p)) {
				return []string{l.abs(p)}
			}
		}
		return nil
	}
	if ns.musl != nil {
		return l.findMusl(ns.musl, name, from)
	}
	return l.findGlibc(ns, name, from)
}

// findGlibc follows the order of ld.so(8), "DESCRIPTION", and of
// _dl_map_object() in glibc's elf/dl-load.c.
func (l *loader) findGlibc(ns *namespace, name string, from *object) []string {
	var found []string
	search := func(dirs []string) bool {
		for _, dir := range dirs {
			if l.inDir(dir, name, &found) {
				return true
			}
		}
		return false
	}
	if from.file.runpath == "" {
		for o := from; o != nil; o = o.parent {
			if search(l.rpathDirs(o)) {
				return found
			}
		}
		if from != ns.main && search(l.rpathDirs(ns.main)) {
			return found
		}
	}
	if search(l.absAll(l.library)) || search(l.dirs(from.file.runpath, from)) {
		return found
	}
	if !from.file.noDefLib && l.inCache(name, &found) {
		return found
	}
	if !from.file.noDefLib {
		search(l.machine.dirs)
	}
	return found
}

// rpathDirs are the folders of DT_RPATH, which counts only without DT_RUNPATH.
func (l *loader) rpathDirs(o *object) []string {
	if o.file.runpath != "" {
		return nil
	}
	return l.dirs(o.file.rpath, o)
}

// inDir looks for name in a folder and its subfolders for better processors.
// It reports whether the baseline was found, which ends a search.
func (l *loader) inDir(dir, name string, found *[]string) bool {
	if hw := path.Join(dir, "glibc-hwcaps"); len(l.machine.hwcaps) > 0 && l.tree.isDir(hw) {
		for _, level := range l.machine.hwcaps {
			if p := path.Join(hw, level, name); l.loadable(p) {
				*found = append(*found, p)
			}
		}
	}
	p := path.Join(dir, name)
	if !l.loadable(p) {
		return false
	}
	*found = append(*found, p)
	return true
}

func (l *loader) inCache(name string, found *[]string) bool {
	if !l.cacheRead {
		l.cacheRead = true
		if data, whole, err := l.tree.read(cachePath, maxCache); err == nil && whole {
			l.cache, _ = parseLdCache(data, l.machine.cacheFlags) // the loader ignores a damaged cache too
		}
	}
	for _, lib := range l.cache[name] {
		if !l.loadable(lib.path) {
			continue
		}
		*found = append(*found, lib.path)
		if !lib.hwcap {
			return true
		}
	}
	return false
}

// loadable reports whether p is an ELF file for this machine. The loader
// passes over the files of other machines and goes on searching.
func (l *loader) loadable(p string) bool {
	if l.looks++; l.looks > maxLooks || !l.tree.isFile(p) {
		return false
	}
	_, err := l.open(p)
	return err == nil
}

// dirs splits a search path of an object and expands what is in it.
func (l *loader) dirs(list string, o *object) []string {
	if list == "" {
		return nil
	}
	var dirs []string
	for _, d := range strings.SplitN(list, ":", maxSearchDirs+1) {
		if len(dirs) >= maxSearchDirs {
			break
		}
		dirs = append(dirs, l.absAll(l.expand(d, o))...)
	}
	return dirs
}

func (l *loader) absAll(list []string) []string {
	dirs := make([]string, len(list))
	for i, d := range list {
		dirs[i] = l.abs(d)
	}
	return dirs
}

func (l *loader) abs(p string) string {
	if path.IsAbs(p) {
		return path.Clean(p)
	}
	return path.Join(l.dir, p)
}

// expand replaces the dynamic string tokens of ld.so(8). A token with several
// possible values gives several strings.
func (l *loader) expand(s string, o *object) []string {
	list := []string{s}
	if !strings.Contains(s, "$") {
		return list
	}
	for _, token := range []struct {
		name   string
		values []string
	}{
		{"ORIGIN", []string{o.origin}},
		{"LIB", l.machine.lib},
		{"PLATFORM", l.machine.platforms},
	} {
		var next []string
		for _, s := range list {
			bare := strings.ReplaceAll(s, "${"+token.name+"}", "$"+token.name)
			if !strings.Contains(bare, "$"+token.name) {
				next = append(next, s)
				continue
			}
			for _, v := range token.values {
				next = append(next, strings.ReplaceAll(bare, "$"+token.name, v))
			}
		}
		list = next
	}
	return list
}

// muslPaths is what musl's loader searches after the rpaths.
type muslPaths struct {
	interp string // the loader, which is the C library as well
	dirs   []string
}

// newMuslPaths reads /etc/ld-musl-ARCH.path beside the loader's prefix, as
// load_library() in musl's ldso/dynlink.c does. nil for another loader.
func (l *loader) newMuslPaths(interp string) *muslPaths {
	arch, ok := strings.CutPrefix(path.Base(interp), "ld-musl-")
	if !ok {
		return nil
	}
	arch, _, _ = strings.Cut(arch, ".so")
	m := &muslPaths{interp: interp, dirs: []string{"/lib", "/usr/local/lib", "/usr/lib"}}
	file := path.Join(path.Dir(path.Dir(interp)), "etc/ld-musl-"+arch+".path")
	if data, whole, err := l.tree.read(file, 1<<16); err == nil && whole {
		m.dirs = strings.FieldsFunc(string(data), func(r rune) bool { return r == ':' || r == '\n' })
	}
	return m
}

// muslBuiltin reports whether musl's loader provides the library itself:
// lib{c,pthread,rt,m,dl,util,xnet}.*, ldso/dynlink.c.
func muslBuiltin(name string) bool {
	stem, ok := strings.CutPrefix(name, "lib")
	stem, _, dot := strings.Cut(stem, ".")
	return ok && dot && strings.Contains(" c pthread rt m dl util xnet ", " "+stem+" ")
}

// findMusl searches LD_LIBRARY_PATH, then the rpath of every object from the
// one that needs the library up to the program, then the system's path.
func (l *loader) findMusl(m *muslPaths, name string, from *object) []string {
	if muslBuiltin(name) {
		return []string{m.interp}
	}
	dirs := l.absAll(l.library)
	for o := from; o != nil; o = o.parent {
		list := o.file.rpath
		if o.file.runpath != "" {
			list = o.file.runpath
		}
		dirs = append(dirs, l.dirs(list, o)...)
	}
	for _, dir := range append(dirs, m.dirs...) {
		if p := path.Join(dir, name); l.loadable(p) {
			return []string{p}
		}
	}
	return nil
}
