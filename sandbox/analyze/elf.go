package analyze

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Numbers of elf(5) that this reader needs. It reads the identification, the
// program headers, the dynamic section and the undefined symbols, each with a
// bound, and nothing else: sections are not needed to load a program, and what
// is not read cannot mislead.
const (
	elfClass64   = 2
	elfDataLSB   = 1
	elfTypeExec  = 2
	elfTypeDyn   = 3
	ptLoad       = 1
	ptDynamic    = 2
	ptInterp     = 3
	dtNull       = 0
	dtNeeded     = 1
	dtHash       = 4
	dtStrtab     = 5
	dtSymtab     = 6
	dtStrsz      = 10
	dtSoname     = 14
	dtRpath      = 15
	dtRunpath    = 29
	dtFlags1     = 0x6ffffffb
	dtGNUHash    = 0x6ffffef5
	df1NoDefLib  = 0x800
	elfHeaderLen = 64
	progLen      = 56
	dynLen       = 16
	symLen       = 24
)

// Bounds on what a file may claim. Real files stay far below them.
const (
	// maxProgs is what the kernel accepts: 64 KiB of program headers,
	// load_elf_phdrs() in fs/binfmt_elf.c.
	maxProgs   = 65536 / progLen
	maxDyn     = 4096
	maxNeeded  = 1024
	maxSymbols = 65536
	maxString  = 4096 // PATH_MAX
)

// errForeign marks a file for another kind of machine: the loader passes it
// over and goes on searching.
var errForeign = errors.New("it is built for another kind of machine")

// errNotELF marks a file without the ELF magic number, such as a linker script
// that is named like a library.
var errNotELF = errors.New("it is not an ELF file")

// elfFile is what the loader needs to know of one ELF file.
type elfFile struct {
	interp   string
	dynamic  bool // has a dynamic section
	soname   string
	needed   []string
	rpath    string
	runpath  string
	noDefLib bool
	// imports are the undefined symbols among those asked for.
	imports []string
}

// elfReader reads one file.
type elfReader struct {
	r    io.ReaderAt
	size int64
	segs []segment
	win  []byte // a window on the file, for strings
	at   int64
	buf  []byte
}

type segment struct{ vaddr, offset, filesz uint64 }

// readELF reads an ELF file for machine m. wanted are the symbol names to look
// for among the undefined ones.
func readELF(r io.ReaderAt, size int64, m machine, wanted map[string]bool) (*elfFile, error) {
	e := &elfReader{r: r, size: size}
	progs, err := e.programs(m)
	if err != nil {
		return nil, err
	}
	f := &elfFile{}
	var dynamic *segment
	le := binary.LittleEndian
	for p := progs; len(p) >= progLen; p = p[progLen:] {
		seg := segment{vaddr: le.Uint64(p[16:]), offset: le.Uint64(p[8:]), filesz: le.Uint64(p[32:])}
		switch le.Uint32(p) {
		case ptLoad:
			e.segs = append(e.segs, seg)
		case ptDynamic:
			dynamic = &seg
		case ptInterp:
			if f.interp, err = e.interpreter(seg); err != nil {
				return nil, err
			}
		}
	}
	if dynamic == nil {
		return f, nil
	}
	f.dynamic = true
	return f, e.dynamicSection(f, *dynamic, wanted)
}

// programs checks the identification and returns the program headers.
func (e *elfReader) programs(m machine) ([]byte, error) {
	var h [elfHeaderLen]byte
	if n, err := e.r.ReadAt(h[:min(elfHeaderLen, e.size)], 0); n < 20 {
		return nil, fmt.Errorf("the ELF header is cut off: %w", orEOF(err))
	}
	if !bytes.HasPrefix(h[:], []byte("\x7fELF")) {
		return nil, errNotELF
	}
	le := binary.LittleEndian
	if h[4] != elfClass64 || h[5] != elfDataLSB || le.Uint16(h[18:]) != m.elf {
		return nil, fmt.Errorf("%w (%s; this host runs %s)", errForeign, describeELF(h[:]), m.name)
	}
	if t := le.Uint16(h[16:]); t != elfTypeExec && t != elfTypeDyn {
		return nil, fmt.Errorf("it is an ELF file of type %d, neither a program nor a shared object", t)
	}
	if e.size < elfHeaderLen {
		return nil, fmt.Errorf("the ELF header is cut off: %w", io.ErrUnexpectedEOF)
	}
	off, entry, count := le.Uint64(h[32:]), le.Uint16(h[54:]), le.Uint16(h[56:])
	if entry != progLen || count == 0 || count > maxProgs {
		return nil, fmt.Errorf("it claims %d program headers of %d bytes", count, entry)
	}
	return e.bytes(off, uint64(count)*progLen)
}

func orEOF(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

// bytes reads n bytes at off. n is bounded by the callers' limits.
func (e *elfReader) bytes(off, n uint64) ([]byte, error) {
	if off > uint64(e.size) || n > uint64(e.size)-off {
		return nil, fmt.Errorf("the file ends before offset %d+%d, which it refers to", off, n)
	}
	b := make([]byte, n)
	if got, err := e.r.ReadAt(b, int64(off)); got < len(b) {
		return nil, orEOF(err)
	}
	return b, nil
}

func (e *elfReader) interpreter(seg segment) (string, error) {
	if seg.filesz < 2 || seg.filesz > maxString {
		return "", fmt.Errorf("the interpreter's name is %d bytes long", seg.filesz)
	}
	b, err := e.bytes(seg.offset, seg.filesz)
	if err != nil {
		return "", err
	}
	name, _, ok := bytes.Cut(b, []byte{0})
	if !ok || len(name) == 0 {
		return "", errors.New("the interpreter's name does not end")
	}
	return string(name), nil
}

// offset turns an address into a file offset.
func (e *elfReader) offset(vaddr uint64) (uint64, bool) {
	for _, s := range e.segs {
		if vaddr >= s.vaddr && vaddr-s.vaddr < s.filesz {
			off := vaddr - s.vaddr + s.offset
			return off, off >= s.offset
		}
	}
	return 0, false
}

// tables are the addresses and the indices into the string table that the
// dynamic section gives.
type tables struct {
	strtab, strsz, symtab, hash, gnuHash uint64
	needed                               []uint64
	soname, rpath, runpath               *uint64
}

func (e *elfReader) dynamicSection(f *elfFile, seg segment, wanted map[string]bool) error {
	b, err := e.bytes(seg.offset, min(seg.filesz, maxDyn*dynLen))
	if err != nil {
		return err
	}
	t := readTables(b, f)
	if len(t.needed) > maxNeeded {
		return fmt.Errorf("it claims to need %d libraries", len(t.needed))
	}
	strs, ok := e.offset(t.strtab)
	if !ok {
		if len(t.needed) > 0 {
			return errors.New("its string table is not in the file")
		}
		return nil
	}
	for _, at := range t.needed {
		s, err := e.str(strs, t.strsz, at)
		if err != nil {
			return err
		}
		f.needed = append(f.needed, string(s))
	}
	for _, name := range []struct {
		at  *uint64
		out *string
	}{{t.soname, &f.soname}, {t.rpath, &f.rpath}, {t.runpath, &f.runpath}} {
		if name.at == nil {
			continue
		}
		s, err := e.str(strs, t.strsz, *name.at)
		if err != nil {
			return err
		}
		*name.out = string(s)
	}
	if len(wanted) > 0 {
		f.imports = e.imports(t, strs, wanted)
	}
	return nil
}

// readTables goes through the dynamic section up to DT_NULL. As in the loader,
// the last entry of a kind counts, except for DT_NEEDED.
func readTables(b []byte, f *elfFile) tables {
	var t tables
	le := binary.LittleEndian
	for ; len(b) >= dynLen; b = b[dynLen:] {
		tag, val := le.Uint64(b), le.Uint64(b[8:])
		switch tag {
		case dtNull:
			return t
		case dtNeeded:
			t.needed = append(t.needed, val)
		case dtSoname:
			t.soname = &val
		case dtRpath:
			t.rpath = &val
		case dtRunpath:
			t.runpath = &val
		case dtStrtab:
			t.strtab = val
		case dtStrsz:
			t.strsz = val
		case dtSymtab:
			t.symtab = val
		case dtHash:
			t.hash = val
		case dtGNUHash:
			t.gnuHash = val
		case dtFlags1:
			f.noDefLib = val&df1NoDefLib != 0
		}
	}
	return t
}

// str returns the string at index at of the string table. It is valid until
// the next call.
func (e *elfReader) str(strs, size, at uint64) ([]byte, error) {
	if at >= size || strs > uint64(e.size) || at >= uint64(e.size)-strs {
		return nil, fmt.Errorf("it refers to string %d of a table of %d bytes", at, size)
	}
	off := int64(strs + at)
	for range 2 {
		if off >= e.at && off < e.at+int64(len(e.win)) {
			rest := e.win[off-e.at:]
			if i := bytes.IndexByte(rest[:min(len(rest), maxString)], 0); i >= 0 {
				return rest[:i], nil
			}
			if len(rest) >= maxString {
				break
			}
		}
		if e.buf == nil {
			e.buf = make([]byte, 4*maxString)
		}
		n, err := e.r.ReadAt(e.buf, off)
		if n == 0 {
			return nil, orEOF(err)
		}
		e.win, e.at = e.buf[:n], off
	}
	return nil, fmt.Errorf("string %d does not end within %d bytes", at, maxString)
}

// imports returns the undefined symbols that are wanted. Symbols are a help
// only: a damaged table gives none.
func (e *elfReader) imports(t tables, strs uint64, wanted map[string]bool) []string {
	symtab, ok := e.offset(t.symtab)
	if !ok || symtab > uint64(e.size) {
		return nil
	}
	n := min(e.symbolCount(t), maxSymbols, (uint64(e.size)-symtab)/symLen)
	syms, err := e.bytes(symtab, n*symLen)
	if err != nil {
		return nil
	}
	var found []string
	le := binary.LittleEndian
	for ; len(syms) >= symLen; syms = syms[symLen:] {
		if le.Uint16(syms[6:]) != 0 || le.Uint32(syms) == 0 {
			continue // defined here, or without a name
		}
		name, err := e.str(strs, t.strsz, uint64(le.Uint32(syms)))
		if err == nil && wanted[string(name)] {
			found = append(found, string(name))
		}
	}
	return found
}

// symbolCount is how many symbols have to be looked at. The GNU hash table
// covers the defined symbols, which come last; its symbol offset is therefore
// the number of undefined ones, unless nothing is defined, when binutils
// writes 1: then the table ends where the string table begins.
func (e *elfReader) symbolCount(t tables) uint64 {
	le := binary.LittleEndian
	if off, ok := e.offset(t.gnuHash); ok && t.gnuHash != 0 {
		if b, err := e.bytes(off, 16); err == nil && le.Uint32(b[4:]) > 1 {
			return uint64(le.Uint32(b[4:]))
		}
	}
	if off, ok := e.offset(t.hash); ok && t.hash != 0 {
		if b, err := e.bytes(off, 8); err == nil {
			return uint64(le.Uint32(b[4:]))
		}
	}
	if t.strtab > t.symtab {
		return (t.strtab - t.symtab) / symLen
	}
	return 0
}
