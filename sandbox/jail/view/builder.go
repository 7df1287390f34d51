package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// builder makes what mounts are attached to, below root.
type builder struct{ root int }

// place carries out m; t is its detached mount.
func (b *builder) place(m *plan.Mount, t tree) *jail.Failure {
	dir, name, e := b.parent(m.Target)
	if e != 0 {
		return failed("make the folders above "+m.Target, e)
	}
	defer sys.Close(dir)
	if name == "" {
		return placed(m, syscall.EINVAL) // Build takes the root; nothing else can
	}
	switch {
	case m.Kind == plan.Symlink:
		return placed(m, symlink(m.Source, dir, name))
	case t.folder:
		e = mkdir(dir, name)
	default:
		e = mkfile(dir, name)
	}
	if e != 0 || t.fd < 0 {
		return placed(m, e)
	}
	at, e := sys.Open(dir, name, sys.OPath|syscall.O_NOFOLLOW, beneath)
	if e != 0 {
		return placed(m, e)
	}
	e = attach(t.fd, at, "", moveMountTEmpty)
	sys.Close(at)
	sys.Close(t.fd)
	return placed(m, e)
}

// seal makes the tmpfs read-only that are to be.
func (b *builder) seal(mounts []plan.Mount) *jail.Failure {
	for i := range mounts {
		m := &mounts[i]
		if m.Kind != plan.Tmpfs || m.Flags&plan.ReadOnly == 0 {
			continue
		}
		at, e := sys.Open(b.root, m.Target[1:], sys.OPath|syscall.O_DIRECTORY, beneath)
		if e == 0 {
			e = setattr(at, attrReadOnly, 0)
			sys.Close(at)
		}
		if e != 0 {
			return failed("make "+m.Target+" read-only", e)
		}
	}
	return nil
}

func placed(m *plan.Mount, e syscall.Errno) *jail.Failure {
	if e == 0 {
		return nil
	}
	return failed("put "+m.Target+" into the sandbox's view", e)
}

// beneath: one component, no way out.
const beneath = sys.ResolveBeneath | sys.ResolveNoSymlinks

// parent opens the folder above path, making what is missing, and returns the
// last component's name, empty for the root.
func (b *builder) parent(path string) (dir int, name string, e syscall.Errno) {
	dir, e = sys.Open(b.root, ".", sys.OPath|syscall.O_DIRECTORY, beneath)
	rest := path[1:]
	for e == 0 {
		n := 0
		for n < len(rest) && rest[n] != '/' {
			n++
		}
		if n == len(rest) {
			return dir, rest, 0
		}
		var next int
		if next, e = enterFolder(dir, rest[:n]); e == 0 {
			sys.Close(dir)
			dir, rest = next, rest[n+1:]
		}
	}
	return -1, "", e
}

func enterFolder(dir int, name string) (int, syscall.Errno) {
	const flags = sys.OPath | syscall.O_DIRECTORY
	fd, e := sys.Open(dir, name, flags, beneath)
	if e != syscall.ENOENT {
		return fd, e
	}
	if e := mkdir(dir, name); e != 0 {
		return -1, e
	}
	return sys.Open(dir, name, flags, beneath)
}

// mkdir, mkfile and symlink accept what exists already: a folder of the view
// may come from the host with the mount below it, or be made by two rules.

func mkdir(dir int, name string) syscall.Errno {
	_, e := sys.Call(syscall.SYS_MKDIRAT, sys.Int(dir), sys.Str(name), sys.Int(0o755))
	return existing(e)
}

func mkfile(dir int, name string) syscall.Errno {
	_, e := sys.Call(syscall.SYS_MKNODAT, sys.Int(dir), sys.Str(name), sys.Int(syscall.S_IFREG|0o444), sys.Int(0))
	return existing(e)
}

func symlink(target string, dir int, name string) syscall.Errno {
	_, e := sys.Call(syscall.SYS_SYMLINKAT, sys.Str(target), sys.Int(dir), sys.Str(name))
	return existing(e)
}

// existing: a read-only file system answers EROFS before EEXIST on some file
// systems; the caller's next step finds out whether it was there.
func existing(e syscall.Errno) syscall.Errno {
	if e == syscall.EEXIST || e == syscall.EROFS {
		return 0
	}
	return e
}
