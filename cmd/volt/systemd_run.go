//go:build systemd

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/godbus/dbus/v5"
	"golang.org/x/term"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/direct"
	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/manager"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// systemdCommands are the commands that talk to systemd.
func systemdCommands() []command {
	return []command{
		{"ps", "list workloads", ps},
		{"stop", "stop a workload", stop},
		{"logs", "show what a workload wrote", logs},
		{"stats", "show what workloads use of the machine", statistics},
		{"exec", "run a command in a workload's sandbox", execute},
	}
}

// scopeOf is whose manager the caller's units belong to.
func scopeOf() manager.Scope {
	if os.Geteuid() == 0 {
		return manager.System
	}
	return manager.User
}

// unitPrefix begins the names of units that volt run makes.
const unitPrefix = "volt-run-"

// newName is the workload's name, without the prefix.
func (o *runOptions) newName() string {
	if o.name != "" {
		return o.name
	}
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails, crypto/rand
	return hex.EncodeToString(b)
}

// supervise starts the workload by systemd: as a transient service, or by this
// process in a scope.
func (o *runOptions) supervise(_ []string, stdout, stderr io.Writer) (int, error) {
	ctx := context.Background()
	m, err := manager.Connect(ctx, scopeOf())
	if err != nil {
		return 0, err
	}
	defer m.Close()
	if o.scope || m.Scope() == manager.User && o.by == "auto" && !o.asked() {
		// An ordinary user's workload gets more from namespaces of our own than
		// from the user's manager: a PID 1 that passes signals on, on every
		// version. The manager still knows it, as a scope.
		o.scope = true
		if err := o.enterScope(ctx, m); err != nil {
			return 0, err
		}
		return o.direct(stdout, stderr)
	}
	t, err := o.target(ctx, m)
	if err != nil {
		return 0, err
	}
	given, err := o.givenPolicy()
	if err != nil {
		return 0, err
	}
	s := &service{o: o, m: m, target: t, name: o.newName(), stdout: stdout, stderr: stderr}
	return s.run(ctx, given)
}

func (o *runOptions) target(ctx context.Context, m *manager.Manager) (unit.Target, error) {
	v, err := m.Version(ctx)
	if err != nil {
		return unit.Target{}, err
	}
	if v.Number < unit.MinimumVersion {
		return unit.Target{}, fmt.Errorf("cannot start by systemd: version %s is older than %d; use --supervisor direct", v.Text, unit.MinimumVersion)
	}
	return unit.Target{Version: v.Number, User: m.Scope() == manager.User}, nil
}

// enterScope moves this process into a new scope with the limits.
func (o *runOptions) enterScope(ctx context.Context, m *manager.Manager) error {
	properties := []manager.Property{
		manager.Processes(os.Getpid()),
		{Name: "Description", Value: dbus.MakeVariant(strings.Join(o.argv, " "))},
		{Name: "CollectMode", Value: dbus.MakeVariant("inactive-or-failed")},
	}
	for _, l := range o.limits.Settings() {
		properties = append(properties, manager.Property{Name: l.Property, Value: dbus.MakeVariant(l.Value)})
	}
	more, err := o.given()
	if err != nil {
		return err
	}
	w, err := m.StartTransient(ctx, unitPrefix+o.newName()+".scope", append(properties, more...))
	if err != nil {
		return err
	}
	w.Close()
	return nil
}

// given are the slice and the properties of the command line.
func (o *runOptions) given() ([]manager.Property, error) {
	var out []manager.Property
	if o.slice != "" {
		out = append(out, manager.Property{Name: "Slice", Value: dbus.MakeVariant(o.slice)})
	}
	for _, p := range o.properties {
		v, err := unit.Property(p.name, p.value)
		if err != nil {
			return nil, fmt.Errorf("cannot set --property %s: %w", p.name, err)
		}
		out = append(out, v)
	}
	return out, nil
}

// service is one start as a transient service.
type service struct {
	o              *runOptions
	m              *manager.Manager
	target         unit.Target
	name           string
	stdout, stderr io.Writer
	// stopped is the signal that made volt run stop the unit. systemd may not
	// learn how a PID 1 of its own namespace ended.
	stopped atomic.Int32
}

func (s *service) run(ctx context.Context, given *givenPolicy) (int, error) {
	id, err := s.identity()
	if err != nil {
		return 0, err
	}
	tty, err := s.terminal(id)
	if err != nil {
		return 0, err
	}
	defer tty.Close()
	res, err := s.o.compile(given, id, tty.Name(), s.supervisor())
	if err != nil {
		return 0, err
	}
	if s.o.dryRun {
		return 0, printPlan(s.stdout, res, s.o.json)
	}
	if s.o.verbose {
		printRecord(s.stderr, res, s.o.json)
	}
	u, err := s.unit(res, id)
	if err != nil {
		return 0, err
	}
	more, err := s.o.given()
	if err != nil {
		return 0, err
	}
	properties := append(u.Properties(), s.stdio(tty)...)
	properties = append(properties, more...)
	signals := direct.Signals()
	w, err := s.m.StartTransient(ctx, u.Name, properties)
	if err != nil {
		return 0, err
	}
	defer w.Close()
	// Not before: a terminal that nobody holds open has no output to wait for.
	if err := tty.Start(); err != nil {
		return 0, err
	}
	if s.o.detach {
		fmt.Fprintln(s.stdout, s.name)
		return 0, nil
	}
	go s.forward(ctx, u.Name, signals)
	end, err := w.Wait(ctx)
	if err != nil {
		return 0, err
	}
	return s.code(end), nil
}

// supervisor is the manager's, with the words of this command for what a
// workload file has keys for.
func (s *service) supervisor() compile.Supervisor {
	by, own := s.target.Supervisor(s.o.user), compile.Direct()
	by.NoNetwork, by.BestEffort, by.OtherUser = own.NoNetwork, own.BestEffort, own.OtherUser
	return by
}

// identity is the workload's user, as far as it is known before the start.
func (s *service) identity() (*identity, error) {
	if s.target.User || s.o.user != "" {
		return s.o.identity()
	}
	return &identity{ids: plan.IDs{UID: compile.NoUser, GID: compile.NoUser}, root: true, home: "/"}, nil
}

// terminal is the workload's own where volt run has one.
func (s *service) terminal(id *identity) (*direct.Terminal, error) {
	if s.o.detach || s.o.dryRun || !term.IsTerminal(0) || !term.IsTerminal(1) {
		return nil, nil
	}
	owner := os.Getuid() // systemd gives it to the workload's user
	if id.ids.UID != compile.NoUser {
		owner = int(id.ids.UID)
	}
	return direct.NewTerminal(os.Stdin, os.Stdout, owner)
}

// stdio are the standard streams: this process's own, a terminal, or the journal.
func (s *service) stdio(tty *direct.Terminal) []manager.Property {
	word := func(name, value string) manager.Property {
		return manager.Property{Name: name, Value: dbus.MakeVariant(value)}
	}
	switch {
	case s.o.detach:
		return []manager.Property{word("StandardInput", "null"), word("StandardOutput", "journal"), word("StandardError", "journal")}
	case tty == nil:
		return manager.Stdio(os.Stdin, os.Stdout, os.Stderr)
	}
	out := []manager.Property{
		word("TTYPath", tty.Name()), word("StandardInput", "tty-force"), word("StandardOutput", "tty"),
	}
	if term.IsTerminal(2) {
		return append(out, word("StandardError", "tty"))
	}
	return append(out, manager.Stdio(os.Stdin, os.Stdout, os.Stderr)[2])
}

func (s *service) unit(res *compile.Result, id *identity) (*unit.Unit, error) {
	jailer, err := setup.Program(setup.Jail)
	if err != nil {
		return nil, err
	}
	voltUnit, err := setup.Program(setup.Unit)
	if err != nil {
		return nil, err
	}
	skeleton, err := setup.Program(setup.Skeleton)
	if err != nil {
		return nil, err
	}
	own, err := prepare.ManagerOf(skeleton)
	if err != nil {
		return nil, err
	}
	view := res.Plan.View
	res.Plan.View, res.Plan.IDs, res.Plan.Expect = nil, plan.IDs{}, s.target.Expect(own, view)
	w := &workload.Workload{Name: s.name}
	if id.ids.Set {
		w.User = fmt.Sprint(id.ids.UID)
	}
	if s.o.network == compile.NetworkHost {
		w.Network = workload.NetworkHost
	}
	l := &s.o.limits
	w.Memory, w.Tasks = amount(l.Memory), amount(l.Tasks)
	w.CPUs, w.IOWeight = l.CPUs, l.IOWeight
	name := unitPrefix + s.name + ".service"
	u, err := unit.Build(&unit.Request{
		Name: name, Workload: w, Result: res, View: view, Target: s.target,
		Jail: jailer, Unit: voltUnit, Skeleton: skeleton,
		PlanData: jail.Encode(res.Plan), Credentials: credentials(s.target, name),
	})
	if err != nil {
		return nil, err
	}
	u.Settings = append(u.Settings,
		unit.Setting{Section: unit.UnitSection, Name: "Description", Value: unit.Word(strings.Join(s.o.argv, " "))},
		// Nobody has to clean up after a workload that failed.
		unit.Setting{Section: unit.UnitSection, Name: "CollectMode", Value: unit.Word("inactive-or-failed")})
	if id.ids.Set {
		// --user may name another group than the user's own.
		u.Settings = append(u.Settings, unit.Setting{Section: unit.ServiceSection, Name: "Group", Value: unit.Word(fmt.Sprint(id.ids.GID))})
	}
	return u, nil
}

func amount(n uint64) workload.Amount {
	if n == 0 {
		return workload.Amount{}
	}
	return workload.Amount{Kind: workload.Absolute, N: n}
}

// credentials is where the manager puts a unit's credentials, systemd.exec(5)
// "$CREDENTIALS_DIRECTORY".
func credentials(t unit.Target, unitName string) string {
	if !t.User {
		return "/run/credentials/" + unitName
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = fmt.Sprintf("/run/user/%d", os.Geteuid())
	}
	return dir + "/credentials/" + unitName
}

// forward passes signals to the workload. What a terminal would have sent to
// the whole foreground job goes to all of it.
func (s *service) forward(ctx context.Context, name string, signals <-chan os.Signal) {
	for received := range signals {
		n, ok := received.(syscall.Signal)
		if !ok {
			continue
		}
		if s.target.PrivatePIDs() && (n == syscall.SIGTERM || n == syscall.SIGINT) {
			// The workload is PID 1 of its namespace and may not get it; the unit
			// knows how to end it.
			s.stopped.Store(int32(n))
			if err := s.m.Stop(ctx, name); err != nil && s.o.verbose {
				fmt.Fprintf(s.stderr, "volt run: note: %v\n", err)
			}
			continue
		}
		whom := manager.Main
		if n == syscall.SIGINT || n == syscall.SIGQUIT || n == syscall.SIGHUP {
			whom = manager.All
		}
		if err := s.m.Kill(ctx, name, n, whom); err != nil && s.o.verbose {
			fmt.Fprintf(s.stderr, "volt run: note: %v\n", err)
		}
	}
}

// code is the exit status that stands for the workload's end.
func (s *service) code(end manager.ExitStatus) int {
	switch {
	case end.OOM():
		fmt.Fprintf(s.stderr, "volt run: %s was killed for want of memory; --memory sets its limit\n", s.name)
	case end.Result == manager.Timeout:
		fmt.Fprintf(s.stderr, "volt run: %s did not end in time and was killed\n", s.name)
	}
	if n := s.stopped.Load(); n != 0 {
		return 128 + int(n)
	}
	if n := end.Shell(); n >= 0 {
		return n
	}
	return exitCannotStart
}
