package analyze

import (
	"path"
	"strings"
)

// access is what is done with a path.
type access uint8

const (
	read access = 1 << iota
	write
	exec
	// modules marks a library root: the shared objects below it are loaded at
	// run time, so that their own libraries are needed too.
	modules
	// programs marks a folder of helper programs, whose libraries are needed.
	programs
)

// place is one line of the tables: a path and why it is needed. A place that
// does not exist is left out. The path may hold wildcards of path.Match and
// the words of vars in braces.
type place struct {
	path   string
	access access
	reason string
}

// vars are the words in braces: {prefix}, the folder above the bin folder of
// the real program; {version}, the number at the end of its name; {home};
// {triplet}, the multiarch folder name; {bin}, the real program's folder.
type vars map[string]string

func (a *analysis) vars(real string) vars {
	bin := path.Dir(real)
	return vars{
		"bin":     bin,
		"prefix":  path.Dir(bin),
		"version": versionOf(path.Base(real)),
		"home":    a.home(),
		"triplet": a.machine.triplet,
	}
}

// versionOf is the number at the end of a program's name: 3.11 of python3.11.
func versionOf(base string) string {
	return base[len(strings.TrimRight(base, "0123456789.")):]
}

// expand replaces the words. ok is false when one of them is unknown here, as
// {home} is when the workload has none.
func (v vars) expand(s string) (string, bool) {
	for {
		before, rest, found := strings.Cut(s, "{")
		if !found {
			return path.Clean(s), true
		}
		word, after, _ := strings.Cut(rest, "}")
		value := v[word]
		if value == "" {
			return "", false
		}
		s = before + value + after
	}
}

// places adds the rules of a table.
func (a *analysis) places(list []place, v vars, ns *namespace) {
	for _, pl := range list {
		pattern, ok := v.expand(pl.path)
		if !ok {
			continue
		}
		for _, p := range a.tree.glob(pattern) {
			a.place(p, pl, ns)
		}
	}
}

func (a *analysis) place(p string, pl place, ns *namespace) {
	if pl.access&(read|modules) != 0 {
		a.allow(fsRead, p, pl.reason)
	}
	if pl.access&write != 0 {
		a.allow(fsWrite, p, pl.reason)
	}
	if pl.access&exec != 0 {
		a.allow(fsExecute, p, pl.reason)
	}
	if pl.access&modules != 0 {
		if a.tree.isDir(p) {
			a.walk(ns, p, true)
		} else {
			a.plugin(ns, p)
		}
	}
	if pl.access&programs != 0 {
		a.helpers(p)
	}
}

// helpers adds the closures of the programs below a folder.
func (a *analysis) helpers(root string) {
	real, _ := a.tree.resolve(root)
	dirs := []string{real}
	for budget := maxWalk; len(dirs) > 0 && budget > 0; {
		dir := dirs[0]
		dirs = dirs[1:]
		for _, e := range a.tree.list(dir) {
			budget--
			p := path.Join(dir, e.Name())
			target, n := a.tree.resolve(p)
			switch {
			case e.IsDir():
				dirs = append(dirs, p)
			case n.isRegular() && n.mode&0o111 != 0 && !isModule(path.Base(target)):
				// A file that is no program for this machine cannot be run,
				// and needs no rule.
				_, _ = a.admit(p, "in "+root)
			}
		}
	}
}
