package main

import (
	"errors"
	"flag"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/volt-project/volt/cgroups"
)

// supervision is what the command line says about systemd's part of a start.
type supervision struct {
	by         string // "auto", "systemd" or "direct"
	scope      bool
	detach     bool
	name       string
	slice      string
	properties []property
	limits     cgroups.Limits
}

// property is one --property.
type property struct{ name, value string }

// asked reports whether anything was asked for that only systemd does.
func (s *supervision) asked() bool {
	return s.scope || s.detach || s.name != "" || s.slice != "" || len(s.properties) > 0
}

func (s *supervision) flags(fs *flag.FlagSet) {
	s.by = "auto"
	fs.Func("supervisor", "", func(v string) error {
		s.by = v
		if v != "auto" && v != "systemd" && v != "direct" {
			return errors.New("want auto, systemd or direct")
		}
		return nil
	})
	fs.BoolVar(&s.scope, "scope", false, "")
	fs.BoolVar(&s.detach, "detach", false, "")
	fs.Func("name", "", func(v string) error {
		s.name = v
		if !regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,200}$`).MatchString(v) {
			return errors.New("want letters, digits and any of _ . : -")
		}
		return nil
	})
	fs.Func("slice", "", func(v string) error {
		s.slice = strings.TrimSuffix(v, ".slice") + ".slice"
		return nil
	})
	fs.Func("property", "", func(v string) error {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return errors.New("want NAME=VALUE, systemd.exec(5)")
		}
		s.properties = append(s.properties, property{name, value})
		return nil
	})
	l := &s.limits
	fs.Func("memory", "", func(v string) error { return set(&l.Memory, v, size) })
	fs.Func("tasks", "", func(v string) error { return set(&l.Tasks, v, count) })
	fs.Func("cpus", "", func(v string) error {
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || n <= 0 {
			return errors.New("want a number of processors, as 1.5")
		}
		l.CPUs = n
		return l.Check()
	})
	fs.Func("io-weight", "", func(v string) error {
		n, err := strconv.ParseUint(v, 10, 16)
		if err != nil || n == 0 {
			return errors.New("want 1 to 10000")
		}
		l.IOWeight = uint16(n)
		return l.Check()
	})
}

func set(to *uint64, v string, read func(string) (uint64, error)) (err error) {
	*to, err = read(v)
	return err
}

func count(v string) (uint64, error) {
	n, err := strconv.ParseUint(v, 10, 31)
	if err != nil || n == 0 {
		return 0, errors.New("want a whole number from 1")
	}
	return n, nil
}

// size reads a number of bytes with systemd's suffixes, base 1024.
func size(v string) (uint64, error) {
	shift := map[byte]uint{'K': 10, 'M': 20, 'G': 30, 'T': 40}
	digits, by := v, uint(0)
	if n := len(v); n > 0 {
		if s, ok := shift[v[n-1]]; ok {
			digits, by = v[:n-1], s
		}
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n > math.MaxInt64>>by {
		return 0, errors.New("want a number of bytes, as 256M")
	}
	l := cgroups.Limits{Memory: n << by}
	return l.Memory, l.Check()
}
