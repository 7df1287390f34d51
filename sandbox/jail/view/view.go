// Package view says how the world is built that a workload of the direct
// supervisor sees, from inside the new namespaces: an empty root, in it only
// what the plan lists, and then the old root is gone. It works on descriptors:
// every source is opened once, without following symbolic links, and every
// target is reached one component at a time below the new root.
package view

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
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

// builder puts the script together.
type builder struct {
	jail.Script
	empty script.Arg    // ""
	stat  script.Offset // a struct stat, for one file after the other
	root  script.Offset // the word with the descriptor of the new root
}

// Script makes the view and moves the process into it. The process is PID 1 of
// new mount, PID, IPC and UTS namespaces, and has CAP_SYS_ADMIN over them; it
// has one thread. Prologue came before.
//
// The order: settings of the namespaces come first, through the host's /proc;
// then all sources are opened, because the new root may cover them; then the
// root is built, entered, and sealed.
func Script(v *plan.View) jail.Script {
	s := jail.NewScript(64 + 20*len(v.Mounts)) // about as many for each
	b := builder{Script: s, empty: s.String(""), stat: s.Words(make([]uint64, 18)...)}
	// The modes of what is made here are not the caller's umask's business.
	umask := b.Words(0)
	b.Step("set the umask", syscall.SYS_UMASK, script.Number(0)).Save(umask)
	b.settings(v)
	// Nothing that is mounted from here on shows outside, nor the reverse.
	b.Step("make the mounts private", syscall.SYS_MOUNT, script.Number(0), b.String("/"),
		script.Number(0), script.Number(syscall.MS_REC|syscall.MS_PRIVATE), script.Number(0))
	trees := make([]tree, len(v.Mounts))
	for i := range v.Mounts {
		trees[i] = b.open(&v.Mounts[i])
	}
	mounts := v.Mounts
	if len(mounts) > 0 && mounts[0].Target == "/" && trees[0].fd != 0 {
		// The host's whole root is listed: it takes the empty one's place.
		b.root = trees[0].fd
		mounts, trees = mounts[1:], trees[1:]
	} else {
		b.root = b.filesystem("make an empty root", "tmpfs", attrNoSUID|attrNoDev, option{"mode", "0755"})
	}
	// It is mounted on top of the present one. Path names still begin at the
	// old one, below it; the descriptor is the way to the new one.
	b.attach("mount the new root", b.root, script.Number(sys.AtFDCWD), b.String("/"), 0)
	for i := range mounts {
		b.place(&mounts[i], trees[i])
	}
	b.seal(mounts)
	b.enter()
	b.Step("set the umask", syscall.SYS_UMASK, script.Word(umask, 0))
	return s
}

// tree is a mount that is not attached anywhere yet.
type tree struct {
	fd   script.Offset // the word with its descriptor, 0 when the Mount makes none
	mode script.Offset // a word with the st_mode of its root in the lower half
}

// open makes m's mount, detached.
func (b *builder) open(m *plan.Mount) tree {
	switch m.Kind {
	case plan.Bind:
		return b.clone(m)
	case plan.Tmpfs:
		// Read-only only when it is complete: there may be mount points to make.
		fd := b.filesystem("make a tmpfs for "+m.Target, "tmpfs", attributes(m.Flags&^plan.ReadOnly), option{"mode", "1777"})
		return tree{fd, b.Words(syscall.S_IFDIR)}
	case plan.Proc:
		// subset=pid leaves out everything but processes, hidepid those of
		// other users, PID 1 among them (proc(5)).
		fd := b.filesystem("mount a private /proc", "proc", attributes(m.Flags),
			option{"hidepid", "invisible"}, option{"subset", "pid"})
		return tree{fd, b.Words(syscall.S_IFDIR)}
	}
	return tree{}
}

// statMode is where struct stat has st_mode, <asm/stat.h>.
const statMode = 24

// clone opens a bind's source and takes a copy of the mounts there. Recursive,
// because a user namespace may not look below what is mounted on top.
func (b *builder) clone(m *plan.Mount) tree {
	t := tree{b.Words(0), b.Words(0)}
	show := jail.ShowWhat + m.Source + " inside the sandbox"
	src := b.openat(show, script.Number(sys.AtFDCWD), m.Source, sys.OPath, sys.ResolveNoSymlinks)
	b.Step("look at "+m.Source, syscall.SYS_FSTAT, script.Word(src, 0), script.Address(b.stat))
	b.Look(script.Note{}, script.Word(b.stat+statMode, 0)).Save(t.mode)
	b.Step(show, sys.OpenTree, script.Word(src, 0), b.empty,
		script.Number(openTreeClone|openTreeCloexec|sys.AtEmptyPath|sys.AtRecursive)).Save(t.fd)
	b.setattr("restrict the mount of "+m.Source, t.fd, attributes(m.Flags), sys.AtRecursive)
	b.close(src)
	return t
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

type option struct{ key, value string }

// filesystem makes a new, detached mount of a virtual file system.
func (b *builder) filesystem(what, kind string, attrs uint64, options ...option) script.Offset {
	fs, fd := b.Words(0), b.Words(0)
	b.Step(what, sys.Fsopen, b.String(kind), script.Number(fsopenCloexec)).Save(fs)
	for _, o := range options {
		b.Step(what, sys.Fsconfig, script.Word(fs, 0), script.Number(fsconfigSetString),
			b.String(o.key), b.String(o.value), script.Number(0))
	}
	b.Step(what, sys.Fsconfig, script.Word(fs, 0), script.Number(fsconfigCreate))
	b.Step(what, sys.Fsmount, script.Word(fs, 0), script.Number(fsmountCloexec), script.Number(attrs)).Save(fd)
	b.close(fs)
	return fd
}

// enter makes the new root the only one. pivot_root(".", ".") puts the old
// root on top of the new one, from where it is unmounted (pivot_root(2)).
func (b *builder) enter() {
	dot := b.String(".")
	b.setattr("make the root read-only", b.root, attrReadOnly, 0)
	b.Step("enter the new root", syscall.SYS_FCHDIR, script.Word(b.root, 0))
	b.Step("change the root", syscall.SYS_PIVOT_ROOT, dot, dot)
	b.Step("leave the host's root", syscall.SYS_UMOUNT2, dot, script.Number(umountDetach))
	b.Step("enter the new root", syscall.SYS_CHDIR, b.String("/"))
	b.close(b.root)
}
