package analyze

import "testing"

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]address{
		"http://h":                       {"http", "h", "80", ""},
		"https://user:pw@h.example/p?q":  {"https", "h.example", "443", ""},
		"HTTPS://h:8443/":                {"https", "h", "8443", ""},
		"h:81/x":                         {"http", "h", "81", ""},
		"http://[::1]:8080/":             {"http", "::1", "8080", ""},
		"http://[fe80::1]/":              {"http", "fe80::1", "80", ""},
		"ssh://git@h/r":                  {"ssh", "h", "22", ""},
		"file:///etc/hosts":              {"file", "", "", "/etc/hosts"},
		"file://localhost/etc/hosts":     {"file", "", "", "/etc/hosts"},
		"gopher://h/":                    {"gopher", "h", "", ""},
		"":                               {"http", "", "80", ""},
		"http://evil#@h/":                {"http", "evil", "80", ""},
		"http://h?x=http://[::1]:22/@y/": {"http", "h", "80", ""},
	} {
		if got := parseAddress(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
	for host, want := range map[string]bool{"127.0.0.1": true, "::1": true, "h": false, "1a": false, "": false} {
		if numeric(host) != want {
			t.Errorf("numeric(%q) is %v", host, !want)
		}
	}
}
