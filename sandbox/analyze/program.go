package analyze

import (
	"path"
	"strings"
)

// program is what is known about one program. The zero value is a program
// nothing is known about: paths in its arguments are readable, and so is its
// working directory.
type program struct {
	// names are patterns of path.Match, separated by blanks, for the last
	// part of the real path or of the name the program is run by.
	names  string
	places []place
	// uses are names of facilities that the closure does not show.
	uses string
	// runs are programs it starts.
	runs string
	// searched are variables of the environment that hold search paths.
	searched []searchPath
	options  []option
	// cluster allows -abc for -a -b -c.
	cluster bool
	// args are the actions of the first, second, ... positional argument; the
	// last one repeats. nil means readable paths.
	args []action
	// interpreter ends the options at the first positional argument: the rest
	// belongs to the script.
	interpreter bool
	// wrapper runs another program in its place.
	wrapper bool
	workdir workdirUse
	note    string // follows the program's name in a note
	// modules are the programs of an option with the action module.
	modules []program
	// also does what the fields cannot say.
	also func(*analysis, *invocation)
}

// searchPath is a variable like PYTHONPATH.
type searchPath struct {
	variable string
	access   access
}

// workdirUse is what a program does with its working directory.
type workdirUse uint8

const (
	workdirRead workdirUse = iota
	workdirWritten
	workdirUnused
)

// option is an option that takes a value, or that matters without one.
type option struct {
	names string // "-d --directory"
	act   action
}

// action is what an argument means.
type action uint8

const (
	operandRead   action = iota // a path, if it exists
	ignore                      // no path
	attached                    // an option whose value, no path, is in the same word
	flag                        // an option without a value, for has
	scriptFile                  // a program text: it, and its folder
	sourceFile                  // a file whose neighbours are read too
	writeFile                   // a file to write, to make if need be
	writeTree                   // a folder to write, to make if need be
	database                    // a file written with journals beside it
	bindPort                    // a TCP port to listen on
	url                         // an address to connect to
	searchList                  // paths separated by colons
	code                        // a program text, in the place of a script
	shellCode                   // the same, for a shell
	module                      // the name of a module, which ends the options
	command                     // a command of its own, to the end
	splitCommand                // the same, its start in one word
	assignments                 // NAME=VALUE any number of times, then command
	enterFolder                 // change of the working directory
	configuration               // a file that prog.also reads
)

// operand is one argument with its meaning.
type operand struct {
	act   action
	value string
	word  word
	rest  []word // for command and module: the words after it
}

// why is the reason for the rule about an operand.
func (o operand) why() string { return o.word.why() }

// findProgram looks a program up by its real name, then by the name it is run
// by. It never returns nil.
func (a *analysis) findProgram(name, real string) *program {
	list := programTable()
	for _, base := range []string{path.Base(real), path.Base(name)} {
		for i := range list {
			if matches(list[i].names, base) {
				return &list[i]
			}
		}
	}
	return &program{}
}

func matches(patterns, base string) bool {
	for _, p := range strings.Fields(patterns) {
		if ok, err := path.Match(p, base); err == nil && ok {
			return true
		}
	}
	return false
}

// option finds an option by its exact name.
func (p *program) option(name string) (option, bool) {
	for _, o := range p.options {
		if strings.Contains(" "+o.names+" ", " "+name+" ") && name != "" {
			return o, true
		}
	}
	return option{}, false
}

// parser splits a command line according to a program's table.
type parser struct {
	prog  *program
	words []word
	at    int
	found []operand
	// positional counts the positional arguments; ended is set by "--" and by
	// the script of an interpreter; stop by what takes all the rest.
	positional  int
	ended, stop bool
}

// parseArgs gives each argument its meaning. words[0] is the program's name.
// It is pure: nothing is looked up.
func parseArgs(p *program, words []word) []operand {
	s := &parser{prog: p, words: words, at: 1}
	for s.at < len(words) && !s.stop {
		w := words[s.at]
		s.at++
		switch {
		case s.ended || len(w.text) < 2 || w.text[0] != '-':
			s.argument(w)
		case w.text == "--":
			s.ended = true
		default:
			s.option(w)
		}
	}
	return s.found
}

func (s *parser) emit(act action, value string, w word) {
	o := operand{act: act, value: value, word: w}
	switch act {
	case command, splitCommand, module:
		o.rest = s.words[s.at:]
		s.stop = true
	case code, shellCode:
		s.positional++ // in the place of the script
		s.ended = s.prog.interpreter
	}
	s.found = append(s.found, o)
}

func (s *parser) argument(w word) {
	act := operandRead
	if n := len(s.prog.args); n > 0 {
		act = s.prog.args[min(s.positional, n-1)]
	}
	if act == assignments {
		if strings.Contains(w.text, "=") {
			return
		}
		act = command
	}
	s.positional++
	s.ended = s.ended || s.prog.interpreter
	s.emit(act, w.text, w)
}

// option handles a word that starts with "-": the name of an option, a name
// and "=", or letters with the last one's value.
func (s *parser) option(w word) {
	if o, ok := s.prog.option(w.text); ok {
		s.value(o, "", false, w)
		return
	}
	name, value, equals := strings.Cut(w.text, "=")
	if o, ok := s.prog.option(name); ok && equals {
		s.emit(o.act, value, w)
		return
	}
	if !strings.HasPrefix(w.text, "--") && s.letters(w) {
		return
	}
	// The value of an unknown option is a path when it looks like one.
	if equals {
		s.emit(operandRead, value, w)
	} else if i := strings.IndexByte(w.text, '/'); i > 1 {
		s.emit(operandRead, w.text[2:], w)
	}
}

// letters handles -abcVALUE and reports whether a letter was known.
func (s *parser) letters(w word) bool {
	known := false
	for i := 1; i < len(w.text); i++ {
		if o, ok := s.prog.option("-" + w.text[i:i+1]); ok {
			known = true
			s.value(o, w.text[i+1:], i+1 < len(w.text), w)
			if o.act != flag {
				break
			}
		}
		if !s.prog.cluster {
			break
		}
	}
	return known
}

// value emits an option with its value, in the same word or the next word.
func (s *parser) value(o option, rest string, hasRest bool, w word) {
	switch {
	case o.act == attached:
	case o.act == flag:
		s.found = append(s.found, operand{act: flag, value: w.text, word: w})
	case hasRest:
		s.emit(o.act, rest, w)
	case s.at < len(s.words):
		w = s.words[s.at]
		s.at++
		s.emit(o.act, w.text, w)
	}
}
