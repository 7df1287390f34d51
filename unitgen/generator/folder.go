package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"github.com/volt-project/volt/unitgen/unit"
)

// path is a file of the generator's own.
func (g *Generator) path(folder, name string) string {
	if folder == "" {
		return g.Out + "/" + name
	}
	return g.Out + "/" + folder + "/" + name
}

// Folder makes the folder of plans.
func (g *Generator) Folder() error {
	if err := os.Mkdir(g.path("", plansFolder), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("cannot keep plans: %w", err)
	}
	return nil
}

// write puts a unit into the folder.
func (g *Generator) write(u *unit.Unit) error {
	if err := g.replace(g.path("", u.Name), u.Text()); err != nil {
		return fmt.Errorf("cannot write the unit %s: %w", u.Name, err)
	}
	return nil
}

// replace writes a file whole or not at all. The folder is systemd's, empty
// for each run and on a tmpfs, so there is nothing to sync. The temporary name
// is this process's and this worker's: somebody may run the generator by hand
// at the same time, and workers may have equal plans.
func (g *Generator) replace(name string, content []byte) error {
	temporary := name + "." + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(g.worker)
	if err := writeFile(temporary, content); err != nil {
		_ = syscall.Unlink(temporary)
		return err
	}
	if err := syscall.Rename(temporary, name); err != nil {
		_ = syscall.Unlink(temporary)
		return err
	}
	return nil
}

// writeFile is os.WriteFile without the runtime's poller, which costs three
// system calls for each file and cannot wait for one on a disk.
func writeFile(name string, content []byte) error {
	fd, err := syscall.Open(name, syscall.O_WRONLY|syscall.O_CREAT|syscall.O_TRUNC|syscall.O_CLOEXEC, 0o644)
	if err != nil {
		return err
	}
	for len(content) > 0 && err == nil {
		var n int
		n, err = syscall.Write(fd, content)
		if err == syscall.EINTR {
			n, err = 0, nil
		}
		content = content[n:]
	}
	return errors.Join(err, syscall.Close(fd))
}

// link makes a symbolic link. One that is there leads to another unit, or was
// asked for twice.
func (g *Generator) link(target, folder, name string) error {
	if folder != "" {
		if err := os.Mkdir(g.path("", folder), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	at := g.path(folder, name)
	err := syscall.Symlink(target, at)
	if err != syscall.EEXIST {
		return err
	}
	if have, err := os.Readlink(at); err == nil && have == target {
		return nil
	} else if err == nil {
		return fmt.Errorf("the name %s is taken by %s", name, have)
	}
	return fmt.Errorf("the name %s is taken", name)
}

// mask makes a unit one that cannot be started.
func (g *Generator) mask(name string) error {
	if err := g.link("/dev/null", "", name); err != nil {
		return fmt.Errorf("cannot mask %s: %w", name, err)
	}
	return nil
}
