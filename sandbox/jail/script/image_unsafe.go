package script

import (
	"syscall"
	"unsafe"
)

// What is in this file runs where there is no Go runtime: before it starts, or
// in a child that shares the memory of a process that has one. So it must not
// need it. No function here grows the stack (nosplit), allocates, can panic
// (an index that is not provably right, a division), or writes a pointer
// anywhere but to its own stack (write barrier). TestNoRuntime holds this: it
// disassembles them.

// Image is a script where it is to be run.
type Image struct {
	steps unsafe.Pointer // Steps, one after the other
	n     uintptr        // how many
	arena unsafe.Pointer
	size  uintptr        // of the arena, in bytes
	argv  unsafe.Pointer // NULL-terminated; nil when there is none
	envp  unsafe.Pointer // likewise
}

// Outcome is how a run ended: at which step, and with what error. The step is
// the number of steps when none failed.
type Outcome struct {
	Step, Errno uintptr
}

const (
	stepSize = unsafe.Sizeof(Step{})
	wordSize = 8
	// maxErrno is MAX_ERRNO of include/linux/err.h.
	maxErrno = 4095
)

// Call makes one system call. An error is -4095 to -1, as the kernel has it.
// It is in calls_amd64.s.
//
//go:noescape
func Call(nr, a, b, c, d, e, f uintptr) (result uintptr)

// at returns step i, which must be one.
//
//go:nosplit
func (m *Image) at(i uintptr) *Step { return (*Step)(unsafe.Add(m.steps, i*stepSize)) }

// value makes an argument. It is false for what no script means: a place
// outside the arena, an unknown kind, a vector that is not there.
//
//go:nosplit
func (m *Image) value(kind uint8, arg uint64) (v uintptr, ok bool) {
	switch kind {
	case number:
		return uintptr(arg), true
	case address:
		return uintptr(m.arena) + uintptr(arg), uintptr(arg) < m.size
	case word:
		at := uintptr(uint32(arg))
		if at+wordSize > m.size {
			return 0, false
		}
		return *(*uintptr)(unsafe.Add(m.arena, at)) | uintptr(arg>>32), true
	case argv:
		return uintptr(m.argv), m.argv != nil
	case envp:
		return uintptr(m.envp), m.envp != nil
	case program:
		if m.argv == nil {
			return 0, false
		}
		v = *(*uintptr)(m.argv)
		return v, v != 0
	}
	return 0, false
}

// check reports whether all steps can be run, without looking at what they do.
//
//go:nosplit
func (m *Image) check() bool {
	if m.n == 0 {
		return false
	}
	for i := uintptr(0); i < m.n; i++ {
		s := m.at(i)
		for j := range s.args {
			if _, ok := m.value(s.kind[j], s.args[j]); !ok {
				return false
			}
		}
		if uintptr(s.save)+wordSize > m.size || s.test >= tests || uintptr(s.skip) >= m.n-i {
			return false
		}
	}
	return true
}

// run makes the steps in order, on the calling thread, and stops at the first
// that fails.
//
//go:nosplit
func run(m *Image, out *Outcome) {
	i := uintptr(0)
	for ; i < m.n; i++ {
		s := m.at(i)
		r, e, ok := m.do(s)
		if !ok {
			if e != 0 && (e == uintptr(s.tolerated[0]) || e == uintptr(s.tolerated[1])) {
				continue
			}
			out.Step, out.Errno = i, e
			return
		}
		if s.save != 0 {
			*(*uint64)(unsafe.Add(m.arena, s.save)) = r
		}
		if s.test == always || (r&s.mask == s.want) == (s.test == equal) {
			continue
		}
		if s.skip == 0 {
			out.Step, out.Errno = i, uintptr(s.errno)
			return
		}
		i += uintptr(s.skip)
	}
	out.Step, out.Errno = m.n, 0
}

// do makes one step's call, and returns its result or its error.
//
//go:nosplit
func (m *Image) do(s *Step) (result uint64, errno uintptr, ok bool) {
	var a [6]uintptr
	for j := range a {
		v, ok := m.value(s.kind[j], s.args[j])
		if !ok {
			return 0, uintptr(syscall.EFAULT), false
		}
		a[j] = v
	}
	if s.nr == none {
		return uint64(a[0]), 0, true
	}
	r := Call(uintptr(s.nr), a[0], a[1], a[2], a[3], a[4], a[5])
	if r > ^uintptr(maxErrno) {
		return 0, -r, false
	}
	return uint64(r), 0, true
}
