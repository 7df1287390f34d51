package machine

import (
	"bytes"
	"strings"
)

// tail is the last lines of a console: the end of at most tailBytes.
type tail struct {
	buf []byte
}

const tailBytes = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	if over := len(t.buf) - tailBytes; over > 0 {
		t.buf = append(t.buf[:0], t.buf[over:]...)
	}
	return len(p), nil
}

// lines returns the last n lines that are not empty. Control characters, which
// terminals obey, are left out.
func (t *tail) lines(n int) []string {
	var out []string
	for line := range bytes.Lines(t.buf) {
		if s := printable(string(line)); s != "" {
			out = append(out, s)
		}
	}
	return out[max(0, len(out)-n):]
}

func printable(line string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, line), " \t")
}
