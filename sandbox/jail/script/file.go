package script

import (
	"errors"
	"syscall"
)

// version is the version of the format, of Step and of trailer. A file is
// written and read by programs of one build.
const version = 1

// MaxSize bounds what Append adds to a file, in bytes: a script of a thousand
// paths takes 300 KB.
const MaxSize = 1 << 20

// magic is where a script ends its file: "VOLTSTEP", little-endian.
const magic = 0x50455453544c4f56

// trailer is the end of a file with a script. All offsets count from the
// file's start; those of texts from the arena's. All of it is little-endian.
type trailer struct {
	magic     uint64
	version   uint32
	takesArgv uint32 // 1 when the workload's command line is the process's own, else 0
	plan      uint32 // length of what stands in front: the plan
	steps     uint32 // offset, a multiple of 8
	n         uint32
	arena     uint32 // offset, a multiple of 8
	size      uint32
	texts     uint32 // offset of Text entries, a multiple of 8
	nTexts    uint32 // none where the last step is no execve
	_         uint32
	sum       uint64 // of everything before it
}

// Text is what to say when the last step fails with an error. By then the
// system call filter is in force, and the Go runtime might not start any more.
type Text struct {
	Errno syscall.Errno // 0 for any other
	Code  int           // how to exit
	Text  string        // behind "cannot execute PROGRAM"
}

// Append returns b, a plan, with s behind it. Where the last step of s is an
// execve, texts say what its errors mean, the one for all others at the end.
func (s *Script) Append(b []byte, texts []Text) []byte {
	t := trailer{magic: magic, version: version, plan: uint32(len(b))}
	entries := s.textEntries(texts)
	t.texts, t.nTexts = uint32(entries), uint32(len(texts))
	for i := range s.steps {
		for _, k := range s.steps[i].kind {
			if k == argv || k == program {
				t.takesArgv = 1
			}
		}
	}
	out := pad(append(make([]byte, 0, len(b)+len(s.steps)*int(stepSize)+len(s.arena)+512), b...))
	t.arena, t.size = uint32(len(out)), uint32(len(s.arena))
	out = pad(append(out, s.arena...))
	t.steps, t.n = uint32(len(out)), uint32(len(s.steps))
	out = append(out, stepBytes(s.steps)...)
	out = append(out, trailerBytes(&t)...)
	return seal(out)
}

// textEntries puts texts into the arena: for each its error and exit code, 4
// bytes each, and its place and length there.
func (s *Script) textEntries(texts []Text) Offset {
	words := make([]uint64, 0, 2*len(texts))
	for _, t := range texts {
		at := len(s.arena)
		s.arena = append(s.arena, t.Text...)
		words = append(words, uint64(t.Errno)|uint64(t.Code)<<32, uint64(at)|uint64(len(t.Text))<<32)
	}
	return s.Words(words...)
}

func pad(b []byte) []byte {
	for len(b)%wordSize != 0 {
		b = append(b, 0)
	}
	return b
}

// Split returns the plan of a file, with a script behind it or without.
func Split(b []byte) ([]byte, error) {
	if !marked(b) {
		return b, nil
	}
	plan, ok := planOf(b)
	if !ok {
		return nil, errors.New("plan is damaged")
	}
	return plan, nil
}
