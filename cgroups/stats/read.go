package stats

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	metrics "github.com/containerd/cgroups/v3/cgroup2/stats"
)

// reader reads files of one cgroup, and keeps the first error.
type reader struct {
	dir string
	err error
}

func text(dir, file string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, file))
	return strings.TrimSuffix(string(b), "\n"), err
}

// number reads a file with one number. It is nil for "max", and for a file
// that the kernel does not have.
func (r *reader) number(file string) *uint64 {
	s, err := text(r.dir, file)
	if errors.Is(err, fs.ErrNotExist) || s == "max" {
		return nil
	}
	return r.parse(file, s, err)
}

// must reads a number that is always there.
func (r *reader) must(file string) uint64 {
	s, err := text(r.dir, file)
	return *r.parse(file, s, err)
}

func (r *reader) parse(file, s string, err error) *uint64 {
	var n uint64
	if err == nil {
		if n, err = strconv.ParseUint(s, 10, 64); err != nil {
			err = fmt.Errorf("%s holds %q, which is no number", filepath.Join(r.dir, file), s)
		}
	}
	if r.err == nil {
		r.err = err
	}
	return &n
}

// key reads the number after a key in a file of lines "key number", 0 when
// the key or the file is absent: those come with newer kernels.
func (r *reader) key(file, key string) uint64 {
	s, err := text(r.dir, file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0
	}
	for line := range strings.Lines(s) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), " "); name == key {
			return *r.parse(file, value, err)
		}
	}
	if r.err == nil {
		r.err = err
	}
	return 0
}

// events reads cgroup.events, which the root has not.
func (r *reader) events() (populated, frozen bool) {
	return r.key("cgroup.events", "populated") == 1, r.key("cgroup.events", "frozen") == 1
}

func (r *reader) cpu(m *metrics.CPUStat) CPU {
	return CPU{
		Usage:     us(m.UsageUsec),
		User:      us(m.UserUsec),
		System:    us(m.SystemUsec),
		Quota:     r.quota(),
		Pressure:  pressure(m.PSI),
		Periods:   m.NrPeriods,
		Throttled: m.NrThrottled,
		Stopped:   us(m.ThrottledUsec),
	}
}

// quota reads cpu.max, "time period" in microseconds, where the time may be
// "max".
func (r *reader) quota() *Quota {
	s, err := text(r.dir, "cpu.max")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	most, period, _ := strings.Cut(s, " ")
	if err == nil && most == "max" {
		return nil
	}
	q := &Quota{us(*r.parse("cpu.max", most, err)), us(*r.parse("cpu.max", period, err))}
	if q.Period == 0 {
		return nil
	}
	return q
}

func (r *reader) memory(m *metrics.MemoryStat, e *metrics.MemoryEvents) *Memory {
	return &Memory{
		Current:   r.must("memory.current"),
		Peak:      r.number("memory.peak"),
		Max:       r.number("memory.max"),
		High:      r.number("memory.high"),
		Anon:      m.Anon,
		File:      m.File,
		Shmem:     m.Shmem,
		Slab:      m.Slab,
		Sock:      m.Sock,
		Swap:      r.number("memory.swap.current"),
		SwapMax:   r.number("memory.swap.max"),
		AtHigh:    e.GetHigh(),
		AtMax:     e.GetMax(),
		OOM:       e.GetOom(),
		OOMKills:  e.GetOomKill(),
		OOMGroups: e.GetOomGroupKill(),
		Faults:    m.Pgfault,
		Major:     m.Pgmajfault,
		Pressure:  pressure(m.PSI),
	}
}

func (r *reader) tasks() *Tasks {
	return &Tasks{
		Current: r.must("pids.current"),
		Peak:    r.number("pids.peak"),
		Max:     r.number("pids.max"),
		AtMax:   r.key("pids.events", "max"),
	}
}

func devices(m *metrics.IOStat) *IO {
	out := &IO{Devices: make([]Device, 0, len(m.Usage)), Pressure: pressure(m.PSI)}
	for _, d := range m.Usage {
		out.Devices = append(out.Devices, Device{
			Major: d.Major, Minor: d.Minor,
			ReadBytes: d.Rbytes, WrittenBytes: d.Wbytes, Reads: d.Rios, Writes: d.Wios,
		})
	}
	return out
}

func pressure(m *metrics.PSIStats) *Pressure {
	if m == nil || m.Some == nil {
		return nil
	}
	p := &Pressure{Some: stall(m.Some)}
	if m.Full != nil {
		full := stall(m.Full)
		p.Full = &full
	}
	return p
}

func stall(m *metrics.PSIData) Stall { return Stall{m.Avg10, m.Avg60, m.Avg300, us(m.Total)} }

func us(n uint64) time.Duration { return time.Duration(n) * time.Microsecond }
