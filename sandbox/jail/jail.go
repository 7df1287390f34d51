// Package jail carries out a plan on the calling thread: it takes away what
// the workload must not have and then executes it. Nothing it does can be
// undone, so the order is the whole of it:
//
//  1. session, umask: harmless, and they need nothing that is taken later.
//  2. descriptors: all but the announced ones are marked close-on-exec, so
//     none of the jailer's own, and none leaked by its parent, get through.
//  3. no_new_privs: from here on no execve(2) can add privileges; Landlock
//     and seccomp ask for it.
//  4. bounding set, securebits: they need CAP_SETPCAP, which step 6 drops.
//  5. groups, group, user: they need CAP_SETGID and CAP_SETUID.
//  6. capabilities: exactly the granted set, in all five sets.
//  7. working directory: as the workload's user, so that a folder the user
//     cannot enter is an error here and not a way round it.
//  8. Landlock: paths were opened before, with the rights of the start.
//  9. signals and limits: back to what they were before the Go runtime.
//  10. seccomp: last, because it may forbid any of the calls above.
//  11. execve.
//
// Everything reversible (opening paths, building the ruleset, reading what is
// already dropped) is done first, by New. What remains is a list of system
// calls with their arguments, to be made one after the other: by Enter in this
// process, or by Spawn in a child, where there is no Go runtime.
package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/plan"
)

// New prepares p. It has no effect on the process but for open descriptors,
// all of them close-on-exec.
func New(p *plan.Plan, from inherited.State, environ []string) (*Script, *Failure) {
	now, f := readPrivileges()
	if f != nil {
		return nil, f
	}
	keep := p.Exec.KeepFDs + listenFDs(environ)
	if f := streams(3 + int(keep)); f != nil {
		return nil, f
	}
	s := newScript()
	s.session(&p.Exec)
	s.descriptors(keep)
	s.noNewPrivs()
	if f := s.bounding(p.Caps, now); f != nil {
		return nil, f
	}
	s.ids(&p.IDs)
	if f := s.capabilities(p.Caps, now); f != nil {
		return nil, f
	}
	if p.Exec.Dir != "" {
		s.add("enter the working directory "+p.Exec.Dir, syscall.SYS_CHDIR,
			pointer(s, sys.String(p.Exec.Dir)))
	}
	if f := s.landlock(&p.Landlock); f != nil {
		return nil, f
	}
	from.Ignored |= p.Exec.Ignored
	s.signals(from)
	s.seccomp(p.Filter)
	s.execve(&p.Exec, environ)
	return s, nil
}

// session: a new session has no controlling terminal, so the workload cannot
// reach the one of whoever started it.
func (s *Script) session(x *plan.Exec) {
	if x.Session || x.Terminal {
		s.add("start a new session", syscall.SYS_SETSID)
	}
	if x.Terminal {
		s.add("take the terminal", syscall.SYS_IOCTL, 0, syscall.TIOCSCTTY, 0)
	}
	if x.Umask >= 0 {
		s.add("set the umask", syscall.SYS_UMASK, uintptr(x.Umask))
	}
}

// closeRangeCloexec is CLOSE_RANGE_CLOEXEC of <linux/close_range.h>, Linux
// 5.11. Marking instead of closing leaves the script its own descriptors
// until the execve.
const closeRangeCloexec = 4

func (s *Script) descriptors(keep uint32) {
	s.add("close the descriptors that do not belong to the workload", sys.CloseRange,
		3+uintptr(keep), 1<<32-1, closeRangeCloexec)
}

// streams refuses to hand down a descriptor that is a place in the file system
// and not a stream: with a folder, openat(2) and its kin reach everything that
// the view hides and the mounts make read-only.
func streams(n int) *Failure {
	for fd := range n {
		var st syscall.Stat_t
		if e := syscall.Fstat(fd, &st); e != nil {
			continue // closed
		}
		flags, e := sys.Call(syscall.SYS_FCNTL, sys.Int(fd), sys.Int(syscall.F_GETFL))
		if st.Mode&syscall.S_IFMT == syscall.S_IFDIR || e == 0 && flags&sys.OPath != 0 {
			return fail("hand down descriptor "+digits(fd), 0,
				"it is a folder, through which the workload would get around the sandbox; redirect it elsewhere")
		}
	}
	return nil
}

// digits is n in decimal.
func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}

// listenFDs is the number of descriptors that systemd passes, sd_listen_fds(3).
// LISTEN_PID is compared by the receiver; it holds for the workload as well,
// because execve(2) keeps the process id.
func listenFDs(environ []string) uint32 {
	const name = "LISTEN_FDS="
	for _, v := range environ {
		if len(v) <= len(name) || v[:len(name)] != name {
			continue
		}
		var n uint32
		for _, c := range []byte(v[len(name):]) {
			if c < '0' || c > '9' || n > 1<<16 {
				return 0
			}
			n = n*10 + uint32(c-'0')
		}
		return n
	}
	return 0
}

// prSetNoNewPrivs is PR_SET_NO_NEW_PRIVS of <linux/prctl.h>.
const prSetNoNewPrivs = 38

func (s *Script) noNewPrivs() {
	s.add("set no_new_privs", syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0)
}

func (s *Script) ids(ids *plan.IDs) {
	if !ids.Set {
		return
	}
	var first uintptr
	if len(ids.Groups) > 0 {
		first = pointer(s, &ids.Groups[0])
	}
	s.add("set the supplementary groups", syscall.SYS_SETGROUPS, uintptr(len(ids.Groups)), first)
	gid, uid := uintptr(ids.GID), uintptr(ids.UID)
	s.add("change to the workload's group", syscall.SYS_SETRESGID, gid, gid, gid)
	s.add("change to the workload's user", syscall.SYS_SETRESUID, uid, uid, uid)
}

// seccompFilter is SECCOMP_SET_MODE_FILTER of <linux/seccomp.h>.
const seccompFilter = 1

// sockFprog is struct sock_fprog of <linux/filter.h>; plan.Insn has the layout
// of struct sock_filter.
type sockFprog struct {
	len  uint16
	insn *plan.Insn
}

func (s *Script) seccomp(filter []plan.Insn) {
	prog := &sockFprog{len: uint16(len(filter)), insn: &filter[0]}
	s.add("install the system call filter", sys.SeccompSet, seccompFilter, 0, pointer(s, prog))
}

func (s *Script) execve(x *plan.Exec, environ []string) {
	s.add("execute "+x.Path, syscall.SYS_EXECVE,
		pointer(s, sys.String(x.Path)),
		s.vector(x.Argv),
		s.vector(Environment(x, environ)))
}

// vector is a NULL-terminated array of C strings.
func (s *Script) vector(list []string) uintptr {
	v := make([]*byte, len(list)+1)
	for i, t := range list {
		v[i] = sys.String(t)
	}
	return pointer(s, &v[0])
}

// Environment is the workload's environment: what x adds, in front of what is
// inherited and not replaced.
func Environment(x *plan.Exec, inherited []string) []string {
	if !x.InheritEnv {
		return x.Env
	}
	out := append(make([]string, 0, len(x.Env)+len(inherited)), x.Env...)
	for _, v := range inherited {
		name := v[:nameLen(v)]
		if !assigned(x.Env, name) {
			out = append(out, v)
		}
	}
	return out
}

func nameLen(v string) int {
	for i := range len(v) {
		if v[i] == '=' {
			return i
		}
	}
	return len(v)
}

func assigned(list []string, name string) bool {
	for _, v := range list {
		if v[:nameLen(v)] == name {
			return true
		}
	}
	return false
}
