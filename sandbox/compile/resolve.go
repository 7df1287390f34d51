package compile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// Files looks at the host's file system. Nothing is changed through it.
type Files interface {
	// Lstat does not follow a link in the last component.
	Lstat(name string) (Info, error)
	Readlink(name string) (string, error)
	// HasACL reports an access control list, acl(5), which may say more than
	// the mode does.
	HasACL(name string) bool
}

// Info is what compile needs to know of a file.
type Info struct {
	Mode     fs.FileMode
	UID, GID uint32
}

// HostFiles is the file system of this host.
type HostFiles struct{}

// Lstat implements Files.
func (HostFiles) Lstat(name string) (Info, error) {
	fi, err := os.Lstat(name)
	if err != nil {
		return Info{}, err
	}
	st := fi.Sys().(*syscall.Stat_t)
	return Info{Mode: fi.Mode(), UID: st.Uid, GID: st.Gid}, nil
}

// HasACL implements Files.
func (HostFiles) HasACL(name string) bool {
	n, err := syscall.Getxattr(name, "system.posix_acl_access", nil)
	return err == nil && n > 0
}

// Readlink implements Files.
func (HostFiles) Readlink(name string) (string, error) { return os.Readlink(name) }

// memory answers a second question about a path from the first: rules share
// most of their folders.
type memory struct {
	Files
	known map[string]answer
}

type answer struct {
	info Info
	err  error
}

// Remember asks files about each path once. Several compilations can share it as
// long as nothing changes in between.
func Remember(files Files) Files { return &memory{files, map[string]answer{}} }

// Lstat implements Files.
func (m *memory) Lstat(name string) (Info, error) {
	a, ok := m.known[name]
	if !ok {
		a.info, a.err = m.Files.Lstat(name)
		m.known[name] = a
	}
	return a.info, a.err
}

// link is a symbolic link that was followed.
type link struct{ at, target string }

// place is a path with its links followed.
type place struct {
	real    string
	access  access
	device  bool
	info    Info
	links   []link
	private bool // the sandbox's own, empty at the start
	proc    bool // the sandbox's own procfs
	listed  bool // the policy lists it; it is not only implied
	made    bool // the supervisor makes it at the start
}

// maxLinks is MAXSYMLINKS of the kernel, path_resolution(7).
const maxLinks = 40

// resolve follows every symbolic link of name.
func resolve(files Files, name string) (place, error) {
	p := place{real: "/"}
	info, err := files.Lstat("/")
	if err != nil {
		return p, err
	}
	rest := strings.Split(strings.Trim(name, "/"), "/")
	for len(rest) > 0 {
		part := rest[0]
		rest = rest[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			p.real = path.Dir(p.real)
			continue
		}
		at := path.Join(p.real, part)
		if info, err = files.Lstat(at); err != nil {
			return p, err
		}
		if info.Mode&fs.ModeSymlink == 0 {
			p.real = at
			continue
		}
		target, err := files.Readlink(at)
		if err != nil {
			return p, err
		}
		p.links = append(p.links, link{at, target})
		if len(p.links) > maxLinks {
			return p, fmt.Errorf("%s: %w", name, syscall.ELOOP)
		}
		if strings.HasPrefix(target, "/") {
			p.real = "/"
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	p.info, err = files.Lstat(p.real)
	return p, err
}

// privateFolders are empty at the start and go with the workload. Listing one
// gives the sandbox its own.
func privateFolders() []string { return []string{"/dev/shm", "/tmp", "/var/tmp"} }

// resolveAll resolves rules into places, one for each real path, sorted by it.
// Rules that the policy lists and the host has not are noted; a folder to be
// written must exist.
func resolveAll(files Files, rules []rule, r *Result) ([]place, error) {
	byPath := map[string]*place{}
	for _, ru := range rules {
		p, err := locate(files, ru)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			if ru.access&write != 0 && ru.reason == "" {
				return nil, fmt.Errorf("cannot allow fs_write on %s: it does not exist; create it, or list the folder above it", ru.path)
			}
			if ru.reason == "" {
				r.Notes = append(r.Notes, fmt.Sprintf("%s (%s) does not exist on this host: passed over", ru.path, ru.access.key()))
			}
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("cannot use %s (%s): %w", ru.path, ru.access.key(), errors.Unwrap(err))
		}
		if ru.reason != "" {
			r.Implied = append(r.Implied, Implied{ru.access.impliedKey(), ru.path, ru.reason})
		}
		if err := acceptable(&p, ru); err != nil {
			return nil, err
		}
		p.listed = ru.reason == ""
		if have := byPath[p.real]; have != nil {
			have.access |= ru.access
			have.device = have.device || ru.device
			have.listed = have.listed || p.listed
			have.links = append(have.links, p.links...)
			continue
		}
		p.access, p.device = ru.access, ru.device
		byPath[p.real] = &p
	}
	out := make([]place, 0, len(byPath))
	for _, p := range byPath {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b place) int { return strings.Compare(a.real, b.real) })
	return out, nil
}

// addMade adds the places that the supervisor makes. They are not looked up:
// what is there now is not what will be.
func addMade(found []place, made []Made) []place {
	for _, m := range made {
		p := place{real: m.Path, access: read, made: true, listed: true, info: Info{Mode: fs.ModeDir | 0o755}}
		if m.Write {
			p.access |= write
		}
		if m.Socket {
			p.info.Mode = fs.ModeSocket | 0o666
		}
		found = append(found, p)
	}
	slices.SortStableFunc(found, func(a, b place) int { return strings.Compare(a.real, b.real) })
	return found
}

// impliedKey shows the strongest access of an implied rule.
func (a access) impliedKey() string {
	if a&write != 0 {
		return write.key()
	}
	return a.key()
}

// locate resolves one rule, and recognises a folder that is the sandbox's own,
// by whichever name it was reached. The host need not have it.
func locate(files Files, ru rule) (place, error) {
	p, err := resolve(files, ru.path)
	if err != nil {
		p.real = ru.path
	}
	switch {
	case slices.Contains(privateFolders(), p.real):
		p.info, p.private = Info{Mode: fs.ModeDir | 0o777}, true
	case p.real == "/proc":
		p.info, p.proc = Info{Mode: fs.ModeDir | 0o555}, true
	default:
		return p, err
	}
	return p, nil
}

// acceptable refuses what no mount view can show honestly.
func acceptable(p *place, ru rule) error {
	switch {
	case p.real == "/" && ru.access&write != 0:
		return errors.New("cannot allow fs_write on /: that is the whole host; list the folders to be written")
	case strings.HasPrefix(p.real, "/proc/"):
		return fmt.Errorf("cannot allow %s on %s: the sandbox's /proc holds its own processes only, and they may be read anyway; remove the rule",
			ru.access.key(), ru.path)
	case p.proc && ru.access&write != 0:
		return errors.New("cannot allow fs_write on /proc: it would open the kernel's settings; remove the rule")
	}
	return nil
}

// Covers reports whether folder is path or above it. Both are clean.
func Covers(folder, path string) bool {
	return folder == path || folder == "/" || strings.HasPrefix(path, folder+"/")
}
