package battery_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/volt-project/volt/test/battery/attempts"
)

var update = flag.Bool("update", false, "rewrite the table in README.md")

// program is the path of volt-battery: the one among the programs that VOLT_BIN
// names, or else one that is built, static.
func program(t *testing.T) string {
	t.Helper()
	if built := filepath.Join(os.Getenv("VOLT_BIN"), "volt-battery"); filepath.IsAbs(built) {
		if _, err := os.Stat(built); err == nil {
			return built
		}
	}
	path := filepath.Join(t.TempDir(), "volt-battery")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./volt-battery")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cannot build volt-battery: %v\n%s", err, out)
	}
	return path
}

// sharedFolder returns a temporary folder that every user can reach.
func sharedFolder(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("cannot build a world to break out of: run the tests as root")
	}
	base, err := os.MkdirTemp("", "volt-battery-")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	must(t, os.Chmod(base, 0o755))
	return base
}

// TestTable holds the rows to their own rules.
func TestTable(t *testing.T) {
	fields := map[string]bool{}
	for field := range reflect.TypeFor[attempts.Setup]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields[name] = true
	}
	seen := map[string]bool{}
	denied := 0
	for _, a := range attempts.All() {
		r := a.Row()
		if seen[r.Name] {
			t.Errorf("there are two attempts named %s", r.Name)
		}
		seen[r.Name] = true
		if r.Tries == "" || r.Reason == "" {
			t.Errorf("%s does not say what it tries and why", r.Name)
		}
		for _, need := range r.Needs {
			if !fields[need] {
				t.Errorf("%s needs %q, which is no field of Setup", r.Name, need)
			}
		}
		for _, errno := range append(r.Denied, r.Private...) {
			if strings.Contains(" "+strings.Join(r.Through, " ")+" ", " "+errno+" ") {
				t.Errorf("%s takes %s for a denial and for getting through", r.Name, errno)
			}
		}
		if r.Want == attempts.Allowed {
			continue
		}
		denied++
		if len(r.By) == 0 {
			t.Errorf("%s does not say what should stop it", r.Name)
		}
		if len(r.Denied)+len(r.Signals) == 0 && r.Effect == "" {
			t.Errorf("%s has no way of being denied", r.Name)
		}
	}
	if denied < 60 {
		t.Errorf("there are %d attempts to get out, and at least 60 are promised", denied)
	}
}

// TestReadme holds the table in README.md to the one in the program.
func TestReadme(t *testing.T) {
	const begin, end = "<!-- table: begin -->\n", "\n<!-- table: end -->\n"
	text, err := os.ReadFile("README.md")
	must(t, err)
	head, rest, found := strings.Cut(string(text), begin)
	_, tail, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("README.md has no lines %q and %q", begin, end)
	}
	var table bytes.Buffer
	cmd := exec.Command(program(t), "--list", "--markdown")
	cmd.Stdout = &table
	must(t, cmd.Run())
	want := head + begin + table.String() + end + tail
	if *update {
		must(t, os.WriteFile("README.md", []byte(want), 0o644))
	}
	if !*update && want != string(text) {
		t.Error("the table in README.md is not the program's: run go test ./test/battery -run TestReadme -update")
	}
}
