package image

import (
	"fmt"
	"strings"
)

// Variant is one Debian that tests are run on, with what it promises. The
// self-test holds the promises against the booted machine.
type Variant struct {
	Name    string
	Suite   string // Debian's code name
	Release string // the suite the kernel comes from, if it is another

	Systemd  int    // major version
	Kernel   string // prefix of the kernel release: "6.12."; "" for any
	Landlock int    // the lowest Landlock ABI the kernel may offer
	Exactly  bool   // the ABI is Landlock, not more
}

// Variants returns the table of what can be booted.
func Variants() []Variant {
	return []Variant{
		{Name: "debian12", Suite: "bookworm", Systemd: 252, Kernel: "6.1.", Landlock: 2, Exactly: true},
		{Name: "debian13", Suite: "trixie", Systemd: 257, Kernel: "6.12.", Landlock: 6, Exactly: true},
		// Backports move on: any kernel that has UDP rules and pathname sockets
		// in Landlock will do.
		{Name: "newest", Suite: "trixie", Release: "trixie-backports", Systemd: 257, Landlock: 10},
	}
}

// Lookup finds variants by a list of names with commas; "all" is all of them.
func Lookup(names string) ([]Variant, error) {
	if names == "all" {
		return Variants(), nil
	}
	var out []Variant
	for name := range strings.SplitSeq(names, ",") {
		v, err := lookup(name)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func lookup(name string) (Variant, error) {
	var known []string
	for _, v := range Variants() {
		if v.Name == name {
			return v, nil
		}
		known = append(known, v.Name)
	}
	return Variant{}, fmt.Errorf("cannot find variant %q: there are %s, and all", name, strings.Join(known, ", "))
}
