package analyze

import (
	"path"
	"strings"
)

func tarProgram() program {
	return program{
		names:   "tar gtar",
		runs:    "/bin/sh gzip bzip2 xz zstd lzip lzma compress",
		args:    []action{ignore},
		workdir: workdirUnused,
		also:    tarArguments,
	}
}

// tarRun is what a tar command line says.
type tarRun struct {
	mode    byte // c, x, t, r, u; 0 when there is none
	archive string
	dir     string   // of the last -C
	lists   []string // -T and -X
	members []string
}

// tarArguments adds the rules of a tar command.
func tarArguments(a *analysis, run *invocation) {
	t := parseTar(run.words[1:])
	const why = "tar's arguments name it"
	dir := a.abs(t.dir)
	for _, l := range t.lists {
		a.readPath(l, why)
	}
	if t.archive != "" && t.archive != "-" {
		if t.mode == 'x' || t.mode == 't' {
			a.readPath(t.archive, why)
		} else {
			a.writePath(t.archive, why)
		}
	}
	if t.mode == 'x' {
		a.writeFolder(dir, "the archive is unpacked in it")
		return
	}
	for _, m := range t.members {
		if !path.IsAbs(m) {
			m = path.Join(dir, m)
		}
		a.readPath(m, why)
	}
}

// parseTar reads the three styles of options in tar(1): traditional, where the
// first word is a cluster without a hyphen and the values follow in order,
// short and long.
func parseTar(words []word) tarRun {
	var t tarRun
	next := func() string {
		if len(words) == 0 {
			return ""
		}
		w := words[0].text
		words = words[1:]
		return w
	}
	for first := true; len(words) > 0; first = false {
		text := next()
		switch {
		case strings.HasPrefix(text, "--"):
			t.long(text, next)
		case strings.HasPrefix(text, "-") && len(text) > 1 || first:
			t.cluster(strings.TrimPrefix(text, "-"), strings.HasPrefix(text, "-"), next)
		default:
			t.members = append(t.members, text)
		}
	}
	return t
}

func (t *tarRun) long(text string, next func() string) {
	name, value, has := strings.Cut(text, "=")
	if has {
		next = func() string { return value }
	}
	switch name {
	case "--create":
		t.mode = 'c'
	case "--extract", "--get":
		t.mode = 'x'
	case "--list":
		t.mode = 't'
	case "--append", "--update":
		t.mode = 'r'
	case "--file":
		t.archive = next()
	case "--directory":
		t.dir = next()
	case "--files-from", "--exclude-from":
		t.lists = append(t.lists, next())
	}
}

// cluster reads options of one letter. With a hyphen the value of an option is
// the rest of the word, if there is a rest.
func (t *tarRun) cluster(letters string, hyphen bool, next func() string) {
	for i := 0; i < len(letters); i++ {
		value := next
		if rest := letters[i+1:]; hyphen && rest != "" {
			value = func() string { i = len(letters); return rest }
		}
		switch c := letters[i]; c {
		case 'c', 'x', 't', 'r', 'u':
			t.mode = c
		case 'f':
			t.archive = value()
		case 'C':
			t.dir = value()
		case 'T', 'X':
			t.lists = append(t.lists, value())
		}
	}
}
