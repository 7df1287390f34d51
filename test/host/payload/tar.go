// Package payload packs what is tested, and the test, into a tar file that the
// test machine unpacks over its disk before systemd starts.
package payload

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/volt-project/volt/test/host/job"
)

// Payload is what goes into the machine.
type Payload struct {
	Installed string   // the folder that make install filled, as DESTDIR
	Programs  string   // the folder of the built programs
	Agent     string   // the built agent
	Test      string   // the built test program; "" for none
	Root      string   // the source tree
	Folder    string   // of the tested package, below Root: its testdata goes along
	Extra     []string // other folders of the tree that the test reads
	Job       job.Job
}

// InstallFolders are where make install puts programs, below DESTDIR.
func InstallFolders() []string { return []string{"usr/local/bin", "usr/local/libexec/volt"} }

// Write writes the payload as a tar file, which is a whole number of 512-byte
// sectors.
func (p Payload) Write(out io.Writer) error {
	w := &writer{tar: tar.NewWriter(out), dirs: map[string]bool{}}
	w.copyTree(p.Installed, ".")
	w.programs(p)
	w.copy(p.Agent, own+"/agent", 0o755)
	if p.Test != "" {
		w.copy(p.Test, strings.TrimPrefix(TestProgram, "/"), 0o755)
		w.dir(path.Join(Tree, p.Folder))
		w.optional(filepath.Join(p.Root, p.Folder, "testdata"), path.Join(Tree, p.Folder, "testdata"))
	}
	for _, folder := range p.Extra {
		w.copyTree(filepath.Join(p.Root, folder), path.Join(Tree, folder))
	}
	w.text("etc/systemd/system/volt-test.service", unit)
	w.link("/etc/systemd/system/volt-test.service", "etc/systemd/system/multi-user.target.wants/volt-test.service")
	text, err := json.MarshalIndent(p.Job, "", "\t")
	if err != nil {
		return err
	}
	w.text(strings.TrimPrefix(job.File, "/"), string(text)+"\n")
	if w.err != nil {
		return fmt.Errorf("cannot pack what is to be tested: %w", w.err)
	}
	return w.tar.Close()
}

// writer adds files to a tar file. After the first error it does nothing.
type writer struct {
	tar  *tar.Writer
	dirs map[string]bool
	err  error
}

// programs fills Bin.
func (w *writer) programs(p Payload) {
	entries, err := os.ReadDir(p.Programs)
	w.fail(err)
	for _, entry := range entries {
		target := ""
		for _, dir := range InstallFolders() {
			if _, err := os.Stat(filepath.Join(p.Installed, dir, entry.Name())); err == nil {
				target = path.Join("/", dir, entry.Name())
			}
		}
		if target != "" {
			w.link(target, path.Join(Bin, entry.Name()))
		} else {
			w.copyTree(filepath.Join(p.Programs, entry.Name()), path.Join(Bin, entry.Name()))
		}
	}
}

// optional is copyTree of what need not exist.
func (w *writer) optional(from, to string) {
	if _, err := os.Lstat(from); err == nil {
		w.copyTree(from, to)
	}
}

// copyTree adds a file, a link, or a folder with all in it.
func (w *writer) copyTree(from, to string) {
	w.fail(filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := path.Join(to, filepath.ToSlash(rel))
		switch {
		case d.IsDir():
			info, err := d.Info()
			if err != nil {
				return err
			}
			w.dirMode(target, info.Mode())
		case d.Type() == fs.ModeSymlink:
			link, err := os.Readlink(name)
			if err != nil {
				return err
			}
			w.link(link, target)
		default:
			w.copy(name, target, 0)
		}
		return w.err
	}))
}

// copy adds a file with its permissions, or those of mode, and its time, which
// is part of what Volt's cache knows programs by.
func (w *writer) copy(from, to string, mode int64) {
	w.dir(path.Dir(to))
	if w.err != nil {
		return
	}
	f, err := os.Open(from)
	if err != nil {
		w.fail(err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		w.fail(err)
		return
	}
	if !info.Mode().IsRegular() {
		w.fail(fmt.Errorf("%s is not a regular file", from))
		return
	}
	if mode == 0 {
		mode = int64(info.Mode().Perm())
	}
	w.fail(w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: to, Mode: mode, Size: info.Size(), ModTime: info.ModTime()}))
	if w.err == nil {
		_, err := io.Copy(w.tar, f)
		w.fail(err)
	}
}

func (w *writer) text(to, text string) {
	w.dir(path.Dir(to))
	if w.err == nil {
		w.fail(w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: to, Mode: 0o644, Size: int64(len(text))}))
	}
	if w.err == nil {
		_, err := io.WriteString(w.tar, text)
		w.fail(err)
	}
}

func (w *writer) link(target, name string) {
	w.dir(path.Dir(name))
	if w.err == nil {
		w.fail(w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: target, Mode: 0o777}))
	}
}

// dir adds a folder and those it is in, once. Those that the image has get the
// same mode as they have there.
func (w *writer) dir(name string) { w.dirMode(name, 0o755) }

func (w *writer) dirMode(name string, mode fs.FileMode) {
	if name == "." || w.err != nil || w.dirs[name] {
		return
	}
	w.dir(path.Dir(name))
	w.dirs[name] = true
	bits := int64(mode.Perm())
	if mode&fs.ModeSticky != 0 {
		bits |= 0o1000 // S_ISVTX of inode(7)
	}
	if w.err == nil {
		w.fail(w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: bits}))
	}
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
