// Package stats reads what a workload uses of the machine: the files of its
// cgroup, Documentation/admin-guide/cgroup-v2.rst of the kernel.
//
// containerd's cgroup2 does most of the parsing. It gives 0 for a number that
// it cannot read, so a part is asked for only where its controller is on, and
// single numbers, where 0 says something, are read here.
package stats

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/containerd/cgroups/v3/cgroup2"
)

// Root is where version 2 is mounted on every current distribution, cgroups(7).
const Root = "/sys/fs/cgroup"

// Stats is the use of one cgroup and all below it. A part is nil where its
// controller is off.
type Stats struct {
	Path      string  `json:"path"`      // below the root: /system.slice/web.service
	Populated bool    `json:"populated"` // a process is in it
	Frozen    bool    `json:"frozen"`
	CPU       CPU     `json:"cpu"` // the kernel accounts for time without a controller
	Memory    *Memory `json:"memory,omitempty"`
	IO        *IO     `json:"io,omitempty"`
	Tasks     *Tasks  `json:"tasks,omitempty"`
}

// CPU is processor time since the cgroup was made.
type CPU struct {
	Usage     time.Duration `json:"usage_ns"`  // of all processors together
	User      time.Duration `json:"user_ns"`   // the workload's own code
	System    time.Duration `json:"system_ns"` // the kernel on its behalf
	Quota     *Quota        `json:"quota,omitempty"`
	Pressure  *Pressure     `json:"pressure,omitempty"`
	Periods   uint64        `json:"periods"`      // of the quota, in which it ran
	Throttled uint64        `json:"throttled"`    // periods in which it was stopped
	Stopped   time.Duration `json:"throttled_ns"` // for so long, of all processors together
}

// Quota is a limit of processor time: Time in each Period.
type Quota struct {
	Time   time.Duration `json:"time_ns"`
	Period time.Duration `json:"period_ns"`
}

// CPUs is the quota as a number of processors.
func (q *Quota) CPUs() float64 { return float64(q.Time) / float64(q.Period) }

// Memory is in bytes, its events in times since the cgroup was made.
type Memory struct {
	Current   uint64    `json:"current"`
	Peak      *uint64   `json:"peak,omitempty"` // since Linux 5.19
	Max       *uint64   `json:"max,omitempty"`  // nil: no limit
	High      *uint64   `json:"high,omitempty"` // nil: no limit
	Anon      uint64    `json:"anon"`           // heap and stacks
	File      uint64    `json:"file"`           // page cache
	Shmem     uint64    `json:"shmem"`          // tmpfs and shared memory, a part of File
	Slab      uint64    `json:"slab"`           // the kernel's objects
	Sock      uint64    `json:"sock"`           // network buffers
	Swap      *uint64   `json:"swap,omitempty"` // nil: the kernel has no swap accounting
	SwapMax   *uint64   `json:"swap_max,omitempty"`
	AtHigh    uint64    `json:"at_high"`         // was slowed down over High
	AtMax     uint64    `json:"at_max"`          // had to free memory at Max
	OOM       uint64    `json:"oom"`             // found none to free
	OOMKills  uint64    `json:"oom_kills"`       // processes killed for that
	OOMGroups uint64    `json:"oom_group_kills"` // cgroups killed as a whole
	Faults    uint64    `json:"page_faults"`
	Major     uint64    `json:"major_faults"` // those that waited for a device
	Pressure  *Pressure `json:"pressure,omitempty"`
}

// IO is what block devices did for the cgroup.
type IO struct {
	Devices  []Device  `json:"devices"`
	Pressure *Pressure `json:"pressure,omitempty"`
}

// Device is one block device's part.
type Device struct {
	Major        uint64 `json:"major"`
	Minor        uint64 `json:"minor"`
	ReadBytes    uint64 `json:"read_bytes"`
	WrittenBytes uint64 `json:"written_bytes"`
	Reads        uint64 `json:"reads"`
	Writes       uint64 `json:"writes"`
}

// Tasks are processes and threads.
type Tasks struct {
	Current uint64  `json:"current"`
	Peak    *uint64 `json:"peak,omitempty"` // since Linux 6.1
	Max     *uint64 `json:"max,omitempty"`  // nil: no limit
	AtMax   uint64  `json:"at_max"`         // times that fork(2) or clone(2) failed
}

// Pressure is time lost for want of a resource,
// Documentation/accounting/psi.rst. It is nil where the kernel was booted
// without.
type Pressure struct {
	Some Stall  `json:"some"`           // at least one task waited
	Full *Stall `json:"full,omitempty"` // all waited at once
}

// Stall is a share of time, as averages over the last seconds and as a sum.
type Stall struct {
	Avg10  float64       `json:"avg10"` // percent
	Avg60  float64       `json:"avg60"`
	Avg300 float64       `json:"avg300"`
	Total  time.Duration `json:"total_ns"`
}

// Read reads the cgroup at path below root. An error that is fs.ErrNotExist
// says that there is none, or that it went meanwhile.
func Read(root, path string) (*Stats, error) {
	if !strings.HasPrefix(path, "/") || filepath.Clean(path) != path {
		return nil, fmt.Errorf("cannot read statistics: %q is not the path of a control group", path)
	}
	s, err := read(root, path)
	// A cgroup that is removed while it is read gives zeros, or ENODEV.
	if _, err2 := text(filepath.Join(root, path), "cgroup.controllers"); err2 != nil {
		err = err2
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read statistics: there is no control group %s: %w", path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read statistics: %w", err)
	}
	return s, nil
}

func read(root, path string) (*Stats, error) {
	dir := filepath.Join(root, path)
	controllers, err := text(dir, "cgroup.controllers")
	if err != nil {
		return nil, err
	}
	on := strings.Fields(controllers)
	mask := cgroup2.StatCPU
	if slices.Contains(on, "memory") {
		mask |= cgroup2.StatMemory | cgroup2.StatMemoryEvents
	}
	if slices.Contains(on, "io") {
		mask |= cgroup2.StatIO
	}
	group, err := cgroup2.Load(path, cgroup2.WithMountpoint(root))
	if err != nil {
		return nil, err
	}
	m, err := group.StatFiltered(mask)
	if err != nil {
		return nil, err
	}
	r := reader{dir: dir}
	s := &Stats{Path: path, CPU: r.cpu(m.CPU)}
	s.Populated, s.Frozen = r.events()
	if m.Memory != nil {
		s.Memory = r.memory(m.Memory, m.MemoryEvents)
	}
	if m.Io != nil {
		s.IO = devices(m.Io)
	}
	if slices.Contains(on, "pids") {
		s.Tasks = r.tasks()
	}
	return s, r.err
}
