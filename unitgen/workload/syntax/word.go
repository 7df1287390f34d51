package syntax

import (
	"strings"
	"unicode/utf8"
)

// Word is one word of a value.
type Word struct {
	// S is the word without quotes and with its escapes undone. It may be
	// empty, when it was written as a pair of quotes.
	S string
	// At is where it begins in the value, Len how many bytes it takes there.
	At, Len int
}

// Plain reports whether the word was written without quotes and escapes, so
// that S[i] stands at At+i.
func (w Word) Plain() bool { return len(w.S) == w.Len }

// NextWord returns the first word of t at or after from, and where to go on. ok
// is false when only blanks are left.
//
// It follows extract_first_word() of systemd's src/basic/extract-word.c with
// EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE, which is what ExecStart= and
// Environment= are read with: quotes may begin anywhere in a word, and escapes
// hold inside either kind of quotes and outside.
func NextWord(t Text, from int) (w Word, next int, ok bool, err *Error) {
	s := t.S
	for from < len(s) && isBlank(s[from]) {
		from++
	}
	if from == len(s) {
		return Word{}, from, false, nil
	}
	i := from
	for i < len(s) && !isBlank(s[i]) && s[i] != '\'' && s[i] != '"' && s[i] != '\\' {
		i++
	}
	if i == len(s) || isBlank(s[i]) {
		return Word{S: s[from:i], At: from, Len: i - from}, i, true, nil
	}
	return quotedWord(t, from, i)
}

// quotedWord is NextWord for a word that has its first quote or backslash at i.
func quotedWord(t Text, from, i int) (Word, int, bool, *Error) {
	s := t.S
	buf := append(make([]byte, 0, 2*(i-from)+16), s[from:i]...)
	var quote byte
	opened := 0
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			out, size, err := unescape(buf, t, i)
			if err != nil {
				return Word{}, 0, false, err
			}
			buf = out
			i += size - 1
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			buf = append(buf, c)
		case c == '"' || c == '\'':
			quote, opened = c, i
		case isBlank(c):
			return Word{S: string(buf), At: from, Len: i - from}, i, true, nil
		default:
			buf = append(buf, c)
		}
	}
	if quote != 0 {
		return Word{}, 0, false, t.Fail(opened, "cannot read the value: the quote "+string(rune(quote))+" is not closed",
			`close it, or write \`+string(rune(quote))+` for the character itself`)
	}
	return Word{S: string(buf), At: from, Len: len(s) - from}, len(s), true, nil
}

// unescape appends what the escape sequence at t.S[i], a backslash, stands for,
// and returns how many bytes the sequence has: cunescape_one() of systemd's
// src/basic/escape.c, save that half of a surrogate pair is an error, as it is
// not UTF-8.
func unescape(buf []byte, t Text, i int) (out []byte, size int, err *Error) {
	s := t.S[i:]
	if len(s) < 2 {
		return buf, 0, t.Fail(i, "cannot read the value: it ends with a backslash that escapes nothing", `write \\ for a backslash`)
	}
	const letters, meant = `abfnrtv\"'s`, "\a\b\f\n\r\t\v\\\"' "
	if n := strings.IndexByte(letters, s[1]); n >= 0 {
		return append(buf, meant[n]), 2, nil
	}
	digits, base, from := 0, uint32(16), 2
	switch {
	case s[1] == 'x':
		digits = 2
	case s[1] == 'u':
		digits = 4
	case s[1] == 'U':
		digits = 8
	case s[1] >= '0' && s[1] <= '7':
		digits, base, from = 3, 8, 1
	}
	end := from + digits
	v, ok := number(s[from:min(end, len(s))], base)
	ok = ok && digits > 0 && end <= len(s) && v != 0
	switch {
	case !ok:
	case s[1] == 'u' && utf8.ValidRune(rune(v)), s[1] == 'U' && isCharacter(v):
		return utf8.AppendRune(buf, rune(v)), end, nil
	case s[1] != 'u' && s[1] != 'U' && v <= 0xFF:
		return append(buf, byte(v)), end, nil
	}
	_, width := utf8.DecodeRuneInString(s[1:])
	shown := s[:1+width]
	if ok || digits > 0 {
		shown = s[:min(end, len(s))]
	}
	return buf, 0, t.Fail(i, "cannot read the escape sequence "+Show(shown)+": there is no such sequence or character",
		`write \\ for a backslash; the sequences are in systemd.syntax(7)`)
}

// number reads digits, all of them.
func number(s string, base uint32) (uint32, bool) {
	var v uint32
	for i := range len(s) {
		d := uint32(s[i])
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case d >= 'a' && d <= 'f':
			d -= 'a' - 10
		case d >= 'A' && d <= 'F':
			d -= 'A' - 10
		default:
			return 0, false
		}
		if d >= base {
			return 0, false
		}
		v = v*base + d
	}
	return v, true
}

// isCharacter is unichar_is_valid() of systemd's src/basic/utf8.c: a code point
// that is no surrogate and not set aside as a non-character. systemd asks this of
// \U, and not of \u.
func isCharacter(v uint32) bool {
	return v <= utf8.MaxRune && v&^0x7FF != 0xD800 && (v < 0xFDD0 || v > 0xFDEF) && v&0xFFFE != 0xFFFE
}

// Quote writes s, which has no NUL, as a word that NextWord reads back as s.
func Quote(s string) string {
	plain := s != "" && s != ";" && utf8.ValidString(s)
	for i := range len(s) {
		plain = plain && s[i] > ' ' && s[i] != 0x7F && strings.IndexByte(`'"\`, s[i]) < 0
	}
	if plain {
		return s
	}
	const hex = "0123456789abcdef"
	b := []byte{'"'}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c == 0x7F || r == utf8.RuneError && size == 1:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, s[i:i+size]...)
		}
		i += size
	}
	return string(append(b, '"'))
}
