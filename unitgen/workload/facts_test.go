package workload

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// facts calls check for each line of a file that records what systemd does; see
// testdata/facts/facts.py.
func facts(t *testing.T, file string, check func(t *testing.T, in, want string)) {
	t.Helper()
	text, err := os.ReadFile("testdata/facts/" + file)
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
		if strings.HasPrefix(want, `"`) {
			if want, err = strconv.Unquote(want); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		check(t, in, want)
		n++
	}
	if n < 100 {
		t.Errorf("%s has %d facts, want more", file, n)
	}
}

func TestEscapeAsSystemd(t *testing.T) {
	facts(t, "escape.txt", func(t *testing.T, in, want string) {
		got := Escape(in)
		if got != want {
			t.Errorf("Escape(%q) is %q, and systemd says %q", in, got, want)
		}
		if back, ok := Unescape(got); !ok || back != in {
			t.Errorf("Unescape(%q) is %q, %v, want %q", got, back, ok, in)
		}
	})
}

func TestUnescapeAsSystemd(t *testing.T) {
	facts(t, "unescape.txt", func(t *testing.T, in, want string) {
		got, ok := Unescape(in)
		if !ok {
			got = "error"
		}
		if got != want {
			t.Errorf("Unescape(%q) is %q, and systemd says %q", in, got, want)
		}
	})
}

// TestPathNameAsSystemd: what %f stands for.
func TestPathNameAsSystemd(t *testing.T) {
	facts(t, "path.txt", func(t *testing.T, in, want string) {
		got := unescapedPath(in)
		if pathNameFault(in) != "" {
			got = "error"
		}
		if got != want {
			t.Errorf("%%f of %q is %q, and systemd says %q", in, got, want)
		}
	})
}

func TestNameAsSystemd(t *testing.T) {
	facts(t, "instance.txt", func(t *testing.T, in, want string) {
		if in == "." || in == ".." {
			return // no file can be called so
		}
		if got := strconv.FormatBool(CheckName(in) == nil); got != want {
			t.Errorf("the name %q is valid: %s, and systemd says %s", in, got, want)
		}
	})
}

func TestVariableAsSystemd(t *testing.T) {
	facts(t, "environment.txt", func(t *testing.T, in, want string) {
		if got := strconv.FormatBool(variableFault(in) == ""); got != want {
			t.Errorf("the assignment %q is valid: %s, and systemd says %s", in, got, want)
		}
	})
}

func TestSpanAsSystemd(t *testing.T) {
	facts(t, "spans.txt", func(t *testing.T, in, want string) {
		in = strings.TrimSpace(in) // values are
		d, cause := parseSpan(in)
		got := strconv.FormatInt(int64(d/time.Microsecond), 10)
		switch {
		case strings.Contains(cause, "290 years"):
			if us, err := strconv.ParseInt(want, 10, 64); err != nil || us > int64(maxSpan/time.Microsecond) {
				return
			}
		case cause != "":
			got = "error"
		case d == Forever:
			got = "infinity"
		}
		if got != want {
			t.Errorf("the span %q is %s, and systemd says %s", in, got, want)
		}
		if back, cause := parseSpan(printSpan(d)); d != 0 && (cause != "" || back != d) {
			t.Errorf("the span %q is printed %q, which is %v (%s)", in, printSpan(d), back, cause)
		}
	})
}

// TestSizeAsSystemd: what is a size here is one to systemd, of the same value.
// systemd also takes sums, as 1G512M, a point without decimals, and the like.
func TestSizeAsSystemd(t *testing.T) {
	form := regexp.MustCompile(`^[0-9]+([.][0-9]+)?[BKMGTPE]?$`)
	facts(t, "sizes.txt", func(t *testing.T, in, want string) {
		n, cause := parseSize(in)
		got := strconv.FormatUint(n, 10)
		if cause == "" && got != want {
			t.Errorf("the size %q is %s, and systemd says %s", in, got, want)
		}
		if value, err := strconv.ParseInt(want, 10, 64); cause != "" && err == nil && value < 1<<62 && form.MatchString(in) {
			t.Errorf("the size %q is refused, %s, and systemd says %s", in, cause, want)
		}
	})
}
