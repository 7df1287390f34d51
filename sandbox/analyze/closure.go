package analyze

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Bounds on one run, far above what real programs need.
const (
	maxObjects = 4096  // libraries in one closure
	maxWalk    = 50000 // names looked at below the library roots
)

// image is an executable that has been admitted to the policy.
type image struct {
	script *shebang
	space  *namespace // of an ELF program
	real   string
}

// admit adds the rules that execve(2) and the loader need for the program at
// p: the file, and for an ELF file its interpreter and libraries.
func (a *analysis) admit(p, why string) (*image, error) {
	if err := a.executable(p); err != nil {
		return nil, err
	}
	real, n := a.tree.resolve(p)
	head, _, err := a.tree.read(p, headSize)
	if err != nil {
		return nil, fmt.Errorf("cannot analyse %s: %w", p, err)
	}
	s, ok, err := parseShebang(head)
	if err != nil {
		return nil, fmt.Errorf("cannot run %s: %v and it %w", p, err, ErrNotExecutable)
	}
	if ok {
		a.allowProgram(p, real, why)
		return &image{script: &s, real: real}, nil
	}
	if !strings.HasPrefix(string(head), "\x7fELF") {
		return nil, fmt.Errorf("cannot run %s: it is neither an ELF program nor a script with a #! line and %w", p, ErrNotExecutable)
	}
	file, err := a.loader.open(real)
	if err != nil {
		return nil, fmt.Errorf("cannot run %s: %w and %w", p, err, ErrNotExecutable)
	}
	interp := ""
	if file.interp != "" {
		interp = a.abs(file.interp)
		if err := a.executable(interp); err != nil {
			return nil, fmt.Errorf("cannot run %s: its ELF interpreter is missing: %w", p, err)
		}
	}
	a.allowProgram(p, real, why)
	return &image{space: a.startSpace(p, real, interp, file, n.size), real: real}, nil
}

// allowProgram adds the rules for an executable's file.
func (a *analysis) allowProgram(p, real, why string) {
	a.allow(fsExecute, p, "program, "+why)
	if real != p {
		a.allow(fsExecute, real, "program, "+p+" is a symbolic link to it")
	}
}

// startSpace adds what an ELF program starts with and returns its namespace.
func (a *analysis) startSpace(p, real, interp string, file *elfFile, size int64) *namespace {
	o := &object{name: real, origin: path.Dir(real), file: file}
	ns := &namespace{main: o, byKey: map[string]bool{real: true}}
	if interp == "" {
		a.staticStrings(real, size)
		return ns
	}
	a.allow(fsExecute, interp, "ELF interpreter of "+p)
	ns.musl = a.loader.newMuslPaths(interp)
	if ns.musl == nil {
		ns.byKey[path.Base(interp)] = true
		a.allowExisting(fsRead, cachePath, "the loader finds shared libraries with it")
	}
	a.load(ns, o, p, false)
	a.preload(ns, o)
	return ns
}

// load adds the closure of an object to the namespace, breadth first as the
// loader does. quiet leaves out the notes about missing libraries.
func (a *analysis) load(ns *namespace, first *object, shown string, quiet bool) {
	a.sawObject(first, shown)
	queue := []*object{first}
	for i := 0; i < len(queue) && i < maxObjects; i++ {
		from := queue[i]
		user := from.name
		if from == first {
			user = shown
		}
		for _, name := range from.file.needed {
			if ns.has(name) {
				continue
			}
			found := a.require(ns, name, from, user)
			queue = append(queue, found...)
			if len(found) == 0 {
				ns.byKey[name] = true
				if !quiet {
					a.note("The shared library %s, needed by %s, was not found: the program will not start unless it is somewhere the loader alone knows.", name, user)
				}
			}
		}
	}
}

// require finds a needed library, adds its rules and returns the objects.
func (a *analysis) require(ns *namespace, name string, from *object, user string) []*object {
	var list []*object
	for _, p := range a.loader.find(ns, name, from) {
		file, err := a.loader.open(p)
		if err != nil {
			continue
		}
		reason := "shared library " + name + ", needed by " + user
		if strings.Contains(p, "/glibc-hwcaps/") {
			reason += ", for processors that have more than the baseline"
		}
		o := &object{name: p, origin: path.Dir(p), file: file, parent: from}
		ns.add(name, o)
		if ns.musl == nil || p != ns.musl.interp {
			a.allow(fsRead, p, reason)
		}
		a.sawObject(o, p)
		list = append(list, o)
	}
	return list
}

// preload adds what LD_PRELOAD and /etc/ld.so.preload put before everything.
func (a *analysis) preload(ns *namespace, main *object) {
	const file = "/etc/ld.so.preload"
	names := strings.FieldsFunc(a.env["LD_PRELOAD"], func(r rune) bool { return r == ' ' || r == ':' })
	if ns.musl == nil && a.tree.isFile(file) {
		a.allow(fsRead, file, "the loader reads it")
		if data, whole, err := a.tree.read(file, 1<<16); err == nil && whole {
			names = append(names, strings.FieldsFunc(string(data), func(r rune) bool { return strings.ContainsRune(" \t\n:", r) })...)
		}
	}
	for _, name := range names {
		for _, o := range a.require(ns, name, main, "LD_PRELOAD or "+file) {
			a.load(ns, o, o.name, false)
		}
	}
}

// plugin adds the closure of a file that the program in ns may dlopen(3). The
// file itself is listed already, or by the caller.
func (a *analysis) plugin(ns *namespace, p string) {
	if ns == nil || ns.has(p) {
		return
	}
	file, err := a.loader.open(p)
	if err != nil {
		if !errors.Is(err, errForeign) && !errors.Is(err, errNotELF) && a.tree.isFile(p) {
			a.note("%s is passed over: %v.", p, err)
		}
		return
	}
	above := &namespace{below: ns, main: ns.main, musl: ns.musl, byKey: map[string]bool{p: true}}
	a.load(above, &object{name: p, origin: path.Dir(p), file: file, parent: ns.main}, p, true)
}

// walk looks through a library root and adds the closures of the modules in
// it. In a root of the system, what symbolic links lead to outside is listed
// too. In a folder of the workload it is not: whoever wrote the workload must
// not choose what it may read.
func (a *analysis) walk(ns *namespace, root string, system bool) {
	real, _ := a.tree.resolve(root)
	strayed := false
	budget := maxWalk
	dirs := []string{real}
	for len(dirs) > 0 {
		dir := dirs[0]
		dirs = dirs[1:]
		for _, e := range a.tree.list(dir) {
			if budget--; budget < 0 {
				a.note("%s holds more than %d names: the modules in the rest of it were not looked at.", root, maxWalk)
				return
			}
			p := path.Join(dir, e.Name())
			switch {
			case e.IsDir():
				dirs = append(dirs, p)
			case e.Type()&^0o777 == 0:
				if isModule(e.Name()) {
					a.plugin(ns, p)
				}
			case e.Type().String()[0] == 'L':
				if system {
					a.outside(ns, real, p)
				} else if target, n := a.tree.resolve(p); !strayed && !n.absent() && !within(target, real) {
					strayed = true
					a.note("%s holds symbolic links that lead out of it, the first is %s: what they lead to is not listed unless another rule says so.", root, p)
				}
			}
		}
	}
}

// outside lists what the symbolic link p, found below root, leads to.
func (a *analysis) outside(ns *namespace, root, p string) {
	real, n := a.tree.resolve(p)
	if n.absent() || within(real, root) {
		return
	}
	a.allowNamed(fsRead, real, p+" is a symbolic link to it")
	if n.isRegular() && (isModule(path.Base(p)) || isModule(path.Base(real))) {
		a.plugin(ns, real)
	}
}

// isModule reports whether a file name is that of a shared object: "x.so",
// "x.so.1", or a Node.js add-on, "x.node".
func isModule(name string) bool {
	return strings.HasSuffix(name, ".so") || strings.Contains(name, ".so.") || strings.HasSuffix(name, ".node")
}

// allowExisting adds a rule for a path if it exists.
func (a *analysis) allowExisting(k key, p, reason string) {
	if a.tree.exists(p) {
		a.allow(k, p, reason)
	}
}
