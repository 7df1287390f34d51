package script

import "syscall"

// Script is a list of steps in the making, with the arena.
type Script struct {
	steps []Step
	arena []byte
	notes []Note
}

// Note says what a step is for. It is not part of the file: who has the file
// has the plan and can make the script again.
type Note struct {
	What string // completes "cannot ..."
	Hint string // what to do about it, may be empty
}

// Offset is a place in the arena. 0 is none.
type Offset uint32

// First is where the first words are put.
const First Offset = 8

// Arg is an argument of a step.
type Arg struct {
	kind  uint8
	value uint64
}

// New returns an empty script, with room for so many steps, and for 16 bytes of
// arena for each. More may be added.
func New(steps int) *Script {
	return &Script{
		steps: make([]Step, 0, steps),
		notes: make([]Note, 0, steps),
		arena: make([]byte, 8, 64+16*steps), // offset 0 is nowhere
	}
}

// Len is the number of steps.
func (s *Script) Len() int { return len(s.steps) }

// Note returns what was said of step i.
func (s *Script) Note(i int) Note { return s.notes[i] }

// Add adds a system call. The step may be refined until the next is added.
func (s *Script) Add(n Note, nr uintptr, args ...Arg) *Step {
	s.steps = append(s.steps, Step{nr: uint32(nr)})
	s.notes = append(s.notes, n)
	at := &s.steps[len(s.steps)-1]
	for i, a := range args {
		at.args[i], at.kind[i] = a.value, a.kind
	}
	return at
}

// Look adds a step without a system call, whose result is a.
func (s *Script) Look(n Note, a Arg) *Step { return s.Add(n, none, a) }

// Refine returns the last step.
func (s *Script) Refine() *Step { return &s.steps[len(s.steps)-1] }

// Executes reports whether the last step is an execve.
func (s *Script) Executes() bool { return s.Refine().nr == syscall.SYS_EXECVE }

// Unless begins a stretch of steps that is passed over where the bits in mask
// of a are those of not. The stretch ends with Here.
func (s *Script) Unless(a Arg, mask, not uint64) Stretch {
	s.Look(Note{}, a).MustNotBe(mask, not, 0)
	return Stretch(len(s.steps) - 1)
}

// When begins a stretch that is passed over where they are not those of want.
func (s *Script) When(a Arg, mask, want uint64) Stretch {
	s.Look(Note{}, a).MustBe(mask, want, 0)
	return Stretch(len(s.steps) - 1)
}

// Stretch is where one begins.
type Stretch int

// Here ends a stretch before the next step.
func (s *Script) Here(b Stretch) { s.steps[b].skip = uint16(len(s.steps) - 1 - int(b)) }

// Number is a plain argument. Negative ones are sign-extended.
func Number[T ~int | ~int32 | ~uint32 | ~uint64 | ~uintptr](v T) Arg {
	return Arg{number, uint64(v)}
}

// Address is the place at in the arena.
func Address(at Offset) Arg { return Arg{address, uint64(at)} }

// Word is what the 8 bytes at hold when the step is run, or'ed with bits.
func Word(at Offset, bits uint32) Arg { return Arg{word, uint64(bits)<<32 | uint64(at)} }

// Argv is the vector of the arguments behind the plan's name that the process
// was started with. Only a script from a file has it; so with Program, the
// first of them, and Envp, the environment.
func Argv() Arg { return Arg{kind: argv} }

// Program is the first string of Argv.
func Program() Arg { return Arg{kind: program} }

// Envp is the environment that the process was started with.
func Envp() Arg { return Arg{kind: envp} }

// String puts t into the arena, with the NUL that ends it.
func (s *Script) String(t string) Arg {
	at := Address(Offset(len(s.arena)))
	s.arena = append(append(s.arena, t...), 0)
	return at
}

// Words puts words into the arena, aligned to 8 bytes.
func (s *Script) Words(words ...uint64) Offset {
	s.align()
	at := Offset(len(s.arena))
	for _, w := range words {
		for range 8 {
			s.arena = append(s.arena, byte(w))
			w >>= 8
		}
	}
	return at
}

// Bytes puts b into the arena, aligned to 8 bytes.
func (s *Script) Bytes(b []byte) Offset {
	s.align()
	at := Offset(len(s.arena))
	s.arena = append(s.arena, b...)
	return at
}

func (s *Script) align() {
	for len(s.arena)%8 != 0 {
		s.arena = append(s.arena, 0)
	}
}

// Vector puts a NULL-terminated array of C strings into the arena. Its
// addresses are known when the script is run: each takes a step.
func (s *Script) Vector(list []string) Arg {
	at := s.Words(make([]uint64, len(list)+1)...)
	for i, t := range list {
		s.Look(Note{}, s.String(t)).Save(at + Offset(8*i))
	}
	return Address(at)
}
