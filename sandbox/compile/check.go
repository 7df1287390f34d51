package compile

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// NotExecutable says that the policy does not let its own command run.
type NotExecutable struct{ Path, Real string }

func (e *NotExecutable) Error() string {
	return fmt.Sprintf("cannot execute %s: no rule of fs_execute covers it; add %q to fs_execute", e.Path, e.Real)
}

// guard asks req.Guard about every place of the host that a rule opens.
func guard(req *Request, found []place) error {
	if req.Guard == nil {
		return nil
	}
	for i := range found {
		p := &found[i]
		if p.private || p.proc || !p.listed {
			continue
		}
		if err := req.Guard(p.real, p.access&write != 0); err != nil {
			return err
		}
	}
	return nil
}

// checkExec wants a rule that lets the command be executed. The links on the
// way to it are shown in the view, so that it keeps the name it was called by:
// some programs act on it.
func checkExec(req *Request, found []place) error {
	p, err := resolve(req.Files, req.Exec.Path)
	if err != nil {
		return fmt.Errorf("cannot execute %s: %w", req.Exec.Path, err)
	}
	for i := range found {
		if found[i].access&execute != 0 && Covers(found[i].real, p.real) {
			found[i].links = append(found[i].links, p.links...)
			return nil
		}
	}
	return &NotExecutable{req.Exec.Path, p.real}
}

// checkWritable wants the workload's user to be able to write what fs_write
// lists: a rule that cannot work is a mistake better found now.
func checkWritable(req *Request, found []place) error {
	groups := append([]uint32{req.IDs.GID}, req.IDs.Groups...)
	for i := range found {
		p := &found[i]
		if p.access&write == 0 || p.private || p.made || p.info.Mode&fs.ModeDevice != 0 {
			continue
		}
		if !may(p.info, req.IDs.UID, groups, 0o2) && !req.Files.HasACL(p.real) {
			return &NotWritable{Path: p.real, User: req.IDs.UID, Owner: p.info.UID, Mode: p.info.Mode.Perm(), Ways: req.Supervisor.OtherUser}
		}
	}
	return nil
}

// NotWritable says that the workload's user cannot write what fs_write lists.
type NotWritable struct {
	Path  string
	User  uint32 // NoUser where the user is made at the start
	Owner uint32
	Mode  fs.FileMode
	Ways  string // what can be done about it
}

func (e *NotWritable) Error() string {
	who := fmt.Sprintf("user %d of the workload", e.User)
	if e.User == NoUser {
		who = "the user that is made for the workload"
	}
	return fmt.Sprintf("cannot allow fs_write on %s: %s may not write it (owner %d, mode %04o); %s",
		e.Path, who, e.Owner, e.Mode, e.Ways)
}

// may is the kernel's check of the mode, path_resolution(7), for a
// process without capabilities.
//
// want is one of the mode's bits as others have it: 4, 2 or 1.
func may(i Info, uid uint32, gids []uint32, want fs.FileMode) bool {
	switch {
	case i.UID == uid:
		want <<= 6
	case slices.Contains(gids, i.GID):
		want <<= 3
	}
	return i.Mode.Perm()&want != 0
}

// Refusal says what this host cannot enforce.
type Refusal struct {
	Missing []Enforcement
	Without string // the setting that starts without: "--enforce best-effort"
}

func (e *Refusal) Error() string {
	var b strings.Builder
	b.WriteString("cannot enforce the policy on this host")
	for _, m := range e.Missing {
		fmt.Fprintf(&b, "\n  %s: needs %s", m.Rule, m.Needs)
	}
	fmt.Fprintf(&b, "\n  %s starts without", e.Without)
	return b.String()
}

// startDir is req.Dir when the workload can be there, and / when not. A folder
// above a listed place is there, too, with nothing else in it: names relative
// to it go on to mean the same.
func startDir(req *Request, found []place) string {
	dir, err := resolve(req.Files, req.Dir)
	if req.Dir == "" || err != nil || !dir.info.Mode.IsDir() {
		return "/"
	}
	var nearest *place
	above := false
	for i := range found { // sorted: what is further down comes later
		if Covers(found[i].real, dir.real) {
			nearest = &found[i]
		}
		above = above || Covers(dir.real, found[i].real)
	}
	groups := append([]uint32{req.IDs.GID}, req.IDs.Groups...)
	switch {
	case nearest != nil && !nearest.private && !nearest.proc && may(dir.info, req.IDs.UID, groups, 0o1):
		return dir.real
	case nearest == nil && above:
		return dir.real
	}
	return "/"
}
