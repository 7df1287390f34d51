package analyze

import (
	"fmt"
	"path"
	"strings"
)

// maxDepth bounds wrappers that run wrappers: env nice timeout ...
const maxDepth = 16

// word is one word of a command line. origin is its place in the request's
// Argv, for reasons; -1 for a word that a #! line added.
type word struct {
	text   string
	origin int
}

func wordsOf(argv []string) []word {
	words := make([]word, len(argv))
	for i, s := range argv {
		words[i] = word{s, i}
	}
	return words
}

// why is the reason for what a word names.
func (w word) why() string {
	switch {
	case w.origin < 0:
		return "the #! line names it"
	case w.origin == 0:
		return "the command names it"
	}
	return fmt.Sprintf("argument %d names it", w.origin)
}

// execute adds what running the program at p with the given words needs.
func (a *analysis) execute(p string, words []word, why string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("cannot analyse %s: more than %d programs run one another", p, maxDepth)
	}
	img, err := a.admit(p, why)
	if err != nil {
		return err
	}
	scripts := 0
	for script := p; img.script != nil; {
		if scripts++; scripts > maxInterpreters {
			return fmt.Errorf("cannot run %s: more than %d #! lines lead to one another and it %w", p, maxInterpreters, ErrNotExecutable)
		}
		// execve(2) puts the interpreter and its argument before the path of
		// the script, which takes the place of argv[0].
		next := []word{{img.script.interpreter, -1}}
		if img.script.argument != "" {
			next = append(next, word{img.script.argument, -1})
		}
		next = append(next, word{script, words[0].origin})
		words = append(next, words[1:]...)
		interpreter := a.abs(img.script.interpreter)
		if img, err = a.admit(interpreter, "the #! line of "+script+" names it"); err != nil {
			return fmt.Errorf("cannot run the interpreter of %s: %w", script, err)
		}
		script = interpreter
		p = interpreter
	}
	return a.program(p, img, words, depth)
}

// program adds what the tables know about an ELF program.
func (a *analysis) program(p string, img *image, words []word, depth int) error {
	prog := a.findProgram(p, img.real)
	run := &invocation{prog: prog, name: p, image: img, vars: a.vars(img.real), depth: depth, workdir: prog.workdir}
	for _, f := range strings.Fields(prog.uses) {
		a.use(f, p+" uses it")
	}
	a.places(prog.places, run.vars, img.space)
	for _, list := range prog.searched {
		a.pathList(a.env[list.variable], read|list.access, "the variable "+list.variable+" names it", img.space)
	}
	for _, name := range strings.Fields(prog.runs) {
		a.helper(name, p)
	}
	if !prog.wrapper {
		a.space = img.space
	}
	if prog.note != "" {
		a.note("%s %s", path.Base(p), prog.note)
	}
	run.words = words
	run.operands = parseArgs(prog, words)
	for _, o := range run.operands {
		if err := a.act(run, o); err != nil {
			return err
		}
	}
	if prog.also != nil {
		prog.also(a, run)
	}
	if !prog.wrapper {
		a.workdir(run)
	}
	return nil
}

// invocation is one program with its arguments.
type invocation struct {
	prog     *program
	name     string // the path it is run by
	image    *image
	vars     vars
	words    []word
	operands []operand
	depth    int
	workdir  workdirUse // the table's, unless the arguments say otherwise
}

// has reports whether an option or positional with this action was given.
func (run *invocation) has(act action) bool {
	for _, o := range run.operands {
		if o.act == act {
			return true
		}
	}
	return false
}

// helper adds a program that another is known to run.
func (a *analysis) helper(name, by string) {
	p := name
	if !path.IsAbs(name) {
		var err error
		if p, err = a.lookup(name); err != nil {
			return
		}
	}
	img, err := a.admit(p, by+" runs it")
	for i := 0; err == nil && img.script != nil && i < maxInterpreters; i++ {
		img, err = a.admit(a.abs(img.script.interpreter), "the #! line of "+p+" names it")
	}
}

// workdir adds the working directory. Programs open names that are nowhere in
// the command (a configuration file, a module) relative to it, so it is
// readable unless the table knows better. It is never listed when it is a
// home folder or holds secrets: that a command was typed there says nothing.
func (a *analysis) workdir(run *invocation) {
	use := run.workdir
	if use == workdirUnused || !a.tree.isDir(a.dir) {
		return
	}
	if a.dir == "/" {
		return
	}
	base := path.Base(run.name)
	if a.allowNamed(fsRead, a.dir, "working directory of "+base) && use == workdirWritten {
		a.allowNamed(fsWrite, a.dir, base+" writes to its working directory")
		a.noteTmp(a.dir)
	}
}

// noteTmp says what writing to a temporary folder means.
func (a *analysis) noteTmp(dir string) {
	if isPrivate(dir) {
		a.note("%s inside is private to the workload: what it writes there is gone when it ends.", dir)
	}
}
