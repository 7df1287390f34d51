package run_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// landlockABI is the version of Landlock here, landlock_create_ruleset(2) with
// LANDLOCK_CREATE_RULESET_VERSION.
func landlockABI(t *testing.T) int {
	t.Helper()
	n, _, e := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if e != 0 {
		t.Fatalf("cannot ask for the version of Landlock: %v; Volt needs it", e)
	}
	return int(n)
}

// TestCannotEnforce: UDP ports on the host's network need Landlock ABI 10.
// Below it the start is refused, unless the user accepts to go without.
func TestCannotEnforce(t *testing.T) {
	const landlockUDP = 10
	policy := writeFile(t, filepath.Join(folder(t), "policy.json"),
		`{"fs_read": ["/usr"], "fs_execute": ["/usr/bin"], "net_connect": ["udp/53"]}`)
	missing := landlockABI(t) < landlockUDP
	start := func(c caller, args ...string) result {
		return finish(t, c.run(t, append(args, "--policy", policy, "--", "echo", "started")...))
	}
	asEach(t, func(t *testing.T, c caller) {
		r := start(c, "--network", "host")
		if missing {
			r.wantSentence(t, 125, "cannot enforce the policy on this host", "net_connect udp: needs Landlock ABI 10 (Linux 7.2)",
				"--network none", "--enforce best-effort")
		} else {
			r.want(t, 0, "started\n", "")
		}
		start(c, "--network", "none").want(t, 0, "started\n", "")
		if r = start(c, "--network", "none", "-v"); r.code != 0 || strings.Contains(r.stderr, "NOT ENFORCED") {
			t.Errorf("with a network of its own: exit %d, %s", r.code, r.stderr)
		}
		start(c, "--network", "host", "--enforce", "best-effort").want(t, 0, "started\n", "")
		r = start(c, "--network", "host", "--enforce", "best-effort", "-v")
		if r.code != 0 || r.stdout != "started\n" || strings.Contains(r.stderr, "net_connect udp             NOT ENFORCED: needs Landlock ABI 10") != missing {
			t.Errorf("best effort: exit %d, %s", r.code, r.stderr)
		}
	})
}

// TestRecord: -v says for each rule what enforces it, and what it says in JSON
// is what is kept for as long as the workload runs.
func TestRecord(t *testing.T) {
	asEach(t, func(t *testing.T, c caller) {
		s := begin(t, c.run(t, "-v", "--json", "--policy", shellPolicy(t), "--", "cat"))
		workload(t, s, "cat")
		name := "/run/volt/run/"
		if c.id != 0 {
			name = program("home") + "/volt/run/"
		}
		name = filepath.Join(name, strconv.Itoa(s.cmd.Process.Pid)+".json")
		eventually(t, "the record "+name, func() bool { return exists(t, name) })
		var kept struct {
			Command []string `json:"command"`
			PID     int      `json:"supervisor_pid"`
			Rules   []struct {
				Rule     string   `json:"rule"`
				By       []string `json:"by"`
				Residual string   `json:"residual"`
			} `json:"rules"`
		}
		text := read(t, name)
		must(t, json.Unmarshal([]byte(text), &kept))
		if kept.PID != s.cmd.Process.Pid || len(kept.Command) != 1 || kept.Command[0] != "cat" {
			t.Errorf("the record is of %q, process %d", kept.Command, kept.PID)
		}
		seen := map[string]bool{}
		for _, r := range kept.Rules {
			seen[r.Rule] = true
			if len(r.By) == 0 && r.Residual == "" {
				t.Errorf("%s is enforced by nothing", r.Rule)
			}
		}
		for _, rule := range []string{"fs_read", "fs_write", "fs_execute", "net_bind tcp", "net_connect tcp", "capabilities", "seccomp"} {
			if !seen[rule] {
				t.Errorf("there is no record of %s", rule)
			}
		}
		must(t, s.stdin.Close())
		if code := s.wait(); code != 0 || s.stderr.String() != text {
			t.Errorf("exit %d; -v printed\n%s\nand kept was\n%s", code, s.stderr, text)
		}
		if exists(t, name) {
			t.Errorf("%s is still there", name)
		}
	})
}

// TestCannotWrite: a folder that the policy lets the workload write and its
// modes do not.
func TestCannotWrite(t *testing.T) {
	dir := folder(t)
	must(t, os.Chmod(dir, 0o755))
	asEach(t, func(t *testing.T, c caller) {
		r := finish(t, c.run(t, "--policy", shellPolicy(t, dir), "--", "echo", "started"))
		r.wantSentence(t, 125, "cannot allow fs_write on "+dir, "owner 0, mode 0755", "--user")
		r = finish(t, c.run(t, "--policy", shellPolicy(t, dir+"/none"), "--", "echo", "started"))
		r.wantSentence(t, 125, "cannot allow fs_write on "+dir+"/none: it does not exist")
	})
	must(t, os.Chown(dir, ordinaryID, ordinaryID))
	finish(t, root().run(t, "--user", strconv.Itoa(ordinaryID), "--policy", shellPolicy(t, dir), "--", "touch", dir+"/f")).want(t, 0, "", "")
	var st unix.Stat_t
	must(t, unix.Stat(dir+"/f", &st))
	if st.Uid != ordinaryID {
		t.Errorf("the file belongs to %d", st.Uid)
	}
	for path, want := range map[string]string{"/": "cannot allow fs_write on /", "/proc": "/proc", "/proc/sys": "/proc"} {
		finish(t, root().run(t, "--policy", shellPolicy(t, path), "--", "echo", "started")).wantSentence(t, 125, want)
	}
}

// TestMissingHelpers: without volt-jail or a compiler for filters nothing
// starts, and nothing starts less confined.
func TestMissingHelpers(t *testing.T) {
	policy := shellPolicy(t)
	for _, missing := range []string{"volt-jail", "volt-bpf"} {
		dir := folder(t)
		for _, name := range []string{"volt", "volt-jail", "volt-bpf"} {
			if name != missing {
				must(t, copyProgram(program(name), filepath.Join(dir, name)))
			}
		}
		cmd := ordinary().command(t, filepath.Join(dir, "volt"), "run", "--policy", policy, "--", "echo", "started")
		cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+folder(t))
		finish(t, cmd).wantSentence(t, 125, "cannot find "+missing, "reinstall")
	}
}

// TestDryRun: prints the plan and starts nothing.
func TestDryRun(t *testing.T) {
	dir := folder(t)
	marker := filepath.Join(dir, "marker")
	asEach(t, func(t *testing.T, c caller) {
		r := finish(t, c.run(t, "--dry-run", "--policy", shellPolicy(t, dir), "--", "touch", marker))
		if r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, "execute   /usr/bin/touch\n") || !strings.Contains(r.stdout, dir) {
			t.Errorf("exit %d\n%s%s", r.code, r.stdout, r.stderr)
		}
		r = finish(t, c.run(t, "--dry-run", "--json", "--policy", shellPolicy(t, dir), "--", "touch", marker))
		if r.code != 0 || !json.Valid([]byte(r.stdout)) {
			t.Errorf("exit %d, %s; no JSON: %s", r.code, r.stderr, r.stdout)
		}
	})
	if exists(t, marker) {
		t.Error("the command was started")
	}
}

// TestFullDisk: a plan that cannot be printed is an error.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	must(t, err)
	defer full.Close()
	var errs bytes.Buffer
	cmd := root().run(t, "--dry-run", "--policy", shellPolicy(t), "--", "true")
	cmd.Stdout, cmd.Stderr = full, &errs
	if r := finish(t, cmd); r.code != 125 || !strings.Contains(errs.String(), syscall.ENOSPC.Error()) {
		t.Errorf("exit %d, %s", r.code, &errs)
	}
}
