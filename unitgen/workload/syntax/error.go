package syntax

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/volt-project/volt/sandbox/policy"
)

// Pos is a place in a file. Lines and columns are counted from 1; a column is
// one Unicode code point, so a tab is one, and so is each byte that is not part
// of valid UTF-8. Line and Column are 0 for the file as a whole.
type Pos struct {
	File         string
	Line, Column int
}

// String returns "file:line:column", or the file alone where Line is 0.
func (p Pos) String() string {
	if p.Line == 0 {
		return FileName(p.File)
	}
	return FileName(p.File) + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// FileName returns the name of a file as messages show it: as it is, or quoted
// when something in it could act on the terminal or is not UTF-8.
func FileName(name string) string {
	for _, r := range name {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return strconv.Quote(name)
		}
	}
	return name
}

// Error says what is wrong, where, and what to do about it.
type Error struct {
	Pos Pos
	// What is the problem, "cannot X: cause".
	What string
	// Hint is the remedy, or empty when What says it all.
	Hint string
}

// Error returns "file:line:column: what; hint".
func (e *Error) Error() string {
	var b strings.Builder
	if at := e.Pos.String(); at != "" {
		b.WriteString(at)
		b.WriteString(": ")
	}
	b.WriteString(e.What)
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	return b.String()
}

// Show quotes a value for a message, as the messages about policies do.
func Show(s string) string { return policy.Show(s) }
