package policy

import (
	"slices"
	"testing"
)

func TestDiff(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       []string
	}{
		{"same", `{"fs_read": ["/a", "/b"]}`, `{"fs_read": ["/b", "/a"]}`, nil},
		{"defaults written out", `{}`,
			`{"fs_read": [], "seccomp": {"profile": "default"}, "scope": ["signal", "abstract_unix_socket"], "base": "default"}`, nil},
		{"paths", `{"fs_read": ["/usr"], "fs_write": ["/tmp"]}`, `{"fs_read": ["/usr", "/a", "/a b"], "fs_write": ["/var"]}`,
			[]string{"+ fs_read /a", `+ fs_read "/a b"`, "- fs_write /tmp", "+ fs_write /var"}},
		{"hidden characters", `{}`, `{"fs_read": ["/\u202e\"x"]}`, []string{`+ fs_read "/\u202e\"x"`}},
		{"ports grouped differently", `{"net_bind": [80, 81, "tcp/82"]}`, `{"net_bind": ["80-82"]}`, nil},
		{"ports", `{"net_bind": ["80-90"], "net_connect": [53]}`, `{"net_bind": ["80-84", "86-91"], "net_connect": ["udp/53"]}`,
			[]string{"- net_bind 85", "+ net_bind 91", "- net_connect 53", "+ net_connect udp/53"}},
		{"everything else", `{"capabilities": ["CAP_KILL"], "seccomp": {"allow": ["bpf"]}}`,
			`{"seccomp": {"profile": "strict", "deny": ["bpf"]}, "scope": ["signal"], "base": "none"}`,
			[]string{
				"- capabilities CAP_KILL",
				"- seccomp.profile default", "+ seccomp.profile strict",
				"- seccomp.allow bpf", "+ seccomp.deny bpf",
				"- scope abstract_unix_socket",
				"- base default", "+ base none",
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range Diff(parse(t, test.a), parse(t, test.b)) {
				got = append(got, c.String())
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
