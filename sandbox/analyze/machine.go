package analyze

import (
	"encoding/binary"
	"fmt"
)

// machine is what the dynamic loader of one architecture has built in.
type machine struct {
	name string // as uname -m
	elf  uint16 // e_machine, elf(5)
	// triplet is the folder name of Debian's multiarch.
	triplet string
	// cacheFlags marks this architecture's libraries in /etc/ld.so.cache,
	// glibc's sysdeps/generic/ldconfig.h (FLAG_ELF_LIBC6 and FLAG_..._LIB64).
	cacheFlags uint32
	// lib is what $LIB may stand for, platforms what $PLATFORM may, ld.so(8).
	lib       []string
	platforms []string
	// dirs are the folders searched last: Debian's, then those of
	// distributions with lib64.
	dirs []string
	// hwcaps are the subfolders of glibc-hwcaps, best first.
	hwcaps []string
}

// machineNamed returns the machine for a GOARCH name.
func machineNamed(goarch string) (machine, bool) {
	switch goarch {
	case "amd64":
		return machine{
			name: "x86_64", elf: 62, triplet: "x86_64-linux-gnu", cacheFlags: 0x0303,
			lib:       []string{"lib/x86_64-linux-gnu", "lib64"},
			platforms: []string{"haswell", "xeon_phi", "x86_64"},
			dirs: []string{
				"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
				"/lib64", "/usr/lib64", "/lib", "/usr/lib",
			},
			hwcaps: []string{"x86-64-v4", "x86-64-v3", "x86-64-v2"},
		}, true
	case "arm64":
		return machine{
			name: "aarch64", elf: 183, triplet: "aarch64-linux-gnu", cacheFlags: 0x0a03,
			lib:       []string{"lib/aarch64-linux-gnu", "lib64"},
			platforms: []string{"aarch64"},
			dirs: []string{
				"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
				"/lib64", "/usr/lib64", "/lib", "/usr/lib",
			},
		}, true
	}
	return machine{}, false
}

// describeELF names the machine that an ELF header of at least 20 bytes is for.
func describeELF(h []byte) string {
	bits, order := "64-bit", binary.ByteOrder(binary.LittleEndian)
	if h[4] != elfClass64 {
		bits = "32-bit"
	}
	if h[5] != elfDataLSB {
		order = binary.BigEndian
		bits += " big-endian"
	}
	number := order.Uint16(h[18:])
	names := map[uint16]string{3: "i386", 8: "mips", 20: "ppc", 21: "ppc64", 22: "s390", 40: "arm",
		62: "x86_64", 183: "aarch64", 243: "riscv", 258: "loongarch"}
	if name, ok := names[number]; ok {
		return bits + " " + name
	}
	return fmt.Sprintf("%s machine %d", bits, number)
}
