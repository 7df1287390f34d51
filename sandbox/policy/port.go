package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ParsePort reads a port as it is written in a policy or on a command line:
// "80", "8000-8010", "tcp/80", "udp/53" or "udp/5000-5010". A range includes
// both its ends. Without a protocol the port is TCP.
func ParsePort(s string) (Port, error) {
	p, err := readPort(s)
	if err != nil {
		return Port{}, fmt.Errorf("cannot read port %s: %w", Show(s), err)
	}
	return p, nil
}

// readPort is ParsePort whose errors give only the cause and the remedy.
func readPort(s string) (Port, error) {
	p := Port{Proto: TCP}
	numbers := s
	if proto, rest, found := strings.Cut(s, "/"); found {
		switch proto {
		case "tcp":
		case "udp":
			p.Proto = UDP
		default:
			return Port{}, fmt.Errorf(`the protocol %s is not supported; write "tcp" or "udp"`, Show(proto))
		}
		if rest == "" {
			return Port{}, fmt.Errorf(`no port follows the protocol; write one, such as "%s/53"`, proto)
		}
		numbers = rest
	}
	first, last, isRange := strings.Cut(numbers, "-")
	if isRange && (first == "" || last == "") {
		return Port{}, errors.New(`a range has two ends from 1 to 65535; write both, such as "8000-8010"`)
	}
	if !isRange {
		last = first
	}
	var err error
	if p.First, err = readPortNumber(first); err != nil {
		return Port{}, err
	}
	if p.Last, err = readPortNumber(last); err != nil {
		return Port{}, err
	}
	return p, checkPort(p)
}

// readPortNumber reads one port number: digits, nothing else. What JSON
// allows besides (a sign, a fraction, an exponent) is refused, so that a
// port has one spelling.
func readPortNumber(s string) (uint16, error) {
	digits := s != "" && s[0] != '0'
	for i := range len(s) {
		digits = digits && s[i] >= '0' && s[i] <= '9'
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if !digits || err != nil {
		return 0, errors.New("a port is a whole number from 1 to 65535, written in plain digits")
	}
	return uint16(n), nil
}

// checkPort reports why p is not a port.
func checkPort(p Port) error {
	switch {
	case p.Proto > UDP:
		return fmt.Errorf("protocol %d is not known; it must be TCP or UDP", p.Proto)
	case p.First == 0 || p.Last == 0:
		return errors.New("0 is not a port; ports run from 1 to 65535")
	case p.First > p.Last:
		return fmt.Errorf("the range runs backwards; write %q", Port{p.Proto, p.Last, p.First})
	}
	return nil
}

// String returns the shortest form that ParsePort reads back as p.
func (p Port) String() string {
	s := strconv.Itoa(int(p.First))
	if p.Last != p.First {
		s += "-" + strconv.Itoa(int(p.Last))
	}
	if p.Proto == TCP {
		return s
	}
	return p.Proto.String() + "/" + s
}

// String returns "tcp" or "udp".
func (p Proto) String() string {
	switch p {
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	}
	return "proto" + strconv.Itoa(int(p))
}

// mergePorts returns the same ports in as few ranges as possible, TCP before
// UDP and in rising order. Ranges that overlap or touch become one.
func mergePorts(ports []Port) []Port {
	sorted := slices.Clone(ports)
	slices.SortFunc(sorted, func(a, b Port) int {
		return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.First, b.First))
	})
	var out []Port
	for _, p := range sorted {
		if n := len(out); n > 0 && out[n-1].Proto == p.Proto && int(p.First) <= int(out[n-1].Last)+1 {
			out[n-1].Last = max(out[n-1].Last, p.Last)
			continue
		}
		out = append(out, p)
	}
	return out
}

// subtractPorts returns the ports of a that are not in b. Both are results
// of mergePorts.
func subtractPorts(a, b []Port) []Port {
	var out []Port
	for _, p := range a {
		rest, left := p, true
		for _, q := range b {
			if q.Proto != p.Proto || q.Last < rest.First || q.First > rest.Last {
				continue
			}
			if q.First > rest.First {
				out = append(out, Port{p.Proto, rest.First, q.First - 1})
			}
			if left = q.Last < rest.Last; !left {
				break
			}
			rest.First = q.Last + 1
		}
		if left {
			out = append(out, rest)
		}
	}
	return out
}
