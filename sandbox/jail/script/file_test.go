package script

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"
)

// sample is a script with every kind of argument, and its file.
func sample(arguments bool) (*Script, []byte) {
	s := New(8)
	w := s.Words(7, 0)
	s.Look(Note{What: "look"}, Word(w, 8)).Save(w+8).MustBe(15, 15, syscall.EPERM)
	b := s.Unless(Address(w), 1, 1)
	s.Add(Note{What: "ask"}, syscall.SYS_GETPID).Tolerate(syscall.EINVAL)
	s.Here(b)
	if arguments {
		s.Add(Note{What: "/x"}, syscall.SYS_EXECVE, Program(), Argv(), Envp())
	} else {
		s.Add(Note{What: "/x"}, syscall.SYS_EXECVE, s.String("/x"), s.Vector([]string{"x", "y"}), Envp())
	}
	steps := New(8)
	steps.steps, steps.arena = append(steps.steps, s.steps...), append(steps.arena[:0], s.arena...)
	return steps, s.Append([]byte("a plan"), []Text{{2, 127, ": none"}, {0, 125, ": other"}})
}

// vectors are what the kernel gives a process: "/p" and its argument, and one
// variable.
type vectors struct {
	argv, none, envp []unsafe.Pointer
}

func newVectors() vectors {
	c := func(s string) unsafe.Pointer { return unsafe.Pointer(unsafe.StringData(s + "\x00")) }
	return vectors{
		argv: []unsafe.Pointer{c("/p"), c("a"), nil},
		none: []unsafe.Pointer{nil},
		envp: []unsafe.Pointer{c("A=b"), nil},
	}
}

func (v *vectors) load(b []byte, arguments bool) File {
	b = append(make([]byte, 0, len(b)+8), b...)
	argv := v.none
	if arguments {
		argv = v.argv
	}
	return Load(unsafe.Pointer(unsafe.SliceData(b)), uintptr(len(b)), unsafe.Pointer(&argv[0]), unsafe.Pointer(&v.envp[0]))
}

// TestFileHoldsScript: the steps and the arena come out of a file as they went
// in.
func TestFileHoldsScript(t *testing.T) {
	v := newVectors()
	for _, arguments := range []bool{false, true} {
		s, b := sample(arguments)
		f := v.load(b, arguments)
		if !f.Whole() || !f.Ready() {
			t.Fatalf("whole %v, ready %v", f.Whole(), f.Ready())
		}
		steps := unsafe.Slice((*Step)(f.image.steps), f.image.n)
		if !bytes.Equal(stepBytes(steps), stepBytes(s.steps)) {
			t.Errorf("the steps are %v, want %v", steps, s.steps)
		}
		arena := unsafe.Slice((*byte)(f.image.arena), f.image.size)
		if !bytes.HasPrefix(arena, s.arena) {
			t.Errorf("the arena is %q, want %q", arena, s.arena)
		}
		if plan, err := Split(b); err != nil || string(plan) != "a plan" {
			t.Errorf("the plan is %q, %v", plan, err)
		}
		if other := v.load(b, !arguments); other.Ready() {
			t.Error("it is ready with a command line too many or too few")
		}
	}
}

func TestExplain(t *testing.T) {
	v := newVectors()
	_, b := sample(false)
	f := v.load(b, false)
	for errno, want := range map[uintptr]string{2: ": none", 13: ": other"} {
		code, at, n := f.Explain(errno)
		if got := unsafe.String((*byte)(at), n); got != want || (code == 127) != (errno == 2) {
			t.Errorf("error %d: exit %d, %q", errno, code, got)
		}
	}
}

// TestDamageShows: whichever bit is wrong, and wherever the end is, the script
// is not run.
func TestDamageShows(t *testing.T) {
	v := newVectors()
	_, good := sample(false)
	for i := range 8 * len(good) {
		bad := bytes.Clone(good)
		bad[i/8] ^= 1 << (i % 8)
		if f := v.load(bad, false); f.Whole() || f.Ready() {
			t.Fatalf("bit %d does not show", i)
		}
	}
	for n := range good {
		if f := v.load(good[:n], false); f.Whole() || f.Ready() {
			t.Fatalf("cut to %d bytes it is accepted", n)
		}
	}
}

// TestNonsense: what a sum cannot find, because it was written so. None of it
// is run.
func TestNonsense(t *testing.T) {
	v := newVectors()
	step := func(f *File, i uintptr) *Step { return f.image.at(i) }
	for name, do := range map[string]func(f *File){
		"version":              func(f *File) { f.end.version++ },
		"no steps":             func(f *File) { f.end.n = 0 },
		"too many steps":       func(f *File) { f.end.n = 1 << 31 },
		"steps past the end":   func(f *File) { f.end.steps = 1<<32 - 8 },
		"steps off by one":     func(f *File) { f.end.steps++ },
		"arena past the end":   func(f *File) { f.end.arena = 1<<32 - 8 },
		"arena too long":       func(f *File) { f.end.size = 1<<32 - 1 },
		"no arena":             func(f *File) { f.end.size = 0 },
		"arena off by one":     func(f *File) { f.end.arena++ },
		"plan too long":        func(f *File) { f.end.plan = 1<<32 - 1 },
		"texts past the end":   func(f *File) { f.end.texts = 1<<32 - 8 },
		"too many texts":       func(f *File) { f.end.nTexts = 1<<32 - 1 },
		"no texts":             func(f *File) { f.end.nTexts = 0 },
		"kind":                 func(f *File) { step(f, 0).kind[5] = 99 },
		"address":              func(f *File) { step(f, 1).args[0] = uint64(f.end.size) },
		"far address":          func(f *File) { step(f, 1).args[0] = 1<<64 - 8 },
		"word":                 func(f *File) { step(f, 0).args[0] = uint64(f.end.size) - 7 },
		"place of a result":    func(f *File) { step(f, 0).save = f.end.size - 7 },
		"test":                 func(f *File) { step(f, 0).test = tests },
		"over the end":         func(f *File) { step(f, 1).skip = uint16(f.end.n - 1) },
		"over the end by one":  func(f *File) { step(f, uintptr(f.end.n)-1).skip = 1 },
		"something else last":  func(f *File) { step(f, uintptr(f.end.n)-1).nr = syscall.SYS_GETPID },
		"arguments, wantonly":  func(f *File) { f.end.takesArgv = 1 },
		"argv, which is empty": func(f *File) { step(f, 0).kind[0] = program },
	} {
		_, b := sample(false)
		f := v.load(b, false)
		do(&f)
		whole := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(f.end), int(trailerSize)-len(b))), len(b))
		if f = v.load(seal(bytes.Clone(whole)), false); f.Ready() {
			t.Errorf("%s: it would be run", name)
		}
	}
}

// FuzzLoad: whatever a file says, looking at it reads only what is there, and
// what passes stays within it.
func FuzzLoad(f *testing.F) {
	for _, arguments := range []bool{false, true} {
		_, b := sample(arguments)
		f.Add(b, uint64(0))
		f.Add(b, uint64(42))
	}
	f.Add([]byte("VOLTPLAN"), uint64(1))
	v := newVectors()
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		b = append(make([]byte, 0, len(b)+8), b...)
		if n := len(b) &^ 7; n >= int(trailerSize) {
			b = b[:n]
			mutate(b, seed)
			b = seal(b)
		}
		file := v.load(b, seed%2 == 0)
		if !file.Ready() {
			return
		}
		m := &file.image
		for i := range m.n {
			s := m.at(i)
			if end := uintptr(unsafe.Pointer(s)) + stepSize; end > uintptr(unsafe.Pointer(file.end)) {
				t.Fatalf("step %d ends behind the trailer's start", i)
			}
			if uintptr(s.save)+8 > m.size || uintptr(s.skip)+i >= m.n {
				t.Fatalf("step %d leads outside", i)
			}
		}
		file.Explain(uintptr(seed % 140))
		if _, err := Split(b); err != nil {
			t.Fatal(err)
		}
	})
}

// mutate changes a few words of b, the trailer's more often.
func mutate(b []byte, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0))
	for range seed % 4 {
		at := r.IntN(len(b)/4-2) * 4
		if r.IntN(2) == 0 {
			at = len(b) - int(trailerSize) + r.IntN(int(trailerSize)/4-2)*4
		}
		binary.LittleEndian.PutUint32(b[at:], uint32(r.Uint64()>>(r.UintN(64))))
	}
}
