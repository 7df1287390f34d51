package lint

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// programRules hold for what make builds. volt-jail's size is promised: 2.0 MB.
var programRules = []ProgramRule{
	{Name: "volt", Static: true, Stripped: true},
	{Name: "volt-jail", MaxSize: 2_000_000, Static: true, Stripped: true},
	{Name: "volt-bpf", Stripped: true},
	{Name: "volt-battery", Static: true, Stripped: true},
}

// TestSizes examines the programs in bin/, or in the folder VOLT_BIN names.
func TestSizes(t *testing.T) {
	bin := cmp.Or(os.Getenv("VOLT_BIN"), filepath.Join(root, "bin"))
	for _, r := range programRules {
		bad, err := CheckProgram(r, filepath.Join(bin, r.Name))
		if err != nil {
			t.Error(err)
		}
		report(t, bad)
	}
}

// TestSizesFindsViolations builds a dynamically linked program with symbols,
// which breaks every rule there is.
func TestSizesFindsViolations(t *testing.T) {
	dir := writeTree(t, map[string]string{"hello.c": "int main(void) { return 0; }\n"})
	path := filepath.Join(dir, "hello")
	if out, err := exec.Command("gcc", "-o", path, filepath.Join(dir, "hello.c")).CombinedOutput(); err != nil {
		t.Fatalf("cannot build the fixture: %v: %s; run make deps", err, out)
	}
	bad, err := CheckProgram(ProgramRule{Name: "hello", MaxSize: 1000, Static: true, Stripped: true}, path)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(bad, "\n")
	for _, want := range []string{"more than allowed", "PT_INTERP", "libc.so.6 (DT_NEEDED)", "SHT_SYMTAB"} {
		if !strings.Contains(all, want) {
			t.Errorf("no violation says %q in %q", want, bad)
		}
	}

	if _, err := CheckProgram(ProgramRule{Name: "gone"}, filepath.Join(dir, "gone")); err == nil {
		t.Error("a program that does not exist passes")
	}
	if _, err := CheckProgram(ProgramRule{Name: "hello.c"}, filepath.Join(dir, "hello.c")); err == nil {
		t.Error("a file that is not ELF passes")
	}
}
