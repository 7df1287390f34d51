package analyze

import (
	"fmt"
	"strings"
)

// nginxDirective is one directive: its name and arguments, and whether it
// opens a block.
type nginxDirective struct {
	name  string
	args  []string
	line  int
	open  bool // ends with "{"
	close bool // a "}" on its own
}

// maxNginxTokens bounds one file; with maxNginxFile it bounds memory.
const maxNginxTokens = 1 << 18

// parseNginx splits a configuration file of nginx into directives, with the
// quoting of ngx_conf_read_token(): blanks separate, quotes group, a backslash
// takes the next character, "#" starts a comment where a word may start.
func parseNginx(data []byte) ([]nginxDirective, error) {
	p := nginxParser{data: data, line: 1}
	for p.at < len(p.data) {
		if err := p.step(); err != nil {
			return p.list, err
		}
	}
	if len(p.words) > 0 {
		return p.list, fmt.Errorf("line %d: the directive %s does not end with \";\"", p.start, p.words[0])
	}
	return p.list, nil
}

type nginxParser struct {
	data   []byte
	at     int
	line   int
	start  int // line of words[0]
	words  []string
	list   []nginxDirective
	tokens int
}

func (p *nginxParser) step() error {
	c := p.data[p.at]
	p.at++
	switch c {
	case '\n':
		p.line++
	case ' ', '\t', '\r':
	case '#':
		for p.at < len(p.data) && p.data[p.at] != '\n' {
			p.at++
		}
	case ';', '{':
		if len(p.words) == 0 {
			return fmt.Errorf("line %d: unexpected %q", p.line, c)
		}
		p.end(nginxDirective{name: p.words[0], args: p.words[1:], line: p.start, open: c == '{'})
	case '}':
		if len(p.words) > 0 {
			return fmt.Errorf("line %d: unexpected \"}\"", p.line)
		}
		p.end(nginxDirective{close: true, line: p.line})
	default:
		p.at--
		return p.word()
	}
	return nil
}

func (p *nginxParser) end(d nginxDirective) {
	p.list = append(p.list, d)
	p.words = nil
}

func (p *nginxParser) word() error {
	if p.tokens++; p.tokens > maxNginxTokens {
		return fmt.Errorf("line %d: the file holds more than %d words", p.line, maxNginxTokens)
	}
	if len(p.words) == 0 {
		p.start = p.line
	}
	var b strings.Builder
	quote := byte(0)
	if c := p.data[p.at]; c == '"' || c == '\'' {
		quote = c
		p.at++
	}
	for ; p.at < len(p.data); p.at++ {
		c := p.data[p.at]
		switch {
		case c == '\\' && p.at+1 < len(p.data):
			p.at++
			c = p.data[p.at]
		case quote != 0 && c == quote:
			p.at++
			p.words = append(p.words, b.String())
			return nil
		case quote == 0 && (c == '{' && !strings.HasSuffix(b.String(), "$") || strings.IndexByte(" \t\r\n;", c) >= 0):
			p.words = append(p.words, b.String())
			return nil
		}
		if c == '\n' {
			p.line++
		}
		b.WriteByte(c)
	}
	if quote != 0 {
		return fmt.Errorf("line %d: a quoted word does not end", p.start)
	}
	p.words = append(p.words, b.String())
	return nil
}
