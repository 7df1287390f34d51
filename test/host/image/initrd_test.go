package image

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestResolveModules(t *testing.T) {
	const dep = `kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz kernel/lib/crc16.ko.xz
kernel/fs/jbd2/jbd2.ko.xz:
kernel/lib/crc16.ko.xz:
kernel/drivers/block/virtio_blk.ko.xz: kernel/lib/crc16.ko.xz
`
	const builtin = "kernel/drivers/virtio/virtio-pci.ko\n"
	for _, tt := range []struct {
		names, want, err string
	}{
		{"ext4", "crc16 jbd2 ext4", ""},
		{"virtio_blk ext4", "crc16 virtio_blk jbd2 ext4", ""},
		{"virtio_pci virtio_blk", "crc16 virtio_blk", ""},
		{"nothing? virtio_blk", "crc16 virtio_blk", ""},
		{"nothing", "", "the kernel has no module nothing"},
	} {
		order, err := resolveModules(dep, builtin, strings.Fields(tt.names))
		for i, file := range order {
			order[i] = moduleName(file)
		}
		if got := strings.Join(order, " "); got != tt.want || message(err) != tt.err {
			t.Errorf("%s: %q, %q; want %q, %q", tt.names, got, message(err), tt.want, tt.err)
		}
	}
}

// TestCpio lets another program unpack an archive.
func TestCpio(t *testing.T) {
	var a cpioArchive
	a.dir("bin")
	a.file("bin/odd", 0o755, []byte("five!"))
	a.file("empty", 0o644, nil)
	dir := t.TempDir()
	cmd := exec.Command("busybox", "cpio", "-i", "-d")
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(string(a.finish()))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "bin/odd"))
	if err != nil || string(text) != "five!" {
		t.Errorf("bin/odd holds %q, %v", text, err)
	}
	for name, want := range map[string]os.FileMode{"bin": os.ModeDir | 0o755, "bin/odd": 0o755, "empty": 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}
