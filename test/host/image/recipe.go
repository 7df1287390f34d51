package image

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"slices"
)

//go:embed kernel.sh
var kernelHook string

//go:embed init.sh
var initScript string

// Recipe is all that decides what a built folder holds, but for the versions
// on the mirror.
type Recipe struct {
	Kind     string // first part of the folder's name
	Suite    string
	Release  string   // suite of the kernel
	Select   string   // mmdebstrap's --variant: which packages besides Packages
	Packages []string // sorted
	Kernel   string   // metapackage of the kernel; "" for none
	Modules  []string // what the initial ramdisk loads, in this order; NAME? if the kernel has it
	Files    []File   // written over the unpacked packages
	DiskMiB  int      // size of the file system
	MakeDisk []string // options of mke2fs(8)
	Hook     string   // text of the script that adds kernel and user
	Init     string   // text of the initial ramdisk's /init
}

// layout is raised when the code that follows a recipe (build.go, initrd.go)
// makes something else of it.
const layout = 1

// Hash names the recipe and how it is followed: 12 hexadecimal digits.
func (r Recipe) Hash() string {
	text, err := json.Marshal(struct {
		Layout int
		Recipe Recipe
		Args   []string
	}{layout, r, debootstrapArgs(r, "MIRROR", "ROOT", "HOOK")})
	if err != nil { // strings and numbers only
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// Folder is the name of the folder in the cache.
func (r Recipe) Folder() string { return r.Kind + "-" + r.Hash() }

// EmulatorRecipe is the QEMU that boots the images: Debian 13's. The one of
// Debian 12 (7.2) crashed in 4 of 18 boots. Its packages are unpacked, not
// installed: the loader is told where the libraries are.
func EmulatorRecipe() Recipe {
	return Recipe{Kind: "qemu", Suite: "trixie", Select: "extract", Packages: []string{"qemu-system-x86"}}
}

// DebianRecipe is the machine of a variant.
func DebianRecipe(v Variant) Recipe {
	r := Recipe{
		Kind: v.Name, Suite: v.Suite, Release: v.Release,
		Select: "essential", Packages: packages(),
		Kernel: "linux-image-cloud-amd64",
		// ext4 of 6.1 asks for its checksum by name when it mounts; later kernels
		// have no such module.
		Modules: []string{"crc32c_generic?", "virtio_pci", "virtio_blk", "virtio_console", "ext4"},
		Files:   append(files(), masks()...),
		DiskMiB: 2048,
		// No journal: the disk is never written to, QEMU keeps the changes apart.
		// No checksums: they cost time where everything is emulated.
		MakeDisk: []string{"-t", "ext4", "-O", "^has_journal,^metadata_csum", "-m", "0", "-E", "lazy_itable_init=1,root_owner=0:0"},
		Hook:     kernelHook, Init: initScript,
	}
	if r.Release == "" {
		r.Release = r.Suite
	}
	slices.Sort(r.Packages)
	return r
}

// packages are installed besides those Debian calls essential.
func packages() []string {
	return []string{
		"systemd", "systemd-sysv", "udev", "dbus", "dbus-user-session", "libpam-systemd",
		"kmod", "iproute2", "procps", "passwd", "ca-certificates",
		"libseccomp2",                                      // volt-bpf is linked with it
		"busybox-static", "curl", "nginx-light", "python3", // workloads
		"attr", "bubblewrap", "libcap2-bin", "strace", "stress-ng", // what tests attack and compare with
	}
}
