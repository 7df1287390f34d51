package workload

import (
	"cmp"
	"slices"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Source is a file that has been read.
type Source struct {
	Path string
	Text string
}

// Parse makes a workload of its main file and its drop-ins, in this order. It
// is pure. The error is an Errors, and the workload nil then.
func Parse(name string, sources []Source, host *Host) (*Workload, error) {
	p := parser{w: &Workload{Name: name, at: make([]Pos, len(table))}, host: host}
	if err := CheckName(name); err != nil {
		what, hint, _ := strings.Cut(err.Error(), "; ")
		p.add(&Error{What: "cannot use the workload " + syntax.Show(name) + ": " + what, Hint: hint})
		return nil, p.errs
	}
	for _, s := range sources {
		p.w.Files = append(p.w.Files, s.Path)
	}
	for _, s := range sources {
		p.file(s)
	}
	if !p.full() {
		p.finish()
	}
	if len(p.errs) > 0 {
		p.sort()
		return nil, p.errs
	}
	return p.w, nil
}

// InstallLines are the lines of [Install] in the files, of a workload that Parse
// refuses too: what is broken is to show where it would have been started.
func InstallLines(sources []Source) []Assignment {
	var out []Assignment
	for _, s := range sources {
		scan, err := syntax.New(s.Path, s.Text)
		if err != nil {
			continue
		}
		in := false
		var line syntax.Line
		for {
			more, err := scan.Next(&line)
			if !more {
				break
			}
			switch {
			case err != nil:
				in = in && !line.Section
			case line.Section:
				in = line.Name.S == sections[sectionInstall]
			case in:
				out = append(out, Assignment{Key: line.Name.S, Value: line.Value.S, Pos: line.Name.Pos(0)})
			}
			line = syntax.Line{}
		}
	}
	return out
}

// parser fills a Workload.
type parser struct {
	w      *Workload
	host   *Host
	errs   Errors
	header Pos           // of the first [Volt]
	lost   bool          // a line that could not be read may have been any
	inline policy.Policy // of the keys FsRead and so on

	// The assignment at hand.
	row   *row
	value syntax.Text
	words []token // room for its words
}

// token is a word of a value, specifiers expanded.
type token struct {
	s  string
	at int // in the value
}

// section is what the lines below a header are for.
type section uint8

const (
	sectionNone    section = iota // before the first header
	sectionIgnored                // [X-...], or one that was an error
	sectionVolt
	sectionUnit
	sectionService
	sectionSocket
	sectionInstall
)

// sections are the headers of a workload file, by their section.
var sections = [...]string{sectionVolt: "Volt", sectionUnit: "Unit", sectionService: "Service", sectionSocket: "Socket", sectionInstall: "Install"}

func (p *parser) full() bool { return len(p.errs) >= MaxErrors }

func (p *parser) add(err *Error) {
	if !p.full() {
		p.errs = append(p.errs, err)
	}
}

// fail records an error at a byte of the current value.
func (p *parser) fail(at int, what, hint string) {
	if p.full() {
		return
	}
	p.add(p.value.Fail(at, what, hint))
}

// failValue records that shown, which stands at a byte of the current value, is
// no good for the key. The cause may have a remedy after a semicolon.
func (p *parser) failValue(at int, shown, cause string) {
	if p.full() {
		return
	}
	cause, hint, _ := strings.Cut(cause, "; ")
	p.fail(at, "cannot use "+syntax.Show(shown)+" for "+p.row.Name+": "+cause, hint)
}

// sort puts the errors in the order of files and lines.
func (p *parser) sort() {
	file := func(e *Error) int { return slices.Index(p.w.Files, e.Pos.File) }
	slices.SortStableFunc(p.errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(file(a), file(b)), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
}

// file reads one file.
func (p *parser) file(s Source) {
	scan, err := syntax.New(s.Path, s.Text)
	if err != nil {
		p.add(err)
		p.lost = true
		return
	}
	in := sectionNone
	for !p.full() {
		var line syntax.Line
		more, err := scan.Next(&line)
		switch {
		case !more:
			return
		case err != nil:
			p.add(err)
			p.lost = true
			if line.Section {
				in = sectionIgnored
			}
		case line.Section:
			in = p.section(line.Name)
		default:
			p.assign(in, &line)
		}
	}
}

// section takes a header.
func (p *parser) section(name syntax.Text) section {
	for i, known := range sections {
		if known == name.S && known != "" {
			if section(i) == sectionVolt && p.header.Line == 0 {
				p.header = name.Pos(-1)
			}
			return section(i)
		}
	}
	if !strings.HasPrefix(name.S, "X-") {
		hint := "the sections are Volt, Unit, Service, Socket and Install, and X- begins one of your own"
		if near := nearest(name.S, sections[sectionVolt:]); near != "" {
			hint = "did you mean [" + near + "]?"
		}
		p.lost = true
		p.add(name.Fail(-1, "cannot use the section "+syntax.Show(name.S)+": it is not known", hint))
	}
	return sectionIgnored
}

// assign takes an assignment.
func (p *parser) assign(in section, line *syntax.Line) {
	var list *[]Assignment
	switch in {
	case sectionIgnored:
		return
	case sectionNone:
		p.lost = true
		p.add(line.Name.Fail(0, "cannot use "+syntax.Show(line.Name.S)+": it stands before the first section", "write [Volt] above it"))
		return
	case sectionVolt:
		p.key(line)
		return
	case sectionUnit:
		list = &p.w.Unit
	case sectionService:
		list = &p.w.Service
	case sectionSocket:
		list = &p.w.Socket
	case sectionInstall:
		list = &p.w.Install
	}
	*list = append(*list, Assignment{Key: line.Name.S, Value: line.Value.S, Pos: line.Name.Pos(0)})
}

// key takes an assignment of the section [Volt]. As in systemd's own sections,
// keys that begin with X- are for others.
func (p *parser) key(line *syntax.Line) {
	if strings.HasPrefix(line.Name.S, "X-") {
		return
	}
	for i := range table {
		if table[i].Name == line.Name.S {
			p.row, p.value = &table[i], line.Value
			p.w.at[i] = line.Name.Pos(0)
			if line.Value.S == "" {
				p.w.at[i] = Pos{}
			}
			table[i].set(p)
			return
		}
	}
	hint := "the keys are in volt(5); [Unit], [Service], [Socket] and [Install] take systemd's"
	if near := nearestKey(line.Name.S); near != "" {
		hint = "did you mean " + near + "?"
		p.lost = p.lost || near == "Exec"
	}
	p.add(line.Name.Fail(0, "cannot use the key "+syntax.Show(line.Name.S)+": it is not known in [Volt]", hint))
}

// nearestKey returns the key that was most likely meant, or "".
func nearestKey(s string) string {
	names := make([]string, len(table))
	for i := range table {
		names[i] = table[i].Name
		for alias := range strings.SplitSeq(table[i].Alias, " ") {
			if alias != "" && strings.EqualFold(alias, s) {
				return names[i]
			}
		}
	}
	return nearest(s, names)
}

// split returns the words of the current value, quotes removed and specifiers
// expanded. It is false after an error. The words hold until the next split.
func (p *parser) split() ([]token, bool) {
	p.words = p.words[:0]
	for next := 0; ; {
		w, after, ok, err := syntax.NextWord(p.value, next)
		if err == nil && !ok {
			return p.words, true
		}
		var s string
		if err == nil {
			s, err = p.expand(w)
		}
		if err != nil {
			p.add(err)
			return nil, false
		}
		p.words = append(p.words, token{s, w.At})
		next = after
	}
}

func (p *parser) expand(w syntax.Word) (string, *Error) {
	return expand(p.host, p.w.Name, p.value, w.S, w.At, w.Plain())
}

// whole returns the current value as one piece, specifiers expanded: keys that
// take one value take no quotes, as in systemd. It is false after an error.
func (p *parser) whole() (string, bool) {
	s, err := expand(p.host, p.w.Name, p.value, p.value.S, 0, true)
	if err != nil {
		p.add(err)
	}
	return s, err == nil
}
