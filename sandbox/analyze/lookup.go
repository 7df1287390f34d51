package analyze

import (
	"fmt"
	"path"
	"strings"
)

// defaultPath is searched when PATH is unset, confstr(3) _CS_PATH of glibc.
const defaultPath = "/bin:/usr/bin"

// lookup finds a program as execvp(3) does: a name with a slash is a path, any
// other is searched on the workload's PATH, where an empty element is the
// working directory and a match that may not be executed is passed over.
func (a *analysis) lookup(name string) (string, error) {
	if strings.Contains(name, "/") {
		full := a.abs(name)
		return full, a.executable(full)
	}
	list, ok := a.env["PATH"]
	if !ok {
		list = defaultPath
	}
	var refused error
	for _, dir := range strings.Split(list, ":") {
		full := path.Join(a.abs(dir), name)
		err := a.executable(full)
		if err == nil {
			return full, nil
		}
		if _, n := a.tree.resolve(full); !n.absent() && refused == nil {
			refused = err
		}
	}
	if refused != nil {
		return "", refused
	}
	return "", fmt.Errorf("cannot run %s: it is not in any folder of PATH (%s): %w", name, list, ErrNotFound)
}

// executable is nil when the path names a regular file with an execute bit.
// Whose bit it is does not matter here: the workload runs as another user.
func (a *analysis) executable(p string) error {
	_, n := a.tree.resolve(p)
	switch {
	case n.absent():
		return fmt.Errorf("cannot run %s: there is no such file: %w", p, ErrNotFound)
	case n.isDir():
		return fmt.Errorf("cannot run %s: it is a folder and %w", p, ErrNotExecutable)
	case !n.isRegular():
		return fmt.Errorf("cannot run %s: it is not a regular file and %w", p, ErrNotExecutable)
	case n.mode&0o111 == 0:
		return fmt.Errorf("cannot run %s: it has no execute permission (chmod +x) and %w", p, ErrNotExecutable)
	}
	return nil
}
