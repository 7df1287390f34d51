package workload

import (
	"slices"
	"strings"
	"testing"
)

// TestSpecifiersAsSystemd: what systemd-analyze verify of systemd 252 makes of
// ExecStart=/nonexist/SPECIFIER in volt@a\x20b-c.service.
func TestSpecifiersAsSystemd(t *testing.T) {
	for specifier, want := range map[string]string{
		"%d": `/run/credentials/volt@a\x20b-c.service`,
		"%f": "/a b/c",
		"%I": "a b/c",
		"%i": `a\x20b-c`,
		"%n": `volt@a\x20b-c.service`,
		"%N": `volt@a\x20b-c`,
		"%p": "volt",
		"%P": "volt",
		"%j": "volt",
		"%J": "volt",
		"%%": "%",
	} {
		w, err := Parse(`a\x20b-c`, []Source{{"f", "[Volt]\nExec=/bin/echo x" + specifier + "y\n"}}, testHost())
		if err != nil {
			t.Error(err)
			continue
		}
		if got := w.Exec.Argv[1]; got != "x"+want+"y" {
			t.Errorf("%s is %q, want %q", specifier, got, want)
		}
	}
}

// TestSpecifierTable: each letter once, in order.
func TestSpecifierTable(t *testing.T) {
	var letters []byte
	for _, s := range specifiers {
		letters = append(letters, s.letter)
	}
	if !slices.IsSorted(letters) || len(slices.Compact(letters)) != len(specifiers) {
		t.Errorf("the letters are %q", letters)
	}
}

// TestSpecifierPlaces: the place is the percent sign's as long as the word has
// no quotes and escapes, else the word's.
func TestSpecifierPlaces(t *testing.T) {
	for value, want := range map[string]string{
		"/bin/a b%y":           "f:2:14",
		"/bin/a  \"b %y\"":     "f:2:14",
		"/bin/a %i \\\n é%%%y": "f:3:5",
	} {
		_, err := Parse("x", []Source{{"f", "[Volt]\nExec=" + value + "\n"}}, testHost())
		if err == nil || !strings.HasPrefix(err.Error(), want+": cannot expand \"%y\"") {
			t.Errorf("%q: %v, want it at %s", value, err, want)
		}
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{
		"exec": "Exec", "Exce": "Exec", "memory": "Memory", "fs_read": "FsRead", "FSRead": "FsRead", "Net-Bind": "NetBind", "VCPU": "VCPUs",
		"cpu": "CPUs", "Memorymax": "Memory", "TasksMax": "Tasks", "Xyzzy": "", "": "", strings.Repeat("a", 100): "",
	} {
		if got := nearestKey(word); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}
