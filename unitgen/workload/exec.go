package workload

import (
	"strings"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// prefix is one of the characters that can stand before the program in
// ExecStart= (systemd.service(5), table "Special executable prefixes").
type prefix struct {
	letter  byte
	refused string // why, empty when it is taken
}

var prefixes = [...]prefix{
	{'-', ""},
	{':', ""},
	{'@', "a workload's argv[0] is its program's name, which audits rely on"},
	{'+', "it would run the program outside the sandbox, with all privileges"},
	{'!', "it would run the program with privileges that the sandbox takes away"},
	{'|', "it would run the program through a login shell of the user's"},
}

// exec reads Exec= as systemd reads ExecStart= (config_parse_exec() of its
// src/core/load-fragment.c), save that it is one command.
func (p *parser) exec(to *Command) {
	if p.value.S == "" {
		*to = Command{}
		return
	}
	c := Command{Raw: p.value.S, Pos: p.value.Pos(0)}
	for next := 0; ; {
		w, after, ok, err := syntax.NextWord(p.value, next)
		if err == nil && !ok {
			break
		}
		literal := false
		switch p.literal(next) {
		case ";":
			p.fail(p.skip(next), `cannot use ";" in Exec: a workload is one command`, `write \; to pass a semicolon, or have a shell run several commands`)
			return
		case `\;`:
			// NextWord knows no such escape; this is where systemd has it too.
			at := p.skip(next)
			w, after, err, literal = syntax.Word{S: ";", At: at, Len: 2}, at+2, nil, true
		}
		if err == nil && len(c.Argv) == 0 && !literal {
			if w, ok = p.prefix(&c, w); !ok {
				return
			}
		}
		if err == nil {
			w.S, err = p.expand(w)
		}
		if err != nil {
			p.add(err)
			return
		}
		if len(c.Argv) == 0 {
			if !p.program(w) {
				return
			}
			c.Tail = strings.TrimSpace(p.value.S[after:])
		}
		c.Argv = append(c.Argv, w.S)
		next = after
	}
	*to = c
}

// skip returns where the first word at or after from begins.
func (p *parser) skip(from int) int {
	return len(p.value.S) - len(strings.TrimLeft(p.value.S[from:], " \t\r\n"))
}

// literal returns the first two bytes of the word after from if they are a word
// of their own, so as to tell ; from ";" and '\;'.
func (p *parser) literal(from int) string {
	rest := p.value.S[p.skip(from):]
	end := strings.IndexAny(rest, " \t\r\n")
	if end < 0 {
		end = len(rest)
	}
	return rest[:min(end, 3)]
}

// prefix takes the prefixes off the first word, each at most once.
func (p *parser) prefix(c *Command, w syntax.Word) (syntax.Word, bool) {
	plain := w.Plain()
	for {
		taken := false
		for _, known := range prefixes {
			if w.S == "" || w.S[0] != known.letter || strings.IndexByte(c.Prefix, w.S[0]) >= 0 {
				continue
			}
			if known.refused != "" {
				p.fail(w.At, `cannot use the prefix "`+w.S[:1]+`" in Exec: `+known.refused, `remove it; the prefixes "-" and ":" can be used`)
				return w, false
			}
			c.Prefix += w.S[:1]
			w.S = w.S[1:]
			if plain {
				w.At++
				w.Len--
			}
			taken = true
		}
		if !taken {
			return w, true
		}
	}
}

// program checks the first word without its prefixes.
func (p *parser) program(w syntax.Word) bool {
	cause := ""
	switch {
	case w.S == "":
		cause = "it names no program; write an absolute path, or a name that is looked up in the folders of programs"
	case w.S[0] == '/':
		cause = pathFault(w.S)
	case strings.IndexByte(w.S, '/') >= 0:
		cause = "the program's path is relative; write it in full from \"/\""
	case w.S[0] == '$':
		cause = "the program cannot come from a variable, in systemd neither; write its path"
	case w.S == "." || w.S == "..":
		cause = "it is a folder; write the path of a program"
	default:
		cause = pathFault("/" + w.S)
	}
	if cause != "" {
		p.failValue(w.At, w.S, cause)
	}
	return cause == ""
}
