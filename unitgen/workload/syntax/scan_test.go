package syntax

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// scan returns every line of a file as text with its places, and the errors.
func scan(t *testing.T, data string) []string {
	t.Helper()
	s, err := New("f", data)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for {
		var l Line
		more, err := s.Next(&l)
		switch {
		case !more:
			return out
		case err != nil:
			out = append(out, err.Error())
		case l.Section:
			out = append(out, l.Name.Pos(0).String()+" ["+l.Name.S+"]")
		default:
			out = append(out, l.Name.Pos(0).String()+" "+l.Name.S+" | "+l.Value.Pos(0).String()+" "+l.Value.S)
		}
	}
}

// TestPlaces: each line ends with an x, whose place is the last of all.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		what, data string
		want       Pos
	}{
		{"plain", "[A]\nk=x", Pos{"f", 2, 3}},
		{"blanks", "\n\n[A]\n\t k  =  x  \n\n", Pos{"f", 4, 9}},
		{"wide characters", "[A]\nkäß€😀=x", Pos{"f", 2, 7}},
		{"bytes that are none", "#\xff\xfe\n[A]\nk=x", Pos{"f", 3, 3}},
		{"byte order mark", "\xEF\xBB\xBF k=x", Pos{"f", 1, 4}},
		{"byte order mark further down", "\xEF\xBB\xBF\nk=x", Pos{"f", 2, 3}},
		{"DOS", "[A]\r\nk=x\r\n", Pos{"f", 2, 3}},
		{"Mac", "[A]\rk=x\r", Pos{"f", 2, 3}},
		{"mixed ends", "\n\r\n\rk=x\r\n", Pos{"f", 3, 3}},
		{"continued", "[A]\nk=a \\\n  b \\\n   x", Pos{"f", 4, 4}},
		{"continued in the key", "[A]\nk\\\n=\\\nx", Pos{"f", 4, 1}},
		{"comment in between", "[A]\nk=a \\\n# c \\\n ; d\n x", Pos{"f", 5, 2}},
		{"continued, DOS", "k=a \\\r\n\tx\r\n", Pos{"f", 2, 2}},
	} {
		s, err := New("f", c.data)
		if err != nil {
			t.Fatal(err)
		}
		var l Line
		for more := true; more; {
			if more, err = s.Next(&l); err != nil {
				t.Fatal(err)
			}
		}
		at := strings.LastIndex(l.Value.S, "x")
		if got := l.Value.Pos(at); got != c.want {
			t.Errorf("%s: the x is at %v, want %v", c.what, got, c.want)
		}
	}
}

// TestPlacesOfAll asks for the place of every byte, forwards and backwards, and
// compares it with a plain count.
func TestPlacesOfAll(t *testing.T) {
	const data = "[S]\nk=aä \\\n# no\n  €b \\\n\tc😀d\n"
	s, err := New("f", data)
	if err != nil {
		t.Fatal(err)
	}
	var l Line
	for range 2 {
		if _, err := s.Next(&l); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(data, "\n")
	check := func(i int) {
		c := l.Value.S[i]
		if !utf8.RuneStart(c) {
			return
		}
		at := l.Value.Pos(i)
		there := string([]rune(lines[at.Line-1])[at.Column-1:])
		if !strings.HasPrefix(there, l.Value.S[i:i+1]) && c < utf8.RuneSelf && (c != ' ' || there != `\`) {
			t.Errorf("byte %d, %q, is said to be at %v, where %q is", i, c, at, there)
		}
	}
	for i := range len(l.Value.S) {
		check(i)
	}
	for i := len(l.Value.S) - 1; i >= 0; i-- {
		check(i)
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", MaxLine-2)
	for _, c := range []struct {
		what, data, want string
	}{
		{"longest line", "k=" + long, "f:1:1 k"},
		{"longer line", "\nk=" + long + "x", "f:2:1: cannot read the line: it is longer than 1048576 bytes (1 MiB)"},
		{"longer comment", "#" + long + long, ""},
		{"longest continued line", "k=\\\n" + long[1:], "f:1:1 k"},
		{"longer continued line", "k=\\\n" + long + "\\\nz\nl=1", "f:2:1: cannot read the line: it is longer than 1048576 bytes (1 MiB)"},
		{"largest file", strings.Repeat("#\n", MaxFile/2), ""},
		{"larger file", strings.Repeat("#\n", MaxFile/2) + "#", "f: cannot read the file: it is larger than 4 MiB"},
		{"NUL", "k=1\nl=\x00", "f:2:3: cannot read the file: it has a NUL in it"},
		{"NUL in a comment", "#\x00", "f:1:2: cannot read the file: it has a NUL in it"},
	} {
		got := scan(t, c.data)
		if len(got) == 0 && c.want == "" {
			continue
		}
		if len(got) == 0 || !strings.HasPrefix(got[0], c.want) || c.want == "" {
			t.Errorf("%s: %.100q, want %q", c.what, got, c.want)
		}
	}
	if got := scan(t, "k=\\\n"+long+"\\\nz\nl=1"); len(got) != 2 || got[1] != "f:4:1 l | f:4:3 1" {
		t.Errorf("after a line that is too long: %.100q", got)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{`a "b c" d`, `'\x41' \u00e4`, `"`, `\`, "a\\\tb", `""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "\x00") {
			return // New refuses these
		}
		var words []string
		value := text(s)
		for next := 0; ; {
			w, after, ok, err := NextWord(value, next)
			if err != nil {
				return
			}
			if !ok {
				break
			}
			if after <= next || w.At < next || w.At+w.Len > after {
				t.Fatalf("%q: the word %+v is read from %d to %d", s, w, next, after)
			}
			next = after
			words = append(words, Quote(w.S))
		}
		again := text(strings.Join(words, " "))
		n := 0
		for next := 0; ; n++ {
			w, after, ok, err := NextWord(again, next)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			if Quote(w.S) != words[n] {
				t.Errorf("%q reads back as %q, want %s", again.S, w.S, words[n])
			}
			next = after
		}
		if n != len(words) {
			t.Errorf("%q has %d words, and its quoted form %q %d", s, len(words), again.S, n)
		}
	})
}
