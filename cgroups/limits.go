// Package cgroups limits what a workload may use of the machine.
//
// A Limits is turned into settings of a systemd unit by Settings, or, where
// there is no systemd to do it, written to a cgroup of its own by Create. Both
// read the same table. How much a workload uses is package cgroups/stats.
package cgroups

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Limits bound a workload. The zero value of a field is no limit.
type Limits struct {
	Memory uint64 // bytes
	// MemorySwap is how many bytes may be swapped out. Zero means none when
	// Memory is set: a limit that moves to the swap device limits nothing.
	MemorySwap uint64
	Tasks      uint64  // processes and threads
	CPUs       float64 // processors' worth of time: 1.5 is three halves of one processor
	CPUWeight  uint16  // 1 to 10000; others have 100
	IOWeight   uint16  // 1 to 10000; others have 100
}

// The bounds of what Check accepts.
const (
	leastMemory = 1 << 20 // a process with libc does not start with less
	leastCPUs   = 0.01    // 1 ms in cpu.max's period, the least that the kernel takes (min_cfs_quota_period)
	mostCPUs    = 8192    // NR_CPUS of Debian's amd64 kernels
	mostWeight  = 10000   // CGROUP_WEIGHT_MAX of include/linux/cgroup.h
)

// Check refuses what no machine could do.
func (l *Limits) Check() error {
	switch {
	case l.Memory != 0 && l.Memory < leastMemory:
		return fmt.Errorf("cannot limit memory to %d bytes: no program starts with less than 1 MiB", l.Memory)
	case l.Memory > math.MaxInt64 || l.MemorySwap > math.MaxInt64:
		return errors.New("cannot limit memory to more than 8 EiB: leave the limit out")
	case l.Tasks > math.MaxInt32:
		return fmt.Errorf("cannot limit tasks to %d: Linux has no more than 4194304", l.Tasks) // PID_MAX_LIMIT
	case math.IsNaN(l.CPUs) || l.CPUs < 0 || l.CPUs != 0 && l.CPUs < leastCPUs || l.CPUs > mostCPUs:
		return fmt.Errorf("cannot limit CPUs to %v: give 0.01 to 8192", l.CPUs)
	case l.CPUWeight > mostWeight:
		return fmt.Errorf("cannot set the CPU weight %d: give 1 to 10000", l.CPUWeight)
	case l.IOWeight > mostWeight:
		return fmt.Errorf("cannot set the IO weight %d: give 1 to 10000", l.IOWeight)
	}
	return nil
}

// Setting is one limit as systemd takes it, systemd.resource-control(5).
type Setting struct {
	Directive, Text string // in a unit file: CPUQuota, 150%
	Property        string // over D-Bus, always of type t: CPUQuotaPerSecUSec
	Value           uint64
}

// Settings are the limits that l sets, in the order of the table.
func (l *Limits) Settings() []Setting {
	var out []Setting
	for _, r := range limitRows() {
		if v, ok := r.value(l); ok {
			out = append(out, Setting{r.directive, r.text(v), r.property, v})
		}
	}
	return out
}

// limitRow is one limit in the words of systemd and of the kernel.
type limitRow struct {
	what       string // in messages
	controller string // cgroups(7)
	directive  string
	property   string
	files      []string // the kernel's, Documentation/admin-guide/cgroup-v2.rst; the first that is there is written
	value      func(*Limits) (v uint64, set bool)
	text       func(v uint64) string // of the directive
	kernel     func(v uint64) string // of the file
}

// limitRows is the table of all limits. Memory stands before swap: the other
// way round the workload could be over a limit that it is yet to get.
func limitRows() []limitRow {
	number := func(v uint64) string { return strconv.FormatUint(v, 10) }
	weight := func(w uint16) (uint64, bool) { return uint64(w), w != 0 }
	return []limitRow{
		{
			"memory", "memory", "MemoryMax", "MemoryMax", []string{"memory.max"},
			func(l *Limits) (uint64, bool) { return l.Memory, l.Memory != 0 }, number, number,
		},
		{
			// The file is absent on kernels without swap, CONFIG_SWAP.
			"swap", "memory", "MemorySwapMax", "MemorySwapMax", []string{"memory.swap.max"},
			func(l *Limits) (uint64, bool) { return l.MemorySwap, l.Memory != 0 || l.MemorySwap != 0 }, number, number,
		},
		{
			"tasks", "pids", "TasksMax", "TasksMax", []string{"pids.max"},
			func(l *Limits) (uint64, bool) { return l.Tasks, l.Tasks != 0 }, number, number,
		},
		{
			"CPU time", "cpu", "CPUQuota", "CPUQuotaPerSecUSec", []string{"cpu.max"},
			func(l *Limits) (uint64, bool) { return quota(l.CPUs), l.CPUs != 0 }, percent, cpuMax,
		},
		{
			"CPU weight", "cpu", "CPUWeight", "CPUWeight", []string{"cpu.weight"},
			func(l *Limits) (uint64, bool) { return weight(l.CPUWeight) }, number, number,
		},
		{
			// io.weight belongs to the iocost controller and to no other: the
			// BFQ scheduler has a file of its own.
			"IO weight", "io", "IOWeight", "IOWeight", []string{"io.weight", "io.bfq.weight"},
			func(l *Limits) (uint64, bool) { return weight(l.IOWeight) }, number,
			func(v uint64) string { return "default " + number(v) },
		},
	}
}

// step is the resolution of CPUQuota=, a hundredth of a percent, in
// microseconds per second.
const step = 100

// quota is CPUs in microseconds per second, rounded to what CPUQuota= can say.
func quota(cpus float64) uint64 { return uint64(math.Round(cpus*1e6/step)) * step }

// percent writes a quota as CPUQuota= has it, at most two decimals.
func percent(v uint64) string {
	s := strconv.FormatUint(v/10_000, 10)
	switch rest := v % 10_000 / step; {
	case rest == 0:
	case rest%10 == 0:
		s += fmt.Sprintf(".%d", rest/10)
	default:
		s += fmt.Sprintf(".%02d", rest)
	}
	return s + "%"
}

// period of cpu.max in microseconds, the kernel's and systemd's default.
const period = 100_000

func cpuMax(v uint64) string { return fmt.Sprintf("%d %d", v*period/1_000_000, period) }
