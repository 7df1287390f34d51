package run_test

import (
	"strconv"
	"strings"
	"testing"
)

// capabilitySets are the lines of /proc/PID/status, proc_pid_status(5).
func capabilitySets() []string {
	return []string{"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}
}

// TestStatus reads /proc/PID/status of a workload from outside.
func TestStatus(t *testing.T) {
	const netBindService = 1 << 10 // CAP_NET_BIND_SERVICE of capabilities(7)
	const sysPtrace = 1 << 19
	for _, tt := range []struct {
		name string
		args []string
		caps uint64
	}{
		{"nothing", nil, 0},
		{"one", []string{"--cap", "CAP_NET_BIND_SERVICE"}, netBindService},
		{"two", []string{"--cap", "CAP_NET_BIND_SERVICE", "--cap", "CAP_SYS_PTRACE"}, netBindService | sysPtrace},
		{"strict", []string{"--seccomp", "strict"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				if c.id != 0 && tt.caps != 0 {
					return // an ordinary user has none to give: TestCapabilityNotHeld
				}
				s := begin(t, c.run(t, append(tt.args, "--policy", shellPolicy(t), "--", "cat")...))
				got := status(t, workload(t, s, "cat").pid)
				for _, set := range capabilitySets() {
					if n, err := strconv.ParseUint(got[set], 16, 64); err != nil || n != tt.caps {
						t.Errorf("%s is %s, want %016x", set, got[set], tt.caps)
					}
				}
				if got["NoNewPrivs"] != "1" || got["Seccomp"] != "2" {
					t.Errorf("NoNewPrivs %s, want 1; Seccomp %s, want 2, a filter", got["NoNewPrivs"], got["Seccomp"])
				}
				ids := strings.Fields(got["Uid"] + " " + got["Gid"])
				for _, id := range ids {
					if id != ids[0] || id == "0" {
						t.Errorf("the ids are %v: want one, and not root's", ids)
					}
				}
				if c.id != 0 && ids[0] != strconv.Itoa(c.id) {
					t.Errorf("user %s, want the caller's, %d", ids[0], c.id)
				}
				if got["Groups"] != "" {
					t.Errorf("supplementary groups %s, want none", got["Groups"])
				}
			})
		})
	}
}

// TestUser: root chooses who the workload is; nobody else can.
func TestUser(t *testing.T) {
	policy := shellPolicy(t)
	const ids = "echo $(id -u) $(id -g) $(id -G)"
	for _, tt := range []struct{ user, want string }{
		{"nobody", "65534 65534 65534\n"},
		{"65521", "65521 65521 65521\n"},
		{"65521:65522", "65521 65522 65522\n"},
		{"nobody:65522", "65534 65522 65522\n"},
	} {
		finish(t, root().run(t, "--user", tt.user, "--policy", policy, "--", "sh", "-c", ids)).want(t, 0, tt.want, "")
	}
	finish(t, root().run(t, "--user", "no-such-user", "--policy", policy, "--", "id")).
		wantSentence(t, 125, `cannot change to user "no-such-user": there is no such user`)
	finish(t, ordinary().run(t, "--user", "nobody", "--policy", policy, "--", "id")).
		wantSentence(t, 125, "cannot change to user nobody: only root can")
}

// TestRootsWorkloadsDiffer: two workloads of root are two users, so that
// neither can signal or trace the other.
func TestRootsWorkloadsDiffer(t *testing.T) {
	policy := shellPolicy(t)
	var uids []string
	for range 2 {
		s := begin(t, root().run(t, "--policy", policy, "--", "cat"))
		uids = append(uids, status(t, workload(t, s, "cat").pid)["Uid"])
	}
	if uids[0] == uids[1] {
		t.Errorf("both run as %s", uids[0])
	}
}

// TestCapabilityWorks: a granted capability is of use, and its absence felt.
func TestCapabilityWorks(t *testing.T) {
	if !inWorld(t) {
		return
	}
	policy := writeFile(t, folder(t)+"/policy.json", `{"fs_read": ["/usr"], "fs_execute": ["/usr/bin"], "net_bind": [80]}`)
	const script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 80)); print('bound')"
	args := []string{"--network", "host", "--policy", policy, "--", "/usr/bin/python3", "-c", script}
	finish(t, root().run(t, append([]string{"--cap", "CAP_NET_BIND_SERVICE"}, args...)...)).want(t, 0, "bound\n", "")
	if r := finish(t, root().run(t, args...)); r.code != 1 || !strings.Contains(r.stderr, "PermissionError") {
		t.Errorf("without the capability: exit %d, %s", r.code, r.stderr)
	}
}

// TestCapabilityNotHeld: nobody can grant what is not theirs.
func TestCapabilityNotHeld(t *testing.T) {
	r := finish(t, ordinary().run(t, "--cap", "CAP_SYS_PTRACE", "--policy", shellPolicy(t), "--", "echo", "started"))
	r.wantSentence(t, 125, "cannot grant CAP_SYS_PTRACE: only root can")
}
