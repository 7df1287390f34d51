// Command generator measures volt-unit as a systemd generator against podman's,
// quadlet of Debian 13: workload files in, units out, both warm, into a tmpfs,
// in turn. It takes root, and a mirror once, to fetch podman.
//
//	go run ./test/bench/generator [-n RUNS]
//
// VOLT_BIN names another folder than bin for volt-unit, VOLT_TEST_MIRROR a
// Debian mirror, and VOLT_BENCH_CACHE where podman is kept. A target that is
// missed is a result; a measurement that could not be made is an error.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// target is what volt-unit may take of quadlet's time.
const target = 0.8

func main() {
	n := flag.Int("n", 21, "how often each generator runs")
	flag.Parse()
	// The private mount namespace belongs to this thread.
	runtime.LockOSThread()
	if err := run(*n, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

func run(n int, out io.Writer) error {
	if n < 1 {
		return fmt.Errorf("cannot run %d times: -n wants 1 or more", n)
	}
	root, err := podman()
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(cmp.Or(os.Getenv("VOLT_BIN"), "bin"))
	if err != nil {
		return err
	}
	w, err := newWorld(filepath.Join(bin, "volt-unit"), root)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-34s %9s %9s %9s %8s\n", "", "wall", "CPU", "memory", "ratio")
	for _, policies := range []int{1, 10, 1000} {
		if err := compare(out, w, n, 1000, policies); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	var each []time.Duration
	for _, files := range []int{100, 1000, 5000} {
		if err := w.workloads(files, files); err != nil {
			return err
		}
		volt, err := measure(max(3, n/3), []generator{w.volt})
		if err != nil {
			return err
		}
		m := median(volt[0])
		each = append(each, m.wall/time.Duration(files))
		fmt.Fprintf(out, "%-34s %s\n", fmt.Sprintf("%d files", files), m)
	}
	fmt.Fprintf(out, "a file: %v of 100, %v of 1000, %v of 5000\n", each[0], each[1], each[2])
	return nil
}

// compare prints the medians of both generators for so many files with so many
// different policies.
func compare(out io.Writer, w *world, n, files, policies int) error {
	if err := w.workloads(files, policies); err != nil {
		return err
	}
	if err := w.containers(files); err != nil {
		return err
	}
	samples, err := measure(n, []generator{w.volt, w.quadlet})
	if err != nil {
		return err
	}
	volt, quadlet := median(samples[0]), median(samples[1])
	ratio := float64(volt.wall) / float64(quadlet.wall)
	verdict := "met"
	if ratio > target {
		verdict = "missed"
	}
	what := fmt.Sprintf("%d files, %d policies: volt-unit", files, policies)
	fmt.Fprintf(out, "%-34s %s\n", what, volt)
	fmt.Fprintf(out, "%34s %s %8.2f  (target %.1f: %s)\n", "quadlet", quadlet, ratio, target, verdict)
	return nil
}

// sample is one run.
type sample struct {
	wall, cpu time.Duration
	memory    int64 // kB, the most that was resident
}

func (s sample) String() string {
	const ms = float64(time.Millisecond)
	return fmt.Sprintf("%6.1f ms %6.1f ms %6.1f MB", float64(s.wall)/ms, float64(s.cpu)/ms, float64(s.memory)/1024)
}

// generator runs once, and says what that took.
type generator func() (sample, error)

// measure runs the generators in turn, after one run of each that is not
// counted.
func measure(n int, generators []generator) ([][]sample, error) {
	out := make([][]sample, len(generators))
	for i := range n + 1 {
		for j, g := range generators {
			s, err := g()
			if err != nil {
				return nil, err
			}
			if i > 0 {
				out[j] = append(out[j], s)
			}
		}
	}
	return out, nil
}

// median takes each figure's own.
func median(samples []sample) sample {
	middle := func(figure func(sample) int64) int64 {
		all := make([]int64, len(samples))
		for i, s := range samples {
			all[i] = figure(s)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return sample{
		wall:   time.Duration(middle(func(s sample) int64 { return int64(s.wall) })),
		cpu:    time.Duration(middle(func(s sample) int64 { return int64(s.cpu) })),
		memory: middle(func(s sample) int64 { return s.memory }),
	}
}
