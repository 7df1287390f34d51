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
// Before the first come the steps that change nothing: looking at the standard
// streams, at what the plan expects of the world around,
// and at what is already dropped, opening paths, building the ruleset.
//
// All of it is a list of system calls with their arguments (package script), to
// be made one after the other: by Enter in this process, or, where no Go
// runtime has been started, from the plan's file (Encode) or in a child of PID
// 1 (ForChild): package early does it. One function, build, says what they are.
package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/internal/sys"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// New prepares p, for a process in which the Go runtime runs. from is what it
// was started with, environ the environment.
func New(p *plan.Plan, from inherited.State, environ []string) Script {
	from.Ignored |= p.Exec.Ignored
	return build(p, &origin{
		keep:    p.Exec.KeepFDs + listenFDs(environ),
		state:   &from,
		program: func(s Script) script.Arg { return s.String(p.Exec.Path) },
		argv:    func(s Script) script.Arg { return s.Vector(p.Exec.Argv) },
		envp:    func(s Script) script.Arg { return s.Vector(Environment(&p.Exec, environ)) },
	})
}

// FromFile prepares p for a file: to be run before the Go runtime starts.
// Signals and limits are what they shall be then, and arguments and
// environment can be those of the process itself.
func FromFile(p *plan.Plan) Script {
	o := origin{
		keep:    p.Exec.KeepFDs,
		program: func(s Script) script.Arg { return s.String(p.Exec.Path) },
		argv:    func(s Script) script.Arg { return s.Vector(p.Exec.Argv) },
		envp:    func(s Script) script.Arg { return s.Vector(p.Exec.Env) },
	}
	if len(p.Exec.Argv) == 0 {
		o.program = func(Script) script.Arg { return script.Program() }
		o.argv = func(Script) script.Arg { return script.Argv() }
	}
	if p.Exec.InheritEnv {
		o.envp = func(Script) script.Arg { return script.Envp() }
	}
	return build(p, &o)
}

// ForChild prepares p for a child of PID 1 that has never had a Go runtime.
func ForChild(p *plan.Plan) Script {
	return build(p, &origin{
		keep:    p.Exec.KeepFDs,
		program: func(s Script) script.Arg { return s.String(p.Exec.Path) },
		argv:    func(s Script) script.Arg { return s.Vector(p.Exec.Argv) },
		envp:    func(s Script) script.Arg { return s.Vector(p.Exec.Env) },
	})
}

// origin is what a script depends on besides the plan.
type origin struct {
	keep                uint32           // descriptors from 3 on that are kept
	state               *inherited.State // to be restored; nil when nothing has changed it
	program, argv, envp func(Script) script.Arg
}

// build says what the steps are, and their order.
func build(p *plan.Plan, o *origin) Script {
	// Two steps for each capability, three for each path, and the rest.
	s := NewScript(256 + 3*len(p.Landlock.Paths) + len(p.Landlock.Ports) + len(p.Exec.Argv) + len(p.Exec.Env) + len(p.Filter)/4)
	s.streams(3 + int(o.keep))
	s.expect(&p.Expect)
	now := s.privileges(p.Caps)
	var set script.Offset
	if !p.Landlock.Empty() {
		set = s.ruleset(&p.Landlock)
	}
	s.session(&p.Exec)
	s.descriptors(o.keep)
	s.noNewPrivs()
	s.bounding(p.Caps, now)
	s.ids(&p.IDs)
	s.capabilities(p.Caps, now)
	if p.Exec.Dir != "" {
		s.Step(chdirWhat+p.Exec.Dir, syscall.SYS_CHDIR, s.String(p.Exec.Dir))
	}
	if !p.Landlock.Empty() {
		s.restrict(script.Word(set, 0), p.Landlock.Flags)
	}
	if o.state != nil {
		s.signals(o.state)
	} else {
		s.dispositions(p.Exec.Ignored, p.Exec.Ignored)
	}
	s.seccomp(p.Filter)
	s.Add(script.Note{What: p.Exec.Path}, syscall.SYS_EXECVE, o.program(s), o.argv(s), o.envp(s))
	return s
}

// session: a new session has no controlling terminal, so the workload cannot
// reach the one of whoever started it.
func (s Script) session(x *plan.Exec) {
	if x.Session || x.Terminal {
		s.Step("start a new session", syscall.SYS_SETSID)
	}
	if x.Terminal {
		s.Step("take the terminal", syscall.SYS_IOCTL, script.Number(0), script.Number(syscall.TIOCSCTTY), script.Number(0))
	}
	if x.Umask >= 0 {
		s.Step("set the umask", syscall.SYS_UMASK, script.Number(x.Umask))
	}
}

// closeRangeCloexec is CLOSE_RANGE_CLOEXEC of <linux/close_range.h>, Linux
// 5.11. Marking instead of closing leaves the script its own descriptors
// until the execve.
const closeRangeCloexec = 4

func (s Script) descriptors(keep uint32) {
	s.Step("close the descriptors that do not belong to the workload", sys.CloseRange,
		script.Number(3+keep), script.Number(1<<32-1), script.Number(closeRangeCloexec))
}

// Where struct stat has st_mode, <asm/stat.h>: the third word from the start.
const (
	statWords = 18
	modeAt    = 24
)

// streams refuses to hand down a descriptor that is a place in the file system
// and not a stream: with a folder, openat(2) and its kin reach everything that
// the view hides and the mounts make read-only.
func (s Script) streams(n int) {
	// One struct stat serves all: where a descriptor is closed it still has
	// the mode of the one before, which passed.
	st := s.Words(make([]uint64, statWords)...)
	for fd := range n {
		folder := script.Note{
			What: "hand down descriptor " + digits(fd),
			Hint: "it is a folder, through which the workload would get around the sandbox; redirect it elsewhere",
		}
		s.Add(folder, syscall.SYS_FSTAT, script.Number(fd), script.Address(st)).Tolerate(syscall.EBADF)
		s.Look(folder, script.Word(st+modeAt, 0)).MustNotBe(syscall.S_IFMT, syscall.S_IFDIR, 0)
		s.Add(folder, syscall.SYS_FCNTL, script.Number(fd), script.Number(syscall.F_GETFL)).
			Tolerate(syscall.EBADF).MustBe(sys.OPath, 0, 0)
	}
}

// digits is n in decimal.
func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}

// maxListen bounds LISTEN_FDS; more are taken for nonsense.
const maxListen = 4096

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
			if c < '0' || c > '9' || n > maxListen {
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

func (s Script) noNewPrivs() {
	s.Step("set no_new_privs", syscall.SYS_PRCTL, script.Number(prSetNoNewPrivs), script.Number(1))
}

func (s Script) ids(ids *plan.IDs) {
	if !ids.Set {
		return
	}
	groups := make([]byte, 0, 4*len(ids.Groups))
	for _, g := range ids.Groups {
		groups = append(groups, byte(g), byte(g>>8), byte(g>>16), byte(g>>24))
	}
	first := script.Number(0)
	if len(groups) > 0 {
		first = script.Address(s.Bytes(groups))
	}
	var none script.Stretch
	if len(ids.Groups) == 0 {
		// Who is in none already need not be allowed to say so: in a user
		// namespace setgroups(2) may be denied for good.
		have := s.Words(0)
		s.Step("read the supplementary groups", syscall.SYS_GETGROUPS, script.Number(0), script.Number(0)).Save(have)
		none = s.Unless(script.Word(have, 0), 1<<32-1, 0)
	}
	s.Step("set the supplementary groups", syscall.SYS_SETGROUPS, script.Number(len(ids.Groups)), first)
	if len(ids.Groups) == 0 {
		s.Here(none)
	}
	gid, uid := script.Number(ids.GID), script.Number(ids.UID)
	s.Step("change to the workload's group", syscall.SYS_SETRESGID, gid, gid, gid)
	s.Step("change to the workload's user", syscall.SYS_SETRESUID, uid, uid, uid)
}

// restrict enforces the ruleset.
func (s Script) restrict(set script.Arg, flags uint32) {
	s.Step("enforce the Landlock ruleset", sys.LandlockRestrict, set, script.Number(flags))
}

// seccompFilter is SECCOMP_SET_MODE_FILTER of <linux/seccomp.h>.
const seccompFilter = 1

func (s Script) seccomp(filter []plan.Insn) {
	// struct sock_fprog of <linux/filter.h>: a length of 2 bytes, and behind
	// padding where the instructions are.
	prog := s.Words(uint64(len(filter)), 0)
	insns := s.Bytes(plan.EncodeInsns(filter))
	s.Look(script.Note{}, script.Address(insns)).Save(prog + 8)
	s.Step("install the system call filter", sys.SeccompSet,
		script.Number(seccompFilter), script.Number(0), script.Address(prog))
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
