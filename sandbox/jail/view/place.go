package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// beneath: one component, no way out.
const beneath = sys.ResolveBeneath | sys.ResolveNoSymlinks

// place carries out m; t is its detached mount.
//
// What has to be made may exist already: a folder of the view may come from
// the host with the mount below it, or be made by two rules. A read-only file
// system may answer EROFS before EEXIST; the next step finds out whether it was
// there.
func (b *builder) place(m *plan.Mount, t tree) {
	what := "put " + m.Target + " into the sandbox's view"
	dir, last := b.parent(m.Target)
	name := b.String(last)
	switch {
	case m.Kind == plan.Symlink:
		b.Step(what, syscall.SYS_SYMLINKAT, b.String(m.Source), script.Word(dir, 0), name).
			Tolerate(syscall.EEXIST, syscall.EROFS)
	default:
		folder := b.When(script.Word(t.mode, 0), syscall.S_IFMT, syscall.S_IFDIR)
		b.mkdir(what, dir, name)
		b.Here(folder)
		file := b.Unless(script.Word(t.mode, 0), syscall.S_IFMT, syscall.S_IFDIR)
		b.Step(what, syscall.SYS_MKNODAT, script.Word(dir, 0), name, script.Number(syscall.S_IFREG|0o444), script.Number(0)).
			Tolerate(syscall.EEXIST, syscall.EROFS)
		b.Here(file)
		at := b.openat(what, script.Word(dir, 0), last, sys.OPath|syscall.O_NOFOLLOW, beneath)
		b.attach(what, t.fd, script.Word(at, 0), b.empty, moveMountTEmpty)
		b.close(at)
		b.close(t.fd)
	}
	if dir != b.root {
		b.close(dir)
	}
}

// parent opens the folder above path, making what is missing, and returns the
// word with its descriptor, and the last component's name.
func (b *builder) parent(path string) (dir script.Offset, last string) {
	dir = b.root
	what := "make the folders above " + path
	rest := path[1:]
	for {
		n := 0
		for n < len(rest) && rest[n] != '/' {
			n++
		}
		if n == len(rest) {
			return dir, rest
		}
		name, more := rest[:n], rest[n+1:]
		b.mkdir(what, dir, b.String(name))
		next := b.openat(what, script.Word(dir, 0), name, sys.OPath|syscall.O_DIRECTORY, beneath)
		if dir != b.root {
			b.close(dir)
		}
		dir, rest = next, more
	}
}

// seal makes the tmpfs read-only that are to be.
func (b *builder) seal(mounts []plan.Mount) {
	for i := range mounts {
		m := &mounts[i]
		if m.Kind != plan.Tmpfs || m.Flags&plan.ReadOnly == 0 {
			continue
		}
		what := "make " + m.Target + " read-only"
		at := b.openat(what, script.Word(b.root, 0), m.Target[1:], sys.OPath|syscall.O_DIRECTORY, beneath)
		b.setattr(what, at, attrReadOnly, 0)
		b.close(at)
	}
}

// The calls themselves.

func (b *builder) mkdir(what string, dir script.Offset, name script.Arg) {
	b.Step(what, syscall.SYS_MKDIRAT, script.Word(dir, 0), name, script.Number(0o755)).
		Tolerate(syscall.EEXIST, syscall.EROFS)
}

// openat is openat2(2); the argument is struct open_how of <linux/openat2.h>.
func (b *builder) openat(what string, dir script.Arg, path string, flags, resolve uint64) script.Offset {
	fd := b.Words(0)
	how := b.Words(flags|syscall.O_CLOEXEC, 0, resolve)
	b.Step(what, sys.Openat2, dir, b.String(path), script.Address(how), script.Number(24)).Save(fd)
	return fd
}

// setattr is mount_setattr(2); the struct is <linux/mount.h>'s mount_attr:
// attr_set, attr_clr, propagation, userns_fd.
func (b *builder) setattr(what string, fd script.Offset, set uint64, flags int) {
	b.Step(what, sys.MountSetattr, script.Word(fd, 0), b.empty, script.Number(sys.AtEmptyPath|flags),
		script.Address(b.Words(set, 0, 0, 0)), script.Number(32))
}

// attach is move_mount(2) of a detached mount.
func (b *builder) attach(what string, fd script.Offset, dir, path script.Arg, flags int) {
	b.Step(what, sys.MoveMount, script.Word(fd, 0), b.empty, dir, path, script.Number(moveMountFEmpty|flags))
}

func (b *builder) close(fd script.Offset) {
	b.Step("close a descriptor", syscall.SYS_CLOSE, script.Word(fd, 0))
}
