package lint

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The limits past which a file or a function is two.
const (
	MaxFileLines = 500
	MaxFuncLines = 60
)

// SourceRules says which files may leave a rule of the source aside.
type SourceRules struct {
	// Unsafe are the folders, relative to the top, where any file may import
	// unsafe. Elsewhere the file's name must end in _unsafe.go.
	Unsafe []string
	// Root is the top of the tree.
	Root string
}

// CheckSource returns a sentence for each house rule that a Go file under
// r.Root breaks, as "file:line: what". Folders named testdata or with a leading
// dot are passed over, and so are modules below the top one.
func CheckSource(r SourceRules) ([]string, error) {
	var bad []string
	files := 0
	err := filepath.WalkDir(r.Root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != r.Root && passedOver(path) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(r.Root, path)
		if err != nil {
			return err
		}
		more, err := r.checkFile(name, text)
		bad = append(bad, more...)
		return err
	})
	if err == nil && files == 0 {
		err = fmt.Errorf("cannot check the source: %s holds no Go file", r.Root)
	}
	return bad, err
}

func passedOver(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || strings.HasPrefix(base, ".") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// checkFile checks one file; name is relative to the top.
func (r SourceRules) checkFile(name string, text []byte) ([]string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("cannot parse: %w", err)
	}
	c := checker{fset: fset, file: file, name: name}
	c.unsafe(r.Unsafe)
	if strings.HasSuffix(name, "_gen.go") {
		return c.bad, nil
	}
	c.length(bytes.Count(text, []byte("\n")))
	c.comments()
	for _, decl := range file.Decls {
		c.inits(decl)
		if strings.HasSuffix(name, "_test.go") {
			c.skips(decl)
			continue
		}
		c.long(decl)
		if file.Name.Name != "main" {
			c.documented(decl)
		}
	}
	return c.bad, nil
}

// checker collects what is wrong with one file.
type checker struct {
	fset *token.FileSet
	file *ast.File
	name string
	bad  []string
}

func (c *checker) addf(at token.Pos, format string, args ...any) {
	c.bad = append(c.bad, fmt.Sprintf("%s:%d: ", c.name, c.line(at))+fmt.Sprintf(format, args...))
}

func (c *checker) line(p token.Pos) int { return c.fset.Position(p).Line }

// length: one noun a file.
func (c *checker) length(lines int) {
	if lines > MaxFileLines {
		c.addf(c.file.Package, "the file has %d lines, more than %d", lines, MaxFileLines)
	}
}

// long: a function that does not fit on a screen does two things. Function
// literals outside functions and in tables count for themselves.
func (c *checker) long(within ast.Node) {
	ast.Inspect(within, func(n ast.Node) bool {
		name := "a function literal"
		var body *ast.BlockStmt
		switch f := n.(type) {
		case *ast.FuncDecl:
			name, body = f.Name.Name, f.Body
		case *ast.FuncLit:
			body = f.Body
		}
		if body == nil {
			return true
		}
		if lines := c.line(n.End()) - c.line(n.Pos()) + 1 - c.tables(body); lines > MaxFuncLines {
			c.addf(n.Pos(), "%s has %d lines, more than %d", name, lines, MaxFuncLines)
		}
		return false
	})
}

// tables returns how many lines below body's statements belong to composite
// literals, which are data and may be as long as there is to say, and checks
// the function literals in them.
func (c *checker) tables(body *ast.BlockStmt) int {
	lines := 0
	ast.Inspect(body, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		lines += c.line(lit.End()) - c.line(lit.Pos())
		for _, elt := range lit.Elts {
			c.long(elt)
		}
		return false
	})
	return lines
}

// inits: nothing happens before main.
func (c *checker) inits(decl ast.Decl) {
	if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
		c.addf(f.Pos(), "init runs before main can decide; call a function instead")
	}
}

// skips: a test that is passed over on some machines proves nothing there.
func (c *checker) skips(decl ast.Decl) {
	ast.Inspect(decl, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			switch recv, _ := sel.X.(*ast.Ident); {
			case recv == nil || len(recv.Name) != 1:
			case sel.Sel.Name == "Skip", sel.Sel.Name == "Skipf", sel.Sel.Name == "SkipNow":
				c.addf(call.Pos(), "the test skips itself; fail with a sentence that says what is missing")
			}
		}
		return true
	})
}

// comments: unfinished work is not committed.
func (c *checker) comments() {
	for _, group := range c.file.Comments {
		for _, comment := range group.List {
			for _, word := range []string{"TO" + "DO", "FIX" + "ME"} {
				if strings.Contains(comment.Text, word) {
					c.addf(comment.Pos(), "%s marks unfinished work", word)
				}
			}
		}
	}
}

// unsafe: raw memory is handled where its name says so.
func (c *checker) unsafe(folders []string) {
	if strings.HasSuffix(c.name, "_unsafe.go") || strings.HasSuffix(c.name, "_test.go") {
		return
	}
	dir := filepath.ToSlash(filepath.Dir(c.name))
	for _, f := range folders {
		if dir == f || strings.HasPrefix(dir, f+"/") {
			return
		}
	}
	for _, imp := range c.file.Imports {
		if imp.Path.Value == `"unsafe"` {
			c.addf(imp.Pos(), "only files named *_unsafe.go import unsafe here")
		}
	}
}
