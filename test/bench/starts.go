package main

import (
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
)

func (b *bench) bubblewrap(argv ...string) command {
	return command{name: "bwrap --unshare-all --ro-bind / /",
		argv: append([]string{b.bwrap, "--unshare-all", "--ro-bind", "/", "/"}, argv...)}
}

// measureJail times volt-jail around a static program.
func (b *bench) measureJail(g *group) error {
	p, err := b.fullPlan(b.static)
	if err != nil {
		return err
	}
	file, err := b.writePlan("full", p)
	if err != nil {
		return err
	}
	jail := []string{b.program("volt-jail"), file}
	goexec, err := b.compileGo("goexec")
	if err != nil {
		return err
	}
	commands := []command{
		{name: "exec", argv: []string{b.static}},
		{name: "volt-jail", argv: jail},
		{name: "a Go program that only does the exec", argv: []string{goexec, b.static}, env: []string{"GOMAXPROCS=1"}},
		b.bubblewrap(b.static),
	}
	s, err := timeAll(b.n, commands)
	if err != nil {
		return err
	}
	for i, c := range commands {
		g.add(c.name, "ms", s[i])
	}
	g.note("plan: %d filter instructions, %d path rules, %d port rules, %d scopes,",
		len(p.Filter), len(p.Landlock.Paths), len(p.Landlock.Ports), bits.OnesCount64(p.Landlock.Scoped))
	g.note("no capabilities, user and group changed")
	exec, jailed, floor, bwrap := s[0].median(), s[1].median(), s[2].median(), s[3].median()
	g.atMost("volt-jail minus exec", "ms", jailed-exec, 1.3, 0)
	g.atMost("volt-jail / bwrap", "", jailed/bwrap, 0.6, 0)
	g.show("of that, a Go program's start: minus exec", "ms", floor-exec, 0)
	g.show("volt-jail minus that Go program", "ms", jailed-floor, 0)
	return nil
}

// handPolicy is what one would write by hand for a program without needs.
const handPolicy = `{ "fs_read": ["/usr"], "fs_execute": ["/usr/bin"] }
`

// voltRun returns volt run around true, with the automatic policy and with one
// from a file.
func (b *bench) voltRun() (auto, hand command, err error) {
	file := filepath.Join(b.dir, "policy.json")
	if err := os.WriteFile(file, []byte(handPolicy), 0o644); err != nil {
		return auto, hand, err
	}
	volt := b.program("volt")
	auto = command{name: "volt run", argv: []string{volt, "run", "--", "true"}}
	hand = command{name: "volt run --policy FILE", argv: []string{volt, "run", "--policy", file, "--", "true"}}
	return auto, hand, nil
}

// measureRun times volt run with a warm cache.
func (b *bench) measureRun(g *group) error {
	auto, hand, err := b.voltRun()
	if err != nil {
		return err
	}
	commands := []command{b.bubblewrap("true"), auto, hand}
	s, err := timeAll(b.n, commands)
	if err != nil {
		return err
	}
	for i, c := range commands {
		g.add(c.name, "ms", s[i])
	}
	bwrap := s[0].median()
	g.note("all namespaces, cache warm")
	g.atMost("volt run / bwrap", "", s[1].median()/bwrap, 1, 0)
	g.atMost("volt run --policy FILE / bwrap", "", s[2].median()/bwrap, 1, 0)
	return nil
}

// measureCold times volt run with an empty cache against a warm one.
func (b *bench) measureCold(g *group) error {
	auto, hand, err := b.voltRun()
	if err != nil {
		return err
	}
	// The warm cache steps aside while a cold run fills one of its own.
	aside := cacheFolder + ".warm"
	cold := func(c command) command {
		c.name += ", cold"
		c.before = func() error {
			if err := os.Rename(cacheFolder, aside); err != nil && !os.IsNotExist(err) {
				return fmt.Errorf("cannot set the cache aside: %w", err)
			}
			return nil
		}
		c.after = func() error {
			if err := os.RemoveAll(cacheFolder); err != nil {
				return fmt.Errorf("cannot empty the cache: %w", err)
			}
			if err := os.Rename(aside, cacheFolder); err != nil && !os.IsNotExist(err) {
				return fmt.Errorf("cannot put the cache back: %w", err)
			}
			return nil
		}
		return c
	}
	commands := []command{auto, cold(auto), hand, cold(hand)}
	s, err := timeAll(b.n, commands)
	if err != nil {
		return err
	}
	for i, c := range commands {
		g.add(c.name, "ms", s[i])
	}
	g.note("cold: %s empty (a tmpfs of the benchmark's own)", cacheFolder)
	g.atMost("volt run: cold minus warm", "ms", s[1].median()-s[0].median(), 40, 0)
	g.atMost("--policy FILE: cold minus warm", "ms", s[3].median()-s[2].median(), 40, 0)
	return nil
}
