package main

import (
	"fmt"
	"os"
	"os/exec"
)

// notFound is volt-jail's exit status when there is no such program.
const notFound = 127

// measureMemory has volt-jail carry out a whole plan up to an execve(2) that
// fails, so that the peak is its own and not the workload's.
func (b *bench) measureMemory(g *group) error {
	maxrss, err := b.compile("maxrss")
	if err != nil {
		return err
	}
	p, err := b.fullPlan(b.static)
	if err != nil {
		return err
	}
	p.Exec.Path += ".missing"
	file, err := b.writePlan("missing", p)
	if err != nil {
		return err
	}
	var peak sample
	for range max(1, b.n/10) {
		// The message about the missing program is expected, and not shown.
		cmd := exec.Command(maxrss, b.program("volt-jail"), file)
		cmd.Env = environment()
		out, err := cmd.Output()
		var status int
		var kilobytes float64
		if err == nil {
			_, err = fmt.Sscan(string(out), &status, &kilobytes)
		}
		if err != nil {
			return fmt.Errorf("cannot read the peak memory of volt-jail: %w", err)
		}
		if status != notFound {
			return fmt.Errorf("cannot use the peak memory of volt-jail: it ended with %d before its last step", status)
		}
		peak = append(peak, kilobytes/1024)
	}
	g.add("volt-jail, peak (ru_maxrss)", "MiB", peak)
	g.atMost("volt-jail, peak", "MiB", peak.median(), 6, 0)
	for _, name := range []string{"volt", "volt-jail", "volt-bpf"} {
		fi, err := os.Stat(b.program(name))
		if err != nil {
			return err
		}
		g.show("size of "+name, "MiB", float64(fi.Size())/(1<<20), 0)
	}
	return nil
}
