package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func header(t *testing.T, calls, version string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"asm/unistd_64.h": calls, "linux/version.h": version} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const version = "#define LINUX_VERSION_CODE 1\n#define LINUX_VERSION_MAJOR 7\n#define LINUX_VERSION_PATCHLEVEL 3\n#define LINUX_VERSION_SUBLEVEL 4\n"

func lines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("#define __NR_call" + string(rune('a'+i%26)) + strings.Repeat("x", i/26) + " ")
		b.WriteString(strings.TrimLeft(string([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)}), "0") + "\n")
	}
	return strings.Replace(b.String(), "calla \n", "calla 0\n", 1)
}

func TestTable(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.go")
	if err := run(header(t, "#ifndef X\n"+lines(310)+"#define __NR_late 400\n", version), out); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{`HeaderVersion = "7.3.4"`, "Last = 400", "{310, 399},", `0:   "calla",`, `400: "late",`, "DO NOT EDIT"} {
		if !strings.Contains(string(text), s) {
			t.Errorf("the table lacks %s", s)
		}
	}
}

func TestBadHeaders(t *testing.T) {
	for name, c := range map[string]struct{ calls, version, say string }{
		"too few":    {lines(10), version, "too few for x86-64"},
		"shared":     {lines(310) + "#define __NR_other 7\n", version, "share number 7"},
		"no number":  {lines(310) + "#define __NR_other (7+1)\n", version, "cannot read the number of __NR_other"},
		"no version": {lines(310), "", "it has no LINUX_VERSION_MAJOR"},
	} {
		err := run(header(t, c.calls, c.version), filepath.Join(t.TempDir(), "out.go"))
		if err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: got error %v, want one that says %q", name, err, c.say)
		}
	}
	if err := run("", "unused"); err == nil || !strings.Contains(err.Error(), "set LINUX_HEADERS") {
		t.Errorf("no folder: got error %v", err)
	}
	if err := run(t.TempDir(), "unused"); err == nil || !strings.Contains(err.Error(), "cannot read a kernel header") {
		t.Errorf("empty folder: got error %v", err)
	}
}

func TestOlderHeaders(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.go")
	if err := run(header(t, lines(320), version), out); err != nil {
		t.Fatal(err)
	}
	err := run(header(t, lines(310), version), out)
	if err == nil || !strings.Contains(err.Error(), "use newer headers") {
		t.Errorf("got error %v, want one that asks for newer headers", err)
	}
}
