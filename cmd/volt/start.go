package main

import (
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/direct"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/setup"
)

// givenPolicy is what the command line says about the policy.
type givenPolicy struct {
	policy *policy.Policy // nil: work it out
	exec   string         // the program, "" until it was worked out
}

// maxPolicy bounds what is read of a policy file; the parser's own limit is
// lower, and says so.
const maxPolicy = 16 << 20

// givenPolicy reads the policy file, if there is one, and finds the program.
func (o *runOptions) givenPolicy() (*givenPolicy, error) {
	if o.policyFile == "" {
		return &givenPolicy{}, nil
	}
	p, err := readPolicy(o.policyFile)
	if err != nil {
		return nil, err
	}
	exec, err := analyze.Find(analyze.Request{Argv: o.argv, Dir: o.dir(), Env: o.environment("")})
	if err != nil {
		return nil, err
	}
	return &givenPolicy{policy: o.add(p), exec: exec}, nil
}

// add is p with what the flags add. No flag is about the scope, and to Merge
// an absent scope means all of them.
func (o *runOptions) add(p *policy.Policy) *policy.Policy {
	extra := o.extra
	extra.Scope = p.Scope
	return policy.Merge(p, &extra)
}

func readPolicy(name string) (*policy.Policy, error) {
	data, err := readBounded(name, maxPolicy)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	return policy.Parse(name, data)
}

// dir is the working directory the command line asks for, or the present one.
func (o *runOptions) dir() string {
	if o.workdir != "" {
		return o.workdir
	}
	dir, err := os.Getwd()
	if err != nil {
		return "/"
	}
	return dir
}

// identity is who the workload runs as.
type identity struct {
	ids  plan.IDs
	root bool // volt run itself is root
	home string
	uid  *direct.UID
}

func (i *identity) release() {
	if i.uid != nil {
		i.uid.Release()
	}
}

// identity: root's workloads get a user of their own unless --user names one;
// an ordinary user's run as that user.
func (o *runOptions) identity() (*identity, error) {
	if os.Geteuid() != 0 {
		if o.user != "" {
			return nil, fmt.Errorf("cannot change to user %s: only root can", o.user)
		}
		groups, _ := os.Getgroups()
		id := &identity{home: os.Getenv("HOME")}
		id.ids = plan.IDs{UID: uint32(os.Getuid()), GID: uint32(os.Getgid())}
		for _, g := range groups {
			id.ids.Groups = append(id.ids.Groups, uint32(g))
		}
		return id, nil
	}
	if o.user != "" {
		return namedIdentity(o.user)
	}
	uid, err := direct.DynamicUID(uidFolder())
	if err != nil {
		return nil, err
	}
	return &identity{ids: plan.IDs{Set: true, UID: uid.ID, GID: uid.ID}, root: true, home: "/", uid: uid}, nil
}

// namedIdentity reads USER[:GROUP], each a name or a number.
func namedIdentity(s string) (*identity, error) {
	name, group, hasGroup := strings.Cut(s, ":")
	id := &identity{root: true, home: "/", ids: plan.IDs{Set: true}}
	u, err := user.Lookup(name)
	if err != nil {
		u, err = user.LookupId(name)
	}
	switch {
	case err == nil:
		id.home = u.HomeDir
		if id.ids.UID, err = number(u.Uid); err != nil {
			return nil, err
		}
		if id.ids.GID, err = number(u.Gid); err != nil {
			return nil, err
		}
	default:
		if id.ids.UID, err = number(name); err != nil {
			return nil, fmt.Errorf("cannot change to user %q: there is no such user", name)
		}
		id.ids.GID = id.ids.UID
	}
	if !hasGroup {
		return id, nil
	}
	g, err := user.LookupGroup(group)
	if err == nil {
		group = g.Gid
	}
	if id.ids.GID, err = number(group); err != nil {
		return nil, fmt.Errorf("cannot change to group %q: there is no such group", group)
	}
	return id, nil
}

// number reads a user or group id. The largest, (uid_t)-1, means "no change"
// to the kernel and is nobody.
func number(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n == 1<<32-1 {
		return 0, fmt.Errorf("%q is not an id", s)
	}
	return uint32(n), nil
}

// defaultPath is what execvp(3) searches inside the sandbox.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// environment is the workload's: clean, so that nothing secret gets in by
// accident.
func (o *runOptions) environment(home string) []string {
	values := map[string]string{"PATH": defaultPath, "HOME": home}
	order := []string{"PATH", "HOME"}
	set := func(name, value string) {
		if _, ok := values[name]; !ok {
			order = append(order, name)
		}
		values[name] = value
	}
	for _, name := range append([]string{"LANG", "TERM"}, o.envPass...) {
		// Not os.LookupEnv: the runtime's environment has a variable more.
		for _, v := range inherited.Environ() {
			if have, value, _ := strings.Cut(v, "="); have == name {
				set(name, value)
				break
			}
		}
	}
	for _, v := range o.env {
		name, value, _ := strings.Cut(v, "=")
		set(name, value)
	}
	out := make([]string, len(order))
	for i, name := range order {
		out[i] = name + "=" + values[name]
	}
	return out
}

// compile works out the whole start. terminal is the workload's own, if any.
func (o *runOptions) compile(given *givenPolicy, id *identity, terminal string, by compile.Supervisor) (*compile.Result, error) {
	store := setup.OpenStore(version)
	env := o.environment(id.home)
	pol, exec := given.policy, given.exec
	var notes []string
	if pol == nil {
		res, err := store.Analyze(analyze.Request{Argv: o.argv, Dir: o.dir(), Env: env, Network: string(o.network)})
		if err != nil {
			return nil, err
		}
		pol, exec, notes = o.add(&res.Policy), res.Exec, res.Notes
	}
	if !id.root && len(pol.Capabilities) > 0 {
		return nil, fmt.Errorf("cannot grant %s: only root can grant capabilities", strings.Join(pol.Capabilities, ", "))
	}
	req := &compile.Request{
		Policy:  pol,
		Host:    host.ProbeQuick(),
		Files:   compile.HostFiles{},
		Network: o.network,
		Exec: plan.Exec{
			Path: exec, Argv: o.argv, Env: env, Umask: -1, Dir: o.workdir,
		},
		IDs:        id.ids,
		Supervisor: by,
		BestEffort: o.bestEffort,
		Dir:        o.dir(),
		Terminal:   terminal,
		Guard:      setup.Guard(given.policy == nil, o.extra),
		Filter:     store.Filter,
	}
	res, err := compile.Compile(req)
	if err != nil {
		return nil, err
	}
	// PID 1 is started without them: the Go runtime hands down only some.
	state, _ := inherited.Get()
	res.Plan.Exec.Ignored = state.Ignored
	res.Notes = append(res.Notes, notes...)
	return res, nil
}

// uidFolder holds the locks of user ids in use.
func uidFolder() string { return filepath.Join(setup.RunFolder(), "uid") }

// readBounded reads a file of at most limit bytes. A longer one is cut there,
// which the parser that gets it reports.
func readBounded(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}
