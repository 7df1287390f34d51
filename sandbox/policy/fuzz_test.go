package policy

import "testing"

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.json", "testdata/bad/*.json"} {
		for _, file := range glob(f, pattern) {
			f.Add(read(f, file))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzz", data)
		if err != nil {
			return
		}
		checkInvariants(t, p)
		for _, other := range []*Policy{{}, fullPolicy()} {
			checkMerge(t, p, other)
		}
	})
}

func FuzzParsePort(f *testing.F) {
	for _, s := range []string{"80", "8000-8010", "tcp/80", "udp/53", "udp/5000-5010", "1-65535", "0", "65536", "-1", "udp/", "1--2", "+1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePort(s)
		if err != nil {
			return
		}
		again, err := ParsePort(p.String())
		if err != nil || again != p {
			t.Errorf("%q is %+v, printed %q, which is %+v (%v)", s, p, p, again, err)
		}
		if p.First == 0 || p.First > p.Last {
			t.Errorf("%q was accepted as %+v", s, p)
		}
	})
}

// fullPolicy has something under every key.
func fullPolicy() *Policy {
	return &Policy{
		FSRead:       []string{"/usr", "/etc", "/etc/ssl"},
		FSWrite:      []string{"/tmp"},
		FSExecute:    []string{"/usr/bin"},
		NetBind:      []Port{{UDP, 1, 65535}, {TCP, 80, 90}},
		NetConnect:   []Port{{TCP, 65535, 65535}, {TCP, 1, 1}},
		Capabilities: []string{"CAP_KILL", "CAP_CHOWN"},
		Seccomp:      Seccomp{SeccompStrict, []string{"ptrace"}, []string{"bpf", "AF_NETLINK"}},
		Scope:        []Scope{ScopeSignal},
		Base:         BaseNone,
	}
}
