package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// MaxFile is the largest file that is read, in bytes. systemd has no
	// limit; this one keeps a stray file from filling the memory at boot.
	MaxFile = 4 << 20
	// MaxLine is the longest line, in bytes, with its continuations joined:
	// LONG_LINE_MAX of systemd's src/basic/fileio.h.
	MaxLine = 1 << 20
)

// Line is a section header or an assignment. The zero value is neither.
type Line struct {
	// Section is set for a header; Name is then what stands in brackets.
	Section bool
	// Name is a section, or the key left of the equals sign.
	Name Text
	// Value is what is right of the equals sign, without blanks at its ends.
	Value Text
}

// Scanner takes a file apart, line by line.
type Scanner struct {
	src   *source
	off   int  // of the next physical line
	line  int  // its number
	cr    bool // the file has carriage returns, which end lines as well
	dirty bool // the file is not UTF-8 everywhere
}

// New starts on a file; name is what positions call it. It refuses a file that
// is too large or has a NUL in it.
func New(name, data string) (*Scanner, *Error) {
	s := &Scanner{src: &source{name: name, data: data}, line: 1}
	if len(data) > MaxFile {
		return nil, &Error{
			Pos:  Pos{File: name},
			What: "cannot read the file: it is larger than " + strconv.Itoa(MaxFile>>20) + " MiB",
			Hint: "put long lists of paths into a policy file, or name folders instead of the files in them",
		}
	}
	s.cr = strings.IndexByte(data, '\r') >= 0
	s.dirty = !utf8.ValidString(data)
	if nul := strings.IndexByte(data, 0); nul >= 0 {
		for s.off < len(data) {
			if t := s.physical(); nul <= t.off+len(t.S) {
				return nil, t.Fail(nul-t.off, "cannot read the file: it has a NUL in it", "save it as plain UTF-8 text")
			}
		}
	}
	s.off, s.line = 0, 1
	if strings.HasPrefix(data, bom) {
		s.off = len(bom)
	}
	return s, nil
}

// physical returns the next line of the file without its end. A line ends at a
// line feed, a carriage return, or one of each in either order
// (read_line_full() of systemd's src/basic/fileio.c).
func (s *Scanner) physical() Text {
	rest := s.src.data[s.off:]
	var n int
	if s.cr {
		n = strings.IndexAny(rest, "\r\n")
	} else {
		n = strings.IndexByte(rest, '\n')
	}
	if n < 0 {
		n = len(rest)
	}
	t := Text{S: rest[:n], src: s.src, off: s.off, line: s.line}
	next := n
	if next < len(rest) {
		next++
		if next < len(rest) && rest[next] != rest[n] && (rest[next] == '\n' || rest[next] == '\r') {
			next++
		}
	}
	s.off += next
	s.line++
	return t
}

// Next reads the next header or assignment into l. It is false at the end of
// the file. After an error the next call goes on with the line that follows;
// l.Section says whether the error is in a header.
func (s *Scanner) Next(l *Line) (bool, *Error) {
	for s.off < len(s.src.data) {
		t := s.physical()
		if leading(t.S) == len(t.S) || isComment(t.S) {
			continue
		}
		if err := tooLong(t, len(t.S)); err != nil {
			return true, err
		}
		if continued(t.S) {
			var err *Error
			if t, err = s.join(t); err != nil {
				return true, err
			}
		}
		if t = t.trim(); t.S == "" {
			continue
		}
		if s.dirty {
			if err := checkUTF8(t); err != nil {
				return true, err
			}
		}
		return true, l.read(t)
	}
	return false, nil
}

// join reads the lines that continue the line t. The backslash becomes a space,
// comments in between are passed over, and the blanks that a line begins with
// stay.
func (s *Scanner) join(t Text) (Text, *Error) {
	var b strings.Builder
	out := Text{src: s.src}
	var long *Error
	for more := true; ; {
		out.parts = append(out.parts, part{joined: b.Len(), off: t.off, line: t.line})
		if long == nil {
			long = tooLong(t, b.Len()+len(t.S))
		}
		if more = continued(t.S); more {
			b.WriteString(t.S[:len(t.S)-1])
			b.WriteByte(' ')
		} else {
			b.WriteString(t.S)
		}
		for comment := true; more && comment; {
			if s.off >= len(s.src.data) {
				more = false
				break
			}
			t = s.physical()
			comment = isComment(t.S)
		}
		if !more {
			out.S = b.String()
			return out, long
		}
	}
}

// continued reports whether the line ends in a backslash that is not itself
// escaped.
func continued(s string) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func tooLong(t Text, length int) *Error {
	if length <= MaxLine {
		return nil
	}
	return t.Fail(0, "cannot read the line: it is longer than "+strconv.Itoa(MaxLine)+" bytes (1 MiB)",
		"give the key several times, each with a part of the list")
}

func checkUTF8(t Text) *Error {
	for i := 0; i < len(t.S); {
		r, size := utf8.DecodeRuneInString(t.S[i:])
		if r == utf8.RuneError && size == 1 {
			const hex = "0123456789ABCDEF"
			return t.Fail(i, "cannot read the line: the byte 0x"+string([]byte{hex[t.S[i]>>4], hex[t.S[i]&15]})+" is not valid UTF-8",
				`save the file as UTF-8, or write the byte as an escape such as \xE4 where quotes are allowed`)
		}
		i += size
	}
	return nil
}

// read takes one line, continuations joined and trimmed, apart.
func (l *Line) read(t Text) *Error {
	*l = Line{Section: t.S[0] == '['}
	if l.Section {
		last := len(t.S) - 1
		if t.S[last] != ']' {
			return t.Fail(0, "cannot read the section header "+Show(t.S)+": it does not end with \"]\"",
				"a comment stands on a line of its own")
		}
		*l = Line{Section: true, Name: t.Slice(1, last)}
		return nil
	}
	eq := strings.IndexByte(t.S, '=')
	if eq < 0 {
		return t.Fail(0, "cannot read "+Show(t.S)+": it is neither KEY=VALUE nor a [Section]",
			`a list goes on in the next line when its line ends with a backslash`)
	}
	*l = Line{Name: t.Slice(0, eq).trim(), Value: t.Slice(eq+1, len(t.S)).trim()}
	if l.Name.S == "" {
		return t.Fail(0, "cannot read "+Show(t.S)+": no key stands before the equals sign", "")
	}
	return nil
}
