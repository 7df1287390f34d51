package lint

import (
	"go/ast"
	"go/token"
)

// documented: what a package offers says what it means. In a group of constants
// or variables the group's comment will do.
func (c *checker) documented(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) && !wellKnown(d) {
			c.addf(d.Pos(), "%s is exported and has no doc comment", d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			c.documentedSpec(d, spec)
		}
	}
}

func (c *checker) documentedSpec(d *ast.GenDecl, spec ast.Spec) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
			c.addf(s.Pos(), "%s is exported and has no doc comment", s.Name.Name)
		}
	case *ast.ValueSpec:
		if d.Tok == token.IMPORT || d.Doc != nil || s.Doc != nil || s.Comment != nil {
			return
		}
		for _, name := range s.Names {
			if name.IsExported() {
				c.addf(name.Pos(), "%s is exported and has no doc comment", name.Name)
			}
		}
	}
}

// exportedReceiver reports whether f is a function, or a method of a type that
// other packages can name.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.IsExported()
		default:
			return true
		}
	}
}

// wellKnown reports whether f is a method whose meaning an interface of the
// standard library fixes.
func wellKnown(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return false
	}
	switch f.Name.Name {
	case "String", "Error", "Unwrap", "Is", "As", "Read", "Write", "Close", "Len", "Less", "Swap",
		"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText":
		return true
	}
	return false
}
