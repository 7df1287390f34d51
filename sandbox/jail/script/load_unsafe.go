package script

import (
	"syscall"
	"unsafe"
)

// As in image_unsafe.go, there may be no Go runtime where this runs.

const trailerSize = unsafe.Sizeof(trailer{})

// File is a script in a file that is in memory.
type File struct {
	image Image
	end   *trailer // nil when the file is not one, or damaged
}

// Load looks at a file of size bytes, 8-byte aligned. argv are the process's
// arguments for the workload, NULL-terminated, envp its environment.
//
//go:nosplit
func Load(file unsafe.Pointer, size uintptr, argv, envp unsafe.Pointer) File {
	if size < trailerSize || size%wordSize != 0 {
		return File{}
	}
	t := trailerOf(file, size)
	body := size - trailerSize
	if t.magic != magic || t.version != version || sum(file, size-wordSize) != t.sum {
		return File{}
	}
	m := Image{
		steps: unsafe.Add(file, t.steps), n: uintptr(t.n),
		arena: unsafe.Add(file, t.arena), size: uintptr(t.size),
		argv: argv, envp: envp,
	}
	switch {
	case !holds(body, uintptr(t.plan), 0, 1),
		!holds(body, uintptr(t.steps), m.n, stepSize) || t.steps%wordSize != 0,
		!holds(body, uintptr(t.arena), m.size, 1) || t.arena%wordSize != 0,
		!holds(m.size, uintptr(t.texts), uintptr(t.nTexts), textSize) || t.texts%wordSize != 0:
		return File{}
	}
	return File{m, t}
}

// holds reports whether n things of some size fit at an offset into room
// bytes. None of the four is more than 32 bits long.
//
//go:nosplit
func holds(room, at, n, size uintptr) bool { return at <= room && n*size <= room-at }

//go:nosplit
func trailerOf(file unsafe.Pointer, size uintptr) *trailer {
	return (*trailer)(unsafe.Add(file, size-trailerSize))
}

// sum is a check sum of n bytes, a multiple of 8. It finds damage, not malice:
// a plan is its owner's word. Every step of it can be undone, so a change of
// one word always shows, and one of several but for one in 2^64.
//
//go:nosplit
func sum(at unsafe.Pointer, n uintptr) uint64 {
	// The 64-bit FNV prime and offset basis. FNV-1a takes bytes, this words;
	// the rotation brings the high bits down, which multiplication never does.
	h := uint64(14695981039346656037)
	for i := uintptr(0); i < n; i += wordSize {
		h = (h ^ *(*uint64)(unsafe.Add(at, i))) * 1099511628211
		h = h<<29 | h>>35
	}
	return h
}

// Whole reports whether there was a script in the file, and none of it is
// damaged.
//
//go:nosplit
func (f *File) Whole() bool { return f.end != nil }

// Ready reports whether the script can be run with what the process was
// started with: all steps are sound, and arguments are there where the
// workload's command line is to come from them, and only there. Such a command
// line begins with an absolute path.
//
//go:nosplit
func (f *File) Ready() bool {
	if f.end == nil || f.image.argv == nil {
		return false
	}
	first := *(*unsafe.Pointer)(f.image.argv)
	if f.end.takesArgv == 0 && first != nil {
		return false
	}
	if f.end.takesArgv != 0 && (first == nil || *(*byte)(first) != '/') {
		return false
	}
	return f.end.nTexts != 0 && f.image.check() && f.image.at(f.image.n-1).nr == syscall.SYS_EXECVE
}

// Sound reports whether the script can be run without arguments and
// environment.
//
//go:nosplit
func (f *File) Sound() bool { return f.end != nil && f.end.takesArgv == 0 && f.image.check() }

// Run makes the steps. It returns when one has failed.
//
//go:nosplit
func (f *File) Run(out *Outcome) { run(&f.image, out) }

// vfork is in calls_amd64.s.
//
//go:noescape
func vfork(m *Image, out *Outcome, pidfd unsafe.Pointer) (pid uintptr)

// Spawn makes the steps in a child process, and returns when the child has
// executed another program, or failed to: then out has a step of the script. A
// descriptor of the child (pidfd_open(2)) is stored at the first word of
// another script. With no child, pid is an error.
//
//go:nosplit
func (f *File) Spawn(out *Outcome, pidfd *File) (pid uintptr) {
	if pidfd.image.size < uintptr(First)+wordSize {
		return ^uintptr(syscall.EINVAL - 1)
	}
	out.Step, out.Errno = f.image.n, 0
	return vfork(&f.image, out, unsafe.Add(pidfd.image.arena, First))
}

// Done reports whether an outcome is that of all steps.
//
//go:nosplit
func (f *File) Done(out *Outcome) bool { return out.Step == f.image.n }

// Last reports whether step i is the execve.
//
//go:nosplit
func (f *File) Last(i uintptr) bool { return i == f.image.n-1 }

// Executed is the name of the program that the last step executes.
//
//go:nosplit
func (f *File) Executed() unsafe.Pointer {
	s := f.image.at(f.image.n - 1)
	v, _ := f.image.value(s.kind[0], s.args[0])
	return *(*unsafe.Pointer)(unsafe.Pointer(&v))
}

// Plan is the length of the plan at the file's start.
//
//go:nosplit
func (f *File) Plan() uintptr { return uintptr(f.end.plan) }

// text is a Text in the arena.
type text struct {
	errno, code, at, length uint32
}

const textSize = unsafe.Sizeof(text{})

// Explain finds the Text for an error of the last step: how to exit, and what
// to say.
//
//go:nosplit
func (f *File) Explain(errno uintptr) (code uintptr, at unsafe.Pointer, length uintptr) {
	if f.end.nTexts == 0 {
		return 0, nil, 0
	}
	var t *text
	for i := uintptr(0); i < uintptr(f.end.nTexts); i++ {
		t = (*text)(unsafe.Add(f.image.arena, uintptr(f.end.texts)+i*textSize))
		if uintptr(t.errno) == errno {
			break
		}
	}
	if !holds(f.image.size, uintptr(t.at), uintptr(t.length), 1) {
		return uintptr(t.code), nil, 0
	}
	return uintptr(t.code), unsafe.Add(f.image.arena, t.at), uintptr(t.length)
}
