// Package view builds the world that a workload of the direct supervisor sees,
// from inside the new namespaces: an empty root, in it only what the plan
// lists, and then the old root is gone. It works on descriptors: every source
// is opened once, without following symbolic links, and every target is
// reached one component at a time below the new root.
package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// Of <linux/mount.h>.
const (
	openTreeClone     = 1
	openTreeCloexec   = syscall.O_CLOEXEC
	fsopenCloexec     = 1
	fsmountCloexec    = 1
	fsconfigSetString = 1
	fsconfigCreate    = 6
	moveMountFEmpty   = 0x04
	moveMountTEmpty   = 0x40
	attrReadOnly      = 0x1
	attrNoSUID        = 0x2
	attrNoDev         = 0x4
	attrNoExec        = 0x8
	umountDetach      = 2
)

func failed(what string, e syscall.Errno) *jail.Failure {
	return &jail.Failure{What: what, Errno: e, Code: jail.ExitCannotStart}
}

// Build makes the view and moves the calling thread into it, and into net, if
// that is not nil. The process is
// PID 1 of new mount, PID, IPC and UTS namespaces, and has CAP_SYS_ADMIN and
// CAP_NET_ADMIN over them.
//
// The order: settings of the namespaces come first, through the host's /proc;
// then all sources are opened, because the new root may cover them; then the
// root is built, entered, and sealed.
func Build(v *plan.View, net *Network) *jail.Failure {
	// The modes of what is made here are not the caller's umask's business.
	defer syscall.Umask(syscall.Umask(0))
	if f := settings(v); f != nil {
		return f
	}
	// Nothing that is mounted from here on shows outside, nor the reverse.
	if _, e := sys.Call(syscall.SYS_MOUNT, sys.Int(0), sys.Str("/"), sys.Int(0), sys.Int(syscall.MS_REC|syscall.MS_PRIVATE), sys.Int(0)); e != 0 {
		return failed("make the mounts private", e)
	}
	trees := make([]tree, len(v.Mounts))
	for i := range v.Mounts {
		var f *jail.Failure
		if trees[i], f = open(&v.Mounts[i]); f != nil {
			return f
		}
	}
	mounts := v.Mounts
	var top int
	var f *jail.Failure
	if len(mounts) > 0 && mounts[0].Target == "/" {
		// The host's whole root is listed: it takes the empty one's place.
		top, f = coverRoot(trees[0].fd)
		mounts, trees = mounts[1:], trees[1:]
	} else {
		top, f = emptyRoot()
	}
	if f != nil {
		return f
	}
	b := builder{root: top}
	for i := range mounts {
		if f := b.place(&mounts[i], trees[i]); f != nil {
			return f
		}
	}
	if f := b.seal(mounts); f != nil {
		return f
	}
	if f := net.enter(v); f != nil {
		return f
	}
	return enter(top)
}

// tree is a mount that is not attached anywhere yet.
type tree struct {
	fd     int // -1 when the Mount makes none
	folder bool
}

// open makes m's mount, detached.
func open(m *plan.Mount) (tree, *jail.Failure) {
	switch m.Kind {
	case plan.Bind:
		return clone(m)
	case plan.Tmpfs:
		// Read-only only when it is complete: there may be mount points to make.
		fd, e := filesystem("tmpfs", attributes(m.Flags&^plan.ReadOnly), option{"mode", "1777"})
		if e != 0 {
			return tree{}, failed("make a tmpfs for "+m.Target, e)
		}
		return tree{fd, true}, nil
	case plan.Proc:
		// subset=pid leaves out everything but processes, hidepid those of
		// other users, PID 1 among them (proc(5)).
		fd, e := filesystem("proc", attributes(m.Flags),
			option{"hidepid", "invisible"}, option{"subset", "pid"})
		if e != 0 {
			return tree{}, failed("mount a private /proc", e)
		}
		return tree{fd, true}, nil
	}
	return tree{fd: -1}, nil
}

// clone opens a bind's source and takes a copy of the mounts there. Recursive,
// because a user namespace may not look below what is mounted on top.
func clone(m *plan.Mount) (tree, *jail.Failure) {
	src, e := sys.Open(sys.AtFDCWD, m.Source, sys.OPath, sys.ResolveNoSymlinks)
	if e != 0 {
		f := failed("show "+m.Source+" inside the sandbox", e)
		if e == syscall.ELOOP {
			f.Hint = "it became a symbolic link after the policy was compiled"
		}
		return tree{}, f
	}
	defer sys.Close(src)
	var st syscall.Stat_t
	if e := syscall.Fstat(src, &st); e != nil {
		return tree{}, failed("look at "+m.Source, e.(syscall.Errno))
	}
	fd, e := sys.Call(sys.OpenTree, sys.Int(src), sys.Str(""),
		sys.Int(openTreeClone|openTreeCloexec|sys.AtEmptyPath|sys.AtRecursive))
	if e != 0 {
		return tree{}, failed("show "+m.Source+" inside the sandbox", e)
	}
	if e := setattr(int(fd), attributes(m.Flags), sys.AtRecursive); e != 0 {
		return tree{}, failed("restrict the mount of "+m.Source, e)
	}
	return tree{int(fd), st.Mode&syscall.S_IFMT == syscall.S_IFDIR}, nil
}

func attributes(f plan.MountFlags) uint64 {
	var a uint64
	for _, t := range [...]struct {
		flag plan.MountFlags
		attr uint64
	}{
		{plan.ReadOnly, attrReadOnly},
		{plan.NoSUID, attrNoSUID},
		{plan.NoDev, attrNoDev},
		{plan.NoExec, attrNoExec},
	} {
		if f&t.flag != 0 {
			a |= t.attr
		}
	}
	return a
}

// setattr is mount_setattr(2); the struct is <linux/mount.h>'s mount_attr.
func setattr(fd int, set uint64, flags int) syscall.Errno {
	attr := [4]uint64{set} // attr_set, attr_clr, propagation, userns_fd
	_, e := sys.Call(sys.MountSetattr, sys.Int(fd), sys.Str(""), sys.Int(sys.AtEmptyPath|flags), sys.Ptr(&attr), sys.Int(32))
	return e
}

type option struct{ key, value string }

// filesystem makes a new, detached mount of a virtual file system.
func filesystem(kind string, attrs uint64, options ...option) (int, syscall.Errno) {
	fs, e := sys.Call(sys.Fsopen, sys.Str(kind), sys.Int(fsopenCloexec))
	if e != 0 {
		return -1, e
	}
	defer sys.Close(int(fs))
	for _, o := range options {
		if _, e := sys.Call(sys.Fsconfig, sys.Int(fs), sys.Int(fsconfigSetString), sys.Str(o.key), sys.Str(o.value), sys.Int(0)); e != 0 {
			return -1, e
		}
	}
	if _, e := sys.Call(sys.Fsconfig, sys.Int(fs), sys.Int(fsconfigCreate), sys.Int(0), sys.Int(0), sys.Int(0)); e != 0 {
		return -1, e
	}
	fd, e := sys.Call(sys.Fsmount, sys.Int(fs), sys.Int(fsmountCloexec), sys.Int(attrs))
	return int(fd), e
}

// emptyRoot makes an empty tmpfs the new root.
func emptyRoot() (int, *jail.Failure) {
	fd, e := filesystem("tmpfs", attrNoSUID|attrNoDev, option{"mode", "0755"})
	if e != 0 {
		return -1, failed("make an empty root", e)
	}
	return coverRoot(fd)
}

// coverRoot mounts the new root on top of the present one. Path names still
// begin at the old one, below it; the descriptor is the way to the new one.
func coverRoot(fd int) (int, *jail.Failure) {
	if e := attach(fd, sys.AtFDCWD, "/", 0); e != 0 {
		return -1, failed("mount the new root", e)
	}
	return fd, nil
}

// attach is move_mount(2) of a detached mount.
func attach(fd, dir int, path string, flags int) syscall.Errno {
	_, e := sys.Call(sys.MoveMount, sys.Int(fd), sys.Str(""), sys.Int(dir), sys.Str(path), sys.Int(moveMountFEmpty|flags))
	return e
}

// enter makes the new root the only one. pivot_root(".", ".") puts the old
// root on top of the new one, from where it is unmounted (pivot_root(2)).
func enter(root int) *jail.Failure {
	if e := setattr(root, attrReadOnly, 0); e != 0 {
		return failed("make the root read-only", e)
	}
	for _, s := range [...]struct {
		what string
		nr   uintptr
		a, b sys.Arg
	}{
		{"enter the new root", syscall.SYS_FCHDIR, sys.Int(root), sys.Int(0)},
		{"change the root", syscall.SYS_PIVOT_ROOT, sys.Str("."), sys.Str(".")},
		{"leave the host's root", syscall.SYS_UMOUNT2, sys.Str("."), sys.Int(umountDetach)},
		{"enter the new root", syscall.SYS_CHDIR, sys.Str("/"), sys.Int(0)},
	} {
		if _, e := sys.Call(s.nr, s.a, s.b); e != 0 {
			return failed(s.what, e)
		}
	}
	sys.Close(root)
	return nil
}
