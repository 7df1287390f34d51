package analyze

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestReadELF(t *testing.T) {
	spec := elfSpec{
		interp: testInterp, needed: []string{"libc.so.6", "libm.so.6"}, soname: "self.so",
		rpath: "/a", runpath: "/b", flags1: df1NoDefLib, imports: []string{"getaddrinfo", "printf"},
	}
	data := spec.bytes()
	f, err := readELF(bytes.NewReader(data), int64(len(data)), x86(t), map[string]bool{"getaddrinfo": true, "other": true})
	if err != nil {
		t.Fatal(err)
	}
	if f.interp != spec.interp || !slices.Equal(f.needed, spec.needed) || f.soname != spec.soname ||
		f.rpath != spec.rpath || f.runpath != spec.runpath || !f.noDefLib || !f.dynamic ||
		!slices.Equal(f.imports, []string{"getaddrinfo"}) {
		t.Errorf("got %+v", f)
	}
}

// patch returns the file with an integer of the given size replaced.
func patch(data []byte, at int, value any) []byte {
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, value)
	out := slices.Clone(data)
	copy(out[at:], b.Bytes())
	return out
}

func TestReadELFDamaged(t *testing.T) {
	good := elfSpec{interp: testInterp, needed: []string{"libc.so.6"}}.bytes()
	const prog = elfHeaderLen
	const interp, dyn = prog + progLen, prog + 2*progLen
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "cut off"},
		{"text", []byte("hello, this is no program"), "not an ELF file"},
		{"magic only", []byte("\x7fELF"), "cut off"},
		{"half a header", good[:40], "cut off"},
		{"32 bits", patch(good, 4, byte(1)), "32-bit"},
		{"big-endian", patch(good, 5, byte(2)), "big-endian"},
		{"another machine", patch(good, 18, uint16(183)), "64-bit aarch64"},
		{"unknown machine", patch(good, 18, uint16(9999)), "machine 9999"},
		{"relocatable", patch(good, 16, uint16(1)), "type 1"},
		{"core dump", patch(good, 16, uint16(4)), "type 4"},
		{"no program headers", patch(good, 56, uint16(0)), "0 program headers"},
		{"too many program headers", patch(good, 56, uint16(65535)), "65535 program headers"},
		{"odd program headers", patch(good, 54, uint16(1)), "of 1 bytes"},
		{"program headers past the end", patch(good, 32, uint64(1)<<40), "ends before"},
		{"program headers wrap around", patch(good, 32, ^uint64(0)-8), "ends before"},
		{"interpreter of 4 GiB", patch(good, interp+32, uint64(1)<<32), "interpreter's name is 4294967296 bytes"},
		{"interpreter past the end", patch(good, interp+8, uint64(1)<<32), "ends before"},
		{"interpreter without end", patch(good, interp+32, uint64(5)), "does not end"},
		{"dynamic section past the end", patch(good, dyn+8, uint64(1)<<60), "ends before"},
		{"dynamic section of 2^63", patch(patch(good, dyn+32, uint64(1)<<63), dyn+8, uint64(len(good)-16)), "ends before"},
		{"string table not in the file", patch(good, prog+16, uint64(1)<<50), "string table"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readELF(bytes.NewReader(tt.data), int64(len(tt.data)), x86(t), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	for n := range good {
		if _, err := readELF(bytes.NewReader(good[:n]), int64(n), x86(t), nil); err == nil {
			t.Errorf("the file cut to %d of %d bytes was accepted", n, len(good))
		}
	}
}

func TestForeignProgram(t *testing.T) {
	root := files{"/bin/prog": elfSpec{machine: 183}, "/bin/old": elfSpec{class: 1, machine: 3}}.build(t)
	for _, name := range []string{"/bin/prog", "/bin/old"} {
		a := newAnalysis(root, Request{Argv: []string{name}, Dir: "/"}, x86(t))
		_, err := a.admit(name, "test")
		if !errors.Is(err, ErrNotExecutable) || !strings.Contains(err.Error(), "another kind of machine") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLdCache(t *testing.T) {
	good := cacheBytes(
		cacheSpec{"liba.so", "/lib/liba.so", 0x0303, 0},
		cacheSpec{"libb.so", "relative/libb.so", 0x0303, 0},
		cacheSpec{"libc.so", "/lib/libc.so", 0x0a03, 0})
	// The old format in front: one entry of it, then the new one at a
	// multiple of 8.
	old := append([]byte(cacheMagicOld), 1, 0, 0, 0)
	old = append(old, make([]byte, cacheOldEntry)...)
	old = append(old, make([]byte, 8-len(old)%8)...)
	for name, data := range map[string][]byte{"new": good, "old and new": append(old, good...)} {
		c, err := parseLdCache(data, 0x0303)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(c) != 1 || len(c["liba.so"]) != 1 || c["liba.so"][0].path != "/lib/liba.so" {
			t.Errorf("%s: got %v", name, c)
		}
	}
	for name, data := range map[string][]byte{
		"empty":          nil,
		"other magic":    []byte(strings.Repeat("x", 100)),
		"count too high": patch(good, 20, uint32(1<<31)),
		"big-endian":     patch(good, 28, byte(3)),
		"old, cut off":   patch(old, 12, uint32(1<<31)),
	} {
		if _, err := parseLdCache(data, 0x0303); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	c, err := parseLdCache(patch(good, cacheHeader+4, uint32(1<<31)), 0x0303)
	if err != nil || len(c) != 0 {
		t.Errorf("a name outside the file: %v, %v", c, err)
	}
}

// The machine's own cache must be understood: another format would silently
// cost every rule that comes from it.
func TestLdCacheOfThisMachine(t *testing.T) {
	data, err := os.ReadFile(cachePath)
	if err != nil {
		t.Fatal(err)
	}
	c, err := parseLdCache(data, thisMachine(t).cacheFlags)
	if err != nil || len(c["libc.so.6"]) == 0 {
		t.Errorf("libc.so.6 is not in it: %v", err)
	}
}

type cacheSpec struct {
	name, path string
	flags      uint32
	hwcap      uint64
}

// cacheBytes makes a loader cache.
func cacheBytes(list ...cacheSpec) []byte {
	le := binary.LittleEndian
	b := make([]byte, cacheHeader+len(list)*cacheEntry)
	copy(b, cacheMagic)
	le.PutUint32(b[20:], uint32(len(list)))
	b[28] = 2 // little-endian
	str := func(s string) uint32 {
		at := uint32(len(b))
		b = append(append(b, s...), 0)
		return at
	}
	for i, c := range list {
		name, file := str(c.name), str(c.path)
		e := b[cacheHeader+i*cacheEntry:]
		le.PutUint32(e, c.flags)
		le.PutUint32(e[4:], name)
		le.PutUint32(e[8:], file)
		le.PutUint64(e[16:], c.hwcap)
	}
	return b
}
