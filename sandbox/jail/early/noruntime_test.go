package early

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// withoutRuntime are the files whose functions run before the Go runtime, or
// beside it in a child.
func withoutRuntime() []string {
	return []string{
		"begin_unsafe.go", "direct_unsafe.go", "sentence_unsafe.go",
		"../script/image_unsafe.go", "../script/load_unsafe.go",
	}
}

// TestNoSplit: none of them may grow the stack.
func TestNoSplit(t *testing.T) {
	n := 0
	for _, name := range withoutRuntime() {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n++
			if f.Doc == nil || !strings.HasSuffix(f.Doc.List[len(f.Doc.List)-1].Text, "//go:nosplit") {
				t.Errorf("%s: %s is not nosplit", name, f.Name.Name)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d functions were looked at", n)
	}
}

// TestNoRuntime disassembles them in the program: they call one another and
// raw system calls, and touch nothing of the runtime.
func TestNoRuntime(t *testing.T) {
	program := filepath.Join(t.TempDir(), "volt-jail")
	if out, err := exec.Command("go", "build", "-ldflags=-E github.com/volt-project/volt/sandbox/jail/early.entry", "-o", program, "../../../cmd/volt-jail").CombinedOutput(); err != nil {
		t.Fatalf("cannot build volt-jail: %v: %s", err, out)
	}
	out, err := exec.Command("go", "tool", "objdump", "-s", `sandbox/(jail/(script|early)|inherited)\.`, program).Output()
	if err != nil {
		t.Fatalf("cannot disassemble volt-jail: %v", err)
	}
	names := map[string]bool{}
	for _, f := range withoutRuntime() {
		names[filepath.Base(f)] = true
	}
	const ours = `github\.com/volt-project/volt/sandbox/`
	allowed := regexp.MustCompile(`CALL ` + ours + `(jail/script\.\(\*(Image|File)\)\.\w+|jail/script\.(Call\.abi0|vfork\.abi0|Load|run|sum|holds|trailerOf)|` +
		`jail/early\.(begin|exit\.abi0|explain|read|announced|begins|same|direct|carryOut|receive|exactly|reap|\(\*sentence\)\.put)|inherited\.Entry\.abi0)\(SB\)`)
	suspect := regexp.MustCompile(`CALL|runtime\.|DUFF`)
	found, inside := 0, ""
	for line := range strings.SplitSeq(string(out), "\n") {
		if rest, ok := strings.CutPrefix(line, "TEXT "); ok {
			symbol, source, _ := strings.Cut(rest, " ")
			inside = ""
			if names[filepath.Base(source)] {
				inside = symbol
				found++
			}
			continue
		}
		if inside != "" && suspect.MatchString(line) && !allowed.MatchString(line) {
			t.Errorf("%s needs the Go runtime: %s", inside, strings.Join(strings.Fields(line), " "))
		}
	}
	if found < 6 {
		t.Errorf("only %d functions were disassembled", found)
	}
}
