package analyze

import (
	"slices"
	"strings"
)

// forbiddenPath is a path that no analysis lists.
type forbiddenPath struct {
	path string
	why  string // a clause with the path as its subject
}

// never are the paths that no analysis lists, whatever an argument says: a
// policy that opens them is written by hand. {home} is each home folder.
func never() []forbiddenPath {
	const (
		hashes  = "holds password hashes"
		keys    = "holds private keys"
		sockets = "lets processes be started outside the sandbox"
		sudo    = "says who may become root"
		own     = "is the host's; the workload has its own"
	)
	return []forbiddenPath{
		{"/dev", own},
		{"/etc/gshadow", hashes},
		{"/etc/gshadow-", hashes},
		{"/etc/shadow", hashes},
		{"/etc/shadow-", hashes},
		{"/etc/sudoers", sudo},
		{"/etc/sudoers.d", sudo},
		{"/proc", own},
		{"/run/containerd", sockets},
		{"/run/dbus", sockets},
		{"/run/docker.sock", sockets},
		{"/run/systemd", sockets},
		{"/run/user", sockets},
		{"/sys", "shows and changes the host's kernel"},
		{"{home}/.gnupg", keys},
		{"{home}/.ssh", keys},
	}
}

// openFiles are the files in folders of the never list that hold nothing to hide.
// /etc/resolv.conf is a link to one of them where systemd-resolved(8) runs.
func openFiles() []string {
	return []string{"/run/systemd/resolve/resolv.conf", "/run/systemd/resolve/stub-resolv.conf"}
}

// Secret reports whether no policy that was worked out may name the file or
// folder at real, an absolute, clean path without symbolic links: it is a whole
// home folder or the root, or it is, lies in, or holds a path of the never
// list. why is then a clause that says so. The homes are /root and the folders
// in /home. Nothing is looked at: the answer depends on the name alone.
func Secret(real string) (why string, secret bool) {
	why = forbidden(real, homesOf(real))
	return why, why != ""
}

// forbidden says why p must not be listed, "" when it may be: what Secret says,
// with the workload's HOME among the homes.
func (a *analysis) forbidden(p string) string {
	homes := homesOf(p)
	if h := a.home(); h != "" {
		homes = append(homes, h)
	}
	return forbidden(p, homes)
}

func forbidden(p string, homes []string) string {
	if p == "/" {
		return "it is the whole file system"
	}
	if slices.Contains(homes, p) {
		return "it is a whole home folder; name what is needed in it"
	}
	if slices.Contains(openFiles(), p) {
		return ""
	}
	for _, n := range never() {
		below, ofHome := strings.CutPrefix(n.path, "{home}")
		if !ofHome {
			if why := overlaps(p, n.path, n.why); why != "" {
				return why
			}
			continue
		}
		for _, home := range homes {
			if why := overlaps(p, home+below, n.why); why != "" {
				return why
			}
		}
	}
	return ""
}

// homesOf are the home folders that p may be about: root's, the folder of all
// homes, and the one in it that p is in.
func homesOf(p string) []string {
	homes := []string{"/root", "/home"}
	if rest, ok := strings.CutPrefix(p, "/home/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		homes = append(homes, "/home/"+name)
	}
	return homes
}

func overlaps(p, bad, why string) string {
	if within(p, bad) {
		return bad + " " + why
	}
	if within(bad, p) {
		return bad + ", which is in it, " + why
	}
	return ""
}

// within reports whether p is dir or below it.
func within(p, dir string) bool {
	return p == dir || strings.HasPrefix(p, dir+"/")
}
