package analyze

import (
	"path"
	"strings"
)

func gitProgram() program {
	const conf = "configuration of git"
	return program{
		names: "git",
		places: []place{
			{"/etc/gitconfig", read, conf},
			{"/usr/lib/git-core", read | exec | programs, "git's own commands"},
			{"/usr/libexec/git-core", read | exec | programs, "git's own commands"},
			{"/usr/share/git-core", read, "templates of repositories"},
			{"{home}/.config/git", read, conf},
			{"{home}/.gitconfig", read, conf},
		},
		runs: "/bin/sh",
		options: []option{
			{"-C", enterFolder},
			{"--git-dir --work-tree --reference --separate-git-dir", writeTree},
			{"-c -b --branch --depth -o --origin --config -j --jobs -m --message -u --upload-pack", ignore},
			{"--exec-path --template", operandRead},
		},
		args: []action{ignore},
		also: gitCommand,
	}
}

// gitCommand adds what the sub-command works on.
func gitCommand(a *analysis, run *invocation) {
	var words []operand
	for _, o := range run.operands {
		if o.act == ignore && o.value != "" && !run.optionValue(o) {
			words = append(words, o)
		}
	}
	if len(words) == 0 {
		return
	}
	sub, words := words[0].value, words[1:]
	switch sub {
	case "clone":
		a.gitClone(words)
		run.workdir = workdirUnused
	case "init":
		target := "."
		if len(words) > 0 {
			target = words[0].value
		}
		a.writeFolder(target, "git init makes a repository in it")
		run.workdir = workdirUnused
	default:
		for _, o := range words {
			a.readPath(o.value, o.why())
			if strings.Contains(o.value, "://") {
				a.urlPort(o.value, o.why())
			}
		}
		a.gitRepository()
	}
}

// optionValue reports whether an operand followed an option rather than being
// a positional argument.
func (run *invocation) optionValue(o operand) bool {
	for i, w := range run.words {
		if w != o.word || i == 0 {
			continue
		}
		if strings.HasPrefix(w.text, "-") {
			return true
		}
		_, known := run.prog.option(run.words[i-1].text)
		return known
	}
	return false
}

// gitClone is git clone SOURCE [FOLDER].
func (a *analysis) gitClone(words []operand) {
	if len(words) == 0 {
		return
	}
	source := words[0]
	local := strings.TrimPrefix(source.value, "file://")
	if a.tree.exists(a.abs(local)) {
		a.readPath(local, source.why())
	} else {
		a.urlPort(source.value, source.why())
	}
	target := strings.TrimSuffix(path.Base(path.Clean(local)), ".git")
	if len(words) > 1 {
		target = words[1].value
	}
	a.writeFolder(target, "git clone writes there")
}

// gitRepository adds the repository that the working directory is in. A .git
// that is a file leads to the real one (gitrepository-layout(5)); that is not
// followed, for the workload may have written it.
func (a *analysis) gitRepository() {
	for dir := a.dir; ; dir = path.Dir(dir) {
		dot := path.Join(dir, ".git")
		if a.tree.exists(dot) {
			a.writeFolder(dir, "git works on this repository")
			if real, n := a.tree.resolve(dot); !n.isDir() || !within(real, dir) {
				a.note("%s leads to a repository elsewhere, which is not listed (--rw lists it).", dot)
			}
			return
		}
		if dir == "/" {
			return
		}
	}
}
