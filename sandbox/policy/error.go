package policy

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Error says what is wrong with a policy, and where.
type Error struct {
	// File is the name the document was parsed under. It is empty, and Line
	// and Column are 0, for a policy that was built in code.
	File string
	// Line and Column are counted from 1. A line ends at a line feed. A
	// column is one Unicode code point, so a tab is one column, and so is
	// each byte that is not part of valid UTF-8.
	Line, Column int
	// Key is the key concerned, such as "fs_read" or "seccomp.allow", or
	// empty when the document as a whole is at fault.
	Key string
	// Msg is the sentence: the key, the problem and the remedy.
	Msg string
}

// Error returns "FILE:LINE:COLUMN: sentence", or the sentence alone when the
// policy has no document behind it.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Msg
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// source is a document and the name it is known by.
type source struct {
	name string
	data []byte
}

// line returns the line on which the byte at offset stands.
func (s *source) line(offset int) int {
	return 1 + bytes.Count(s.data[:offset], []byte{'\n'})
}

// fail makes the error that points at the byte at offset.
func (s *source) fail(offset int, key, format string, args ...any) *Error {
	start := bytes.LastIndexByte(s.data[:offset], '\n') + 1
	return &Error{
		File:   s.name,
		Line:   s.line(offset),
		Column: 1 + utf8.RuneCount(s.data[start:offset]),
		Key:    key,
		Msg:    fmt.Sprintf(format, args...),
	}
}

// maxShown is how many bytes of a value a message repeats.
const maxShown = 60

// Show quotes a value for a message. It is cut when it is long, and nothing
// in it can act on the terminal that the message is printed to.
func Show(s string) string {
	if len(s) <= maxShown {
		return strconv.Quote(s)
	}
	cut := maxShown
	for cut > maxShown-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut]) + "..."
}
