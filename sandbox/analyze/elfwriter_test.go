package analyze

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// elfSpec is an ELF file to be made: no code, only what a loader looks at.
type elfSpec struct {
	interp  string
	needed  []string
	soname  string
	rpath   string
	runpath string
	flags1  uint64
	imports []string
	machine uint16 // 0 means x86-64
	class   byte   // 0 means 64 bits
	static  bool   // no dynamic section
	text    string // bytes somewhere in the file
}

// bytes lays the file out: header, program headers, interpreter, strings,
// symbols, GNU hash header, dynamic section, all in one PT_LOAD at address 0.
func (s elfSpec) bytes() []byte {
	le := binary.LittleEndian
	strs := []byte{0}
	str := func(v string) uint64 {
		at := uint64(len(strs))
		strs = append(append(strs, v...), 0)
		return at
	}
	var dyn []uint64
	for _, n := range s.needed {
		dyn = append(dyn, dtNeeded, str(n))
	}
	for _, e := range []struct {
		tag uint64
		val string
	}{{dtSoname, s.soname}, {dtRpath, s.rpath}, {dtRunpath, s.runpath}} {
		if e.val != "" {
			dyn = append(dyn, e.tag, str(e.val))
		}
	}
	syms := make([]byte, symLen)
	for _, n := range s.imports {
		sym := make([]byte, symLen)
		le.PutUint32(sym, uint32(str(n)))
		syms = append(syms, sym...)
	}
	const progs = 3
	at := uint64(elfHeaderLen + progs*progLen)
	interpAt := at
	symAt := interpAt + uint64(len(s.interp)) + 1
	strAt := symAt + uint64(len(syms))
	textAt := strAt + uint64(len(strs))
	dynAt := textAt + uint64(len(s.text))
	dyn = append(dyn, dtStrtab, strAt, dtStrsz, uint64(len(strs)), dtSymtab, symAt, dtFlags1, s.flags1, dtNull, 0)
	total := dynAt + uint64(len(dyn))*8

	var b bytes.Buffer
	h := make([]byte, elfHeaderLen)
	copy(h, "\x7fELF\x02\x01\x01")
	if s.class != 0 {
		h[4] = s.class
	}
	le.PutUint16(h[16:], elfTypeDyn)
	le.PutUint16(h[18:], 62)
	if s.machine != 0 {
		le.PutUint16(h[18:], s.machine)
	}
	le.PutUint64(h[32:], elfHeaderLen)
	le.PutUint16(h[54:], progLen)
	le.PutUint16(h[56:], progs)
	b.Write(h)
	prog := func(typ uint32, off, size uint64) {
		p := make([]byte, progLen)
		le.PutUint32(p, typ)
		le.PutUint64(p[8:], off)
		le.PutUint64(p[16:], off)
		le.PutUint64(p[32:], size)
		b.Write(p)
	}
	prog(ptLoad, 0, total)
	if s.interp != "" {
		prog(ptInterp, interpAt, uint64(len(s.interp))+1)
	} else {
		prog(0, 0, 0)
	}
	if s.static {
		prog(0, 0, 0)
	} else {
		prog(ptDynamic, dynAt, uint64(len(dyn))*8)
	}
	b.WriteString(s.interp + "\x00")
	b.Write(syms)
	b.Write(strs)
	b.WriteString(s.text)
	for _, v := range dyn {
		_ = binary.Write(&b, le, v) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}

// files describes a file system: a path ending in "/" is a folder, a value
// that starts with "->" a symbolic link; everything else is a file. Files
// below a bin folder, interpreters and libraries are executable.
type files map[string]any

// build makes the file system in a temporary folder.
func (f files) build(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for p, v := range f {
		full := filepath.Join(root, p)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch v := v.(type) {
		case elfSpec:
			err = os.WriteFile(full, v.bytes(), 0o755)
		case []byte:
			err = os.WriteFile(full, v, 0o644)
		case string:
			switch {
			case len(v) > 2 && v[:2] == "->":
				err = os.Symlink(v[2:], full)
			case p[len(p)-1] == '/':
				err = os.MkdirAll(full, 0o755)
			case len(v) > 2 && v[:2] == "#!":
				err = os.WriteFile(full, []byte(v), 0o755)
			default:
				err = os.WriteFile(full, []byte(v), 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// x86 is the machine that the hand-made files are for.
func x86(t testing.TB) machine {
	m, ok := machineNamed("amd64")
	if !ok {
		t.Fatal("the table has no amd64")
	}
	return m
}

const testInterp = "/lib64/ld-linux-x86-64.so.2"

// withInterp adds the interpreter that dynamic programs name.
func (f files) withInterp() files {
	f[testInterp] = elfSpec{soname: "ld-linux-x86-64.so.2"}
	return f
}
