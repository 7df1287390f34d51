package image

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestHash: the same recipe has the same name, and a change of any field
// another.
func TestHash(t *testing.T) {
	v, err := lookup("debian13")
	if err != nil {
		t.Fatal(err)
	}
	base := DebianRecipe(v).Hash()
	if again := DebianRecipe(v).Hash(); again != base {
		t.Errorf("the hash is %s, then %s", base, again)
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Recipe]()) {
		r := DebianRecipe(v)
		reflect.ValueOf(&r).Elem().FieldByIndex(field.Index).SetZero()
		if field.Name == "Release" {
			r.Release = "other"
		}
		if r.Hash() == base {
			t.Errorf("a change of %s leaves the hash", field.Name)
		}
	}
}

// TestFoldersDiffer: no two variants share a folder.
func TestFoldersDiffer(t *testing.T) {
	seen := map[string]string{EmulatorRecipe().Folder(): "the emulator"}
	for _, v := range Variants() {
		folder := DebianRecipe(v).Folder()
		if other, ok := seen[folder]; ok {
			t.Errorf("%s and %s are both in %s", v.Name, other, folder)
		}
		seen[folder] = v.Name
	}
}

// TestTables: packages and files are named once, and in a form that mmdebstrap
// and the packer take.
func TestTables(t *testing.T) {
	for _, v := range Variants() {
		r := DebianRecipe(v)
		if !slices.IsSorted(r.Packages) || len(slices.Compact(slices.Clone(r.Packages))) != len(r.Packages) {
			t.Errorf("%s: packages are not sorted and distinct: %q", v.Name, r.Packages)
		}
		seen := map[string]bool{}
		for _, f := range r.Files {
			if seen[f.Path] || strings.HasPrefix(f.Path, "/") || strings.HasSuffix(f.Path, "/") {
				t.Errorf("%s: %q is there twice, or no path below the root", v.Name, f.Path)
			}
			if f.Link == "" && f.Mode == 0 {
				t.Errorf("%s: nobody may read %s", v.Name, f.Path)
			}
			seen[f.Path] = true
		}
	}
	var units []string
	for _, f := range masks() {
		units = append(units, f.Path)
	}
	if !slices.IsSortedFunc(units, func(a, b string) int { // units, then generators
		ga, gb := strings.Contains(a, "-generators/"), strings.Contains(b, "-generators/")
		if ga != gb {
			return map[bool]int{false: -1, true: 1}[ga]
		}
		return strings.Compare(a, b)
	}) {
		t.Error("the masks are not sorted")
	}
}

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		names, want, err string
	}{
		{"debian12", "debian12", ""},
		{"newest,debian12", "newest debian12", ""},
		{"all", "debian12 debian13 newest", ""},
		{"debian11", "", `cannot find variant "debian11": there are debian12, debian13, newest, and all`},
		{"", "", `cannot find variant "": there are debian12, debian13, newest, and all`},
	} {
		vs, err := Lookup(tt.names)
		var names []string
		for _, v := range vs {
			names = append(names, v.Name)
		}
		if got := strings.Join(names, " "); got != tt.want || message(err) != tt.err {
			t.Errorf("Lookup(%q): %q, %q", tt.names, got, message(err))
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
