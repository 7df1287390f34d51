package analyze

import (
	osexec "os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func thisMachine(t testing.TB) machine {
	t.Helper()
	m, ok := machineNamed(runtime.GOARCH)
	if !ok {
		t.Fatalf("no machine for %s", runtime.GOARCH)
	}
	return m
}

const machinePath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// lddOf is what ldd prints: the loader's own answer. Only tests run it.
func lddOf(t *testing.T, program string) []string {
	t.Helper()
	cmd := osexec.Command("ldd", program)
	cmd.Env = []string{machinePath}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ldd %s: %v", program, err)
	}
	var list []string
	for _, line := range strings.Split(string(out), "\n") {
		_, after, ok := strings.Cut(line, "=> ")
		if fields := strings.Fields(after); ok && len(fields) > 0 && strings.HasPrefix(fields[0], "/") {
			list = append(list, resolved(t, fields[0]))
		}
	}
	slices.Sort(list)
	return list
}

func resolved(t *testing.T, p string) string {
	t.Helper()
	real, err := filepath.EvalSymlinks(p)
	if err != nil {
		t.Fatal(err)
	}
	return real
}

func TestClosureAgainstLdd(t *testing.T) {
	cc1, err := osexec.Command("gcc", "-print-prog-name=cc1").Output()
	if err != nil {
		t.Fatalf("gcc is needed for this test: %v", err)
	}
	programs := []string{
		"/usr/bin/python3", "/usr/sbin/nginx", "/usr/bin/node", "/usr/bin/perl", "/usr/bin/sqlite3", "/usr/bin/git",
		strings.TrimSpace(string(cc1)), "/bin/bash", "/usr/bin/curl", "/usr/bin/ssh", "/bin/true",
	}
	for _, p := range programs {
		t.Run(filepath.Base(p), func(t *testing.T) {
			want := lddOf(t, p)
			if len(want) == 0 {
				t.Fatalf("ldd %s lists no library", p)
			}
			a := newAnalysis("", Request{Argv: []string{p}, Dir: "/", Env: []string{machinePath}}, thisMachine(t))
			if _, err := a.admit(p, "test"); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range libraries(a) {
				if !strings.Contains(l, "/glibc-hwcaps/") {
					got = append(got, resolved(t, l))
				}
			}
			slices.Sort(got)
			got, want = slices.Compact(got), slices.Compact(want)
			if !slices.Equal(got, want) {
				t.Errorf("closure of %s\n got %q\nwant %q", p, got, want)
			}
		})
	}
}

// analyzeHere runs the analysis on this machine.
func analyzeHere(t testing.TB, dir string, argv ...string) *Result {
	t.Helper()
	r, err := Analyze(Request{Argv: argv, Dir: dir, Env: []string{machinePath, "HOME=/nonexistent"}, Network: "host"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// has reports whether a rule is there, "fs_read /etc" or "net_bind 80".
func (r *Result) has(want string) bool {
	for _, rule := range r.Rules {
		if rule.Key+" "+rule.Value == want {
			return true
		}
	}
	return false
}

func expect(t *testing.T, r *Result, wants ...string) {
	t.Helper()
	for _, w := range wants {
		rule, unwanted := strings.CutPrefix(w, "no ")
		if r.has(rule) == unwanted {
			t.Errorf("wanted: %s", w)
		}
	}
	for _, rule := range r.Rules {
		if rule.Reason == "" {
			t.Errorf("%s %s has no reason", rule.Key, rule.Value)
		}
		if rule.Value == "/" || rule.Value == "/home" || rule.Value == "/root" || rule.Value == "/etc" {
			t.Errorf("%s %s is far too much", rule.Key, rule.Value)
		}
	}
	if t.Failed() {
		for _, rule := range r.Rules {
			t.Logf("%s %s: %s", rule.Key, rule.Value, rule.Reason)
		}
	}
}

func TestProgramsOfThisMachine(t *testing.T) {
	dir := t.TempDir()
	python := resolved(t, "/usr/bin/python3")
	lib := "/usr/lib/" + filepath.Base(python)
	tests := []struct {
		name string
		argv []string
		want []string
	}{
		{"http.server in the working directory", []string{"python3", "-m", "http.server"},
			[]string{"net_bind 8000", "fs_read " + dir, "fs_read " + lib, "fs_execute /usr/bin/python3", "fs_execute " + python, "fs_read /usr/lib/ssl"}},
		{"http.server elsewhere", []string{"python3", "-m", "http.server", "8123", "--directory", "/usr/share/doc"},
			[]string{"net_bind 8123", "no net_bind 8000", "fs_read /usr/share/doc", "no fs_read " + dir}},
		{"python code", []string{"python3", "-c", "print(1)"}, []string{"fs_read " + dir, "no net_bind 8000"}},
		{"node", []string{"node", "-e", "1"}, []string{"fs_execute /usr/bin/node", "fs_read /etc/resolv.conf"}},
		{"perl", []string{"perl", "-le", "print 1"}, []string{"fs_read /usr/share/perl", "fs_read /etc/perl"}},
		{"sqlite3", []string{"sqlite3", "new.db", ".tables"}, []string{"fs_write " + dir, "fs_read " + dir}},
		{"sqlite3 -readonly", []string{"sqlite3", "-readonly", "new.db", ".tables"}, []string{"no fs_write " + dir, "fs_read " + dir}},
		{"git clone", []string{"git", "clone", "/usr/share/doc", "copy"}, []string{"fs_write " + dir, "fs_read /usr/share/doc", "fs_execute /usr/lib/git-core"}},
		{"gcc", []string{"gcc", "-o", "hello", "hello.c"}, []string{"fs_write " + dir, "fs_read /usr/include", "fs_execute /usr/lib/gcc", "fs_execute /usr/bin/as"}},
		{"curl to a loopback address", []string{"curl", "http://127.0.0.1:8081/x"}, []string{"net_connect 8081", "no net_connect 53"}},
		{"curl to a name", []string{"curl", "https://example.com"}, []string{"net_connect 443", "net_connect 53"}},
		{"curl to a file", []string{"curl", "-so", "out", "http://[::1]"}, []string{"net_connect 80", "fs_write " + dir}},
		{"true", []string{"true"}, []string{"fs_execute /usr/bin/true", "no fs_read /etc/passwd"}},
		{"bash", []string{"bash", "-c", "ls | wc"}, []string{"fs_execute /usr/bin", "fs_read /usr/lib", "no fs_write " + dir}},
		{"env and nice", []string{"env", "A=1", "nice", "-n", "5", "cat", "/etc/hosts"}, []string{"fs_execute /usr/bin/cat", "fs_read /etc/hosts"}},
		{"tar", []string{"tar", "xf", "/etc/hosts", "-C", dir}, []string{"fs_write " + dir, "fs_execute /usr/bin/gzip", "fs_read /etc/hosts"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { expect(t, analyzeHere(t, dir, tt.argv...), tt.want...) })
	}
}

func TestInputsAreFreshNow(t *testing.T) {
	r := analyzeHere(t, "/usr/share", "python3", "-c", "1")
	if len(r.Inputs) < 50 {
		t.Errorf("only %d inputs", len(r.Inputs))
	}
	for _, in := range r.Inputs {
		if !in.Fresh() {
			t.Errorf("%+v is not fresh", in)
		}
	}
}

func BenchmarkTrue(b *testing.B) {
	for b.Loop() {
		analyzeHere(b, "/", "true")
	}
}

func BenchmarkPython(b *testing.B) {
	for b.Loop() {
		analyzeHere(b, "/", "python3", "-m", "http.server")
	}
}
