package syntax

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// facts calls check for each line of a file that records what systemd does.
func facts(t *testing.T, file string, check func(t *testing.T, in, want string)) {
	t.Helper()
	text, err := os.ReadFile("../testdata/facts/" + file)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		quoted, want, found := strings.Cut(strings.TrimSuffix(line, "\n"), " -> ")
		if !found {
			continue
		}
		in, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", quoted, err)
		}
		check(t, in, want)
		n++
	}
	if n < 100 {
		t.Errorf("%s has %d facts, want more", file, n)
	}
}

// goQuote writes a string as facts.py does.
func goQuote(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c >= 32 && c < 127 && c != '"' && c != '\\' {
			b.WriteByte(c)
		} else {
			b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
		}
	}
	return `"` + b.String() + `"`
}

func text(s string) Text { return Text{S: s, src: &source{name: "t", data: s}, line: 1} }

// TestWordsAsSystemd splits as extract_first_word() does, save for halves of
// surrogate pairs.
func TestWordsAsSystemd(t *testing.T) {
	facts(t, "words.txt", func(t *testing.T, in, want string) {
		var got []string
		for next := 0; ; {
			w, after, ok, err := NextWord(text(in), next)
			if err != nil {
				got = []string{"error"}
				break
			}
			if !ok {
				break
			}
			if w.Plain() && in[w.At:w.At+w.Len] != w.S {
				t.Errorf("%q: the word %q is called plain and stands as %q", in, w.S, in[w.At:w.At+w.Len])
			}
			got = append(got, goQuote(w.S))
			next = after
		}
		if strings.Contains(want, `\xed\xa0\x80`) {
			want = "error"
		}
		if joined := strings.Join(got, " "); joined != want && (joined != "" || want != "nothing") {
			t.Errorf("%q: %s, and systemd says %s", in, joined, want)
		}
	})
}

// TestLinesAsSystemd reads files as config_parse() does. What that ignores with
// a warning is an error here, and a bad section header ends the reading there.
func TestLinesAsSystemd(t *testing.T) {
	facts(t, "lines.txt", func(t *testing.T, in, want string) {
		s, err := New("t", in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		section, known := "", false
		for {
			var l Line
			more, err := s.Next(&l)
			if !more || err != nil && strings.Contains(err.What, "section header") {
				break
			}
			switch {
			case err != nil:
			case l.Section:
				if strings.ContainsAny(l.Name.S, "\\\"'") || strings.ContainsFunc(l.Name.S, func(r rune) bool { return r < ' ' }) {
					more = false // string_is_safe(): the whole file ends there
				}
				section, known = l.Name.S, l.Name.S == "A" || l.Name.S == "B"
			case known:
				got = append(got, goQuote(section+"."+l.Name.S+"="+l.Value.S))
			}
			if !more {
				break
			}
		}
		if joined := strings.Join(got, " "); joined != want && (joined != "" || want != "nothing") {
			t.Errorf("%q:\n%s, and systemd says\n%s", in, joined, want)
		}
	})
}
