package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// caller runs the calls program under one filter.
type caller struct {
	name     string
	argv     func(round int) []string
	filtered bool
}

// measureFilter compares the cost of system calls under Volt's default filter
// with that under the container engines', installed by a container runtime.
func (b *bench) measureFilter(g *group) error {
	calls, err := b.compile("calls")
	if err != nil {
		return err
	}
	p, err := b.fullPlan(calls)
	if err != nil {
		return err
	}
	file, err := b.writePlan("calls", p)
	if err != nil {
		return err
	}
	runtime, err := b.container(calls)
	if err != nil {
		return err
	}
	callers := []caller{
		{"no filter", func(int) []string { return []string{calls} }, false},
		{"Volt's", func(int) []string { return []string{b.program("volt-jail"), file} }, true},
		*runtime,
	}
	// A run is 10^6 calls of each kind and takes a thousand times as long as a
	// start does.
	getppid, personality, err := callAll(max(1, b.n/5), callers)
	if err != nil {
		return err
	}
	for i, c := range callers {
		g.add("getppid, "+c.name, "ns", getppid[i])
	}
	for i, c := range callers {
		g.add("personality, "+c.name, "ns", personality[i])
	}
	g.note("best of 40 batches of 25000 calls in each run; +- is the noise of the ratio")
	g.atMost("getppid: Volt's / "+runtime.name, "", getppid[1].median()/getppid[2].median(), 1,
		ratioUncertainty(getppid[1], getppid[2]))
	g.show("personality: Volt's / "+runtime.name, "", personality[1].median()/personality[2].median(),
		ratioUncertainty(personality[1], personality[2]))
	return nil
}

func callAll(rounds int, callers []caller) (getppid, personality []sample, err error) {
	getppid, personality = make([]sample, len(callers)), make([]sample, len(callers))
	for round := range rounds {
		for _, i := range order(round, len(callers)) {
			a, b, err := callers[i].call(round)
			if err != nil {
				return nil, nil, err
			}
			getppid[i], personality[i] = append(getppid[i], a), append(personality[i], b)
		}
	}
	return getppid, personality, nil
}

// call runs the program once. What it prints is in testdata/calls.c.
func (c *caller) call(round int) (getppid, personality float64, err error) {
	argv := c.argv(round)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Stderr = environment(), os.Stderr
	out, err := cmd.Output()
	filtered := 0
	if err == nil {
		_, err = fmt.Sscan(string(out), &filtered, &getppid, &personality)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("cannot time calls under %s: %w", c.name, err)
	}
	if (filtered == 1) != c.filtered {
		return 0, 0, fmt.Errorf("cannot compare filters: %s has %d filters", c.name, filtered)
	}
	return getppid, personality, nil
}

// container prepares an OCI bundle around program with the engines' default
// filter, for crun or, where that is missing, runc.
func (b *bench) container(program string) (*caller, error) {
	name := "crun"
	path, err := tool(name)
	if err != nil {
		name = "runc"
		if path, err = exec.LookPath(name); err != nil {
			return nil, fmt.Errorf("cannot find crun or runc: run make deps")
		}
	}
	filter, err := engineFilter()
	if err != nil {
		return nil, err
	}
	bundle := filepath.Join(b.dir, "bundle")
	if err := writeBundle(bundle, program, filter); err != nil {
		return nil, err
	}
	argv := []string{path, "--root", filepath.Join(b.dir, "containers")}
	if name == "crun" {
		// It refuses to start below a mixture of cgroup 1 and 2, though it is
		// told to leave cgroups alone. In the private mount namespace it sees
		// cgroup 2 only, and cannot write there.
		if err := syscall.Mount("none", "/sys/fs/cgroup", "cgroup2", syscall.MS_RDONLY, ""); err != nil {
			return nil, fmt.Errorf("cannot show crun a cgroup 2 hierarchy: %w", err)
		}
		argv = append(argv, "--cgroup-manager=disabled")
	}
	return &caller{name + "'s", func(round int) []string {
		return append(argv[:len(argv):len(argv)], "run", "--bundle", bundle, fmt.Sprintf("volt-bench-%d-%d", os.Getpid(), round))
	}, true}, nil
}
