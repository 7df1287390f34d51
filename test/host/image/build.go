package image

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// Machine is what a variant is booted from.
type Machine struct {
	Disk   string // ext4, not to be written to
	Kernel string // bzImage
	Initrd string
}

// Builder fills a cache. Progress is told to Log, a line at a time.
type Builder struct {
	Cache Cache
	Log   io.Writer
}

// Machine returns the variant's machine, and builds it if it is not there.
func (b Builder) Machine(ctx context.Context, v Variant) (Machine, error) {
	r := DebianRecipe(v)
	dir, err := b.Cache.ensure(r, func(dir string) error { return b.debian(ctx, r, dir) })
	if err != nil {
		return Machine{}, err
	}
	return Machine{
		Disk:   filepath.Join(dir, "disk.ext4"),
		Kernel: filepath.Join(dir, "vmlinuz"),
		Initrd: filepath.Join(dir, "initrd.cpio"),
	}, nil
}

// Emulator returns the root folder of the unpacked QEMU.
func (b Builder) Emulator(ctx context.Context) (string, error) {
	r := EmulatorRecipe()
	dir, err := b.Cache.ensure(r, func(dir string) error { return b.unpack(ctx, r, dir) })
	return filepath.Join(dir, "root"), err
}

// debian makes dir/disk.ext4, dir/vmlinuz and dir/initrd.cpio.
func (b Builder) debian(ctx context.Context, r Recipe, dir string) error {
	if err := b.unpack(ctx, r, dir); err != nil {
		return err
	}
	root := filepath.Join(dir, "root")
	if err := writeFiles(root, r.Files); err != nil {
		return fmt.Errorf("cannot configure image %s: %w", r.Kind, err)
	}
	if err := os.Rename(filepath.Join(root, "boot/vmlinuz"), filepath.Join(dir, "vmlinuz")); err != nil {
		return fmt.Errorf("cannot build image %s: %s of %s brought no kernel: %w", r.Kind, r.Kernel, r.Release, err)
	}
	if err := writeInitrd(filepath.Join(dir, "initrd.cpio"), root, r); err != nil {
		return fmt.Errorf("cannot build the initial ramdisk of image %s: %w", r.Kind, err)
	}
	disk := filepath.Join(dir, "disk.ext4")
	args := append(slices.Clone(r.MakeDisk), "-q", "-d", root, disk, strconv.Itoa(r.DiskMiB)+"M")
	out, err := exec.CommandContext(ctx, "mke2fs", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("cannot make the file system of image %s: mke2fs: %w: %s", r.Kind, err, lastLines(out, 3))
	}
	return os.RemoveAll(root)
}

// unpack lets mmdebstrap make dir/root. It mounts /proc and others into that
// folder, in a mount namespace that ends with it.
func (b Builder) unpack(ctx context.Context, r Recipe, dir string) error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("cannot build image %s as an ordinary user: unpacking Debian packages takes root; run this once as root, and name the folder by VOLT_TEST_CACHE", r.Kind)
	}
	mirror, err := findMirror()
	if err != nil {
		return err
	}
	hook := filepath.Join(dir, "hook")
	if err := os.WriteFile(hook, []byte(r.Hook), 0o755); err != nil {
		return fmt.Errorf("cannot write the hook of image %s: %w", r.Kind, err)
	}
	log, err := os.Create(filepath.Join(dir, "build.log"))
	if err != nil {
		return fmt.Errorf("cannot write the log of image %s: %w", r.Kind, err)
	}
	defer log.Close()
	fmt.Fprintf(b.Log, "building image %s from %s, a minute or two; the log is %s\n", r.Kind, mirror, log.Name())
	cmd := exec.CommandContext(ctx, "mmdebstrap", debootstrapArgs(r, mirror, filepath.Join(dir, "root"), hook)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "VOLT_KERNEL="+r.Kernel, "VOLT_RELEASE="+r.Release)
	cmd.Stdout, cmd.Stderr = log, log
	// It cleans up after SIGTERM.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Run(); err != nil {
		// The log is kept, the rest is large.
		return errors.Join(buildError(r, mirror, log.Name(), err), os.RemoveAll(filepath.Join(dir, "root")))
	}
	return nil
}

// writeFiles puts the files into root; a link in their paths that leaves root
// is an error.
func writeFiles(root string, files []File) error {
	r, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, f := range files {
		if err := r.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
			return err
		}
		if err := r.RemoveAll(f.Path); err != nil {
			return err
		}
		if f.Link != "" {
			err = r.Symlink(f.Link, f.Path)
		} else {
			err = r.WriteFile(f.Path, []byte(f.Text), f.Mode)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
