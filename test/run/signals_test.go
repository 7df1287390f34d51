package run_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestForwardedSignals: what is sent to volt run reaches the workload, which
// decides what to do about it.
func TestForwardedSignals(t *testing.T) {
	policy := shellPolicy(t)
	for name, n := range map[string]syscall.Signal{
		"HUP": syscall.SIGHUP, "INT": syscall.SIGINT, "QUIT": syscall.SIGQUIT, "TERM": syscall.SIGTERM,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "ALRM": syscall.SIGALRM, "CONT": syscall.SIGCONT,
	} {
		t.Run(name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				script := "trap 'echo got; exit 7' " + name + "; echo ready; while :; do sleep 0.02; done"
				s := begin(t, c.run(t, "--policy", policy, "--", "sh", "-c", script))
				s.until(t, "ready")
				must(t, s.cmd.Process.Signal(n))
				if code := s.wait(); code != 7 || s.stdout.String() != "ready\ngot\n" {
					t.Errorf("exit %d, output %q, standard error %q", code, s.stdout, s.stderr)
				}
			})
		})
	}
}

// TestUnhandledSignal: a workload without a handler dies of it.
func TestUnhandledSignal(t *testing.T) {
	for _, n := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		s := begin(t, root().run(t, "--policy", shellPolicy(t), "--", "sh", "-c", "echo ready; exec sleep 100"))
		s.until(t, "ready")
		must(t, s.cmd.Process.Signal(n))
		if code := s.wait(); code != 128+int(n) {
			t.Errorf("%v: exit %d, want %d", n, code, 128+int(n))
		}
	}
}

// TestIgnoredSignal: what the workload ignores does not end volt run either.
func TestIgnoredSignal(t *testing.T) {
	s := begin(t, root().run(t, "--policy", shellPolicy(t), "--", "sh", "-c", "trap '' TERM HUP; echo ready; read x; exit 3"))
	s.until(t, "ready")
	must(t, s.cmd.Process.Signal(syscall.SIGTERM))
	must(t, s.cmd.Process.Signal(syscall.SIGHUP))
	time.Sleep(100 * time.Millisecond)
	must(t, s.stdin.Close())
	if code := s.wait(); code != 3 {
		t.Errorf("exit %d, want 3", code)
	}
}

// family is a workload with children of every kind: in the background, in
// sessions of their own, orphaned twice over.
const family = `sleep 1001 &
setsid sleep 1002 &
(setsid setsid sleep 1003 &)
/usr/bin/python3 -c '
import os, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.chdir("/")
for n in 0, 1, 2: os.close(n)
os.execv("/usr/bin/sleep", ["sleep", "1004"])
'
while [ "$(grep -al sleep /proc/[0-9]*/comm | wc -l)" != 4 ]; do sleep 0.01; done
echo ready
read x
exit 4
`

// TestKill: kill -9 of volt run takes the workload and all its children along,
// and so does the death of anything between them.
func TestKill(t *testing.T) {
	for _, victim := range []string{"volt", "volt-jail", "bash"} {
		t.Run(victim, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				s := begin(t, c.run(t, "--policy", shellPolicy(t), "--", "bash", "-c", family))
				s.until(t, "ready")
				all := descendants(t, s.cmd.Process.Pid)
				if n := len(named(t, s.cmd.Process.Pid, "sleep")); n != 4 {
					t.Fatalf("there are %d children, not 4: %v", n, all)
				}
				pid := s.cmd.Process.Pid
				if victim != "volt" {
					pid = workload(t, s, victim).pid
				}
				must(t, syscall.Kill(pid, syscall.SIGKILL))
				gone(t, all)
				if code := s.wait(); code != 128+int(syscall.SIGKILL) {
					t.Errorf("exit %d, want 137", code)
				}
			})
		})
	}
}

// TestEndOfWorkload: nothing outlives the workload, however it left.
func TestEndOfWorkload(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		s := begin(t, c.run(t, "--policy", shellPolicy(t), "--", "bash", "-c", family))
		s.until(t, "ready")
		all := descendants(t, s.cmd.Process.Pid)
		must(t, s.stdin.Close())
		if code := s.wait(); code != 4 {
			t.Errorf("exit %d, want 4: %s", code, s.stderr)
		}
		for _, p := range all {
			if p.alive() {
				t.Errorf("%s, process %d, is still there when volt run has ended", p.name, p.pid)
			}
		}
	})
}

// TestOrphans: a thousand orphans are collected while the workload runs.
func TestOrphans(t *testing.T) {
	const script = `$| = 1;
for (1 .. 1000) {
    defined(my $child = fork) or die "cannot fork: $!";
    if (!$child) { fork; exit }   # the grandchild is orphaned
    waitpid $child, 0;
}
print "ready\n";
<STDIN>;
`
	asEach(t, func(t *testing.T, c caller) {
		s := begin(t, c.run(t, "--policy", shellPolicy(t), "--", "perl", "-e", script))
		s.until(t, "ready")
		var left []process
		eventually(t, "an end of the orphans", func() bool {
			left = named(t, s.cmd.Process.Pid, "perl")
			return len(left) == 1 && left[0].state != "Z"
		})
		must(t, s.stdin.Close())
		if code := s.wait(); code != 0 {
			t.Errorf("exit %d: %s", code, s.stderr)
		}
	})
}

// TestProcessesOutside: a workload sees its own processes and none of the
// host's; those it may signal are its own as well.
func TestProcessesOutside(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		other := begin(t, c.command(t, "/usr/bin/cat"))
		const script = "grep -h . /proc/[0-9]*/comm | sort | uniq -c; trap '' TERM; kill -TERM -1; kill -KILL 1; echo alive"
		r := finish(t, c.run(t, "--policy", shellPolicy(t), "--", "bash", "-c", script))
		for line := range strings.Lines(r.stdout) {
			switch name := line[strings.LastIndexByte(line, ' ')+1:]; name {
			case "bash\n", "grep\n", "sort\n", "uniq\n", "volt-jail\n", "alive\n":
			default:
				t.Errorf("the workload sees the process %q", name)
			}
		}
		if r.code != 0 || !strings.HasSuffix(r.stdout, "alive\n") {
			t.Errorf("exit %d, output %q, standard error %q", r.code, r.stdout, r.stderr)
		}
		if p, ok := look(other.cmd.Process.Pid); !ok || p.state == "Z" {
			t.Error("a process outside was ended")
		}
	})
}

// TestSimultaneousEnd: a signal that arrives while the workload ends does
// neither hang volt run nor change what it reports.
func TestSimultaneousEnd(t *testing.T) {
	policy := shellPolicy(t)
	for i := range 30 {
		s := begin(t, root().run(t, "--policy", policy, "--", "sh", "-c", "trap '' TERM; exit 9"))
		time.Sleep(time.Duration(i) * time.Millisecond)
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		if code := s.wait(); code != 9 && code != 128+int(syscall.SIGTERM) {
			t.Errorf("after %d ms: exit %d, %s", i, code, fmt.Sprint(s.stderr))
		}
	}
}
