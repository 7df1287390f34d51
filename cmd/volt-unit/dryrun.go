package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/volt-project/volt/unitgen/generator"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// dryRun prints what the generator would write.
func dryRun(files []string, user bool, stdout, stderr io.Writer) int {
	out, err := os.MkdirTemp("", "volt-unit")
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: cannot keep the plans: %v\n", err)
		return exitFailed
	}
	defer os.RemoveAll(out)
	g, err := newGenerator(out, user)
	if err == nil {
		err = g.Folder()
	}
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: %v\n", err)
		return exitFailed
	}
	found, errs := given(files, user)
	printed := false
	for _, f := range found {
		if f.Masked {
			continue
		}
		units, err := preview(g, f)
		if err != nil {
			errs = append(errs, err)
		}
		for _, u := range units {
			if printed {
				fmt.Fprintln(stdout)
			}
			printed = true
			fmt.Fprintf(stdout, "# %s\n%s", u.Name, u.Text())
		}
	}
	for _, err := range errs {
		fmt.Fprintf(stderr, "%v\n", err)
	}
	if len(errs) > 0 {
		return exitFailed
	}
	return 0
}

// given are the workloads of the files on the command line, each with the
// drop-ins beside it, or all.
func given(files []string, user bool) ([]workload.Found, []error) {
	if len(files) == 0 {
		return workload.Search(folders(user))
	}
	var found []workload.Found
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), workload.Suffix)
		dropIns, _ := filepath.Glob(escapeGlob(name) + ".d/*.conf") // the pattern is sound
		slices.Sort(dropIns)
		found = append(found, workload.Found{Name: base, Files: append([]string{name}, dropIns...)})
	}
	return found, nil
}

// escapeGlob makes a pattern of a name that matches itself only.
func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}

func preview(g *generator.Generator, f workload.Found) ([]*unit.Unit, error) {
	w, _, err := g.Read(f)
	if err != nil {
		return nil, err
	}
	return g.Units(w)
}
