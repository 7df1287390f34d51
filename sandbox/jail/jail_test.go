package jail

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/plan"
)

// allowAll is the shortest filter there is: RET ALLOW.
func allowAll() []plan.Insn { return []plan.Insn{{Code: 0x06, K: 0x7fff0000}} }

// killAll ends whoever makes a system call: RET KILL_PROCESS.
func killAll() []plan.Insn { return []plan.Insn{{Code: 0x06, K: 0x80000000}} }

func shell(script string) *plan.Plan {
	return &plan.Plan{
		Exec:   plan.Exec{Path: "/bin/sh", Argv: []string{"sh", "-c", script}, Env: []string{"PATH=/usr/bin:/bin"}, Umask: -1},
		IDs:    plan.IDs{Set: true, UID: 61000, GID: 61001, Groups: []uint32{61002, 61003}},
		Filter: allowAll(),
	}
}

// state is what a process has that nobody changed.
func state() inherited.State { return inherited.State{NoFile: [2]uint64{300, 4000}} }

// scenarios are plans to carry out in a process of their own; want is what it
// says, and code how it ends.
func scenarios() map[string]scenario {
	const rwx = 1<<13 - 1 // the rights of Landlock ABI 1
	return map[string]scenario{
		"ids": {shell("id -u; id -g; id -G"), "61000\n61001\n61001 61002 61003\n", 0},
		"no capability": {
			shell("grep -E '^(Cap|NoNew)' /proc/self/status | tr -d '\t\n'"),
			"CapInh:0000000000000000CapPrm:0000000000000000CapEff:0000000000000000CapBnd:0000000000000000" +
				"CapAmb:0000000000000000NoNewPrivs:1", 0,
		},
		"one capability": {
			with(shell("grep -E '^Cap' /proc/self/status | tr -d '\t\n'"), func(p *plan.Plan) { p.Caps = 1 << 10 }),
			"CapInh:0000000000000400CapPrm:0000000000000400CapEff:0000000000000400CapBnd:0000000000000400" +
				"CapAmb:0000000000000400", 0,
		},
		"as root without capability": {
			with(shell("id -u; grep -E '^CapEff' /proc/self/status"), func(p *plan.Plan) { p.IDs = plan.IDs{} }),
			"0\nCapEff:\t0000000000000000\n", 0,
		},
		"umask, folder, limit": {
			with(shell("umask; pwd; ulimit -Sn; ulimit -Hn"), func(p *plan.Plan) { p.Exec.Umask, p.Exec.Dir = 0o027, "/usr" }),
			"0027\n/usr\n300\n4000\n", 0,
		},
		"session": {
			with(shell("test $$ = $(ps -o sid= -p $$) && echo leads"), func(p *plan.Plan) { p.Exec.Session = true }),
			"leads\n", 0,
		},
		"Landlock": {
			with(shell("cat /etc/hostname >/dev/null || cat /usr/share/common-licenses/BSD >/dev/null && echo only /usr"),
				func(p *plan.Plan) {
					p.Landlock = plan.Landlock{HandledFS: rwx, Paths: []plan.PathRule{
						{Path: "/usr", Access: 0xd}, {Path: "/dev/null", Access: 0x6},
					}}
				}),
			"cat: /etc/hostname: Permission denied\nonly /usr\n", 0,
		},
		"descriptors": {shell("ls /proc/self/fd | tr '\n' ' '"), "0 1 2 3 ", 0},
		"kept descriptor": {
			with(shell("readlink /proc/self/fd/3"), func(p *plan.Plan) { p.Exec.KeepFDs = 1 }),
			"/dev/zero\n", 0,
		},
		"no such command": {
			with(shell(""), func(p *plan.Plan) { p.Exec.Path = "/nowhere/sh" }),
			"jail: cannot execute /nowhere/sh: no such file or directory: it, or the interpreter it names, does not exist inside the sandbox\n", 127,
		},
		"not executable": {
			with(shell(""), func(p *plan.Plan) { p.Exec.Path = "/etc/passwd" }),
			"jail: cannot execute /etc/passwd: permission denied: add it to fs_execute\n", 126,
		},
		"no such folder": {
			with(shell(""), func(p *plan.Plan) { p.Exec.Dir = "/nowhere" }),
			"jail: cannot enter the working directory /nowhere: no such file or directory: it does not exist inside the sandbox; add it to fs_read\n", 125,
		},
		"folder of others": {
			with(shell(""), func(p *plan.Plan) { p.Exec.Dir = "/root" }),
			"jail: cannot enter the working directory /root: permission denied: the workload's user may not enter it\n", 125,
		},
		"rule without file": {
			with(shell(""), func(p *plan.Plan) {
				p.Landlock = plan.Landlock{HandledFS: rwx, Paths: []plan.PathRule{{Path: "/nowhere", Access: 4}}}
			}),
			"jail: cannot open /nowhere for its Landlock rule: no such file or directory: it is gone since the policy was compiled\n", 125,
		},
		"rule on a link": {
			with(shell(""), func(p *plan.Plan) {
				p.Landlock = plan.Landlock{HandledFS: rwx, Paths: []plan.PathRule{{Path: "/bin/sh", Access: 4}}}
			}),
			"jail: cannot open /bin/sh for its Landlock rule: too many levels of symbolic links: it became a symbolic link after the policy was compiled\n", 125,
		},
		"right the kernel lacks": {
			with(shell(""), func(p *plan.Plan) { p.Landlock = plan.Landlock{HandledFS: 1 << 62} }),
			"jail: cannot create the Landlock ruleset: invalid argument: this kernel lacks what the plan asks for; see volt doctor\n", 125,
		},
		"broken filter": {
			with(shell(""), func(p *plan.Plan) { p.Filter = []plan.Insn{{Code: 0xffff}} }),
			"jail: cannot install the system call filter: invalid argument\n", 125,
		},
		"kept folder": {
			with(shell(""), func(p *plan.Plan) { p.Exec.KeepFDs = 2 }),
			"jail: cannot hand down descriptor 4: it is a folder, through which the workload would get around the sandbox; redirect it elsewhere\n", 125,
		},
		"escape sequence in a name": {
			with(shell(""), func(p *plan.Plan) { p.Exec.Dir = "/no\x1b[31m\nwhere" }),
			"jail: cannot enter the working directory /no?[31m?where: no such file or directory: it does not exist inside the sandbox; add it to fs_read\n", 125,
		},
		"filter in force": {with(shell("echo never"), func(p *plan.Plan) { p.Filter = killAll() }), "", -1},
	}
}

type scenario struct {
	plan *plan.Plan
	want string
	code int // -1: killed by SIGSYS
}

func with(p *plan.Plan, do func(*plan.Plan)) *plan.Plan {
	do(p)
	return p
}

// The test program starts itself again to do what cannot be undone.
const scenarioVariable = "VOLT_TEST_SCENARIO"

func TestMain(m *testing.M) {
	if name := os.Getenv(scenarioVariable); name != "" {
		carryOut(name)
	}
	os.Exit(m.Run())
}

// carryOut is the other process.
func carryOut(name string) {
	runtime.LockOSThread()
	f := New(scenarios()[name].plan, state(), nil).Enter()
	f.Report("jail")
	os.Exit(f.Code)
}

func TestScenarios(t *testing.T) {
	if os.Getuid() != 0 {
		t.Fatal("cannot change users: run the tests as root")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	zero, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	defer zero.Close()
	folder, err := os.Open("/usr")
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for name, c := range scenarios() {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(self)
			cmd.Env = []string{scenarioVariable + "=" + name}
			cmd.ExtraFiles = []*os.File{zero, folder}
			got, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("said %q, want %q", got, c.want)
			}
			if code := exitCode(cmd.ProcessState); code != c.code {
				t.Errorf("ended with %d, want %d", code, c.code)
			}
		})
	}
}

// exitCode is the exit status; death by SIGSYS, at first or second hand, is -1.
func exitCode(s *os.ProcessState) int {
	ws := s.Sys().(syscall.WaitStatus)
	if ws.Signaled() && ws.Signal() == syscall.SIGSYS || ws.ExitStatus() == 128+int(syscall.SIGSYS) {
		return -1
	}
	return ws.ExitStatus()
}

func TestEnvironment(t *testing.T) {
	from := []string{"A=1", "B=2", "GOMAXPROCS=1", "BARE", "B=3"}
	for _, c := range []struct {
		name string
		x    plan.Exec
		want []string
	}{
		{"own only", plan.Exec{Env: []string{"X=y"}}, []string{"X=y"}},
		{"none", plan.Exec{}, nil},
		{"inherited", plan.Exec{InheritEnv: true}, from},
		{"replaced", plan.Exec{InheritEnv: true, Env: []string{"B=9"}}, []string{"B=9", "A=1", "GOMAXPROCS=1", "BARE"}},
	} {
		if got := Environment(&c.x, from); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestListenFDs(t *testing.T) {
	for v, want := range map[string]uint32{
		"LISTEN_FDS=2": 2, "LISTEN_FDS=": 0, "LISTEN_FDS=x": 0, "LISTEN_FDS=-1": 0,
		"LISTEN_FDS=1x": 0, "LISTEN_FDSX=3": 0, "LISTEN_FDS=99999999999": 0, "OTHER=1": 0,
	} {
		if got := listenFDs([]string{"A=b", v}); got != want {
			t.Errorf("%s: %d, want %d", v, got, want)
		}
	}
}

// TestOrder holds the order of the irreversible steps that the package's
// documentation gives.
func TestOrder(t *testing.T) {
	p := shell("")
	p.Exec.Dir, p.Exec.Session, p.Caps = "/", true, 1<<10
	p.Landlock = plan.Landlock{HandledFS: 1}
	s := New(p, state(), nil)
	want := []string{
		"hand down descriptor 0", "hand down descriptor 1", "hand down descriptor 2",
		"read the capability sets", "grant the capabilities of the policy", "create the Landlock ruleset",
		"start a new session", "close the descriptors that do not belong to the workload", "set no_new_privs",
		"drop a capability from the bounding set", "empty the capability bounding set",
		"read the securebits", "lock the securebits",
		"set the supplementary groups", "change to the workload's group", "change to the workload's user",
		"read the capability sets", "set the capability sets", "clear the ambient capabilities", "raise an ambient capability",
		"enter the working directory /", "enforce the Landlock ruleset",
		"restore the signal dispositions", "restore the signal mask", "restore the limit on open files",
		"install the system call filter", "/bin/sh",
	}
	var got []string
	for i := range s.Len() {
		if n := s.Note(i); n.What != "" {
			got = append(got, n.What)
		}
	}
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
