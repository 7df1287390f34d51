package workload

import (
	"strings"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Print writes a workload as one file: the keys of [Volt] in the order of the
// manual, without those at their defaults, then the other sections. Specifiers
// are expanded, except in Exec and in the other sections. Parse reads it back as
// the same workload, positions aside.
func Print(w *Workload) string {
	var b strings.Builder
	b.WriteString("[Volt]\n")
	for i := range table {
		if value := table[i].show(w); value != "" {
			assignment(&b, table[i].Name, value)
		}
	}
	for i, list := range [...][]Assignment{sectionUnit: w.Unit, sectionService: w.Service, sectionSocket: w.Socket, sectionInstall: w.Install} {
		if len(list) == 0 {
			continue
		}
		b.WriteString("\n[" + sections[i] + "]\n")
		for _, a := range list {
			assignment(&b, a.Key, a.Value)
		}
	}
	return b.String()
}

// assignment writes one line.
func assignment(b *strings.Builder, key, value string) {
	b.WriteString(Assignment{Key: key, Value: value}.String())
	b.WriteByte('\n')
}

// String returns the line for a unit, without the line feed. It reads back as
// the same key and value: a blank keeps a backslash at the end from continuing
// the line.
func (a Assignment) String() string {
	if strings.HasSuffix(a.Value, `\`) {
		return a.Key + "=" + a.Value + " "
	}
	return a.Key + "=" + a.Value
}

// single prints a value that takes no quotes.
func single(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// list prints words.
func list(words []string) string {
	var b strings.Builder
	for i, s := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(single(syntax.Quote(s)))
	}
	return b.String()
}

// stringers prints a list of things that have a text.
func stringers[T interface{ String() string }](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.String()
	}
	return list(words)
}

// unless prints a word that is not the default, the first of its kind.
func unless[T interface {
	~uint8
	String() string
}](v T) string {
	if v == 0 {
		return ""
	}
	return v.String()
}

// String returns the form that Volume= reads back.
func (v Volume) String() string {
	if v.ReadOnly {
		return v.Source + ":" + v.Target + ":ro"
	}
	return v.Source + ":" + v.Target
}

// String returns the form that Root= reads back.
func (r Root) String() string {
	if r.Kind == RootHost {
		return r.Kind.String()
	}
	return r.Kind.String() + ":" + r.Path
}

// String returns the form that Policy= reads back, "" when only inline keys
// are stated.
func (s PolicySource) String() string {
	if s.Auto {
		return "auto"
	}
	return s.Path
}

// showSeccomp prints the words of Seccomp=.
func showSeccomp(w *Workload) string {
	var words []string
	if w.Seccomp.Profile != "" {
		words = append(words, w.Seccomp.Profile)
	}
	for _, name := range w.Seccomp.Allow {
		words = append(words, "+"+name)
	}
	for _, name := range w.Seccomp.Deny {
		words = append(words, "~"+name)
	}
	return list(words)
}
