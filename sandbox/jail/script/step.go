// Package script is a list of system calls with their arguments, made ahead
// of time and run one after the other: in this process or a child of it, or,
// from a file, in a process whose Go runtime has not been started. It can be
// moved: what arguments point at lies in an arena, and is named by its offset
// there.
//
// A script is no program. Its steps run once, in order, and can be passed over
// but not repeated; so it always ends.
package script

import "syscall"

// Step is one system call. Its layout is part of the format of files: 88
// bytes, without padding between the fields. Zero means "not wanted" in all of
// them but Nr and Args.
type Step struct {
	nr   uint32 // the system call, or none
	save uint32 // offset in the arena where the result is stored, 8 bytes
	args [6]uint64
	kind [6]uint8 // how each of args is meant
	test uint8    // what must hold for the result, or the step fails
	_    uint8
	mask uint64 // the bits of the result that are looked at
	want uint64 // and what they are compared with
	// tolerated are errors after which the script goes on; the result of
	// such a call is neither stored nor tested.
	tolerated [2]uint16
	// skip is how many steps are passed over where the test does not hold.
	// With 0 the step fails, with errno, which may be 0.
	skip  uint16
	errno uint16
}

// none is the number of no system call: the result is the first argument.
const none = 1<<32 - 1

// The kinds of argument.
const (
	number  = iota // itself
	address        // of the arena, at this offset
	word           // 8 bytes of the arena at the low half's offset, or'ed with the high half
	argv           // the vector of arguments that the process was started with for the workload
	envp           // the environment that the process was started with
	program        // the first string of argv
)

// The tests.
const (
	always = iota
	equal
	unequal
	tests // how many there are
)

// Tolerate lets the script go on after these errors, at most two.
func (s *Step) Tolerate(errnos ...syscall.Errno) *Step {
	for i, e := range errnos {
		s.tolerated[i] = uint16(e)
	}
	return s
}

// Save stores the result, 8 bytes, in the arena.
func (s *Step) Save(at Offset) *Step {
	s.save = uint32(at)
	return s
}

// MustBe lets the step fail with e where the bits in mask of its result are
// not those of want.
func (s *Step) MustBe(mask, want uint64, e syscall.Errno) *Step {
	s.test, s.mask, s.want, s.errno = equal, mask, want, uint16(e)
	return s
}

// MustNotBe is the reverse of MustBe.
func (s *Step) MustNotBe(mask, not uint64, e syscall.Errno) *Step {
	s.MustBe(mask, not, e).test = unequal
	return s
}
