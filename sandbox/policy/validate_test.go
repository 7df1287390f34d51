package policy

import (
	"errors"
	"testing"
)

func TestValidate(t *testing.T) {
	tests := []struct {
		name   string
		policy Policy
		key    string
		msg    string
	}{
		{"relative", Policy{FSRead: []string{"/a", "b"}}, "fs_read",
			`cannot use "b" in fs_read: the path is relative; write it in full from "/", without "~" and without variables`},
		{"not UTF-8", Policy{FSWrite: []string{"/\xff"}}, "fs_write",
			`cannot use "/\xff" in fs_write: it is not valid UTF-8; a policy can name only files whose names are`},
		{"twice", Policy{FSExecute: []string{"/a", "/a"}}, "fs_execute",
			`cannot use "/a" in fs_execute: it is in the list already; remove one of the two`},
		{"port 0", Policy{NetBind: []Port{{}}}, "net_bind",
			`cannot use 0 in net_bind: 0 is not a port; ports run from 1 to 65535`},
		{"port without end", Policy{NetBind: []Port{{First: 80}}}, "net_bind",
			`cannot use 80-0 in net_bind: 0 is not a port; ports run from 1 to 65535`},
		{"range reversed", Policy{NetConnect: []Port{{UDP, 9, 8}}}, "net_connect",
			`cannot use udp/9-8 in net_connect: the range runs backwards; write "udp/8-9"`},
		{"protocol", Policy{NetConnect: []Port{{7, 9, 9}}}, "net_connect",
			`cannot use proto7/9 in net_connect: protocol 7 is not known; it must be TCP or UDP`},
		{"capability", Policy{Capabilities: []string{"CAP_KIL"}}, "capabilities",
			`cannot use "CAP_KIL" in capabilities: there is no such capability; did you mean "CAP_KILL"?`},
		{"profile", Policy{Seccomp: Seccomp{Profile: "none"}}, "seccomp.profile",
			`cannot use "none" for seccomp.profile: write "default" or "strict"`},
		{"both", Policy{Seccomp: Seccomp{Allow: []string{"bpf"}, Deny: []string{"bpf"}}}, "seccomp.deny",
			`cannot use "bpf" in seccomp.deny: it is in seccomp.allow too; remove it from one of the two`},
		{"scope", Policy{Scope: []Scope{"x"}}, "scope",
			`cannot use "x" in scope: there is no such scope; write "abstract_unix_socket" or "signal"`},
		{"base", Policy{Base: "x"}, "base",
			`cannot use "x" for base: write "default" or "none"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := Validate(&test.policy)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Key != test.key || e.Error() != test.msg || e.Line != 0 {
				t.Errorf("got %+v, want key %s and\n%s", e, test.key, test.msg)
			}
		})
	}
}

func TestValidateGood(t *testing.T) {
	for _, p := range []*Policy{{}, fullPolicy()} {
		if err := Validate(p); err != nil {
			t.Error(err)
		}
		checkInvariants(t, p)
	}
}
