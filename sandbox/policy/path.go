package policy

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPath is the longest path that the kernel takes, in bytes: PATH_MAX of
// <linux/limits.h> is 4096 and counts the final NUL.
const maxPath = 4096 - 1

// checkPath reports why s cannot stand in a list of paths.
func checkPath(s string) error {
	switch {
	case s == "":
		return errors.New(`the path is empty; write an absolute path, such as "/usr"`)
	case len(s) > maxPath:
		return fmt.Errorf("the path is %d bytes long and the kernel takes at most %d; name a folder above it", len(s), maxPath)
	case s[0] != '/':
		return errors.New(`the path is relative; write it in full from "/", without "~" and without variables`)
	}
	if err := checkText(s); err != nil {
		return err
	}
	if strings.Contains(s, "*") {
		return errors.New(`globs are not supported; name the folder, which includes everything below it`)
	}
	for part := range strings.SplitSeq(s, "/") {
		if part == ".." {
			return errors.New(`".." is not accepted, because a symbolic link before it changes where it leads; write the path it leads to`)
		}
	}
	if clean := path.Clean(s); clean != s {
		return fmt.Errorf(`the path has an empty or "." component; write %s`, Show(clean))
	}
	return nil
}

// checkText reports the bytes in s that no policy may hold: they cannot be
// part of a path, or they deceive whoever reads the policy on a terminal.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("it is not valid UTF-8; a policy can name only files whose names are")
	}
	for _, r := range s {
		switch {
		case r == 0:
			return errors.New("it contains a NUL, which no path can hold; remove it")
		case unicode.IsControl(r):
			return fmt.Errorf("it contains the control character U+%04X; remove it", r)
		}
	}
	return nil
}

// covers reports whether the rule for path a includes path b.
func covers(a, b string) bool {
	return a == b || a == "/" || strings.HasPrefix(b, a) && b[len(a)] == '/'
}

// compareTree orders clean paths so that a folder comes right before
// everything below it: "/a", "/a/b", "/a-b".
func compareTree(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] == b[i] {
			continue
		}
		switch {
		case a[i] == '/':
			return -1
		case b[i] == '/':
			return 1
		case a[i] < b[i]:
			return -1
		}
		return 1
	}
	return len(a) - len(b)
}
