// Command bench measures what confinement costs: the time to start a workload,
// the time of a system call under the filter, and the launcher's memory. What
// is compared runs in one loop, in turn, and the medians are printed with
// their targets. It is `make bench`, and takes root.
//
//	go run ./test/bench [-n RUNS] [-only REGEXP] [-json]
//
// VOLT_BIN names another folder than bin for the programs to be measured.
// A target that is missed is a result; a measurement that could not be made
// is an error.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

// measurement fills a group.
type measurement struct {
	name, title string
	measure     func(*bench, *group) error
}

func measurements() []measurement {
	return []measurement{
		{"jail", "A full plan around a static program", (*bench).measureJail},
		{"run", "volt run -- true", (*bench).measureRun},
		{"cold", "volt run -- true, the cache empty", (*bench).measureCold},
		{"filter", "One system call under the default filter", (*bench).measureFilter},
		{"memory", "Memory and size", (*bench).measureMemory},
	}
}

func main() {
	n := flag.Int("n", 200, "how often each command runs")
	only := flag.String("only", "", "measure only what `REGEXP` matches: jail, run, cold, filter, memory")
	asJSON := flag.Bool("json", false, "print JSON")
	flag.Parse()
	// The private mount namespace belongs to this thread.
	runtime.LockOSThread()
	if err := run(*n, *only, *asJSON); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(n int, only string, asJSON bool) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("cannot use -only: %w", err)
	}
	if n < 1 {
		return fmt.Errorf("cannot run %d times: -n wants 1 or more", n)
	}
	if err := isolate(); err != nil {
		return err
	}
	b, err := newBench(n, cmp.Or(os.Getenv("VOLT_BIN"), "bin"))
	if err != nil {
		return err
	}
	defer b.close()
	r := report{Kernel: firstLine("/proc/sys/kernel/osrelease"), CPUs: runtime.NumCPU(), LoadBefore: load()}
	failed := 0
	for _, m := range measurements() {
		if !match.MatchString(m.name) {
			continue
		}
		g := group{Name: m.name, Title: m.title}
		if err := m.measure(b, &g); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", m.name, err)
			failed++
			continue
		}
		r.Groups = append(r.Groups, g)
	}
	if len(r.Groups) == 0 && failed == 0 {
		return fmt.Errorf("cannot measure anything: -only %s matches none of jail, run, cold, filter, memory", only)
	}
	r.LoadAfter = load()
	if asJSON {
		err = r.json(os.Stdout)
	} else {
		r.text(os.Stdout)
	}
	if err == nil && failed > 0 {
		err = fmt.Errorf("cannot report everything: %d measurements could not be made", failed)
	}
	return err
}

// load is the load average over a minute.
func load() string {
	first, _, _ := strings.Cut(firstLine("/proc/loadavg"), " ")
	return first
}

func firstLine(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(line)
}
