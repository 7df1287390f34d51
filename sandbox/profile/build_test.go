package profile

import (
	"slices"
	"strings"
	"testing"
)

func build(t *testing.T, o Options) Filter {
	t.Helper()
	f, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// open reports whether some arguments of the call are allowed.
func open(f Filter, name string) bool {
	return slices.ContainsFunc(f.Rules, func(r Rule) bool { return r.Name == name && r.Action == Allow })
}

func countOpen(f Filter) int {
	seen := map[string]bool{}
	for _, r := range f.Rules {
		if r.Action == Allow {
			seen[r.Name] = true
		}
	}
	return len(seen)
}

// TestDefaultCount holds what the product promises.
func TestDefaultCount(t *testing.T) {
	n := countOpen(build(t, Options{}))
	t.Logf("default allows %d system calls, strict %d, of %d in Linux %s",
		n, countOpen(build(t, Options{Profile: Strict})), countKnown(), HeaderVersion)
	if n < 190 || n > 230 {
		t.Errorf("default allows %d system calls, want 190 to 230", n)
	}
}

func countKnown() int {
	n := 0
	for i := range uint32(Last + 1) {
		if Known(i) {
			n++
		}
	}
	return n
}

// TestRuntimesNeed: without these, current runtimes do not start.
func TestRuntimesNeed(t *testing.T) {
	f := build(t, Options{})
	for _, s := range strings.Fields(`rseq set_robust_list prlimit64 sched_getaffinity sched_setaffinity membarrier
		statx openat2 close_range faccessat2 fchmodat2 futex_waitv epoll_pwait2 pidfd_open pidfd_send_signal
		memfd_create getrandom landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp
		arch_prctl madvise mremap clone fork vfork execve wait4 waitid mmap mprotect brk futex poll select
		set_tid_address sigaltstack rt_sigreturn restart_syscall exit_group tgkill tkill shmget shmat`) {
		if !open(f, s) {
			t.Errorf("default does not allow %s", s)
		}
	}
}

// TestNeverByDefault: with any arguments, in either profile.
func TestNeverByDefault(t *testing.T) {
	for _, p := range ProfileNames() {
		f := build(t, Options{Profile: p, UDP: true})
		for _, s := range strings.Fields(`mount umount2 pivot_root chroot fchroot move_mount open_tree open_tree_attr
			fsopen fsconfig fsmount fspick mount_setattr unshare setns clone3 ptrace process_vm_readv
			process_vm_writev kcmp pidfd_getfd bpf perf_event_open userfaultfd io_uring_setup io_uring_enter
			io_uring_register keyctl add_key request_key kexec_load kexec_file_load init_module finit_module
			delete_module reboot iopl ioperm swapon swapoff clock_settime settimeofday clock_adjtime adjtimex
			sethostname setdomainname acct quotactl quotactl_fd open_by_handle_at modify_ldt syslog vhangup
			uselib nfsservctl lookup_dcookie`) {
			if open(f, s) {
				t.Errorf("%s allows %s", p, s)
			}
		}
	}
}

func TestAnswers(t *testing.T) {
	f := build(t, Options{})
	for name, want := range map[string]Action{
		"mount": Deny, "ptrace": Deny, "keyctl": Deny, "unshare": Deny, "reboot": Deny, "read": Allow,
		"clone3": Absent, "io_uring_setup": Absent, "execveat": Absent, "create_module": Absent,
	} {
		n, _ := Number(name)
		if got := f.Decide(n, [6]uint64{}); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := f.Decide(400, [6]uint64{}); got != Absent {
		t.Errorf("number 400: %v, want %v", got, Absent)
	}
	n, _ := Number("openat2")
	if got := build(t, Options{Profile: Strict}).Decide(n, [6]uint64{}); got != Absent {
		t.Errorf("openat2 in strict: %v, want %v", got, Absent)
	}
}

// TestRulesAreSorted by number, with refusals before alternatives.
func TestRulesAreSorted(t *testing.T) {
	f := build(t, Options{UDP: true, Caps: []string{"CAP_NET_RAW", "CAP_SYS_ADMIN"}})
	for i := 1; i < len(f.Rules); i++ {
		a, b := f.Rules[i-1], f.Rules[i]
		if a.Number > b.Number || a.Number == b.Number && a.Action == Allow && b.Action == Deny {
			t.Errorf("rule %d (%s) stands before rule %d (%s)", i-1, a.Name, i, b.Name)
		}
	}
}

// TestEachCapabilityOpens what its entry lists, in both profiles.
func TestEachCapabilityOpens(t *testing.T) {
	for _, c := range capabilities {
		for _, p := range ProfileNames() {
			before, after := build(t, Options{Profile: p}), build(t, Options{Profile: p, Caps: []string{c.name}})
			for _, s := range strings.Fields(c.calls) {
				if open(before, s) || !open(after, s) {
					t.Errorf("%s, %s: %s open %v before and %v after", p, c.name, s, open(before, s), open(after, s))
				}
			}
			if got, want := countOpen(after), countOpen(before)+len(strings.Fields(c.calls)); got != want {
				t.Errorf("%s, %s: %d calls are open, want %d", p, c.name, got, want)
			}
		}
	}
}

func TestAllowAndDeny(t *testing.T) {
	for name, c := range map[string]struct {
		options Options
		call    string
		open    bool
	}{
		"by name":            {Options{Allow: []string{"ptrace"}}, "ptrace", true},
		"deny wins":          {Options{Allow: []string{"ptrace"}, Deny: []string{"ptrace"}}, "ptrace", false},
		"deny wins over cap": {Options{Caps: []string{"CAP_SYS_ADMIN"}, Deny: []string{"mount"}}, "mount", false},
		"deny a plain call":  {Options{Deny: []string{"kill"}}, "kill", false},
		"allow what cap has": {Options{Caps: []string{"CAP_SYS_ADMIN"}, Allow: []string{"mount"}}, "mount", true},
		"absent by name":     {Options{Allow: []string{"io_setup"}}, "io_setup", true},
		"no families left":   {Options{Deny: []string{"AF_UNIX", "AF_INET", "AF_INET6"}}, "socket", false},
		"no unix pairs":      {Options{Deny: []string{"AF_UNIX"}}, "socketpair", false},
		"sockets in strict":  {Options{Profile: Strict, Allow: []string{"socket"}}, "socket", true},
		"listen":             {Options{DenyListen: true}, "listen", false},
	} {
		if got := open(build(t, c.options), c.call); got != c.open {
			t.Errorf("%s: %s is open: %v, want %v", name, c.call, got, c.open)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		options Options
		say     string
	}{
		{Options{Profile: "none"}, `cannot use seccomp profile "none": there are default and strict`},
		{Options{Allow: []string{"opennat"}}, `cannot allow system call "opennat": this kernel table has no such call (nearest: openat)`},
		{Options{Deny: []string{"clone33"}}, `cannot deny system call "clone33": this kernel table has no such call (nearest: clone3)`},
		{Options{Allow: []string{""}}, `cannot allow system call ""`},
		{Options{Allow: []string{"AF_NETLINKS"}}, `cannot allow address family "AF_NETLINKS": no profile opens such a family (nearest: AF_NETLINK)`},
		{Options{Deny: []string{"AF_UNXI"}}, `(nearest: AF_UNIX)`},
		{Options{Allow: []string{"AF_ALG"}}, `cannot allow AF_ALG: nothing opens it`},
		{Options{Allow: []string{"AF_PACKET"}}, `cannot allow AF_PACKET by name: grant capability CAP_NET_RAW instead`},
		{Options{Profile: Strict, Allow: []string{"AF_NETLINK"}}, `profile "strict" has no sockets`},
		{Options{Allow: []string{"mount"}}, `cannot allow system call "mount" by name: grant capability CAP_SYS_ADMIN instead`},
		{Options{Allow: []string{"unshare"}}, `grant capability CAP_SYS_ADMIN instead`},
		{Options{Allow: []string{"bpf"}}, `CAP_BPF or CAP_SYS_ADMIN`},
		{Options{Allow: []string{"clone3"}}, `cannot allow system call "clone3": nothing opens it`},
		{Options{Allow: []string{"io_uring_setup"}}, `nothing opens it`},
		{Options{NoSetID: true, Allow: []string{"openat2"}}, `cannot allow system call "openat2"`},
		{Options{Allow: []string{"openat2"}, Profile: Strict}, `cannot allow system call "openat2"`},
		{Options{Deny: []string{"execve"}}, `cannot deny system call "execve"`},
		{Options{Caps: []string{"CAP_SYS_ADMN"}}, `cannot grant capability "CAP_SYS_ADMN": there is no such capability (nearest: CAP_SYS_ADMIN)`},
	} {
		_, err := Build(c.options)
		if err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%+v: got error %v, want one that says %q", c.options, err, c.say)
		}
	}
}
