package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

// nobody is the user of the workloads: the overflow uid.
const nobody = 65534

// fullPolicy is a policy of the size a real service has. The folders are on
// every Debian.
func fullPolicy(program string) *policy.Policy {
	return &policy.Policy{
		FSRead: []string{
			"/etc/alternatives", "/etc/apt", "/etc/cron.daily", "/etc/default", "/etc/group", "/etc/hosts",
			"/etc/ld.so.conf.d", "/etc/nsswitch.conf", "/etc/passwd", "/etc/profile.d", "/usr/lib",
			"/usr/share/doc", "/usr/share/misc", "/usr/share/perl5", "/var/lib/dpkg",
		},
		FSWrite:    []string{"/tmp", "/var/tmp"},
		FSExecute:  []string{program, "/usr/bin"},
		NetBind:    []policy.Port{{Proto: policy.TCP, First: 8080, Last: 8081}},
		NetConnect: []policy.Port{{Proto: policy.TCP, First: 443, Last: 443}, {Proto: policy.TCP, First: 5432, Last: 5432}},
	}
}

// fullPlan is the plan that volt-jail carries out as the ExecStart of a
// service: everything but the mount view, which is systemd's there.
func (b *bench) fullPlan(argv ...string) (*plan.Plan, error) {
	res, err := compile.Compile(&compile.Request{
		Supervisor: compile.Direct(),
		Policy:     fullPolicy(argv[0]),
		Host:       host.ProbeQuick(),
		Files:      compile.HostFiles{},
		Network:    compile.NetworkHost,
		Exec: plan.Exec{
			Path: argv[0], Argv: argv, Umask: -1, Dir: "/",
			InheritEnv: true,
		},
		IDs:    plan.IDs{Set: true, UID: nobody, GID: nobody},
		Filter: b.filter,
	})
	if err != nil {
		return nil, err
	}
	res.Plan.View = nil
	return res.Plan, nil
}

// filter has the built volt-bpf compile a profile.
func (b *bench) filter(o profile.Options) ([]plan.Insn, error) {
	f, err := profile.Build(o)
	if err != nil {
		return nil, err
	}
	in, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(b.program("volt-bpf"))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot compile the system call filter: %w", err)
	}
	return plan.DecodeInsns(out)
}

// writePlan returns the file that p was written to.
func (b *bench) writePlan(name string, p *plan.Plan) (string, error) {
	path := filepath.Join(b.dir, name+".plan")
	return path, os.WriteFile(path, jail.Encode(p), 0o600)
}
