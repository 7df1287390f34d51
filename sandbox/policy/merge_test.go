package policy

import (
	"reflect"
	"testing"
)

// parse reads a policy that is part of a test.
func parse(t *testing.T, document string) *Policy {
	t.Helper()
	p, err := Parse("test", []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCanonical(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty lists", `{"fs_read": [], "net_bind": [], "seccomp": {"allow": [], "deny": []}}`, `{}`},
		{"defaults", `{"seccomp": {"profile": "default"}, "scope": ["signal", "abstract_unix_socket"], "base": "default"}`, `{}`},
		{"not defaults", `{"seccomp": {"profile": "strict"}, "scope": ["signal"], "base": "none"}`,
			`{"seccomp": {"profile": "strict"}, "scope": ["signal"], "base": "none"}`},
		{"no scope is not the default", `{"scope": []}`, `{"scope": []}`},
		{"covered", `{"fs_read": ["/usr/lib/x", "/usr-local", "/usr", "/usr/lib"]}`, `{"fs_read": ["/usr", "/usr-local"]}`},
		{"covered by the root", `{"fs_execute": ["/usr", "/", "/a"]}`, `{"fs_execute": ["/"]}`},
		{"lists stay apart", `{"fs_read": ["/a"], "fs_write": ["/a"]}`, `{"fs_read": ["/a"], "fs_write": ["/a"]}`},
		{"ports", `{"net_bind": ["udp/1", 81, 80, "82-90", "85-95", 97, 65535]}`, `{"net_bind": ["80-95", 97, 65535, "udp/1"]}`},
		{"names", `{"capabilities": ["CAP_KILL", "CAP_CHOWN"], "seccomp": {"allow": ["b", "a"]}}`,
			`{"capabilities": ["CAP_CHOWN", "CAP_KILL"], "seccomp": {"allow": ["a", "b"]}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, want := parse(t, test.in).Canonical(), parse(t, test.want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %s, want %s", Print(got), Print(want))
			}
		})
	}
}

func TestMerge(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"nothing", `{}`, `{}`, `{}`},
		{"union", `{"fs_read": ["/usr", "/b"], "net_bind": [80]}`, `{"fs_read": ["/a", "/usr"], "net_bind": [81]}`,
			`{"fs_read": ["/a", "/b", "/usr"], "net_bind": ["80-81"]}`},
		{"covered paths stay", `{"fs_read": ["/usr"]}`, `{"fs_read": ["/usr/bin/java"]}`, `{"fs_read": ["/usr", "/usr/bin/java"]}`},
		{"deny wins", `{"seccomp": {"allow": ["bpf", "ptrace"]}}`, `{"seccomp": {"deny": ["bpf"]}}`,
			`{"seccomp": {"allow": ["ptrace"], "deny": ["bpf"]}}`},
		{"deny wins over the last", `{"seccomp": {"allow": ["bpf"]}}`, `{"seccomp": {"deny": ["bpf"]}}`,
			`{"seccomp": {"deny": ["bpf"]}}`},
		{"stricter profile", `{"seccomp": {"profile": "default"}}`, `{"seccomp": {"profile": "strict"}}`, `{"seccomp": {"profile": "strict"}}`},
		{"silent on the profile", `{}`, `{"seccomp": {"profile": "strict"}}`, `{"seccomp": {"profile": "strict"}}`},
		{"smaller base", `{"base": "default"}`, `{"base": "none"}`, `{"base": "none"}`},
		{"silent on the base", `{}`, `{"base": "default"}`, `{"base": "default"}`},
		{"scopes unite", `{"scope": ["signal"]}`, `{"scope": []}`, `{"scope": ["signal"]}`},
		{"all scopes", `{"scope": ["signal"]}`, `{"scope": ["abstract_unix_socket"]}`, `{}`},
		{"no scope", `{"scope": []}`, `{"scope": []}`, `{"scope": []}`},
		{"the default scope is all", `{}`, `{"scope": []}`, `{}`},
		{"capabilities", `{"capabilities": ["CAP_KILL"]}`, `{"capabilities": ["CAP_CHOWN", "CAP_KILL"]}`, `{"capabilities": ["CAP_CHOWN", "CAP_KILL"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b, want := parse(t, test.a), parse(t, test.b), parse(t, test.want)
			if got := Merge(a, b); !reflect.DeepEqual(got, want) {
				t.Errorf("got %s, want %s", Print(got), Print(want))
			}
			checkMerge(t, a, b)
		})
	}
}

// TestMergeGood merges every three of the good policies in every order.
func TestMergeGood(t *testing.T) {
	policies := []*Policy{{}, fullPolicy()}
	for _, file := range glob(t, "testdata/good/*.json") {
		policies = append(policies, parse(t, string(read(t, file))))
	}
	for _, a := range policies {
		for _, b := range policies {
			checkMerge(t, a, b)
			ab := Merge(a, b)
			for _, c := range policies {
				if x, y := Merge(ab, c), Merge(a, Merge(b, c)); !reflect.DeepEqual(x, y) {
					t.Fatalf("the order matters: %s\n%s", Print(x), Print(y))
				}
			}
		}
	}
}
