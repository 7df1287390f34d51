package workload

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/volt-project/volt/sandbox/policy"
)

func FuzzParse(f *testing.F) {
	for _, folder := range []string{"good", "bad"} {
		for _, file := range fixtures(f, folder) {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			body, _, _ := strings.Cut(string(text), marker)
			f.Add(body, "")
		}
	}
	f.Add("[Volt]\nExec=/bin/a\n", "[Volt]\nFsRead=/x\nFsRead=\n")
	f.Fuzz(func(t *testing.T, main, dropIn string) {
		files := map[string]string{"main": main, "drop-in": dropIn}
		w, err := Parse("fuzz", []Source{{"main", main}, {"drop-in", dropIn}}, testHost())
		if err != nil {
			var errs Errors
			if !errors.As(err, &errs) || len(errs) == 0 || len(errs) > MaxErrors {
				t.Fatalf("%v", err)
			}
			for _, e := range errs {
				checkPos(t, files, e.Pos, true)
				if !strings.HasPrefix(e.What, "cannot ") || strings.Contains(e.Error(), "\n") {
					t.Errorf("the message is no line: %q", e.Error())
				}
			}
			return
		}
		checkWorkload(t, files, w)
		printed := Print(w)
		if len(printed) > 1<<20 {
			return // a line may be too long
		}
		again, err := Parse("fuzz", []Source{{"again", printed}}, testHost())
		if err != nil || describe(again) != describe(w) {
			t.Errorf("%q is printed\n%s\nwhich reads back as\n%+v (%v)", main, printed, again, err)
		}
	})
}

// checkPos: a position lies inside its file.
func checkPos(t *testing.T, files map[string]string, p Pos, whole bool) {
	t.Helper()
	if p.Line == 0 && whole {
		return
	}
	lines := splitLines(files[p.File])
	if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > 1+utf8.RuneCountInString(lines[p.Line-1]) {
		t.Errorf("the position %v is not in the file %q", p, files[p.File])
	}
}

// splitLines is another way to tell lines apart than the scanner's.
func splitLines(s string) []string {
	s = strings.TrimPrefix(s, "\xEF\xBB\xBF")
	var lines []string
	start := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '\n' && s[i] != '\r' {
			continue
		}
		lines = append(lines, s[start:i])
		if i+1 < len(s) && s[i]+s[i+1] == '\n'+'\r' {
			i++
		}
		start = i + 1
	}
	return append(lines, s[start:])
}

// checkWorkload: what the documentation of the model promises.
func checkWorkload(t *testing.T, files map[string]string, w *Workload) {
	t.Helper()
	if len(w.Exec.Argv) == 0 || w.Exec.Argv[0] == "" {
		t.Errorf("the command is %q", w.Exec.Argv)
	}
	if err := policy.Validate(w.Rules()); err != nil {
		t.Error(err)
	}
	if p := w.Policy; !p.Auto && p.Path == "" && p.Inline == nil || p.Auto && p.Path != "" {
		t.Errorf("the policy is %+v", p)
	}
	if w.Isolation != VM && (w.Kernel != "" || w.KernelArguments != nil || w.VCPUs != 0) {
		t.Error("a container has keys of a virtual machine")
	}
	checkPos(t, files, w.Exec.Pos, false)
	for _, k := range Keys() {
		checkPos(t, files, w.At(k.Name), true)
	}
	for _, list := range [][]Assignment{w.Unit, w.Service, w.Install} {
		for _, a := range list {
			checkPos(t, files, a.Pos, false)
			if strings.ContainsAny(a.String(), "\n\r\x00") {
				t.Errorf("the assignment %q is more than a line", a.String())
			}
		}
	}
	for _, p := range w.Publish {
		checkPos(t, files, p.Pos, false)
	}
	for _, v := range w.Volume {
		checkPos(t, files, v.Pos, false)
	}
}
