package policy

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckPath(t *testing.T) {
	longest := "/" + strings.Repeat("x", maxPath-1)
	for _, good := range []string{"/", "/a", "/a/b", "/...", "/.a", "/a..", "/a b", "/[", "/~", longest} {
		if err := checkPath(good); err != nil {
			t.Errorf("%.40q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "a", "./a", "../a", "/..", "/a/..", "/a/../b", "/.", "/a/.", "//", "//a", "/a/", "/*", "/a*b",
		"/a\x00", "/a\n", "/a\x7f", "/\u0085", "/\xff", longest + "x",
	} {
		if err := checkPath(bad); err == nil {
			t.Errorf("%.40q was accepted", bad)
		}
	}
}

// TestCompareTree holds that in tree order everything a path covers follows
// it without a gap.
func TestCompareTree(t *testing.T) {
	want := []string{"/", "/a", "/a/b", "/a/b/c", "/a/b-", "/a!", "/a-b", "/a-b/c", "/ab", "/b"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, compareTree)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
