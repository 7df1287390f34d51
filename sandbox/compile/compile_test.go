package compile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

const debian = `
	/bin -> usr/bin
	/lib -> usr/lib
	/lib64 -> usr/lib64
	/sbin -> usr/sbin
	/usr/bin/app
	/usr/bin/python3 -> python3.11
	/usr/bin/python3.11
	/usr/sbin/
	/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
	/usr/lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
	/etc/ssl/certs/
	/etc/ld.so.cache
	/etc/passwd
	/var/data/ uid1000
	/srv/open/ 0777
	/srv/listed/ acl
	/tmp/ 0777
	/dev/null!
	/dev/fuse!
	/proc/self/
	/proc/meminfo
`

// newest is a host that has everything.
func newest() host.Features {
	return host.Features{LandlockABI: 10, MemfdNoexec: 0, Seccomp: host.Seccomp{Filter: true}}
}

func request(t *testing.T, p *policy.Policy) *Request {
	return &Request{
		Supervisor: Direct(),
		Policy:     p,
		Host:       newest(),
		Files:      draw(t, debian),
		Network:    NetworkNone,
		Exec:       plan.Exec{Path: "/usr/bin/app", Argv: []string{"app"}},
		IDs:        plan.IDs{Set: true, UID: 1000, GID: 1000},
		Filter: func(o profile.Options) ([]plan.Insn, error) {
			return []plan.Insn{{Code: 6, K: 0x7fff0000}}, nil
		},
	}
}

func example() *policy.Policy {
	return &policy.Policy{
		FSRead:    []string{"/usr", "/etc/ssl", "/etc/ssl/certs", "/var/data"},
		FSWrite:   []string{"/var/data", "/tmp"},
		FSExecute: []string{"/usr/bin", "/usr/sbin"},
		NetBind:   []policy.Port{{First: 80, Last: 80}, {First: 443, Last: 443}},
		NetConnect: []policy.Port{
			{First: 5432, Last: 5432}, {First: 6379, Last: 6379},
		},
	}
}

func must(t *testing.T, req *Request) *Result {
	t.Helper()
	r, err := Compile(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&plan.Plan{Exec: r.Plan.Exec, Filter: r.Plan.Filter, Landlock: r.Plan.Landlock, View: r.Plan.View}).Check(); err != nil {
		t.Fatal(err)
	}
	return r
}

// drawView writes a view as lines.
func drawView(v *plan.View) []string {
	var out []string
	for _, m := range v.Mounts {
		flags := ""
		for _, f := range []struct {
			bit  plan.MountFlags
			name string
		}{{plan.ReadOnly, " ro"}, {plan.NoExec, " noexec"}} {
			if m.Flags&f.bit != 0 {
				flags += f.name
			}
		}
		if m.Flags&plan.NoSUID == 0 && m.Kind != plan.Symlink {
			flags += " suid"
		}
		if m.Flags&plan.NoDev == 0 && m.Kind != plan.Symlink {
			flags += " dev"
		}
		kind := []string{"link", "bind", "tmpfs", "proc"}[m.Kind]
		out = append(out, fmt.Sprintf("%s %s%s", kind, m.Target, flags))
	}
	return out
}

func TestExampleView(t *testing.T) {
	got := drawView(must(t, request(t, example())).Plan.View)
	want := []string{
		"link /bin",
		"link /dev/fd",
		"bind /dev/null noexec dev",
		"link /dev/stderr", "link /dev/stdin", "link /dev/stdout",
		"bind /etc/ld.so.cache ro",
		"bind /etc/ssl ro",
		"link /lib", "link /lib64",
		"proc /proc noexec",
		"link /sbin",
		"tmpfs /tmp noexec",
		"bind /usr ro",
		"bind /var/data noexec",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func allowed(r *Result, path string) string {
	for _, p := range r.Plan.Landlock.Paths {
		if p.Path == path {
			return AccessLetters(p.Access)
		}
	}
	return "none"
}

func TestExampleLandlock(t *testing.T) {
	r := must(t, request(t, example()))
	for path, want := range map[string]string{
		"/usr": "r--", "/usr/bin": "r-x", "/usr/sbin": "r-x", "/var/data": "rw-", "/tmp": "rw-",
		"/etc/ssl": "r--", "/dev/null": "rw-", "/proc": "r--",
		"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2": "r-x",
		"/etc": "none", "/": "none", "/etc/ssl/certs": "none", // below /etc/ssl, which gives as much
	} {
		if got := allowed(r, path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if l := r.Plan.Landlock; l.HandledFS != ll.AccessFSResolveUnix<<1-1 || l.Scoped != 3 || l.HandledNet != 15 {
		t.Errorf("handled %#x %#x %#x", l.HandledFS, l.HandledNet, l.Scoped)
	}
	want := []plan.PortRule{
		{Port: 80, Access: ll.AccessNetBindTCP}, {Port: 443, Access: ll.AccessNetBindTCP},
		{Port: 5432, Access: ll.AccessNetConnectTCP}, {Port: 6379, Access: ll.AccessNetConnectTCP},
	}
	if !slices.Equal(r.Plan.Landlock.Ports, want) {
		t.Errorf("ports %v", r.Plan.Landlock.Ports)
	}
}

// TestNoRightBeyondTheKernel: on every ABI no rule asks for a right that the
// ruleset does not handle (EINVAL in the kernel), and no written folder may
// get device nodes.
func TestNoRightBeyondTheKernel(t *testing.T) {
	for abi := range 12 {
		req := request(t, example())
		req.Host.LandlockABI = abi
		req.BestEffort = true
		l := must(t, req).Plan.Landlock
		if abi == 0 && !l.Empty() {
			t.Error("without Landlock there is a ruleset")
		}
		for _, p := range l.Paths {
			if p.Access&^l.HandledFS != 0 {
				t.Errorf("ABI %d: %s asks for %#x of %#x", abi, p.Path, p.Access, l.HandledFS)
			}
			if p.Access == 0 {
				t.Errorf("ABI %d: %s has an empty rule, which the kernel refuses", abi, p.Path)
			}
			if p.Access&(ll.AccessFSMakeChar|ll.AccessFSMakeBlock) != 0 {
				t.Errorf("ABI %d: %s may get device nodes", abi, p.Path)
			}
		}
		for _, p := range l.Ports {
			if p.Access&^l.HandledNet != 0 {
				t.Errorf("ABI %d: port %d asks for %#x of %#x", abi, p.Port, p.Access, l.HandledNet)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*Request)
		want string // "" starts
	}{
		{"the example", func(*Request) {}, ""},
		{"no Landlock", func(r *Request) { r.Host.LandlockABI = 0 }, "fs_execute: needs Landlock"},
		{"no seccomp", func(r *Request) { r.Host.Seccomp.Filter = false }, "seccomp: needs CONFIG_SECCOMP_FILTER"},
		{"old kernel, private network", func(r *Request) { r.Host.LandlockABI = 2 }, ""},
		{"old kernel, host network", func(r *Request) { r.Host.LandlockABI, r.Network = 2, NetworkHost }, "net_connect tcp: needs Landlock ABI 4 (Linux 6.7)"},
		{"ABI 5, host network", func(r *Request) { r.Host.LandlockABI, r.Network = 5, NetworkHost }, "scope abstract_unix_socket: needs Landlock ABI 6"},
		{"ABI 5, host network, scope given up", func(r *Request) {
			r.Host.LandlockABI, r.Network, r.Policy.Scope = 5, NetworkHost, []policy.Scope{policy.ScopeSignal}
		}, ""},
		{"udp on the host's network", func(r *Request) {
			r.Host.LandlockABI, r.Network = 9, NetworkHost
			r.Policy.NetConnect = append(r.Policy.NetConnect, policy.Port{Proto: policy.UDP, First: 53, Last: 53})
		}, "net_connect udp: needs Landlock ABI 10"},
		{"udp where Landlock has it", func(r *Request) {
			r.Network = NetworkHost
			r.Policy.NetConnect = append(r.Policy.NetConnect, policy.Port{Proto: policy.UDP, First: 53, Last: 53})
		}, ""},
		{"udp on a private network", func(r *Request) {
			r.Host.LandlockABI = 7
			r.Policy.NetConnect = append(r.Policy.NetConnect, policy.Port{Proto: policy.UDP, First: 53, Last: 53})
		}, ""},
		{"everything missing, best effort", func(r *Request) {
			r.Host, r.Network, r.BestEffort = host.Features{MemfdNoexec: -1}, NetworkHost, true
		}, ""},
		{"command not executable", func(r *Request) { r.Policy.FSExecute = []string{"/usr/sbin"} }, `no rule of fs_execute covers it; add "/usr/bin/app" to fs_execute`},
		{"missing folder to write", func(r *Request) { r.Policy.FSWrite = []string{"/nothing"} }, "cannot allow fs_write on /nothing: it does not exist"},
		{"missing folder to read", func(r *Request) { r.Policy.FSRead = append(r.Policy.FSRead, "/nothing") }, ""},
		{"folder of somebody else", func(r *Request) { r.IDs.UID, r.IDs.GID = 1001, 1001 }, "user 1001 of the workload may not write it (owner 1000"},
		{"folder of the group", func(r *Request) { r.IDs.UID, r.IDs.Groups = 1001, []uint32{1000} }, "may not write it"},
		{"folder with an access list", func(r *Request) { r.Policy.FSWrite = []string{"/srv/listed"} }, ""},
		{"folder open to all", func(r *Request) { r.Policy.FSWrite = []string{"/srv/open"} }, ""},
		{"writable root", func(r *Request) { r.Policy.FSWrite = []string{"/"} }, "cannot allow fs_write on /:"},
		{"kernel's settings", func(r *Request) { r.Policy.FSWrite = []string{"/proc"} }, "cannot allow fs_write on /proc"},
		{"file of /proc", func(r *Request) { r.Policy.FSRead = []string{"/proc/meminfo"} }, "cannot allow fs_read on /proc/meminfo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			req := request(t, example())
			c.do(req)
			_, err := Compile(req)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			var refusal *Refusal
			if errors.As(err, &refusal) && !strings.Contains(err.Error(), "best-effort") {
				t.Error("the refusal does not say how to accept going without")
			}
		})
	}
}

func TestFilterOptions(t *testing.T) {
	options := func(do func(*Request)) profile.Options {
		var got profile.Options
		req := request(t, example())
		do(req)
		req.Filter = func(o profile.Options) ([]plan.Insn, error) {
			got = o
			return []plan.Insn{{Code: 6}}, nil
		}
		must(t, req)
		return got
	}
	onHost := func(r *Request) { r.Network = NetworkHost }
	if o := options(onHost); o.DenyListen || o.UDP {
		t.Errorf("a server on the host's network: %+v", o)
	}
	silent := func(r *Request) { onHost(r); r.Policy.NetBind = nil }
	if o := options(silent); !o.DenyListen {
		t.Error("a client on the host's network may listen")
	}
	if o := options(func(r *Request) { silent(r); r.Policy.Seccomp.Allow = []string{"listen"} }); o.DenyListen {
		t.Error("seccomp.allow listen does not open it")
	}
	if o := options(func(r *Request) { r.Policy.NetBind = nil }); o.DenyListen {
		t.Error("on a private network there is nobody to listen to, and it is denied")
	}
	// vm.memfd_noexec: root sets it, an ordinary user cannot, and a kernel
	// before 6.3 has none.
	for _, c := range []struct {
		uid, value int
		seal       bool
	}{{0, 0, false}, {0, 2, false}, {0, -1, true}, {1000, 0, true}, {1000, 1, false}} {
		o := options(func(r *Request) { r.Host.UID, r.Host.MemfdNoexec = c.uid, c.value })
		if o.MemfdNeedsSeal != c.seal {
			t.Errorf("uid %d, vm.memfd_noexec=%d: needs seal %v", c.uid, c.value, o.MemfdNeedsSeal)
		}
	}
	if !options(func(*Request) {}).NoSetID {
		t.Error("files can be left on the host, and may be set-user-ID")
	}
	if options(func(r *Request) { r.Policy.FSWrite = []string{"/tmp"} }).NoSetID {
		t.Error("nothing can be left on the host, and openat2 is taken away")
	}
}

func TestListenRecord(t *testing.T) {
	req := request(t, example())
	req.Network = NetworkHost
	for _, e := range must(t, req).Record {
		if e.Rule == "listen without bind" && (len(e.By) != 0 || e.Residual == "") {
			t.Errorf("what stays open is not said: %+v", e)
		}
	}
}

func TestNestedMounts(t *testing.T) {
	p := &policy.Policy{
		FSRead:    []string{"/usr"},
		FSWrite:   []string{"/usr/lib", "/var/data"},
		FSExecute: []string{"/usr/bin/app", "/var/data"},
	}
	req := request(t, p)
	req.Files = draw(t, debian+"\n/usr/lib/ uid1000")
	got := strings.Join(drawView(must(t, req).Plan.View), "\n")
	for _, want := range []string{"bind /usr ro\n", "bind /usr/lib noexec\n", "bind /var/data\n"} {
		if !strings.Contains(got+"\n", want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, not := range []string{"/usr/bin/app", "/var/data noexec"} {
		if strings.Contains(got, not) {
			t.Errorf("%q in\n%s", not, got)
		}
	}
}

func TestStartDir(t *testing.T) {
	for _, c := range []struct {
		dir, want string
		order     string
	}{
		{"/var/data", "/var/data", ""},
		{"/usr/bin", "/usr/bin", ""},
		{"/bin", "/usr/bin", ""},
		{"/etc", "/etc", ""}, // above /etc/ssl
		{"/srv", "/", ""},
		{"/gone", "/", ""},
		{"/tmp", "/", ""},
		{"", "/", ""},
		{"/usr", "/etc", "/etc"},
	} {
		req := request(t, example())
		req.Dir, req.Exec.Dir = c.dir, c.order
		if got := must(t, req).Plan.Exec.Dir; got != c.want {
			t.Errorf("%q: %s, want %s", c.dir, got, c.want)
		}
	}
}

func TestCapabilities(t *testing.T) {
	p := example()
	p.Capabilities = []string{"CAP_NET_BIND_SERVICE", "CAP_SYS_TIME"}
	if got := must(t, request(t, p)).Plan.Caps; got != 1<<10|1<<25 {
		t.Errorf("%#x", got)
	}
}

// TestBelowPrivate: a folder of the host below a private one is shown in it,
// even where a mount further up would have shown it.
func TestBelowPrivate(t *testing.T) {
	for _, reads := range [][]string{{"/tmp/in"}, {"/", "/tmp/in"}} {
		req := request(t, &policy.Policy{FSRead: reads, FSWrite: []string{"/tmp"}, FSExecute: []string{"/usr"}})
		req.Files = draw(t, debian+"\n/tmp/in/sub")
		got := drawView(must(t, req).Plan.View)
		for _, want := range []string{"tmpfs /tmp noexec", "bind /tmp/in ro"} {
			if !slices.Contains(got, want) {
				t.Errorf("%v: no %q in\n%s", reads, want, strings.Join(got, "\n"))
			}
		}
	}
}

// TestUDPEitherWay: a UDP port in one list opens such sockets for both uses,
// so neither rule is the filter's any more.
func TestUDPEitherWay(t *testing.T) {
	req := request(t, example())
	req.Network, req.BestEffort, req.Host.LandlockABI = NetworkHost, true, 7
	req.Policy.NetConnect = append(req.Policy.NetConnect, policy.Port{Proto: policy.UDP, First: 53, Last: 53})
	for _, e := range must(t, req).Record {
		if strings.HasSuffix(e.Rule, "udp") && len(e.By) != 0 {
			t.Errorf("%s is said to be enforced by %v", e.Rule, e.By)
		}
	}
}

// TestOwnByAnyName: a link to a folder that is the sandbox's own leads to the
// sandbox's, not to the host's.
func TestOwnByAnyName(t *testing.T) {
	for target, want := range map[string]string{
		"/proc": "proc /proc noexec", "/tmp": "tmpfs /tmp noexec",
		"/var/tmp": "tmpfs /var/tmp noexec", "/dev/shm": "tmpfs /dev/shm noexec",
	} {
		for _, base := range []policy.Base{policy.BaseDefault, policy.BaseNone} {
			req := request(t, &policy.Policy{FSRead: []string{"/srv/link"}, FSExecute: []string{"/usr"}, Base: base})
			req.Files = draw(t, debian+"\n/var/tmp/ 0777\n/dev/shm/ 0777\n/srv/link -> "+target)
			got := drawView(must(t, req).Plan.View)
			if !slices.Contains(got, want) || slices.Contains(got, "bind "+target+" ro") {
				t.Errorf("%s, base %s:\n%s", target, base, strings.Join(got, "\n"))
			}
		}
	}
	req := request(t, &policy.Policy{FSRead: []string{"/srv/link"}, FSExecute: []string{"/usr"}})
	req.Files = draw(t, debian+"\n/srv/link -> /proc/self")
	if _, err := Compile(req); err == nil || !strings.Contains(err.Error(), "cannot allow fs_read on /srv/link") {
		t.Errorf("a link into /proc: %v", err)
	}
}

// TestWholeRoot: listing / opens neither the host's processes nor the sockets
// of its services.
func TestWholeRoot(t *testing.T) {
	for _, base := range []policy.Base{policy.BaseDefault, policy.BaseNone} {
		req := request(t, &policy.Policy{FSRead: []string{"/"}, FSExecute: []string{"/usr"}, Base: base})
		got := drawView(must(t, req).Plan.View)
		for _, want := range []string{"bind / ro", "proc /proc noexec", "tmpfs /run ro noexec"} {
			if !slices.Contains(got, want) {
				t.Errorf("base %s: no %q in\n%s", base, want, strings.Join(got, "\n"))
			}
		}
	}
	req := request(t, &policy.Policy{FSRead: []string{"/", "/run/app"}, FSExecute: []string{"/usr"}})
	req.Files = draw(t, debian+"\n/run/app/socket")
	got := drawView(must(t, req).Plan.View)
	for _, want := range []string{"tmpfs /run ro noexec", "bind /run/app ro"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, strings.Join(got, "\n"))
		}
	}
}

func TestGuard(t *testing.T) {
	var asked []string
	req := request(t, example())
	req.Guard = func(real string, write bool) error {
		asked = append(asked, fmt.Sprint(real, " ", write))
		return nil
	}
	must(t, req)
	want := []string{"/etc/ssl false", "/etc/ssl/certs false", "/usr false", "/usr/bin false", "/usr/sbin false", "/var/data true"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked about %q, want %q", asked, want)
	}
	req.Guard = func(real string, write bool) error {
		if real == "/var/data" {
			return errors.New("not this one")
		}
		return nil
	}
	if _, err := Compile(req); err == nil || err.Error() != "not this one" {
		t.Errorf("a refused place: %v", err)
	}
}
