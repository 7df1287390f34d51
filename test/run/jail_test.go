package run_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// volt-jail alone: the way systemd starts workloads. There are no namespaces,
// and no supervisor.

// defaultFilter is the default profile, compiled by volt-bpf.
func defaultFilter(t *testing.T) []plan.Insn {
	t.Helper()
	f, err := profile.Build(profile.Options{Profile: profile.Default})
	must(t, err)
	in, err := json.Marshal(f)
	must(t, err)
	cmd := exec.Command(program("volt-bpf"))
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	must(t, err)
	insns, err := plan.DecodeInsns(out)
	must(t, err)
	return insns
}

// Rights of <linux/landlock.h>.
const (
	landlockExecute  = 1 << 0
	landlockReadFile = 1 << 2
	landlockReadDir  = 1 << 3
	landlockABI1     = 1<<13 - 1 // EXECUTE to MAKE_SYM
)

// basicPlan runs a command that may read everything, execute what is below
// /usr, and write nothing.
func basicPlan(t *testing.T, argv ...string) *plan.Plan {
	t.Helper()
	return &plan.Plan{
		Exec: plan.Exec{Path: argv[0], Argv: argv, Umask: -1, InheritEnv: true},
		IDs:  plan.IDs{Set: true, UID: ordinaryID, GID: ordinaryID},
		Landlock: plan.Landlock{
			HandledFS: landlockABI1,
			Paths: []plan.PathRule{
				{Path: "/", Access: landlockReadFile | landlockReadDir},
				{Path: "/usr", Access: landlockExecute | landlockReadFile | landlockReadDir},
			},
		},
		Filter: defaultFilter(t),
	}
}

func planFile(t *testing.T, p *plan.Plan) string {
	t.Helper()
	return writeFile(t, filepath.Join(folder(t), "plan"), string(jail.Encode(p)))
}

// eachWay runs f with a plan's file in both forms: with the script, which
// volt-jail runs before the Go runtime, and the plan alone.
func eachWay(t *testing.T, p *plan.Plan, f func(t *testing.T, file string)) {
	t.Helper()
	for name, text := range map[string][]byte{"script": jail.Encode(p), "plan alone": plan.Encode(p)} {
		t.Run(name, func(t *testing.T) {
			f(t, writeFile(t, filepath.Join(folder(t), "plan"), string(text)))
		})
	}
}

// TestJailLeavesNothing: after the execve the process that was started is the
// workload, and nothing of Volt is left in it or below it.
func TestJailLeavesNothing(t *testing.T) {
	s := begin(t, root().command(t, program("volt-jail"), planFile(t, basicPlan(t, "/usr/bin/cat"))))
	pid := s.cmd.Process.Pid
	eventually(t, "the workload in the place of volt-jail", func() bool {
		p, ok := look(pid)
		return ok && p.name == "cat"
	})
	if p, _ := look(pid); p.parent != os.Getpid() {
		t.Errorf("its parent is %d, not the one that started it", p.parent)
	}
	if all := descendants(t, pid); len(all) != 0 {
		t.Errorf("there are processes below it: %v", all)
	}
	if maps := read(t, fmt.Sprintf("/proc/%d/maps", pid)); strings.Contains(maps, "volt") {
		t.Errorf("something of Volt is mapped:\n%s", maps)
	}
	if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err != nil || exe != "/usr/bin/cat" {
		t.Errorf("it executes %s, %v", exe, err)
	}
	got := status(t, pid)
	for _, set := range capabilitySets() {
		if got[set] != "0000000000000000" {
			t.Errorf("%s is %s", set, got[set])
		}
	}
	if got["NoNewPrivs"] != "1" || got["Seccomp"] != "2" || got["Threads"] != "1" {
		t.Errorf("NoNewPrivs %s, Seccomp %s, Threads %s; want 1, 2, 1", got["NoNewPrivs"], got["Seccomp"], got["Threads"])
	}
	must(t, s.stdin.Close())
	if code := s.wait(); code != 0 {
		t.Errorf("exit %d: %s", code, s.stderr)
	}
}

// TestJailInherited: the same state arrives as without the jailer, all signals
// among it.
func TestJailInherited(t *testing.T) {
	const show = "grep -E '^(Umask|SigBlk|SigIgn|SigPnd|ShdPnd):' /proc/self/status; cat /proc/self/limits; env; pwd"
	for _, parent := range [][]string{
		{"env"},
		{"env", "--ignore-signal"},
		{"env", "--block-signal"},
		{"prlimit", "--nofile=16:16", "--"},
		{"sh", "-c", `umask 0077; exec "$@"`, "sh"},
		{"env", "GOMAXPROCS=2", "GOGC=20"},
	} {
		bare := finish(t, root().command(t, append(slices.Clone(parent), "sh", "-c", show)...))
		if bare.code != 0 || len(bare.stdout) < 500 {
			t.Fatalf("%q without the jailer: exit %d, %s", parent, bare.code, bare.stderr)
		}
		eachWay(t, basicPlan(t, "/usr/bin/sh", "-c", show), func(t *testing.T, file string) {
			argv := append(slices.Clone(parent), program("volt-jail"), file)
			finish(t, root().command(t, argv...)).want(t, 0, bare.stdout, bare.stderr)
		})
	}
}

// TestJailDescriptors: those that systemd announces arrive, in their places,
// and no others.
func TestJailDescriptors(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  []string
		keep uint32
		want string
	}{
		{"none", nil, 0, "0 1 2"},
		{"two sockets", []string{"LISTEN_FDS=2", "LISTEN_FDNAMES=a:b"}, 0, "0 1 2 3 4"},
		{"kept by the plan", nil, 1, "0 1 2 3"},
		{"nonsense", []string{"LISTEN_FDS=-1"}, 0, "0 1 2"},
		{"more nonsense", []string{"LISTEN_FDS=3x"}, 0, "0 1 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := basicPlan(t, "/usr/bin/bash", "-c", `cd /proc/$$/fd; for n in [0-9]*; do [ -e $n ] && [ $n -lt 20 ] && l="$l $n"; done; echo $l; env | grep ^LISTEN | sort`)
			p.Exec.KeepFDs = tt.keep
			cmd := root().command(t, program("volt-jail"), planFile(t, p))
			cmd.Env = append(cmd.Env, tt.env...)
			for range 5 {
				f, err := os.Open("/dev/null")
				must(t, err)
				defer f.Close()
				cmd.ExtraFiles = append(cmd.ExtraFiles, f)
			}
			r := finish(t, cmd)
			first, env, _ := strings.Cut(r.stdout, "\n")
			if r.stderr != "" || first != tt.want {
				t.Errorf("open are %q, want %q; exit %d, %s", first, tt.want, r.code, r.stderr)
			}
			if got := strings.Count(env, "\n"); got != len(tt.env) {
				t.Errorf("%d of the %d variables of the protocol arrive: %q", got, len(tt.env), env)
			}
		})
	}
}

// TestJailRefuses: each step that fails has a sentence of its own, and nothing
// was started.
func TestJailRefuses(t *testing.T) {
	dir := folder(t)
	marker := filepath.Join(dir, "marker")
	closed := filepath.Join(dir, "closed")
	must(t, os.Mkdir(closed, 0o700))
	must(t, os.Symlink("/usr", filepath.Join(dir, "link")))
	plain := writeFile(t, filepath.Join(dir, "plain"), "text\n")
	for _, tt := range []struct {
		name string
		edit func(p *plan.Plan)
		code int
		want string
	}{
		{"path rule", func(p *plan.Plan) { p.Landlock.Paths[1].Path = dir + "/none" }, 125, "cannot open " + dir + "/none for its Landlock rule: no such file or directory"},
		{"path rule through a link", func(p *plan.Plan) { p.Landlock.Paths[1].Path = dir + "/link" }, 125, "it became a symbolic link"},
		{"right of a folder on a file", func(p *plan.Plan) {
			p.Landlock.Paths[1] = plan.PathRule{Path: plain, Access: landlockReadDir}
		}, 125, "cannot add " + plain + " to the Landlock ruleset: invalid argument"},
		{"Landlock from the future", func(p *plan.Plan) { p.Landlock.HandledFS |= 1 << 40 }, 125, "cannot create the Landlock ruleset"},
		{"Landlock flags", func(p *plan.Plan) { p.Landlock.Flags = 1 << 30 }, 125, "cannot enforce the Landlock ruleset: invalid argument"},
		{"port that is not handled", func(p *plan.Plan) { p.Landlock.Ports = []plan.PortRule{{Port: 80, Access: 1}} }, 125, "cannot add a port to the Landlock ruleset"},
		{"folder", func(p *plan.Plan) { p.Exec.Dir = dir + "/none" }, 125, "cannot enter the working directory " + dir + "/none: no such file or directory"},
		{"folder of somebody else", func(p *plan.Plan) { p.Exec.Dir = closed }, 125, "cannot enter the working directory " + closed + ": permission denied"},
		{"user -1", func(p *plan.Plan) { p.IDs.UID = 1<<32 - 1 }, 125, "user"},
		{"filter", func(p *plan.Plan) { p.Filter = []plan.Insn{{Code: 0xffff}} }, 125, "cannot install the system call filter: invalid argument"},
		{"no filter", func(p *plan.Plan) { p.Filter = nil }, 125, "filter"},
		{"terminal", func(p *plan.Plan) { p.Exec.Terminal = true }, 125, "cannot take the terminal: inappropriate ioctl for device"},
		{"a view", func(p *plan.Plan) { p.View = &plan.View{} }, 125, "it is made for volt run"},
		{"no arguments", func(p *plan.Plan) { p.Exec.Argv = nil }, 125, "cannot use the plan"},
		{"relative program", func(p *plan.Plan) { p.Exec.Path = "touch" }, 125, "cannot use the plan"},
		{"no such program", func(p *plan.Plan) { p.Exec.Path = "/usr/bin/none" }, 127, "cannot execute /usr/bin/none: no such file or directory"},
		{"not a program", func(p *plan.Plan) { p.Exec.Path = plain }, 126, "cannot execute " + plain + ": permission denied"},
		{"not to be executed", func(p *plan.Plan) { p.Landlock.Paths = p.Landlock.Paths[:1] }, 126, "add it to fs_execute"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := basicPlan(t, "/usr/bin/touch", marker)
			tt.edit(p)
			said := map[string]bool{}
			eachWay(t, p, func(t *testing.T, file string) {
				r := finish(t, root().command(t, program("volt-jail"), file))
				r.wantSentence(t, tt.code, "volt-jail: cannot ", tt.want)
				if strings.Count(r.stderr, "\n") != 1 || exists(t, marker) {
					t.Errorf("want one line and no start: %q", r.stderr)
				}
				said[strings.ReplaceAll(r.stderr, file, "PLAN")] = true
			})
			if len(said) != 1 {
				t.Errorf("the two ways say different things: %v", said)
			}
		})
	}
	// The plan that was edited lets its command make the marker, but for Landlock.
	p := basicPlan(t, "/usr/bin/touch", marker)
	p.Landlock = plan.Landlock{}
	finish(t, root().command(t, program("volt-jail"), planFile(t, p))).want(t, 0, "", "")
	if !exists(t, marker) {
		t.Error("a good plan makes no marker either, so a missing marker shows nothing")
	}
}

// TestJailWithoutPrivileges: what only root can do is refused to others, not
// left out.
func TestJailWithoutPrivileges(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(p *plan.Plan)
		want string
	}{
		{"bounding set", func(p *plan.Plan) { p.IDs.Set = false }, "cannot empty the capability bounding set"},
		{"capabilities", func(p *plan.Plan) { p.IDs.Set = false; p.Caps = 1<<41 - 1 }, "cannot grant the capabilities of the policy"},
	} {
		p := basicPlan(t, "/usr/bin/echo", "started")
		tt.edit(p)
		eachWay(t, p, func(t *testing.T, file string) {
			finish(t, ordinary().command(t, program("volt-jail"), file)).wantSentence(t, 125, "volt-jail: "+tt.want)
		})
	}
	// With an empty bounding set an ordinary user can be confined; not become
	// another.
	setpriv := []string{"/usr/bin/setpriv", "--reuid=" + strconv.Itoa(ordinaryID), "--regid=" + strconv.Itoa(ordinaryID),
		"--clear-groups", "--inh-caps=-all", "--bounding-set=-all", program("volt-jail")}
	p := basicPlan(t, "/usr/bin/echo", "started")
	p.IDs = plan.IDs{}
	eachWay(t, p, func(t *testing.T, file string) {
		finish(t, root().command(t, append(slices.Clone(setpriv), file)...)).want(t, 0, "started\n", "")
	})
	p.IDs = plan.IDs{Set: true, UID: 1, GID: 1}
	eachWay(t, p, func(t *testing.T, file string) {
		finish(t, root().command(t, append(slices.Clone(setpriv), file)...)).
			wantSentence(t, 125, "cannot change to the workload's group: operation not permitted")
	})
}
