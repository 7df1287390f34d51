package run_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestBadPolicy gives volt run every broken policy there is. Each gets one
// sentence that names the place, and starts nothing.
func TestBadPolicy(t *testing.T) {
	files, err := filepath.Glob("../../sandbox/policy/testdata/bad/*.json")
	must(t, err)
	files = append(files, generated(t)...)
	if len(files) < 30 {
		t.Fatalf("there are only %d broken policies", len(files))
	}
	dir := folder(t)
	marker := filepath.Join(dir, "marker")
	good := shellPolicy(t, dir)
	start := func(c caller, policy string) result {
		return finish(t, c.run(t, "--policy", policy, "--", "touch", marker))
	}
	asEach(t, func(t *testing.T, c caller) {
		start(c, good).want(t, 0, "", "")
		if !exists(t, marker) {
			t.Fatal("a good policy does not let the command make its marker, so a missing marker shows nothing")
		}
		must(t, os.Remove(marker))
		for _, name := range files {
			policy := writeFile(t, filepath.Join(dir, filepath.Base(name)), read(t, name))
			r := start(c, policy)
			sentence := regexp.MustCompile(`\Avolt run: ` + regexp.QuoteMeta(policy) + `:[1-9][0-9]*:[1-9][0-9]*: cannot [^\n]{10,}[^\n.]\n\z`)
			if r.code != 125 || r.stdout != "" || !sentence.MatchString(r.stderr) {
				t.Errorf("%s: exit %d, standard output %q, standard error %q", filepath.Base(name), r.code, r.stdout, r.stderr)
			}
			if want, err := os.ReadFile(strings.TrimSuffix(name, ".json") + ".err"); err == nil && !strings.HasSuffix(r.stderr, string(want)) {
				t.Errorf("%s: %q, want %q", filepath.Base(name), r.stderr, want)
			}
			if exists(t, marker) {
				t.Fatalf("%s: the command was started", filepath.Base(name))
			}
			must(t, os.Remove(policy))
		}
	})
}

// generated are broken policies too large to be kept as files.
func generated(t *testing.T) []string {
	t.Helper()
	dir := folder(t)
	var out []string
	for name, text := range map[string]string{
		"ten-megabytes":      `{"fs_read": ["/` + strings.Repeat("x", 10<<20) + `"]}`,
		"ten-megabytes-lead": strings.Repeat(" ", 10<<20) + `{"fs_read": []}`,
		"nested-100000":      `{"fs_read": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
		"nested-unclosed":    strings.Repeat(`{"seccomp":`, 50_000),
		"all-zero":           strings.Repeat("\x00", 4096),
	} {
		out = append(out, writeFile(t, filepath.Join(dir, name+".json"), text))
	}
	return out
}

// TestPolicyFile: files that cannot even be read.
func TestPolicyFile(t *testing.T) {
	dir := folder(t)
	marker := filepath.Join(dir, "marker")
	secret := writeFile(t, filepath.Join(dir, "secret.json"), `{"fs_read": ["/usr"]}`)
	must(t, os.Chmod(secret, 0o600))
	for _, tt := range []struct {
		name, policy, want string
		c                  caller
	}{
		{"missing", filepath.Join(dir, "none.json"), "no such file or directory", root()},
		{"a folder", dir, "is a directory", root()},
		{"unreadable", secret, "permission denied", ordinary()},
		{"below a file", filepath.Join(secret, "x"), "not a directory", root()},
		{"empty name", "", "want a file", root()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := finish(t, tt.c.run(t, "--policy", tt.policy, "--rw", dir, "--", "touch", marker))
			r.wantSentence(t, 125, "volt run: ", tt.policy, tt.want)
			if strings.Count(r.stderr, "\n") != 1 || exists(t, marker) {
				t.Errorf("want one line and no start: %q", r.stderr)
			}
		})
	}
}

// TestBadCommandLine: each mistake is a sentence, and starts nothing.
func TestBadCommandLine(t *testing.T) {
	dir := folder(t)
	marker := filepath.Join(dir, "marker")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--bogus"}, "-bogus"},
		{[]string{"--network", "bridge"}, "want none or host"},
		{[]string{"--bind", "0"}, "port"},
		{[]string{"--bind", "65536"}, "port"},
		{[]string{"--connect", "udp/"}, "port"},
		{[]string{"--connect", "9-1"}, "port"},
		{[]string{"--cap", "CAP_SYS_ADMN"}, "CAP_SYS_ADMIN"},
		{[]string{"--seccomp", "lax"}, "lax"},
		{[]string{"--enforce", "maybe"}, "want strict or best-effort"},
		{[]string{"--env", "=x"}, "want KEY=VALUE"},
		{[]string{"--env", "NAME"}, "want KEY=VALUE"},
		{[]string{"--env-pass", "A=b"}, "want the name of a variable"},
		{[]string{"--ro", ""}, "want a path"},
	} {
		args := append(append([]string{"--rw", dir}, tt.args...), "--", "touch", marker)
		r := finish(t, root().run(t, args...))
		r.wantSentence(t, 125, "volt run: ", tt.want, "see volt run --help")
		if strings.Count(r.stderr, "\n") != 1 || exists(t, marker) {
			t.Errorf("%q: want one line and no start: %q", tt.args, r.stderr)
		}
	}
	for _, args := range [][]string{{}, {"--"}, {"--", ""}} {
		finish(t, root().run(t, args...)).wantSentence(t, 125, "volt run: a command is wanted; see volt run --help\n")
	}
}
