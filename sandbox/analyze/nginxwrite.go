package analyze

import (
	"path"
	"strings"
)

// nginxShared are the folders below which any configuration may name places to
// write: they are made for the files of services, hier(7). Beside them there
// are the prefix of the option -p and the configuration file's own folder.
func nginxShared() []string {
	return []string{"/run", "/tmp", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/tmp"}
}

// refusal says why the configuration must not make p writable, "" when it may.
// A configuration may be somebody else's: with any place to choose it would
// change what the user's shell starts with, or what is on PATH. What counts is
// where the symbolic links lead.
func (n *nginxRun) refusal(p string) string {
	real, _ := n.a.tree.resolve(p)
	for _, name := range []string{p, real} {
		if strings.Contains(name, "/.") {
			return "it is hidden, or in a hidden folder"
		}
		if why := n.a.forbidden(name); why != "" {
			return why
		}
	}
	if n.asked {
		return ""
	}
	for _, dir := range n.own {
		if root, at := n.a.tree.resolve(dir); at.isDir() && n.a.forbidden(root) == "" && within(real, root) {
			return ""
		}
	}
	for _, dir := range nginxShared() {
		if root, at := n.a.tree.resolve(dir); at.isDir() && within(real, root) && (real != root || isPrivate(root)) {
			return ""
		}
	}
	return "it is not below the folder of nginx's configuration file, the prefix of -p, " + strings.Join(nginxShared(), ", ")
}

// change makes p, which exists, readable and writable, or notes why not.
func (n *nginxRun) change(p, why string) {
	if bad := n.refusal(p); bad != "" {
		n.refused(p, why, bad)
		return
	}
	if n.a.allowNamed(fsRead, p, why) && n.a.allowNamed(fsWrite, p, why) && n.a.tree.isDir(p) {
		n.a.noteTmp(p)
	}
}

// refused notes that p is left out, and how it is allowed all the same.
func (n *nginxRun) refused(p, why, bad string) {
	n.a.note("%s is not made writable (%s): %s. If it should be, allow it with --rw %s.", p, why, bad, p)
}

// folder makes a folder writable, or the one it is to be made in.
func (n *nginxRun) folder(p, why string) {
	if n.a.tree.isDir(p) {
		n.change(p, why)
		return
	}
	dir := path.Dir(p)
	switch {
	case n.a.tree.exists(p): // a file, which nginx will refuse
		n.change(p, why)
	case !n.a.tree.isDir(dir):
		if bad := n.refusal(p); bad != "" {
			n.refused(p, why, bad)
			return
		}
		n.a.note("%s cannot be made: the folder %s does not exist.", p, dir)
	default:
		n.change(dir, path.Base(p)+" is made in it: "+why)
	}
}

// fileIn makes the folder of a file writable, for nginx renames and makes
// anew; where that folder is not for nginx alone, the file if it exists.
func (n *nginxRun) fileIn(p, why string) {
	dir := path.Dir(p)
	switch {
	case isBaseDevice(p):
	case n.refusal(p) == "" && !n.a.tree.isDir(dir): // nginx makes no folders for files
		n.a.note("%s cannot be made: the folder %s does not exist.", p, dir)
	case n.refusal(p) == "" && n.refusal(dir) == "":
		n.change(dir, why)
	case n.a.tree.exists(p):
		n.change(p, why)
	case n.refusal(p) == "":
		n.a.note("%s cannot be made: %s is shared with the rest of the system and is not listed (%s); name a folder of its own, or allow it with --rw %s.", p, dir, why, dir)
	default:
		n.refused(p, why, n.refusal(p))
	}
}
