package analyze

import (
	"path"
	"strings"
)

// A shell runs whatever its input says, so no reading of files can tell which
// programs those are. The answer that lets pipelines of installed programs
// work, and opens nothing of the users', is: the standard program folders may
// be executed, the system's libraries and shared data may be read.

const shellNote = "runs commands that cannot be known before: every program of the standard folders may be executed and the system's libraries read. " +
	"What the commands write must be listed (--rw), except the targets of redirections in the command string."

// shellPlaces is what the programs of the system need.
func shellPlaces() []place {
	const (
		libs    = "the shell's commands need the system's libraries, and helper programs in there"
		data    = "shared data of the shell's commands"
		startup = "start-up file of the shell"
	)
	return []place{
		{"/etc/alternatives", read, "names of programs in /usr/bin lead through it"},
		{"/etc/bash.bashrc", read, startup},
		{"/etc/profile", read, startup},
		{"/etc/profile.d", read, startup},
		{"/lib", read | exec, libs},
		{"/lib32", read | exec, libs},
		{"/lib64", read | exec, libs},
		{"/tmp", read | write, "temporary files of the shell's commands; /tmp inside is private"},
		{"/usr/include", read, data},
		{"/usr/lib", read | exec, libs},
		{"/usr/lib32", read | exec, libs},
		{"/usr/lib64", read | exec, libs},
		{"/usr/libexec", read | exec, libs},
		{"/usr/local/include", read, data},
		{"/usr/local/lib", read | exec, libs},
		{"/usr/local/share", read, data},
		{"/usr/share", read, data},
		{"{home}/.bash_profile", read, startup},
		{"{home}/.bashrc", read, startup},
		{"{home}/.profile", read, startup},
	}
}

// standardFolders hold the programs of a system.
const standardFolders = "/bin /sbin /usr/bin /usr/sbin /usr/games /usr/local/bin /usr/local/sbin"

const shellFacilities = "users hosts services tls locale timezone terminal"

func shellProgram() program {
	return program{
		names:       "sh dash bash rbash ksh* mksh zsh* ash yash",
		places:      shellPlaces(),
		uses:        shellFacilities,
		options:     []option{{"-c", shellCode}, {"-o -O +o +O", ignore}, {"--rcfile --init-file", operandRead}},
		cluster:     true,
		args:        []action{scriptFile, operandRead},
		interpreter: true,
		note:        shellNote,
		also:        shellFolders,
	}
}

func makeProgram() program {
	return program{
		names:  "make gmake ninja",
		places: shellPlaces(),
		uses:   shellFacilities,
		options: []option{
			{"-C --directory", enterFolder}, {"-f --file --makefile", sourceFile}, {"-I --include-dir", operandRead}, {"-j -l -o -W", ignore},
		},
		workdir: workdirWritten,
		note:    shellNote,
		also:    shellFolders,
	}
}

// busyboxProgram is a shell when its first argument says so; run by another
// name it is found under that name.
func busyboxProgram() program {
	return program{
		names: "busybox",
		args:  []action{ignore, operandRead},
		also: func(a *analysis, run *invocation) {
			if len(run.operands) == 0 || !matches("sh ash hush", run.operands[0].value) {
				return
			}
			a.note("%s %s", path.Base(run.name), shellNote)
			a.places(shellPlaces(), run.vars, run.image.space)
			shellFolders(a, run)
		},
	}
}

// shellFolders adds the standard folders that are on the workload's PATH.
func shellFolders(a *analysis, run *invocation) {
	list, ok := a.env["PATH"]
	if !ok {
		list = defaultPath
	}
	for _, dir := range strings.Split(list, ":") {
		dir = path.Clean(dir)
		if !strings.Contains(" "+standardFolders+" ", " "+dir+" ") || !a.tree.isDir(dir) {
			continue
		}
		why := path.Base(run.name) + " runs programs from PATH"
		a.allow(fsExecute, dir, why)
		a.allow(fsRead, dir, why)
	}
}

// shellWords looks through the command string of sh -c: absolute paths and
// relative ones with a slash that exist are readable, targets of redirections
// writable, and a program outside the standard folders may be executed.
func (a *analysis) shellWords(o operand) {
	redirect := false
	for _, w := range splitShell(o.value) {
		if w == ">" {
			redirect = true
			continue
		}
		switch {
		case redirect:
			if !strings.ContainsAny(w, "$`*?&") {
				a.writePath(w, "redirection in the command string of sh -c")
			}
		case strings.Contains(w, "/") && len(w) <= maxString && !strings.ContainsAny(w, "$`*?"):
			a.shellPath(w, "the command string of sh -c names it")
		}
		redirect = false
	}
}

func (a *analysis) shellPath(w, why string) {
	p := a.abs(w)
	_, n := a.tree.resolve(p)
	switch {
	case n.absent():
		return
	case n.isRegular() && n.mode&0o111 != 0 && a.forbidden(p) == "":
		// A file that turns out to be no program is still readable.
		if _, err := a.admit(p, why); err == nil {
			return
		}
	}
	a.allowNamed(fsRead, p, why)
}

// splitShell splits a command string into words, roughly: quotes are honoured,
// operators end words, and every output redirection is the word ">".
func splitShell(s string) []string {
	var words []string
	var b strings.Builder
	open := false
	flush := func() {
		if open {
			words = append(words, b.String())
			b.Reset()
			open = false
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\'', '"':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				end = len(s) - i - 1
			}
			b.WriteString(s[i+1 : i+1+end])
			open = true
			i += end + 1
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
				open = true
			}
		case ' ', '\t', '\n', ';', '|', '(', ')', '<', '{', '}':
			flush()
		case '&':
			flush()
			if i+1 < len(s) && s[i+1] != '>' && len(words) > 0 && words[len(words)-1] == ">" {
				// >&2 duplicates a descriptor, it names no file.
				words = words[:len(words)-1]
			}
		case '>':
			if open && strings.Trim(b.String(), "0123456789") == "" {
				b.Reset()
				open = false
			}
			flush()
			if len(words) == 0 || words[len(words)-1] != ">" {
				words = append(words, ">")
			}
		default:
			b.WriteByte(c)
			open = true
		}
	}
	flush()
	return words
}
