//go:build systemd

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/manager"
)

const execUsage = `Usage: volt exec NAME [--] COMMAND [ARGUMENT...]

Runs COMMAND in the sandbox of a workload that systemd runs: in its namespaces
and its cgroup, as its user, under the same plan. COMMAND has the rights that
the workload has, and none beside them.

Exit status: the command's own; 125 when Volt could not start it.
`

// execute is volt exec.
func execute(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("exec", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	rest := flags.Args()
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, execUsage)
		return 0
	case err == nil && len(rest) > 1:
		if rest[1] == "--" {
			rest = append(rest[:1], rest[2:]...)
		}
	}
	if err == nil && len(rest) < 2 {
		err = errors.New("a workload and a command are wanted")
	}
	if err != nil {
		fmt.Fprintf(stderr, "volt exec: %s; see volt exec --help\n", visible(err.Error()))
		return exitCannotStart
	}
	err = join(context.Background(), rest[0], rest[1:])
	fmt.Fprintf(stderr, "volt exec: %s\n", visible(err.Error()))
	return exitCannotStart
}

// join executes argv in the sandbox of a workload. It returns only when it
// cannot.
//
// The order: what is needed of the workload is read from outside; then this
// process moves into its cgroup, and gives up its supplementary groups, which
// it could not do in the user namespace (user_namespaces(7), setgroups).
// nsenter(1) enters the namespaces, all of one process at a time; the jailer
// there takes the rest away.
func join(ctx context.Context, name string, argv []string) error {
	m, err := manager.Connect(ctx, scopeOf())
	if err != nil {
		return err
	}
	defer m.Close()
	u, err := find(ctx, m, name)
	if err != nil {
		return err
	}
	if m.Scope() == manager.User {
		return fmt.Errorf("cannot join %s: the kernel lets only root enter the namespaces of a user's services; start what you need as a workload of its own", name)
	}
	if u.MainPID == 0 || !strings.HasSuffix(u.Name, ".service") {
		return fmt.Errorf("cannot join %s: it does not run as a service", name)
	}
	p, err := planOf(u)
	if err != nil {
		return err
	}
	if err := adjust(p, u.MainPID, argv); err != nil {
		return err
	}
	jailer, err := setup.Program(setup.Jail)
	if err != nil {
		return err
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return fmt.Errorf("cannot join %s: nsenter(1) is needed; install util-linux", name)
	}
	fd, err := inMemory(jail.Encode(p))
	if err != nil {
		return err
	}
	if err := enterCgroup(u.ControlGroup); err != nil {
		return err
	}
	if err := unix.Setgroups(nil); err != nil {
		return fmt.Errorf("cannot give up groups: %w", err)
	}
	err = syscall.Exec(nsenter, []string{
		"nsenter", "--target", strconv.Itoa(u.MainPID), "--all", "--root", "--preserve-credentials", "--",
		jailer, "/proc/self/fd/" + strconv.Itoa(fd),
	}, inherited.Environ())
	return fmt.Errorf("cannot execute %s: %w", nsenter, err)
}

// planOf is the plan that the workload was started with: its credential.
func planOf(u manager.Unit) (*plan.Plan, error) {
	file := path.Join("/proc", strconv.Itoa(u.MainPID), "root/run/credentials", u.Name, "volt.plan")
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the plan of %s: %w", u.Name, err)
	}
	p, err := jail.Decode(b)
	if err != nil {
		return nil, fmt.Errorf("cannot use the plan of %s: %w", u.Name, err)
	}
	return p, nil
}

// adjust makes p a plan for argv, as the user of the process pid.
func adjust(p *plan.Plan, pid int, argv []string) error {
	program := argv[0]
	if !strings.HasPrefix(program, "/") {
		found := ""
		for _, dir := range strings.Split(defaultPath, ":") {
			at := path.Join("/proc", strconv.Itoa(pid), "root", dir, program)
			if unix.Access(at, unix.X_OK) == nil {
				found = path.Join(dir, program)
				break
			}
		}
		if found == "" {
			return fmt.Errorf("cannot execute %s: it is not in the sandbox", program)
		}
		program = found
	}
	var st unix.Stat_t
	if err := unix.Stat(path.Join("/proc", strconv.Itoa(pid)), &st); err != nil {
		return fmt.Errorf("cannot tell whose process %d is: %w", pid, err)
	}
	p.Exec.Path, p.Exec.Argv = program, argv
	p.Exec.InheritEnv, p.Exec.Env = false, []string{"PATH=" + defaultPath, "HOME=/", "TERM=" + os.Getenv("TERM")}
	p.IDs = plan.IDs{Set: true, UID: st.Uid, GID: st.Gid}
	return nil
}

// inMemory is a file with content b that goes when the last descriptor does.
// It survives an execve.
func inMemory(b []byte) (int, error) {
	fd, err := unix.MemfdCreate("volt.plan", unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
	if err != nil { // MFD_NOEXEC_SEAL is of Linux 6.3
		fd, err = unix.MemfdCreate("volt.plan", unix.MFD_ALLOW_SEALING)
	}
	if err != nil {
		return -1, fmt.Errorf("cannot keep the plan in memory: %w", err)
	}
	for len(b) > 0 {
		n, err := unix.Write(fd, b)
		if err != nil {
			return -1, fmt.Errorf("cannot keep the plan in memory: %w", err)
		}
		b = b[n:]
	}
	return fd, nil
}

// enterCgroup moves this process into the workload's cgroup, so that its
// limits hold and it ends with it.
func enterCgroup(group string) error {
	err := os.WriteFile(path.Join("/sys/fs/cgroup", group, "cgroup.procs"), []byte(strconv.Itoa(os.Getpid())), 0)
	if err != nil {
		return fmt.Errorf("cannot enter the workload's cgroup: %w", err)
	}
	return nil
}
