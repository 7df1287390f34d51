package lint

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDepsList: every line of packaging/deps names a package, a known use and a
// reason, and no package twice.
func TestDepsList(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "packaging/deps"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if len(f) < 3 {
			t.Errorf("packaging/deps:%d: %q has no reason", i+1, line)
			continue
		}
		if seen[f[0]] {
			t.Errorf("packaging/deps:%d: %s is listed twice", i+1, f[0])
		}
		seen[f[0]] = true
		switch use := strings.TrimSuffix(f[1], "+service"); use {
		case "build", "test", "lint":
		default:
			t.Errorf("packaging/deps:%d: unknown use %q", i+1, use)
		}
	}
	if len(seen) == 0 {
		t.Error("packaging/deps lists no package")
	}
}

// TestInstallDepsCheck runs packaging/install-deps --check on lists of its own:
// it names exactly what is missing and exits 1, or is silent and exits 0.
func TestInstallDepsCheck(t *testing.T) {
	const list = "# comment\n\nbase-files build here on every Debian\nvolt-no-such-package test not here\nvolt-nor-this lint+service not here\n"
	path := filepath.Join(writeTree(t, map[string]string{"deps": list}), "deps")
	for _, c := range []struct {
		uses []string
		want string // what is said to be missing
	}{
		{nil, "volt-no-such-package volt-nor-this"},
		{[]string{"build"}, ""},
		{[]string{"lint"}, "volt-nor-this"},
		{[]string{"build", "test"}, "volt-no-such-package"},
	} {
		cmd := exec.Command(filepath.Join(root, "packaging/install-deps"), append([]string{"--check"}, c.uses...)...)
		cmd.Env = append(os.Environ(), "DEPS_LIST="+path)
		out, err := cmd.CombinedOutput()
		if c.want == "" {
			if err != nil || len(out) != 0 {
				t.Errorf("uses %q: %v, %q, want silence", c.uses, err, out)
			}
			continue
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(out), "missing: "+c.want+".") {
			t.Errorf("uses %q: %v, %q, want exit 1 and %q named", c.uses, err, out, c.want)
		}
	}
}
