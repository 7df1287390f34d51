package policy

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPrint(t *testing.T) {
	p := &Policy{
		FSRead:  []string{"/\u202eetc", "/a\"b\\c", "/caf\u00e9", "/\U000e0001"},
		FSWrite: []string{},
		NetBind: []Port{{TCP, 80, 80}, {TCP, 8000, 8010}, {UDP, 53, 53}},
		Seccomp: Seccomp{Deny: []string{"bpf"}},
		Base:    BaseNone,
	}
	const want = `{
  "fs_read": ["/\u202eetc", "/a\"b\\c", "/café", "/\udb40\udc01"],
  "fs_write": [],
  "net_bind": [80, "8000-8010", "udp/53"],
  "seccomp": {
    "deny": ["bpf"]
  },
  "base": "none"
}
`
	if got := string(Print(p)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	checkRoundTrip(t, p)
}

// TestPrintWidth adds to a list character by character: it stays on one line
// up to 78 columns and is broken beyond.
func TestPrintWidth(t *testing.T) {
	for n := 1; n < 100; n++ {
		p := &Policy{FSRead: []string{"/\u00e9", "/" + strings.Repeat("\u00e9", n)}, Base: BaseNone}
		lines := strings.Split(string(Print(p)), "\n")
		oneLine := `  "fs_read": ["/é", "/` + strings.Repeat("é", n) + `"],`
		if utf8.RuneCountInString(oneLine) <= 78 {
			if lines[1] != oneLine {
				t.Errorf("got %q, want %q", lines[1], oneLine)
			}
			continue
		}
		want := []string{`  "fs_read": [`, `    "/é",`, `    "/` + strings.Repeat("é", n) + `"`, `  ],`}
		if got := strings.Join(lines[1:5], "\n"); got != strings.Join(want, "\n") {
			t.Errorf("got:\n%s", got)
		}
	}
}
