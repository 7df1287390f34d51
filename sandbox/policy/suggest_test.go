package policy

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	tests := []struct{ in, want string }{
		{"fs_raed", "fs_read"},
		{"FS_READ", "fs_read"},
		{"fs-write", "fs_write"},
		{"fs_exec", "fs_execute"},
		{"net_conect", "net_connect"},
		{"capability", "capabilities"},
		{"seccompp", "seccomp"},
		{"", ""},
		{"ports", ""},
		{"filesystem", ""},
		{strings.Repeat("fs_read", 100000), ""},
	}
	for _, test := range tests {
		got, ok := Nearest(test.in, documentKeys())
		if !ok {
			got = ""
		}
		if got != test.want {
			t.Errorf("%.40q: got %q, want %q", test.in, got, test.want)
		}
	}
}
