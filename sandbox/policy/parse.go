package policy

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxSize is the largest document that Parse accepts, in bytes. Whoever
// reads one from a file need not read more than MaxSize+1.
const MaxSize = 1 << 20

// Parse reads a policy document. name is what messages call it, usually the
// file it came from. Every error is an *Error with a position.
//
// A list that is empty in the document is empty and not nil in the result,
// so that Print writes it again.
func Parse(name string, data []byte) (*Policy, error) {
	src := source{name, data}
	if err := checkEncoding(&src); err != nil {
		return nil, err
	}
	p := parser{
		scanner: scanner{source: src},
		policy:  &Policy{},
		offsets: map[string][]int{},
	}
	if err := p.document(); err != nil {
		return nil, err
	}
	if f := firstFault(p.policy); f != nil {
		return nil, src.fail(p.offsets[f.key][f.index], f.key, "%s", f.msg)
	}
	return p.policy, nil
}

// checkEncoding refuses what is not text, before any of it is looked at.
func checkEncoding(s *source) *Error {
	if len(s.data) > MaxSize {
		return s.fail(0, "", "cannot read the policy: it is larger than %d bytes (1 MiB), the limit; name folders instead of the files in them", MaxSize)
	}
	if bytes.HasPrefix(s.data, []byte("\xEF\xBB\xBF")) {
		return s.fail(0, "", "cannot read the policy: it starts with a byte order mark; save it as UTF-8 without one")
	}
	for i := 0; i < len(s.data); {
		r, size := utf8.DecodeRune(s.data[i:])
		if r == utf8.RuneError && size == 1 {
			return s.fail(i, "", "cannot read the policy: the byte 0x%02X is not valid UTF-8; save the document as UTF-8", s.data[i])
		}
		i += size
	}
	return nil
}

// parser turns tokens into a Policy. It never recurses into what it does
// not expect, so nesting costs nothing however deep it is.
type parser struct {
	scanner
	token   token // the one being looked at
	policy  *Policy
	offsets map[string][]int // of the entries of each list, of each word
}

// advance moves on to the next token.
func (p *parser) advance() *Error {
	t, err := p.next()
	p.token = t
	return err
}

// mark remembers where the current token stands, which is an entry of the
// current key's list, or its word.
func (p *parser) mark() {
	p.offsets[p.key] = append(p.offsets[p.key], p.token.offset)
}

// document reads the whole document.
func (p *parser) document() *Error {
	if err := p.advance(); err != nil {
		return err
	}
	switch p.token.kind {
	case tokenEnd:
		return p.syntax(p.token.offset, "the document is empty; the smallest policy is {}")
	case '{':
	default:
		return p.expected(`an object, such as {"fs_read": ["/usr"]}`)
	}
	if err := p.object("", documentKeys()); err != nil {
		return err
	}
	if p.token.kind != tokenEnd {
		return p.syntax(p.token.offset, p.token.String()+" follows the end of the policy; remove it, a document holds one policy")
	}
	return nil
}

// object reads an object with the given keys. Keys of an object that is
// itself the value of a key are prefixed with that key and a dot.
func (p *parser) object(prefix string, known []string) *Error {
	outer := p.key
	seen := map[string]int{}
	for first := true; ; first = false {
		more, err := p.element('}', first)
		if err != nil || !more {
			return err
		}
		if p.token.kind != tokenString {
			return p.expected(`a key between double quotes, such as "` + known[0] + `"`)
		}
		name, offset := p.token.text, p.token.offset
		if !slices.Contains(known, name) {
			return p.unknownKey(outer, known)
		}
		if earlier, found := seen[name]; found {
			return p.fail(offset, prefix+name, "cannot use %s twice: line %d has it already; put everything into one of the two", prefix+name, p.line(earlier))
		}
		seen[name] = offset
		p.key = prefix + name
		if err := p.advance(); err != nil {
			return err
		}
		if p.token.kind != ':' {
			return p.expected(`":" after the key`)
		}
		if err := p.advance(); err != nil {
			return err
		}
		if err := p.value(); err != nil {
			return err
		}
		p.key = outer
	}
}

// unknownKey makes the error for a key that is not among the known ones.
func (p *parser) unknownKey(outer string, known []string) *Error {
	key, where := p.token.text, ""
	if outer != "" {
		key, where = outer+"."+key, " in "+outer
	}
	remedy := "the keys are " + strings.Join(known, ", ")
	if near, ok := Nearest(p.token.text, known); ok {
		remedy = `did you mean "` + near + `"?`
	}
	return p.fail(p.token.offset, key, "cannot use the key %s%s: it is not known; %s", Show(p.token.text), where, remedy)
}

// value reads the value of the current key.
func (p *parser) value() *Error {
	for _, l := range nameLists(p.policy) {
		if l.key == p.key {
			return list(p, l.values, p.stringEntry)
		}
	}
	for _, l := range portLists(p.policy) {
		if l.key == p.key {
			return list(p, l.values, p.portEntry)
		}
	}
	switch p.key {
	case keySeccomp:
		if p.token.kind != '{' {
			return p.wrongType()
		}
		return p.object(keySeccomp+".", seccompKeys())
	case keyScope:
		return list(p, &p.policy.Scope, func() (Scope, *Error) {
			s, err := p.stringEntry()
			return Scope(s), err
		})
	case keyProfile:
		return p.word(&p.policy.Seccomp.Profile)
	}
	return p.word((*string)(&p.policy.Base))
}

// word reads a value that is one string. An empty one is refused here,
// because in a Policy it means that the key is absent.
func (p *parser) word(into *string) *Error {
	if p.token.kind != tokenString || p.token.text == "" {
		return p.wrongType()
	}
	*into = p.token.text
	p.mark()
	return p.advance()
}

// list reads a value that is a list, with entry to read one entry of it.
func list[T any](p *parser, into *[]T, entry func() (T, *Error)) *Error {
	if p.token.kind != '[' {
		return p.wrongType()
	}
	values := []T{}
	for {
		more, err := p.element(']', len(values) == 0)
		if err != nil {
			return err
		}
		if !more {
			*into = values
			return nil
		}
		p.mark()
		v, err := entry()
		if err != nil {
			return err
		}
		values = append(values, v)
		if err := p.advance(); err != nil {
			return err
		}
	}
}

// element moves to the next element of a list or object that ends with end,
// or past that end. The first element follows the opening bracket, the
// others a comma.
func (p *parser) element(end kind, first bool) (more bool, err *Error) {
	if first {
		if err := p.advance(); err != nil {
			return false, err
		}
		if p.token.kind == end {
			return false, p.advance()
		}
		return true, nil
	}
	switch p.token.kind {
	case end:
		return false, p.advance()
	case ',':
		comma := p.token.offset
		if err := p.advance(); err != nil {
			return false, err
		}
		if p.token.kind == end {
			return false, p.syntax(comma, "a comma with nothing after it; remove it")
		}
		return true, nil
	}
	return false, p.expected(`"," or "` + string(rune(end)) + `"`)
}

// stringEntry takes the current token as an entry of a list of strings.
func (p *parser) stringEntry() (string, *Error) {
	if p.token.kind != tokenString {
		return "", p.wrongEntry()
	}
	return p.token.text, nil
}

// portEntry takes the current token as an entry of a list of ports.
func (p *parser) portEntry() (Port, *Error) {
	var port Port
	var err error
	switch p.token.kind {
	case tokenString:
		port, err = readPort(p.token.text)
	case tokenNumber:
		port.First, err = readPortNumber(p.token.text)
		port.Last = port.First
	default:
		return Port{}, p.wrongEntry()
	}
	if err != nil {
		return Port{}, p.fail(p.token.offset, p.key, "cannot use %s in %s: %v", p.token.shown(), p.key, err)
	}
	return port, nil
}

// wrongType makes the error for a value of the wrong JSON type.
func (p *parser) wrongType() *Error {
	if !p.token.startsValue() {
		return p.expected(shape(p.key))
	}
	remedy := "write " + shape(p.key)
	if p.token.kind == tokenWord && p.token.text == "null" {
		remedy += ", or leave the key out"
	}
	return p.fail(p.token.offset, p.key, "cannot use %s for %s: %s", p.token, p.key, remedy)
}

// wrongEntry makes the error for a list entry of the wrong JSON type.
func (p *parser) wrongEntry() *Error {
	if !p.token.startsValue() {
		return p.expected("an entry of the list")
	}
	return p.fail(p.token.offset, p.key, "cannot use %s in %s: it takes %s", p.token, p.key, shape(p.key))
}

// expected makes the error for a token that cannot stand where it does.
func (p *parser) expected(what string) *Error {
	return p.syntax(p.token.offset, "expected "+what+", found "+p.token.String())
}
