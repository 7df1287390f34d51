package image

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDebootstrapArgs(t *testing.T) {
	r := Recipe{Suite: "trixie", Release: "trixie-backports", Select: "essential", Packages: []string{"a", "b"}, Kernel: "linux"}
	args := debootstrapArgs(r, "http://mirror.example/debian", "/r", "/hook")
	for _, want := range []string{"--variant=essential", "--include=a,b", "--customize-hook=/hook"} {
		if !slices.Contains(args, want) {
			t.Errorf("%q is not in %q", want, args)
		}
	}
	end := []string{"trixie", "/r", "deb http://mirror.example/debian trixie main", "deb http://mirror.example/debian trixie-backports main"}
	if got := args[len(args)-len(end):]; !slices.Equal(got, end) {
		t.Errorf("the end is %q, want %q", got, end)
	}
	// Without a kernel there is no hook, and without backports no second suite.
	args = debootstrapArgs(Recipe{Suite: "trixie"}, "http://mirror.example/debian", "/r", "/hook")
	if got := strings.Join(args, " "); strings.Contains(got, "hook") || strings.Count(got, "deb http") != 1 {
		t.Errorf("the arguments are %q", got)
	}
}

// TestBuildError: what could not be fetched is named, with the place.
func TestBuildError(t *testing.T) {
	log := filepath.Join(t.TempDir(), "build.log")
	text := "I: downloading packages with apt...\nErr:1 http://mirror.example/debian trixie InRelease\n" +
		"  Could not resolve 'mirror.example'\nE: Failed to fetch http://mirror.example/x.deb  404  Not Found\nI: removing tempdir\n"
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := buildError(Recipe{Kind: "debian13"}, "http://mirror.example/debian", log, errors.New("exit status 25")).Error()
	want := "cannot build image debian13 from http://mirror.example/debian: mmdebstrap: exit status 25; see " + log +
		"\n    Err:1 http://mirror.example/debian trixie InRelease\n    E: Failed to fetch http://mirror.example/x.deb  404  Not Found"
	if got != want {
		t.Errorf("the error is\n%s\nwant\n%s", got, want)
	}
	if got := complaints([]byte("one\ntwo\n")); got != "one\ntwo" {
		t.Errorf("without a complaint: %q", got)
	}
}

func TestMirrorFromEnvironment(t *testing.T) {
	t.Setenv("VOLT_TEST_MIRROR", "http://mirror.example/debian")
	if got, err := findMirror(); err != nil || got != "http://mirror.example/debian" {
		t.Errorf("findMirror: %q, %v", got, err)
	}
}
