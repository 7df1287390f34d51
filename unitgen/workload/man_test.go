package workload

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// manPage is volt(5). The part between the two comments is made from the table.
const (
	manPage   = "../../man/volt.5"
	keysBegin = ".\\\" begin: made by go test ./unitgen/workload -run TestManPage -update\n"
	keysEnd   = ".\\\" end: made\n"
)

// TestManPage: the page shows the table as it is.
func TestManPage(t *testing.T) {
	page, err := os.ReadFile(manPage)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begun := strings.Cut(string(page), keysBegin)
	_, tail, ended := strings.Cut(rest, keysEnd)
	if !begun || !ended {
		t.Fatalf("%s has no lines %q and %q", manPage, keysBegin, keysEnd)
	}
	want := head + keysBegin + manKeys() + keysEnd + tail
	if want == string(page) {
		return
	}
	if !*update {
		t.Fatalf("%s does not show the keys as they are; run go test ./unitgen/workload -run TestManPage -update", manPage)
	}
	if err := os.WriteFile(manPage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestManExamples takes every workload and the message on the page at its word.
func TestManExamples(t *testing.T) {
	page, err := os.ReadFile(manPage)
	if err != nil {
		t.Fatal(err)
	}
	workloads, messages := 0, 0
	for i, block := range strings.Split(string(page), ".Bd -literal -offset indent\n") {
		block, _, _ = strings.Cut(block, ".Ed\n")
		switch {
		case i == 0:
		case strings.HasPrefix(block, "["):
			workloads++
			if _, err := Parse("web", []Source{{"web.volt", block}}, testHost()); err != nil {
				t.Error(err)
			}
		default:
			messages++
			_, err := Parse("web", []Source{{"web.volt", "[Volt]\nExec=/bin/a\nMemroy=5M\n"}}, testHost())
			if err == nil || err.Error()+"\n" != block {
				t.Errorf("the page shows the message %sbut it is %v", block, err)
			}
		}
	}
	if workloads == 0 || messages == 0 {
		t.Errorf("found %d workloads and %d messages on the page, want some of each", workloads, messages)
	}
	for _, want := range append(SystemDirs(), fmt.Sprint("at most ", MaxName, " bytes"), fmt.Sprint("at most ", MaxErrors, " at")) {
		if !strings.Contains(string(page), want) {
			t.Errorf("%s does not say %q", manPage, want)
		}
	}
}

// TestKeys: every row of the table is complete, and its example is a line that
// Parse takes for that key.
func TestKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Keys() {
		if seen[k.Name] || k.Name == "" || k.Doc == "" || k.Form == "" || k.Group == "" || k.Type == "" {
			t.Errorf("the row of %q is there twice or has gaps: %+v", k.Name, k)
		}
		seen[k.Name] = true
		if !strings.HasPrefix(k.Example, k.Name+"=") {
			t.Errorf("the example of %s is %q", k.Name, k.Example)
		}
		text := "[Volt]\nExec=/bin/a\n"
		if k.Only == "vm" {
			text += "Isolation=vm\n"
		}
		if k.Name == "Publish" {
			text += "Network=private\n"
		}
		w, err := Parse("x", []Source{{"x.volt", text + k.Example + "\n"}}, testHost())
		if err != nil {
			t.Error(err)
			continue
		}
		if at := w.At(k.Name); at.Line != strings.Count(text, "\n")+1 || at.Column != 1 {
			t.Errorf("%s is said to stand at %v", k.Name, at)
		}
		if !strings.Contains(Print(w), "\n"+k.Name+"=") {
			t.Errorf("%s is not printed:\n%s", k.Name, Print(w))
		}
		words := strings.Fields(k.Values)
		if k.Default != "" && len(words) > 0 && words[0] != k.Default {
			t.Errorf("the default of %s is %q, and its first value %q", k.Name, k.Default, words[0])
		}
		for _, value := range words {
			if k.Type != TypeWord {
				break
			}
			if _, err := Parse("x", []Source{{"x.volt", text + k.Name + "=" + value}}, testHost()); err != nil {
				t.Error(err)
			}
		}
	}
}

// manKeys is the source of the key list, mdoc(7).
func manKeys() string {
	var b strings.Builder
	group := ""
	for _, k := range Keys() {
		if k.Group != group {
			if group != "" {
				b.WriteString(".El\n")
			}
			group = k.Group
			fmt.Fprintf(&b, ".Ss %s\n.Bl -tag -width Ds\n", group)
		}
		fmt.Fprintf(&b, ".It Cm %s Ns = Ns Ar \"%s\"\n", k.Name, k.Form)
		doc := k.Doc
		if k.List {
			doc += " This is a list."
		}
		if k.Default != "" {
			doc += " The default is `" + k.Default + "`."
		}
		if k.Only == "vm" {
			doc += " Only with `Isolation=vm`."
		}
		mdocText(&b, doc)
		fmt.Fprintf(&b, ".Dl %s\n", mdocLiteral(k.Example))
	}
	return b.String() + ".El\n"
}

// mdocText writes a paragraph: `literal` text and references to pages become
// macros, each sentence begins a line, and no line of text is longer than 79.
func mdocText(b *strings.Builder, doc string) {
	special := regexp.MustCompile("(`[^`]+`|[a-z][a-z0-9_.-]*\\([1-8]\\))([.,;:)]*)")
	for _, sentence := range regexp.MustCompile(`\. `).Split(doc, -1) {
		if !strings.HasSuffix(sentence, ".") {
			sentence += "."
		}
		for sentence != "" {
			at := special.FindStringSubmatchIndex(sentence)
			if at == nil {
				mdocFill(b, sentence)
				break
			}
			mdocFill(b, sentence[:at[0]])
			word, marks := sentence[at[2]:at[3]], strings.Join(strings.Split(sentence[at[4]:at[5]], ""), " ")
			if literal := strings.Trim(word, "`"); literal != word {
				fmt.Fprintf(b, "%s\n", strings.TrimSpace(".Ql "+mdocLiteral(literal)+" "+marks))
			} else {
				name, section, _ := strings.Cut(strings.TrimSuffix(word, ")"), "(")
				fmt.Fprintf(b, "%s\n", strings.TrimSpace(".Xr "+name+" "+section+" "+marks))
			}
			sentence = sentence[at[1]:]
		}
	}
}

func mdocFill(b *strings.Builder, text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > 79 {
			fmt.Fprintln(b, line)
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	if line != "" {
		fmt.Fprintln(b, line)
	}
}

// mdocLiteral writes text as arguments of a macro that takes it as it is.
func mdocLiteral(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `"`, `\(dq`, `-`, `\-`).Replace(s)
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) == 1 || strings.IndexByte(".'", w[0]) >= 0 || len(w) < 4 {
			words[i] = `\&` + w
		}
	}
	return strings.Join(words, " ")
}
