package lint

import (
	"debug/elf"
	"fmt"
	"os"
)

// ProgramRule is what a built program must be.
type ProgramRule struct {
	Name    string // in the folder of built programs
	MaxSize int64  // bytes, 0 for no limit
	Static  bool   // no interpreter and no shared libraries
	// Stripped programs carry no symbol table. Go programs keep what
	// tracebacks need all the same.
	Stripped bool
}

// CheckProgram returns a sentence for each property that the file at path
// lacks. An error means that the file could not be examined.
func CheckProgram(r ProgramRule, path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot examine %s: %w; run make", r.Name, err)
	}
	f, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot examine %s: %w", r.Name, err)
	}
	defer f.Close()

	var bad []string
	if r.MaxSize != 0 && info.Size() > r.MaxSize {
		bad = append(bad, fmt.Sprintf("%s has %d bytes, %d more than allowed", r.Name, info.Size(), info.Size()-r.MaxSize))
	}
	if r.Static {
		for _, p := range f.Progs {
			if p.Type == elf.PT_INTERP {
				bad = append(bad, r.Name+" is not static: it names an interpreter (PT_INTERP)")
			}
		}
		libs, err := f.ImportedLibraries()
		if err != nil {
			return nil, fmt.Errorf("cannot read the dynamic section of %s: %w", r.Name, err)
		}
		for _, lib := range libs {
			bad = append(bad, fmt.Sprintf("%s is not static: it needs %s (DT_NEEDED)", r.Name, lib))
		}
	}
	if r.Stripped && f.SectionByType(elf.SHT_SYMTAB) != nil {
		bad = append(bad, r.Name+" is not stripped: it has a symbol table (SHT_SYMTAB)")
	}
	return bad, nil
}
