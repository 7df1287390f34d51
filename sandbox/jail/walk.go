package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
)

// walker opens paths one name at a time, without following a symbolic link,
// for starts where openat2(2) is unknown: systemd's RestrictSUIDSGID=, which
// DynamicUser= brings along, makes it so, because its filter cannot look at
// the mode in there.
//
// Folders stay open while the next path is below them, so paths in the order
// of their names share most steps.
type walker struct {
	s    Script
	open []folder // from the root down
	stat script.Offset
}

// folder is an open one: its path, and the word that has its descriptor.
type folder struct {
	path string
	fd   script.Offset
}

func newWalker(s Script) *walker {
	return &walker{s: s, stat: s.Words(make([]uint64, statWords)...)}
}

// to opens path and saves the descriptor at fd. what completes "cannot ...".
func (w *walker) to(path, what string, fd script.Offset) {
	w.leave(path)
	const flags = sys.OPath | syscall.O_NOFOLLOW | syscall.O_CLOEXEC
	for {
		at, from := script.Number(sys.AtFDCWD), 0
		if n := len(w.open); n > 0 {
			at, from = script.Word(w.open[n-1].fd, 0), len(w.open[n-1].path)+1
		}
		end := from + 1
		for end < len(path) && path[end] != '/' {
			end++
		}
		if end >= len(path) {
			w.s.Step(what, syscall.SYS_OPENAT, at, w.s.String(path[from:]), script.Number(flags)).Save(fd)
			break
		}
		next := folder{path[:end], w.s.Words(0)}
		w.s.Step(what, syscall.SYS_OPENAT, at, w.s.String(path[from:end]), script.Number(flags|syscall.O_DIRECTORY)).Save(next.fd)
		w.open = append(w.open, next)
	}
	// O_PATH with O_NOFOLLOW opens a link itself, open(2); in front of the last
	// name O_DIRECTORY refuses it.
	w.s.Step(what, syscall.SYS_FSTAT, script.Word(fd, 0), script.Address(w.stat))
	w.s.Look(script.Note{What: what}, script.Word(w.stat+modeAt, 0)).
		MustNotBe(syscall.S_IFMT, syscall.S_IFLNK, syscall.ELOOP)
}

// leave closes the folders that path is not below; "" closes all.
func (w *walker) leave(path string) {
	for n := len(w.open); n > 0; n-- {
		top := w.open[n-1]
		if len(path) > len(top.path) && path[:len(top.path)] == top.path && path[len(top.path)] == '/' {
			return
		}
		w.s.Step("close "+top.path, syscall.SYS_CLOSE, script.Word(top.fd, 0))
		w.open = w.open[:n-1]
	}
}
