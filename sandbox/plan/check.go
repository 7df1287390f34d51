package plan

import "errors"

// maxKeep bounds Exec.KeepFDs: nobody hands down more, and each takes steps.
const maxKeep = 4096

// Check reports what makes a decoded plan impossible to carry out. Decode
// only looks at the encoding; this looks at the meaning, once, before the
// first step.
func (p *Plan) Check() error {
	switch {
	case len(p.Exec.Argv) == 0 && (p.Exec.Path != "" || p.View != nil):
		return errors.New("plan has no command")
	case len(p.Exec.Argv) != 0 && !absolute(p.Exec.Path):
		return errors.New("plan has a command that is not an absolute path")
	case p.Exec.Dir != "" && !absolute(p.Exec.Dir):
		return errors.New("plan has a working directory that is not an absolute path")
	case len(p.Filter) == 0:
		return errors.New("plan has no system call filter")
	case p.IDs.Set && (p.IDs.UID == 1<<32-1 || p.IDs.GID == 1<<32-1):
		return errors.New("plan has the user or group id -1, which means no change to the kernel")
	case p.Exec.KeepFDs > maxKeep:
		return errors.New("plan keeps too many descriptors")
	}
	for i := range p.Landlock.Paths {
		if !absolute(p.Landlock.Paths[i].Path) {
			return errors.New("plan has a Landlock path that is not absolute")
		}
	}
	for _, n := range p.Expect.Apart {
		if !isNamespace(n.Name) {
			return errors.New("plan expects an unknown kind of namespace")
		}
	}
	if p.View == nil {
		return nil
	}
	for i := range p.View.Mounts {
		m := &p.View.Mounts[i]
		if m.Kind >= kinds || m.Flags&^allFlags != 0 {
			return errors.New("plan has an unknown kind of mount")
		}
		if !absolute(m.Target) || m.Kind == Bind && !absolute(m.Source) {
			return errors.New("plan has a mount whose path is not absolute")
		}
	}
	return nil
}

// isNamespace: name is one of /proc/PID/ns, namespaces(7).
func isNamespace(name string) bool {
	switch name {
	case "cgroup", "ipc", "mnt", "net", "pid", "user", "uts":
		return true
	}
	return false
}

// absolute: begins with a slash and has no "." or ".." in it, so that it means
// the same file wherever it is looked up from.
func absolute(path string) bool {
	if path == "" || path[0] != '/' {
		return false
	}
	start := 1
	for i := 1; i <= len(path); i++ {
		if i == len(path) || path[i] == '/' {
			if c := path[start:i]; c == "." || c == ".." {
				return false
			}
			start = i + 1
		}
	}
	return true
}
