package image

import (
	"bytes"
	"fmt"
	"io/fs"
)

// cpioArchive is an initial ramdisk in the "newc" form: the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst. All files belong
// to root and are of the year 1970.
type cpioArchive struct {
	buf   bytes.Buffer
	inode int
}

// File types of c_mode, as in inode(7).
const (
	cpioDir  = 0o040000
	cpioFile = 0o100000
)

func (a *cpioArchive) dir(name string) { a.entry(name, cpioDir|0o755, nil) }

func (a *cpioArchive) file(name string, mode fs.FileMode, text []byte) {
	a.entry(name, cpioFile|int(mode.Perm()), text)
}

// finish adds the trailer and returns the archive.
func (a *cpioArchive) finish() []byte {
	a.entry("TRAILER!!!", 0, nil)
	return a.buf.Bytes()
}

// entry adds a header of thirteen 8-digit numbers, the name with its NUL, and
// the text; name and text are filled up to 4 bytes.
func (a *cpioArchive) entry(name string, mode int, text []byte) {
	a.inode++
	links := 1
	if mode&cpioDir != 0 {
		links = 2
	}
	a.buf.WriteString("070701")
	for _, n := range []int{
		a.inode, mode, 0, 0, links, 0, len(text),
		0, 0, 0, 0, // device numbers, of the file and of the node
		len(name) + 1, 0,
	} {
		fmt.Fprintf(&a.buf, "%08X", n)
	}
	a.buf.WriteString(name + "\x00")
	a.pad()
	a.buf.Write(text)
	a.pad()
}

func (a *cpioArchive) pad() {
	for a.buf.Len()%4 != 0 {
		a.buf.WriteByte(0)
	}
}
