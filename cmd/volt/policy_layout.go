package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The width of a terminal, and the widest first column, in characters.
const (
	textColumns   = 80
	widestFirst   = 36
	columnsIndent = 2
)

// row is a name, and what is to be said about it.
type row struct{ name, text string }

// columns lays rows out in two columns. Where the name is wider than its
// column, the text starts on the line below.
func columns(b *strings.Builder, rows []row) {
	width := 0
	for _, r := range rows {
		if n := len([]rune(visible(r.name))); r.text != "" && n > width {
			width = min(n, widestFirst)
		}
	}
	for _, r := range rows {
		name := visible(r.name)
		fmt.Fprintf(b, "%*s%s", columnsIndent, "", name)
		pad := width - len([]rune(name)) + 2
		for i, line := range wrap(visible(r.text), textColumns-columnsIndent-width-2) {
			switch {
			case line == "":
			case i == 0 && pad >= 2:
				fmt.Fprintf(b, "%*s%s", pad, "", line)
			default:
				fmt.Fprintf(b, "\n%*s%s", columnsIndent+width+2, "", line)
			}
		}
		b.WriteByte('\n')
	}
}

// paragraph wraps text over the whole width.
func paragraph(b *strings.Builder, text string) {
	for _, line := range wrap(visible(text), textColumns) {
		b.WriteString(line + "\n")
	}
}

// visible writes what cannot be seen, or could act on a terminal, as escapes:
// names of files say what they like.
func visible(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return s
	}
	quoted := strconv.Quote(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
