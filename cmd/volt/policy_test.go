package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/volt-project/volt/sandbox/analyze"
	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/sandbox/profile"
)

// volt policy is run with the input and gives the status and both outputs.
func runPolicy(input string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = policyDispatch(args, streams{strings.NewReader(input), &out, &errs})
	return status, out.String(), errs.String()
}

// document writes a policy to a file of the test's own.
func document(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestPolicyUsage(t *testing.T) {
	for _, tt := range []struct {
		args   string
		status int
		says   string
	}{
		{"", 2, "Usage: volt policy COMMAND"},
		{"--help", 0, "Usage: volt policy COMMAND"},
		{"help", 0, "Usage: volt policy COMMAND"},
		{"chek", 2, `no command "chek"`},
		{"check --help", 0, "Usage: volt policy check"},
		{"check", 2, "a policy file is wanted"},
		{"check --fix a", 2, "-fix"},
		{"check - -", 2, "only once"},
		{"explain -h", 0, "Usage: volt policy explain"},
		{"explain", 2, "one policy file is wanted, not 0"},
		{"explain a b", 2, "one policy file is wanted, not 2"},
		{"explain --network bridge a", 2, "want none or host"},
		{"diff --help", 0, "Usage: volt policy diff"},
		{"diff a", 2, "two policy files are wanted, not 1"},
		{"diff a b --json", 2, "two policy files are wanted, not 3"},
		{"diff - -", 2, "only once"},
		{"analyze --help", 0, "Usage: volt policy analyze"},
		{"analyze", 2, "a command is wanted"},
		{"analyze --explain --", 2, "a command is wanted"},
		{"analyze --json -- true", 2, "--json goes with --explain"},
		{"analyze --network some true", 2, "want none or host"},
		{"analyze --env X true", 2, "want KEY=VALUE"},
		{"analyze --workdir /nonexistent-folder true", 2, "not a folder"},
	} {
		status, out, errs := runPolicy("", strings.Fields(tt.args)...)
		if status != tt.status {
			t.Errorf("%q: exit status %d, want %d", tt.args, status, tt.status)
		}
		said, silent := out, errs
		if tt.status != 0 {
			said, silent = errs, out
		}
		if !strings.Contains(said, tt.says) || silent != "" {
			t.Errorf("%q: want %q on one stream, and got\n%s\n%s", tt.args, tt.says, said, silent)
		}
		if tt.status != 0 && tt.args != "" && !strings.HasSuffix(errs, "--help\n") {
			t.Errorf("%q: does not say where help is: %s", tt.args, errs)
		}
	}
}

func TestUsageFits(t *testing.T) {
	texts := map[string]string{"policy": policyUsage}
	for _, c := range policySubcommands() {
		texts[c.name] = c.usage
	}
	for name, text := range texts {
		checkWidth(t, name+" --help", text)
	}
}

// checkWidth wants lines of at most 80 characters, unless a line is one long
// name, and none that ends in a space.
func checkWidth(t *testing.T, what, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasSuffix(line, " ") || utf8.RuneCountInString(line) > 80 && len(strings.Fields(line)) > 1 {
			t.Errorf("%s: %d characters: %q", what, utf8.RuneCountInString(line), line)
		}
	}
}

func TestPolicyCheck(t *testing.T) {
	good := document(t, `{"fs_read": ["/usr/bin", "/usr"], "net_bind": [81, 80, "tcp/82"], "base": "default"}`)
	const canonical = "{\n  \"fs_read\": [\"/usr\"],\n  \"net_bind\": [\"80-82\"]\n}\n"
	bad := document(t, "{\n  \"fs_raed\": []}")
	call := document(t, `{"seccomp": {"allow": ["ptrce"]}}`)
	const key = `:2:3: cannot use the key "fs_raed": it is not known; did you mean "fs_read"?` + "\n"
	for _, tt := range []struct {
		name   string
		args   []string
		input  string
		status int
		stdout string
		stderr string // what it starts with
	}{
		{"good", []string{good}, "", 0, canonical, ""},
		{"input", []string{"-"}, "{}", 0, "{}\n", ""},
		{"bad input", []string{"-"}, "{}{}", 1, "", "<stdin>:1:3: "},
		{"bad", []string{bad}, "", 1, "", bad + key},
		{"bad among good", []string{good, bad, "-"}, "{}", 1, canonical + "{}\n", bad + key},
		{"system call", []string{call}, "", 1, "", call + `: cannot allow system call "ptrce"`},
		{"system call on input", []string{"-"}, `{"seccomp": {"deny": ["execve"]}}`, 1, "", "<stdin>: cannot deny "},
		{"absent", []string{"/nonexistent/p.json"}, "", 1, "", "volt policy check: cannot read the policy: open /nonexistent/p.json: "},
		{"folder", []string{"/"}, "", 1, "", "volt policy check: cannot read the policy: "},
		{"too large", []string{"-"}, strings.Repeat(" ", policy.MaxSize+1), 1, "", "<stdin>:1:1: "},
		{"largest", []string{"-"}, strings.Repeat(" ", policy.MaxSize-2) + "{}", 0, "{}\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, out, errs := runPolicy(tt.input, append([]string{"check"}, tt.args...)...)
			if status != tt.status || out != tt.stdout {
				t.Errorf("exit status %d, want %d; printed %q, want %q", status, tt.status, out, tt.stdout)
			}
			if !strings.HasPrefix(errs, tt.stderr) || (tt.stderr == "") != (errs == "") || strings.Count(errs, "\n") > 1 {
				t.Errorf("standard error is %q, want one line that starts with %q", errs, tt.stderr)
			}
		})
	}
}

func TestPolicyDiff(t *testing.T) {
	a := document(t, `{"fs_read": ["/usr", "/etc"], "net_bind": ["80-82"], "scope": ["signal"]}`)
	b := document(t, `{"fs_read": ["/etc", "/a b"], "net_bind": [80, 82], "base": "default"}`)
	const text = "- fs_read /usr\n+ fs_read \"/a b\"\n- net_bind 81\n+ scope abstract_unix_socket\n"
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		stdout string
		stderr string
	}{
		{"different", []string{a, b}, 1, text, ""},
		{"same", []string{a, a}, 0, "", ""},
		{"input", []string{a, "-"}, 1, "- fs_read /usr\n", ""},
		{"same as JSON", []string{"--json", b, b}, 0, "[]\n", ""},
		{"absent", []string{a, "/nonexistent/p.json"}, 2, "", "volt policy diff: cannot read the policy: open /nonexistent"},
		{"bad", []string{"--json", document(t, "[]"), "-"}, 2, "", "/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			input := `{"fs_read": ["/etc"], "net_bind": ["80-82"], "scope": ["signal"]}`
			status, out, errs := runPolicy(input, append([]string{"diff"}, tt.args...)...)
			if status != tt.status || out != tt.stdout {
				t.Errorf("exit status %d, want %d; printed %q, want %q", status, tt.status, out, tt.stdout)
			}
			if !strings.HasPrefix(errs, tt.stderr) || (tt.stderr == "") != (errs == "") {
				t.Errorf("standard error is %q, want it to start with %q", errs, tt.stderr)
			}
		})
	}
	status, out, _ := runPolicy("", "diff", "--json", a, b)
	var changes []policy.Change
	if err := json.Unmarshal([]byte(out), &changes); err != nil || status != 1 {
		t.Fatalf("exit status %d, %v in %s", status, err, out)
	}
	lines := ""
	for _, c := range changes {
		lines += c.String() + "\n"
	}
	if lines != text {
		t.Errorf("--json says\n%swithout it is\n%s", lines, text)
	}
}

func TestPolicyAnalyze(t *testing.T) {
	status, out, errs := runPolicy("", "analyze", "--workdir", "/usr", "--", "/bin/sh", "-c", "exit 0")
	if status != 0 {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	p, err := policy.Parse("output", []byte(out))
	if err != nil {
		t.Fatal(err)
	}
	if printed := string(policy.Print(p)); printed != out {
		t.Errorf("printed\n%swhere package policy prints\n%s", out, printed)
	}

	status, out, _ = runPolicy("", "analyze", "--explain", "--json", "--workdir", "/usr", "--", "/bin/sh", "-c", "exit 0")
	var rules []analyze.Rule
	if err := json.Unmarshal([]byte(out), &rules); err != nil || status != 0 {
		t.Fatalf("exit status %d, %v", status, err)
	}
	if n := len(policy.Diff(&policy.Policy{}, p)); n != len(rules) {
		t.Errorf("%d reasons for a policy of %d entries", len(rules), n)
	}
	status, out, errs = runPolicy("", "analyze", "--explain", "--workdir", "/usr", "--", "/bin/sh", "-c", "exit 0")
	if status != 0 || errs != "" {
		t.Errorf("exit status %d, standard error %q", status, errs)
	}
	checkWidth(t, "--explain", out)
	words := strings.Join(strings.Fields(out), " ")
	for _, r := range rules {
		if want := r.Value + " " + strings.Join(strings.Fields(r.Reason), " "); r.Reason == "" || !strings.Contains(words, want) {
			t.Errorf("--explain does not say %q", want)
		}
	}
}

func TestPolicyAnalyzeEnvironment(t *testing.T) {
	empty := t.TempDir()
	status, out, errs := runPolicy("", "analyze", "--env", "PATH="+empty, "sh")
	if status != 1 || out != "" || !strings.HasPrefix(errs, "volt policy analyze: ") || !strings.Contains(errs, empty) {
		t.Errorf("exit status %d, printed %q and %q; want 1 and the PATH that was searched", status, out, errs)
	}
}

// What cannot be a policy is not printed as one.
func TestPolicyAnalyzeUnlistable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a*b")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	status, out, errs := runPolicy("", "analyze", "--", "/bin/cat", dir)
	switch {
	case status == 1 && out == "" && strings.Contains(errs, "a*b"):
	case status == 0 && !strings.Contains(out, "a*b"):
		if _, err := policy.Parse("output", []byte(out)); err != nil {
			t.Error(err)
		}
	default:
		t.Errorf("exit status %d, printed\n%s%s", status, out, errs)
	}
}

func TestReasons(t *testing.T) {
	res := &analyze.Result{
		Exec: "/usr/bin/x",
		Rules: []analyze.Rule{
			{Key: "fs_read", Value: "/etc/hosts", Reason: "names of hosts: /usr/bin/x calls getaddrinfo"},
			{Key: "fs_read", Value: "/etc/a\x1b[31m", Reason: "it is in the \"argument\""},
			{Key: "fs_read", Value: "/" + strings.Repeat("long/", 20) + "x", Reason: strings.Repeat("because ", 12)},
			{Key: "net_bind", Value: "80", Reason: "listen"},
		},
		Notes: []string{strings.Repeat("A note that goes on. ", 6), "Another\none."},
	}
	got := reasons(res)
	golden(t, "reasons.txt", got)
	checkWidth(t, "reasons", got)
}

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata/policy", name))
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// tree is a file system: names of folders end in a slash, links say where
// they lead, and a writable folder may be written by everybody.
type tree map[string]string

func (f tree) Lstat(name string) (compile.Info, error) {
	switch target, ok := f[name]; {
	case name == "/" || f[name+"/"] != "":
		info := compile.Info{Mode: fs.ModeDir | 0o755}
		if f[name+"/"] == "writable" {
			info.Mode = fs.ModeDir | 0o777
		}
		return info, nil
	case !ok:
		return compile.Info{}, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrNotExist}
	case strings.HasPrefix(target, "-> "):
		return compile.Info{Mode: fs.ModeSymlink | 0o777}, nil
	case target == "device":
		return compile.Info{Mode: fs.ModeDevice | fs.ModeCharDevice | 0o666}, nil
	}
	return compile.Info{Mode: 0o755}, nil
}

func (f tree) Readlink(name string) (string, error) {
	if target, ok := strings.CutPrefix(f[name], "-> "); ok {
		return target, nil
	}
	return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
}

func (tree) HasACL(string) bool { return false }

func exampleTree() tree {
	return tree{
		"/bin": "-> usr/bin", "/lib64": "-> usr/lib64",
		"/dev/": "folder", "/dev/null": "device", "/dev/urandom": "device",
		"/etc/": "folder", "/etc/ssl/": "folder", "/etc/ld.so.cache": "file",
		"/usr/": "folder", "/usr/bin/": "folder", "/usr/bin/volt": "file",
		"/usr/lib64/": "folder", "/usr/lib64/ld-linux-x86-64.so.2": "file",
		"/var/": "folder", "/var/data/": "writable", "/var/data/bin/": "folder",
	}
}

func exampleExplainer(t *testing.T, text string, landlock int, network compile.Network) *explainer {
	t.Helper()
	p, err := policy.Parse("example", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &explainer{
		policy: p, network: network, files: exampleTree(), program: "/usr/bin/volt",
		host: host.Features{Kernel: "6.1.0", LandlockABI: landlock, UID: 0, UnprivilegedPortStart: 1024,
			Seccomp: host.Seccomp{Filter: true}},
		ids: plan.IDs{Set: true, UID: 70000, GID: 70000},
	}
}

// The policy of volt-policy(5) on a host that can do everything, and one that
// asks for what an older host cannot do.
const (
	plainPolicy = `{
		"fs_read": ["/usr", "/etc/ssl", "/var/data"], "fs_write": ["/var/data", "/tmp"],
		"fs_execute": ["/usr/bin", "/usr/sbin"], "net_bind": [80, 443], "net_connect": [5432, 6379]}`
	oddPolicy = `{
		"fs_read": ["/bin", "/proc"], "fs_write": ["/etc", "/nowhere", "/var/data", "/proc"],
		"fs_execute": ["/bin", "/var/data/bin", "/etc/no"], "net_bind": [80, 8080, "udp/53"],
		"capabilities": ["CAP_NET_RAW", "CAP_CHOWN"],
		"seccomp": {"allow": ["AF_NETLINK"], "deny": ["chmod", "clone"]}, "scope": [], "base": "none"}`
)

func TestExplainText(t *testing.T) {
	for _, tt := range []struct {
		name, policy string
		landlock     int
		network      compile.Network
	}{
		{"plain", plainPolicy, 10, compile.NetworkNone},
		{"odd", oddPolicy, 2, compile.NetworkHost},
		{"empty", "{}", 6, compile.NetworkHost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := exampleExplainer(t, tt.policy, tt.landlock, tt.network)
			e, err := x.explain()
			if err != nil {
				t.Fatal(err)
			}
			// How many calls a profile has is the profile's matter.
			e.Seccomp.Known, e.Seccomp.Allowed, e.Seccomp.Conditional = 300, 200, 10
			got := e.text(x.host)
			golden(t, "explain-"+tt.name+".txt", got)
			checkWidth(t, tt.name, got)
			if e.Starts != (tt.name == "plain") {
				t.Errorf("starts is %v", e.Starts)
			}
		})
	}
}

// Starts is what Compile decides when it gets the whole policy.
func TestExplainAgreesWithCompile(t *testing.T) {
	for _, text := range []string{
		plainPolicy, oddPolicy, "{}",
		`{"fs_execute": ["/usr/bin"]}`,
		`{"fs_execute": ["/usr/bin"], "fs_write": ["/etc"]}`,
		`{"fs_execute": ["/usr/bin"], "fs_write": ["/"]}`,
		`{"fs_execute": ["/usr/bin"], "fs_read": ["/proc/sys"]}`,
		`{"fs_execute": ["/usr/bin"], "net_connect": ["udp/53"]}`,
	} {
		for _, landlock := range []int{0, 1, 4, 10} {
			for _, network := range []compile.Network{compile.NetworkNone, compile.NetworkHost} {
				x := exampleExplainer(t, text, landlock, network)
				e, err := x.explain()
				if err != nil {
					t.Fatal(err)
				}
				_, err = compile.Compile(&compile.Request{
					Supervisor: compile.Direct(),
					Policy:     x.policy, Host: x.host, Files: x.files, Network: network, IDs: x.ids,
					Exec:   plan.Exec{Path: x.program, Argv: []string{"volt"}},
					Filter: func(profile.Options) ([]plan.Insn, error) { return nil, nil },
				})
				if e.Starts != (err == nil) {
					t.Errorf("%s, Landlock ABI %d, network %s: starts is %v, and Compile says %v", text, landlock, network, e.Starts, err)
				}
			}
		}
	}
}

func TestExplainFilter(t *testing.T) {
	o := profile.Options{
		Caps: []string{"CAP_SYS_CHROOT", "CAP_NET_RAW", "CAP_CHOWN"}, UDP: true,
		Allow: []string{"vmsplice"}, Deny: []string{"chmod"}, DenyListen: true, MemfdNeedsSeal: true,
	}
	e, err := explainFilter(o)
	if err != nil {
		t.Fatal(err)
	}
	want := []filterChange{
		{"CAP_SYS_CHROOT", []string{"chroot", "fchroot"}, []string{}, []string{}},
		{"CAP_NET_RAW", []string{}, []string{}, []string{"socket"}},
		{"CAP_CHOWN", []string{}, []string{}, []string{}},
		{"UDP ports are listed", []string{}, []string{}, []string{"socket"}},
		{"seccomp.allow", []string{"vmsplice"}, []string{}, []string{}},
		{"vm.memfd_noexec below 1", []string{}, []string{}, []string{"memfd_create"}},
		{"no TCP port in net_bind", []string{}, []string{"listen"}, []string{}},
		{"seccomp.deny", []string{}, []string{"chmod"}, []string{}},
	}
	if got := fmt.Sprint(e.Changes); got != fmt.Sprint(want) {
		t.Errorf("got  %s\nwant %s", got, fmt.Sprint(want))
	}
	bare, err := explainFilter(profile.Options{Profile: profile.Default})
	if err != nil || len(bare.Changes) != 0 {
		t.Errorf("the bare profile changes %v, %v", bare.Changes, err)
	}
	if n := bare.Allowed + 2 + 1 - 2; e.Allowed != n {
		t.Errorf("%d calls are allowed, want %d", e.Allowed, n)
	}
	strict, err := explainFilter(profile.Options{Profile: profile.Strict})
	if err != nil || strict.Allowed >= bare.Allowed || strict.Known != bare.Known || bare.Conditional == 0 {
		t.Errorf("strict %+v, default %+v, %v", strict, bare, err)
	}
}

// The whole command, on this machine.
func TestExplainHere(t *testing.T) {
	name := document(t, plainPolicy)
	for _, network := range []string{"none", "host"} {
		status, out, errs := runPolicy("", "explain", "--network", network, name)
		if status != 0 || errs != "" {
			t.Fatalf("exit status %d: %s", status, errs)
		}
		checkWidth(t, "explain", out)
		status, out, errs = runPolicy(plainPolicy, "explain", "--json", "--network", network, "-")
		if status != 0 || errs != "" || strings.Contains(out, ": null") {
			t.Fatalf("exit status %d: %s%s", status, errs, out)
		}
		dec := json.NewDecoder(strings.NewReader(out))
		dec.DisallowUnknownFields()
		var e explanation
		if err := dec.Decode(&e); err != nil {
			t.Fatal(err)
		}
		p, err := policy.Parse("policy", e.Policy)
		q, _ := policy.Parse("plain", []byte(plainPolicy))
		if err != nil || len(policy.Diff(p, q)) > 0 || string(e.Network) != network {
			t.Errorf("explained %s for network %s, %v", e.Policy, e.Network, err)
		}
	}
	for text, want := range map[string]string{
		`{"fs_read": "/usr"}`:                    "<stdin>:1:13: ",
		`{"seccomp": {"allow": ["nosuchcall"]}}`: "<stdin>: cannot allow system call",
	} {
		if status, out, errs := runPolicy(text, "explain", "-"); status != 1 || out != "" || !strings.HasPrefix(errs, want) {
			t.Errorf("%s: exit status %d, %q, %q", text, status, out, errs)
		}
	}
}

func TestPolicyCannotWrite(t *testing.T) {
	name, other := document(t, plainPolicy), document(t, "{}")
	for args, want := range map[string]int{
		"check " + name: 1, "explain " + name: 1, "explain --json " + name: 1,
		"diff " + name + " " + other: 2, "diff --json " + name + " " + name: 2,
		"analyze /bin/sh": 1, "analyze --explain /bin/sh": 1, "check --help": 1, "--help": 1,
	} {
		var errs bytes.Buffer
		status := policyDispatch(strings.Fields(args), streams{strings.NewReader(""), fullDisk{}, &errs})
		if status != want || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%s: exit status %d, want %d; standard error says %q", args, status, want, &errs)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"/usr/bin": "/usr/bin", `a "b" \`: `a "b" \`, "naïve": "naïve",
		"a\x1b[0m\"": `a\x1b[0m"`, "a\nb": `a\nb`, "\xff": `\xff`, "a\u202eb": `a\u202eb`,
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) is %q, want %q", in, got, want)
		}
	}
}
