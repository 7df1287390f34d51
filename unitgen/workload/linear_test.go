package workload

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLinear: files of 1 MiB that a careless parser takes quadratic time for.
// Linear ones take a tenth of a second; quadratic ones took 17 s.
func TestLinear(t *testing.T) {
	const patience = 5 * time.Second
	for _, c := range []struct {
		what, key, word, after string // a %d in the word counts
	}{
		{"volumes on one line", "Volume=", "/v/%d:/x/%d", " "},
		{"volumes on a continued line", "Volume=", "/v/%d:/x/%d", " \\\n"},
		{"ports", "Publish=", "1-%d", " "},
		{"words that are errors", "FsRead=", "x%d", " "},
		{"variables that are errors", "Environment=", "x%d", " "},
		{"specifiers", "Exec=/bin/a ", "%%w", ""},
		{"quotes", "Environment=A=", `""`, ""},
		{"names", "Seccomp=", "+n%d ~m%d", " "},
		{"repetition", "", "FsRead=/x", "\n"},
		{"empty lines", "", "", "\n"},
		{"carriage returns", "", "", "\r"},
		{"continuations of nothing", "Exec=", "", "\\\n"},
		{"keys that are unknown", "", "K%d=1", "\n"},
		{"lines of a unit", "[Unit]\n", "After=a%d.service", "\n"},
	} {
		var b strings.Builder
		b.WriteString("[Volt]\nExec=/bin/true\nNetwork=private\n" + c.key)
		for n := 1; b.Len() < 1<<20-100; n++ {
			args := []any{n%60000 + 1, n}[:strings.Count(c.word, "%d")]
			b.WriteString(fmt.Sprintf(c.word, args...) + c.after)
		}
		begin := time.Now()
		_, err := Parse("x", []Source{{"f", b.String()}}, testHost())
		if d := time.Since(begin); d > patience {
			t.Errorf("%s: %v (%.100v)", c.what, d, err)
		}
	}
}
