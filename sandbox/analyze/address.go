package analyze

import "strings"

// address is what a client's argument says about where it connects to.
type address struct {
	scheme string // "http" when none is given
	host   string // without brackets
	port   string // as given, or the scheme's own; empty when unknown
	path   string // of a file: address
}

// parseAddress reads SCHEME://[USER@]HOST[:PORT][/PATH], where SCHEME:// may be
// missing. Package net/url does more and costs every start the tables of
// package net/netip.
func parseAddress(text string) address {
	a := address{scheme: "http"}
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		a.scheme, text = strings.ToLower(scheme), rest
	}
	if a.scheme == "file" {
		a.path = text[max(0, strings.IndexByte(text, '/')):]
		return a
	}
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		text = text[:i]
	}
	if i := strings.LastIndexByte(text, '@'); i >= 0 {
		text = text[i+1:]
	}
	a.host = text
	if inner, rest, ok := strings.Cut(text, "]"); ok && strings.HasPrefix(inner, "[") {
		a.host, a.port = inner[1:], strings.TrimPrefix(rest, ":")
	} else if i := strings.LastIndexByte(text, ':'); i >= 0 {
		a.host, a.port = text[:i], text[i+1:]
	}
	if a.port == "" {
		a.port = schemePort(a.scheme)
	}
	return a
}

// schemePort is the port that IANA's registry gives a scheme.
func schemePort(scheme string) string {
	switch scheme {
	case "http", "ws":
		return "80"
	case "https", "wss":
		return "443"
	case "ftp":
		return "21"
	case "git":
		return "9418"
	case "ssh":
		return "22"
	}
	return ""
}

// numeric reports whether a host is an address rather than a name to be looked
// up: digits and dots, or an IPv6 address, which alone has colons.
func numeric(host string) bool {
	return strings.ContainsRune(host, ':') || host != "" && strings.Trim(host, "0123456789.") == ""
}
