package workload

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Found is a workload that Search found.
type Found struct {
	Name string
	// Files are the main file, then the drop-ins in the order in which they
	// apply. It has one entry when the workload is masked.
	Files []string
	// Masked is set when the main file is empty or a link to /dev/null: there
	// is to be no such workload, whatever folders further down hold.
	Masked bool
}

// FileError says why a file or folder is of no use.
type FileError struct {
	// Name is the workload concerned, or empty for a folder of workloads.
	Name string
	Path string
	// Cause is the reason with, after a semicolon, the remedy.
	Cause string
}

// Error returns "cannot read PATH: cause".
func (e *FileError) Error() string { return "cannot read " + syntax.FileName(e.Path) + ": " + e.Cause }

// What ends the names of the folders and files that add to NAME.volt.
const (
	dropInFolder = Suffix + ".d"
	dropInFile   = ".conf"
)

// SystemDirs returns the folders of the system's workloads; what stands in an
// earlier one hides what has the same name in a later one. They correspond to
// systemd.unit(5), table 1.
func SystemDirs() []string {
	return []string{"/etc/volt", "/run/volt", "/usr/local/lib/volt", "/usr/lib/volt"}
}

// UserDirs returns the folders of a user's workloads in the same manner. They
// correspond to systemd.unit(5), table 2; getenv is os.Getenv or the like.
func UserDirs(getenv func(string) string) []string {
	var dirs []string
	add := func(base, rest string) {
		if filepath.IsAbs(base) {
			dirs = append(dirs, filepath.Join(base, rest))
		}
	}
	home := getenv("HOME")
	either := func(variable, below string) string {
		if v := getenv(variable); v != "" {
			return v
		}
		if home == "" {
			return ""
		}
		return filepath.Join(home, below)
	}
	each := func(variable, fallback string) {
		v := getenv(variable)
		if v == "" {
			v = fallback
		}
		for dir := range strings.SplitSeq(v, ":") {
			add(dir, "volt")
		}
	}
	add(either("XDG_CONFIG_HOME", ".config"), "volt")
	each("XDG_CONFIG_DIRS", "/etc/xdg")
	add("/etc/volt", "user")
	add(getenv("XDG_RUNTIME_DIR"), "volt")
	add("/run/volt", "user")
	add(either("XDG_DATA_HOME", ".local/share"), "volt")
	each("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
	return dirs
}

// Search finds the workloads in dirs, an earlier of which hides a later one,
// sorted by name. The errors are of type *FileError; one that has a Name is
// about that workload, which is then not among those found.
//
// Drop-ins are NAME.volt.d/*.conf in all folders, sorted by the name of the
// file; one with the same name in an earlier folder takes its place, and an
// empty one takes it away.
func Search(dirs []string) ([]Found, []error) {
	s := search{mains: map[string]string{}, dropIns: map[string]map[string]string{}}
	for _, dir := range dirs {
		s.folder(dir)
	}
	names := make([]string, 0, len(s.mains))
	for name := range s.mains {
		names = append(names, name)
	}
	slices.Sort(names)
	found := make([]Found, 0, len(names))
	for _, name := range names {
		if f, err := s.found(name); err != nil {
			s.errs = append(s.errs, err)
		} else {
			found = append(found, f)
		}
	}
	return found, s.errs
}

// search is what has been seen so far.
type search struct {
	mains   map[string]string            // name to path
	dropIns map[string]map[string]string // name to file name to path
	broken  map[string]error             // names with a folder that cannot be read
	errs    []error
}

// folder takes in one folder of workloads. One that does not exist is empty.
func (s *search) folder(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.errs = append(s.errs, &FileError{Path: dir, Cause: cause(err)})
	}
	for _, e := range entries {
		file := e.Name()
		if name, ok := strings.CutSuffix(file, dropInFolder); ok {
			s.dropInFolder(name, filepath.Join(dir, file))
			continue
		}
		name, ok := strings.CutSuffix(file, Suffix)
		if !ok || s.mains[name] != "" {
			continue
		}
		if err := CheckName(name); err != nil {
			s.errs = append(s.errs, &FileError{Path: filepath.Join(dir, file), Cause: err.Error()})
			continue
		}
		s.mains[name] = filepath.Join(dir, file)
	}
}

// dropInFolder takes in one NAME.volt.d.
func (s *search) dropInFolder(name, dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		if s.broken == nil {
			s.broken = map[string]error{}
		}
		if s.broken[name] == nil {
			s.broken[name] = &FileError{Name: name, Path: dir, Cause: cause(err)}
		}
		return
	}
	for _, e := range entries {
		file := e.Name()
		if !strings.HasSuffix(file, dropInFile) || s.dropIns[name][file] != "" {
			continue
		}
		if s.dropIns[name] == nil {
			s.dropIns[name] = map[string]string{}
		}
		s.dropIns[name][file] = filepath.Join(dir, file)
	}
}

// found looks at the files of one workload.
func (s *search) found(name string) (Found, error) {
	f := Found{Name: name, Files: []string{s.mains[name]}}
	empty, err := check(name, s.mains[name])
	if f.Masked = empty; err != nil || empty {
		return f, err
	}
	if err := s.broken[name]; err != nil {
		return f, err
	}
	files := make([]string, 0, len(s.dropIns[name]))
	for file := range s.dropIns[name] {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		path := s.dropIns[name][file]
		empty, err := check(name, path)
		if err != nil {
			return f, err
		}
		if !empty {
			f.Files = append(f.Files, path)
		}
	}
	return f, nil
}

// check reports whether a file is there to take another's place only: it is
// empty, or a link to /dev/null (null_or_empty() of systemd's
// src/basic/stat-util.c).
func check(name, path string) (empty bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return false, &FileError{name, path, cause(err)}
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && info.Mode()&fs.ModeCharDevice != 0 && st.Rdev == nullDevice {
		return true, nil
	}
	if fault := kindFault(info); fault != "" {
		return false, &FileError{name, path, fault}
	}
	return info.Size() == 0, nil
}

// nullDevice is /dev/null: character device 1:3 (the kernel's
// Documentation/admin-guide/devices.txt), as stat(2) encodes it.
const nullDevice = 1<<8 | 3

// kindFault says why something of this kind and size is no file to read.
func kindFault(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "it is a folder, not a file"
	case mode&fs.ModeNamedPipe != 0:
		return "it is a FIFO, not a file"
	case !mode.IsRegular():
		return "it is not an ordinary file"
	case info.Size() > syntax.MaxFile:
		return "it is larger than 4 MiB; put long lists of paths into a policy file"
	}
	return ""
}

// cause is the bare reason of a failed system call.
func cause(err error) string {
	switch {
	case errors.Is(err, syscall.ELOOP):
		return "its symbolic link leads round in a circle; point it at a file"
	case errors.Is(err, syscall.ENOTDIR):
		return "it is not a folder"
	case errors.Is(err, fs.ErrNotExist):
		return "its symbolic link leads nowhere; point it at a file, or at /dev/null to mask the workload"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied; run as its owner, or chmod it"
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}
