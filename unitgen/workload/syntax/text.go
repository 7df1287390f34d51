package syntax

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// bom is the byte order mark in UTF-8.
const bom = "\xEF\xBB\xBF"

// Text is a piece of a file that knows where it stands.
type Text struct {
	// S is the text itself.
	S string

	src   *source
	parts []part // the physical lines of a continued line, nil for one line
	off   int    // of S, in the file, or with parts in the joined line
	line  int    // of S; unused with parts
}

// source is a file.
type source struct {
	name string
	data string

	// The last place that was asked for: the one asked for next is often a
	// little further on in the same line, and lines can be long.
	known struct{ line, off, column int }
}

// part is one physical line of a continued one.
type part struct {
	joined int // where it begins in the joined line
	off    int // where it begins in the file
	line   int
}

// Slice returns t.S[i:j] with its place.
func (t Text) Slice(i, j int) Text {
	t.S = t.S[i:j]
	t.off += i
	return t
}

// trim returns t without blanks at its ends.
func (t Text) trim() Text {
	right := len(t.S)
	for right > 0 && isBlank(t.S[right-1]) {
		right--
	}
	return t.Slice(leading(t.S[:right]), right)
}

// isBlank is WHITESPACE of systemd's src/basic/string-util.h.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// leading returns how many blanks s begins with.
func leading(s string) int {
	n := 0
	for n < len(s) && isBlank(s[n]) {
		n++
	}
	return n
}

// isComment reports whether a line is a comment.
func isComment(s string) bool {
	n := leading(s)
	return n < len(s) && (s[n] == '#' || s[n] == ';')
}

// Pos returns the place of the byte t.S[i]; i may be len(t.S).
func (t Text) Pos(i int) Pos {
	off, line := t.off+i, t.line
	if t.parts != nil {
		n, exact := slices.BinarySearchFunc(t.parts, off, func(p part, off int) int { return p.joined - off })
		if !exact {
			n--
		}
		off, line = off-t.parts[n].joined+t.parts[n].off, t.parts[n].line
	}
	return Pos{File: t.src.name, Line: line, Column: t.src.column(line, off)}
}

// column returns the column of the byte at off, which is in the given line.
func (s *source) column(line, off int) int {
	from, column := off, 1
	if s.known.line == line && s.known.off <= off {
		from, column = s.known.off, s.known.column
	} else {
		for from > 0 && s.data[from-1] != '\n' && s.data[from-1] != '\r' {
			from--
		}
		if from == 0 && off >= len(bom) && strings.HasPrefix(s.data, bom) {
			from = len(bom)
		}
	}
	column += utf8.RuneCountInString(s.data[from:off])
	if off == len(s.data) || utf8.RuneStart(s.data[off]) {
		s.known.line, s.known.off, s.known.column = line, off, column
	}
	return column
}

// Fail makes the error that points at t.S[i].
func (t Text) Fail(i int, what, hint string) *Error {
	return &Error{Pos: t.Pos(i), What: what, Hint: hint}
}
