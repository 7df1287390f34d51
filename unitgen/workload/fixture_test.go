package workload

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the expectations of the fixtures and the generated part of volt(5) anew")

// marker begins the lines at the end of a fixture that say what is expected of
// it. They are comments, so that the fixture is parsed as it stands.
const marker = "#= "

// testHost is the machine of the fixtures.
func testHost() *Host {
	return &Host{
		Architecture: "x86-64", BootID: "b00t", MachineID: "1d", HostName: "box.example", ShortHostName: "box", PrettyHostName: "Box",
		KernelRelease: "6.12.0", OSID: "debian", OSVersionID: "13", OSVariantID: "var", OSBuildID: "build", OSImageID: "img", OSImageVersion: "7",
		User: "root", UID: "0", Group: "root", GID: "0", Home: "/root", Shell: "/bin/sh",
		Config: "/etc", Runtime: "/run", State: "/var/lib", Cache: "/var/cache", Logs: "/var/log", Temp: "/tmp", VarTemp: "/var/tmp",
	}
}

func TestGoodFixtures(t *testing.T) {
	for _, file := range fixtures(t, "good") {
		w, err := Parse(strings.TrimSuffix(filepath.Base(file), Suffix), sources(t, file), testHost())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		expect(t, file, describe(w))
		again, err := Parse(w.Name, []Source{{"again", Print(w)}}, testHost())
		if err != nil || describe(again) != describe(w) {
			t.Errorf("%s is printed\n%s\nwhich reads back as %+v (%v)", file, Print(w), again, err)
		}
	}
}

func TestBadFixtures(t *testing.T) {
	for _, file := range fixtures(t, "bad") {
		_, err := Parse(strings.TrimSuffix(filepath.Base(file), Suffix), sources(t, file), testHost())
		if err == nil {
			t.Errorf("%s is accepted", file)
			continue
		}
		expect(t, file, err.Error()+"\n")
	}
}

// describe is everything there is to a workload, positions aside.
func describe(w *Workload) string {
	argv := make([]string, len(w.Exec.Argv))
	for i, s := range w.Exec.Argv {
		argv[i] = strconv.Quote(s)
	}
	return Print(w) + "argv: " + strings.Join(argv, " ") + "\n"
}

// fixtures returns the workload files of a folder of testdata.
func fixtures(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/" + folder + "/*" + Suffix)
	if err != nil || len(files) < 30 {
		t.Fatalf("%d fixtures in %s (%v), want at least 30", len(files), folder, err)
	}
	return files
}

// sources reads a fixture and its drop-ins. Files are named without folders.
func sources(t testing.TB, file string) []Source {
	t.Helper()
	dropIns, err := filepath.Glob(file + ".d/*.conf")
	if err != nil {
		t.Fatal(err)
	}
	var out []Source
	for _, path := range append([]string{file}, dropIns...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Source{Path: filepath.Base(path), Text: string(text)})
	}
	return out
}

// expect compares what a fixture gives with its last lines.
func expect(t *testing.T, file, got string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	body, _, _ := strings.Cut(string(text), marker)
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(got)) {
		lines = append(lines, strings.TrimRight(marker+line, " \n"))
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == strings.TrimRight(marker, " ") })
	want := body + strings.Join(lines, "\n") + "\n"
	if want == string(text) {
		return
	}
	if !*update {
		t.Errorf("%s gives\n%s", file, strings.Join(lines, "\n"))
		return
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
