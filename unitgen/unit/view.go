package unit

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/plan"
)

// view says in directives what a plan's view says in mounts: which places of
// the host are there, and that nothing else is.
//
// The root is a shipped, empty skeleton (RootDirectory=) with a mount point for
// each usual top-level folder and the links of a merged /usr. It is not
// TemporaryFileSystem=/: under DynamicUser= systemd drops that without a word,
// and the workload sees the host's root.
type view struct {
	mounts []plan.Mount
	links  []plan.Mount

	binds, readOnly Binds
	empty           Tmpfses
	noExec          inRoot
	devices         Pairs
	whole           bool // the host's whole root is shown
	home            bool // something below the folders of ProtectHome= is
}

// topFolders are the folders of the skeleton that hold nothing unless the
// policy lists something in them. /usr, /dev, /proc, /sys and the links are
// there as well.
func topFolders() []string {
	return []string{"/boot", "/etc", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/usr", "/var"}
}

// Skeleton lists what the shipped root holds: folders, and links with what they
// lead to. The installation makes it from this.
func Skeleton() (folders []string, links map[string]string) {
	folders = append(topFolders(), "/dev", "/proc", "/sys", "/tmp", "/var/tmp", "/run/credentials")
	links = map[string]string{}
	for _, at := range mergedUsr {
		links[at] = "usr" + at
	}
	return folders, links
}

// mergedUsr are the links that a merged /usr has in the root, and so the
// skeleton.
var mergedUsr = [...]string{"/bin", "/lib", "/lib64", "/sbin"}

// newView sorts the steps of v.
func newView(v *plan.View) (*view, error) {
	out := &view{devices: Pairs{Separator: " "}}
	for _, m := range v.Mounts {
		if strings.IndexFunc(m.Source+m.Target, unicode.IsControl) >= 0 {
			return nil, fmt.Errorf("cannot show %q to the workload: a unit file holds no control characters; "+
				"list the folder above it", m.Target)
		}
		if m.Kind == plan.Symlink {
			out.links = append(out.links, m)
			continue
		}
		out.mounts = append(out.mounts, m)
	}
	for _, m := range out.mounts {
		if err := out.add(m); err != nil {
			return nil, err
		}
	}
	for _, l := range out.links {
		out.link(l)
	}
	out.cover()
	return out, nil
}

func (v *view) add(m plan.Mount) error {
	switch m.Kind {
	case plan.Bind:
		return v.bind(m)
	case plan.Tmpfs:
		return v.tmpfs(m)
	case plan.Proc, plan.Symlink:
		// Proc is ProcSubset= and ProtectProc=.
	}
	return nil
}

func (v *view) bind(m plan.Mount) error {
	if m.Target == "/" {
		v.whole = true
		return nil
	}
	if strings.HasPrefix(m.Target, "/dev/") {
		v.device(m)
		return nil
	}
	if top := topOf(m.Target); !v.whole && !slices.Contains(topFolders(), top) {
		return fmt.Errorf("cannot show %s to the workload: %s is none of the folders that a service's root has (%s); "+
			"mount or bind it below one of them, or use volt run", m.Target, top, strings.Join(topFolders(), " "))
	}
	for _, p := range []string{"/home", "/root", "/run/user"} {
		v.home = v.home || compile.Covers(p, m.Target)
	}
	v.show(Bind{Source: m.Source, Target: m.Target}, m.Flags)
	return nil
}

// standard are the devices that PrivateDevices= has.
func standard() []string {
	return []string{"/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"}
}

func (v *view) device(m plan.Mount) {
	if slices.Contains(standard(), m.Target) {
		return
	}
	access := "rw"
	if m.Flags&plan.ReadOnly != 0 {
		access = "r"
	}
	v.binds = append(v.binds, Bind{Source: m.Source, Target: m.Target})
	v.devices.List = append(v.devices.List, Pair{m.Source, access})
}

func (v *view) tmpfs(m plan.Mount) error {
	switch m.Target {
	case "/tmp", "/var/tmp":
		// PrivateTmp=, with or without a rule.
		v.noExec = append(v.noExec, m.Target)
	case "/run":
		v.empty = append(v.empty, emptyFolder("/run"))
	default:
		v.empty = append(v.empty, Tmpfs{m.Target, "mode=1777,nosuid,nodev,noexec"})
	}
	return nil
}

// emptyFolder is a folder where only mount points are made.
func emptyFolder(p string) Tmpfs { return Tmpfs{p, "ro,mode=0755,nosuid,nodev,noexec"} }

// link shows at l's place what its target leads to: systemd makes no links in
// a view. Links that the skeleton has, and those of /dev, need nothing.
func (v *view) link(l plan.Mount) {
	if slices.Contains(mergedUsr[:], l.Target) || strings.HasPrefix(l.Target, "/dev/") {
		return
	}
	to := l.Source
	if !strings.HasPrefix(to, "/") {
		to = path.Join(path.Dir(l.Target), to)
	}
	to = v.follow(path.Clean(to))
	for _, m := range v.mounts {
		if m.Kind != plan.Bind || m.Target == "/" {
			continue
		}
		b := Bind{Source: m.Source, Target: l.Target}
		switch {
		case compile.Covers(m.Target, to): // the link leads to it or below it
			b.Source = m.Source + strings.TrimPrefix(to, m.Target)
		case compile.Covers(to, m.Target): // it is below what the link leads to
			b.Target = l.Target + strings.TrimPrefix(m.Target, to)
		default:
			continue
		}
		v.show(b, m.Flags)
	}
}

// show adds a place.
func (v *view) show(b Bind, flags plan.MountFlags) {
	if flags&plan.ReadOnly != 0 {
		v.readOnly = append(v.readOnly, b)
		return
	}
	v.binds = append(v.binds, b)
	if flags&plan.NoExec != 0 {
		v.noExec = append(v.noExec, b.Target)
	}
}

// follow resolves the view's own links in p, but for those that lead in
// circles.
func (v *view) follow(p string) string {
	for range len(v.links) {
		next := p
		for _, l := range v.links {
			if !compile.Covers(l.Target, p) {
				continue
			}
			to := l.Source
			if !strings.HasPrefix(to, "/") {
				to = path.Join(path.Dir(l.Target), to)
			}
			next = path.Clean(to) + strings.TrimPrefix(p, l.Target)
		}
		if next == p {
			break
		}
		p = next
	}
	return p
}

// cover empties each top-level folder that something is shown in, so that
// mount points can be made there.
func (v *view) cover() {
	if v.whole {
		return
	}
	shown := map[string]bool{}
	for _, b := range slices.Concat(v.binds, v.readOnly) {
		if top := topOf(b.Target); b.Target != top {
			shown[top] = true
		}
	}
	for _, top := range topFolders() {
		if shown[top] && !v.isEmpty(top) {
			v.empty = append(v.empty, emptyFolder(top))
		}
	}
}

func (v *view) isEmpty(folder string) bool {
	for _, e := range v.empty {
		if e.Path == folder {
			return true
		}
	}
	for _, b := range slices.Concat(v.binds, v.readOnly) {
		if b.Target == folder {
			return true
		}
	}
	return false
}

// mayBeMounts are the places of the view that may be on file systems of their
// own, for which the start waits then. /usr and /etc are there before systemd
// is (https://systemd.io/SEPARATE_USR_IS_BROKEN), and /dev, /proc, /run and
// /sys it mounts itself. A folder stands for what is below it.
func (v *view) mayBeMounts() []string {
	var out []string
	for _, b := range slices.Concat(v.binds, v.readOnly) {
		switch topOf(b.Source) {
		case "/usr", "/etc", "/dev", "/proc", "/run", "/sys":
			continue
		}
		out = append(out, b.Source)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// topOf is the first component of an absolute path.
func topOf(p string) string {
	if i := strings.IndexByte(p[1:], '/'); i >= 0 {
		return p[:i+1]
	}
	return p
}

// sees reports whether the file at p of the host is in the view under its name.
func (v *view) sees(p string) bool { return v.whole || slices.Contains(v.names(p), p) }

// names are those that the file at p of the host has in the view: a link is a
// second one.
func (v *view) names(p string) []string {
	var out []string
	for _, b := range slices.Concat(v.binds, v.readOnly) {
		if compile.Covers(b.Source, p) {
			out = append(out, b.Target+strings.TrimPrefix(p, b.Source))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
