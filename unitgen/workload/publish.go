package workload

import (
	"math"
	"net/netip"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

// publish adds published ports.
func (p *parser) publish(to *[]Publish) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		one, cause := parsePublish(w.s)
		if cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		one.Pos = p.value.Pos(w.at)
		*to = append(*to, one)
	}
}

// parsePublish reads [PROTOCOL/][ADDRESS:]PORT[:PORT].
func parsePublish(s string) (Publish, string) {
	var out Publish
	proto, rest, found := strings.Cut(s, "/")
	if !found {
		proto, rest = "tcp", s
	}
	rest, cause := cutAddress(rest, &out.Address)
	if cause != "" {
		return out, cause
	}
	host, inside, mapped := strings.Cut(rest, ":")
	if out.Port, cause = readPort(proto + "/" + host); cause != "" {
		return out, cause
	}
	out.To = out.Port.First
	if !mapped {
		return out, ""
	}
	to, cause := readPort(inside)
	if cause != "" {
		return out, cause
	}
	if strings.ContainsAny(inside, "/-") {
		return out, "the port inside is one number, the first of a range; the protocol stands at the beginning"
	}
	if int(to.First)+int(out.Port.Last-out.Port.First) > math.MaxUint16 {
		return out, "the range runs past port 65535 inside; begin it lower"
	}
	out.To = to.First
	return out, ""
}

// cutAddress takes an address off the front of s: an IPv6 one in brackets, or
// whatever stands before a colon and has a dot in it.
func cutAddress(s string, to *netip.Addr) (rest, cause string) {
	host, rest, found := strings.Cut(s, ":")
	if strings.HasPrefix(s, "[") {
		host, rest, found = strings.Cut(s[1:], "]:")
		if !found {
			return "", "an IPv6 address stands in brackets with a colon and the port after them; write it as [::1]:80"
		}
	} else if strings.Count(s, ":") > 1 && !strings.Contains(host, ".") {
		return "", "it has more than two parts and no address; write an IPv6 address in brackets, as [::1]:80"
	} else if !found || !strings.Contains(host, ".") {
		return s, ""
	}
	addr, err := netip.ParseAddr(host)
	if err != nil || addr.Zone() != "" || addr.Is6() != (s[0] == '[') {
		return "", "the address is not one; write an IPv4 address, or an IPv6 address in brackets"
	}
	*to = addr
	return rest, ""
}

// String returns the shortest form that Publish= reads back.
func (p Publish) String() string {
	proto, host, _ := strings.Cut(policy.Port{Proto: p.Port.Proto, First: p.Port.First, Last: p.Port.Last}.String(), "/")
	if host == "" {
		proto, host = "", proto
	} else {
		proto += "/"
	}
	switch {
	case p.Address.Is6():
		host = "[" + p.Address.String() + "]:" + host
	case p.Address.IsValid():
		host = p.Address.String() + ":" + host
	}
	if p.To != p.Port.First {
		host += ":" + strconv.Itoa(int(p.To))
	}
	return proto + host
}
