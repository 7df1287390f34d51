package attempts

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// WhoAmI is the argument that makes the battery's program print its effective
// user and its capabilities.
const WhoAmI = "whoami"

// privileges tries to have or to gain rights.
func privileges() []Attempt {
	return []Attempt{{
		Name: "exec-setuid", Tries: "execute root's program with the set-user-ID bit",
		By: []Protection{NoNewPrivs, NoSUIDMount}, Effect: "the program runs with the rights of its caller",
		Needs: []string{"setuid", "battery"}, Reason: "the classic way to become root",
		try: func(s *Setup) Finding { return gains(s, s.SetUID) },
	}, {
		Name: "exec-file-capability", Tries: "execute a program that carries CAP_NET_RAW",
		By: []Protection{NoNewPrivs, NoSUIDMount, Capabilities}, Effect: "the program runs with the rights of its caller",
		Needs: []string{"file_caps", "battery"}, Reason: "file capabilities are set-user-ID in small",
		try: func(s *Setup) Finding { return gains(s, s.FileCaps) },
	}, {
		Name: "capability-sets", Tries: "look for a capability in any of the five sets",
		By: []Protection{Capabilities}, Effect: "all five sets are empty",
		Reason: "a capability that is held, or can be had back from the bounding set, undoes other protections",
		try: func(*Setup) Finding {
			return status(`(?m)^Cap(?:Inh|Prm|Eff|Bnd|Amb):\t0*([1-9a-f][0-9a-f]*)$`, true)
		},
	}, {
		Name: "no-new-privs", Tries: "look whether no_new_privs is off",
		By: []Protection{NoNewPrivs}, Effect: "it is on",
		Reason: "without it an execve can add rights",
		try:    func(*Setup) Finding { return status(`(?m)^NoNewPrivs:\t1$`, false) },
	}, {
		Name: "seccomp-mode", Tries: "look whether seccomp's filter mode is off",
		By: []Protection{Seccomp}, Effect: "it is on",
		Reason: "the filter must be there on the thread that runs",
		try:    func(*Setup) Finding { return status(`(?m)^Seccomp:\t2$`, false) },
	}, {
		Name: "setuid-root", Tries: "setresuid(0, 0, 0)",
		Denied: errnos{unix.EPERM, unix.EINVAL}, By: []Protection{Capabilities, UID},
		Reason: "EINVAL is the answer where the user namespace has no user 0",
		try:    func(*Setup) Finding { return call("setresuid", unix.SYS_SETRESUID, 0, 0, 0) },
	}, {
		Name: "setgid-root", Tries: "setresgid(0, 0, 0)",
		Denied: errnos{unix.EPERM, unix.EINVAL}, By: []Protection{Capabilities, UID},
		Reason: "EINVAL is the answer where the user namespace has no group 0",
		try:    func(*Setup) Finding { return call("setresgid", unix.SYS_SETRESGID, 0, 0, 0) },
	}, {
		Name: "setgroups", Tries: "setgroups(0), which drops every supplementary group",
		Denied: errnos{unix.EPERM}, By: []Protection{Capabilities, Seccomp},
		Reason: "dropping a group opens files that deny that group",
		try:    func(*Setup) Finding { return call("setgroups", unix.SYS_SETGROUPS, 0, 0) },
	}}
}

// status looks for a line in /proc/self/status whose presence (or absence)
// means that a right is held.
func status(pattern string, openWhenFound bool) Finding {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return broken("cannot read /proc/self/status: %v", err)
	}
	line := regexp.MustCompile(pattern).Find(text)
	if (line != nil) == openWhenFound {
		return through("/proc/self/status: %q", line)
	}
	return nothing("/proc/self/status: %q", line)
}

// gains runs the plain battery and the marked one, and compares who they say
// they are. Root first becomes an ordinary user, when it can: it has nothing
// to gain.
func gains(s *Setup, marked string) Finding {
	var attr syscall.SysProcAttr
	if s.Network == NetworkOff && os.Geteuid() == 0 {
		attr.Credential = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	ask := func(path string) (string, error) {
		cmd := exec.Command(path, WhoAmI)
		cmd.SysProcAttr = &attr
		out, err := cmd.Output()
		return strings.TrimSpace(string(out)), err
	}
	before, err := ask(s.Battery)
	if err != nil {
		return broken("cannot run %s: %v", s.Battery, err)
	}
	after, err := ask(marked)
	if err != nil {
		return found(err, "execute "+marked)
	}
	if before == after {
		return nothing("still %s", after)
	}
	return through("was %s, became %s", before, after)
}
