package policy

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// kind is a kind of JSON token. Punctuation is its own kind.
type kind byte

const (
	tokenEnd    kind = 0
	tokenString kind = 's'
	tokenNumber kind = 'n'
	tokenWord   kind = 'w' // true, false or null
)

// token is one JSON token.
type token struct {
	kind   kind
	offset int    // of its first byte
	text   string // a string's value, or the token as written
}

// String describes the token for a message.
func (t token) String() string {
	switch t.kind {
	case tokenEnd:
		return "the end of the document"
	case tokenString:
		return "the string " + Show(t.text)
	case tokenNumber:
		return "the number " + t.shown()
	case tokenWord:
		return t.text
	case '[':
		return "a list"
	case '{':
		return "an object"
	}
	return strconv.Quote(t.text)
}

// shown quotes a string for a message, and leaves a number as it is unless
// it is long.
func (t token) shown() string {
	if t.kind == tokenNumber {
		return strings.ReplaceAll(Show(t.text), `"`, "")
	}
	return Show(t.text)
}

// startsValue reports whether a JSON value can start with the token.
func (t token) startsValue() bool {
	switch t.kind {
	case tokenEnd, ']', '}', ',', ':':
		return false
	}
	return true
}

// scanner splits a document into tokens (RFC 8259). It exists because
// encoding/json neither reports where a string's bad escape stands nor
// refuses lone surrogates and invalid UTF-8.
type scanner struct {
	source
	offset int
	key    string // the key being read, for messages
}

// next returns the next token.
func (s *scanner) next() (token, *Error) {
	for s.offset < len(s.data) && isSpace(s.data[s.offset]) {
		s.offset++
	}
	if s.offset == len(s.data) {
		return token{kind: tokenEnd, offset: s.offset}, nil
	}
	start := s.offset
	switch c := s.data[start]; {
	case c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',':
		s.offset++
		return token{kind(c), start, string(rune(c))}, nil
	case c == '"':
		return s.scanString()
	case isNumeric(c) && !isLetter(c):
		// Whether this is a number is judged where a port is expected, the
		// only place for one: that gives one message for "+80", "1e3", "-1".
		return token{tokenNumber, start, s.run(isNumeric)}, nil
	case isLetter(c):
		return s.scanWord()
	case c == '\'':
		return token{}, s.syntax(start, "strings stand between double quotes, not single ones")
	case c == '/' || c == '#':
		return token{}, s.syntax(start, "JSON has no comments; remove it")
	}
	r, _ := utf8.DecodeRune(s.data[start:])
	return token{}, s.syntax(start, "unexpected character "+strconv.QuoteRune(r)+"; remove it, or put the text between double quotes")
}

// run takes the bytes from here on that belong to a class.
func (s *scanner) run(class func(byte) bool) string {
	start := s.offset
	for s.offset < len(s.data) && class(s.data[s.offset]) {
		s.offset++
	}
	return string(s.data[start:s.offset])
}

// scanWord reads one of JSON's three words.
func (s *scanner) scanWord() (token, *Error) {
	start := s.offset
	word := s.run(isLetter)
	switch word {
	case "true", "false", "null":
		return token{tokenWord, start, word}, nil
	}
	return token{}, s.syntax(start, Show(word)+" stands without quotes; put it between double quotes")
}

// scanString reads a string and resolves its escapes.
func (s *scanner) scanString() (token, *Error) {
	start := s.offset
	var text []byte
	for s.offset++; s.offset < len(s.data); {
		switch c := s.data[s.offset]; {
		case c == '"':
			s.offset++
			return token{tokenString, start, string(text)}, nil
		case c == '\n':
			return token{}, s.syntax(start, "the string does not end on its line; add the missing double quote")
		case c < ' ':
			return token{}, s.syntax(s.offset, fmt.Sprintf("a string contains the control character U+%04X; remove it", c))
		case c == '\\':
			r, err := s.scanEscape()
			if err != nil {
				return token{}, err
			}
			text = utf8.AppendRune(text, r)
		default:
			text = append(text, c)
			s.offset++
		}
	}
	return token{}, s.syntax(start, "the document ends inside this string; add the missing double quote")
}

// scanEscape reads one escape sequence, or the two that form a surrogate
// pair, and returns the character meant.
func (s *scanner) scanEscape() (rune, *Error) {
	start := s.offset
	if r, ok := s.scanUnicode(); ok {
		if !utf16.IsSurrogate(r) {
			return r, nil
		}
		if low, ok := s.scanUnicode(); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, nil
			}
		}
		return 0, s.syntax(start, `half of a surrogate pair stands alone, which is no character; write both halves, or the character itself`)
	}
	const written, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	for i := range len(written) {
		if start+1 < len(s.data) && s.data[start+1] == written[i] {
			s.offset = start + 2
			return rune(meant[i]), nil
		}
	}
	return 0, s.syntax(start, `a string contains an unknown escape; a backslash itself is written "\\", a character by its number "\u0041"`)
}

// scanUnicode takes a \uXXXX escape if one stands here.
func (s *scanner) scanUnicode() (rune, bool) {
	const length = len(`\u0041`)
	if len(s.data)-s.offset < length || s.data[s.offset] != '\\' || s.data[s.offset+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range s.data[s.offset+2 : s.offset+length] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	s.offset += length
	return r, true
}

// syntax makes the error of a document that is not JSON.
func (s *scanner) syntax(offset int, problem string) *Error {
	where := ""
	if s.key != "" {
		where = " at " + s.key
	}
	return s.fail(offset, s.key, "cannot read the policy%s: %s", where, problem)
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isNumeric(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
