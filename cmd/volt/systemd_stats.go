//go:build systemd

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/volt-project/volt/cgroups/stats"
	"github.com/volt-project/volt/unitgen/manager"
)

const statsUsage = `Usage: volt stats [--once] [--json] [NAME...]

Shows what workloads use: processor time, memory, tasks, input and output, how
long they wait for each (pressure), and kills for want of memory. On a
terminal it goes on until it is interrupted.

  --once  print once
  --json  as JSON, one workload a line; implies --once
`

// measured is one workload at one moment.
type measured struct {
	Name string    `json:"name"`
	Unit string    `json:"unit"`
	Time time.Time `json:"time"`
	// OOM: it was killed for want of memory, now or when it ended.
	OOM   bool         `json:"oom"`
	Stats *stats.Stats `json:"stats,omitempty"` // nil: it does not run
}

func statistics(args []string, stdout, stderr io.Writer) int {
	t := newTool("stats", statsUsage, stdout, stderr)
	once := t.flags.Bool("once", false, "")
	asJSON := t.flags.Bool("json", false, "")
	return t.run(args, func(ctx context.Context, m *manager.Manager, names []string) error {
		before, err := measure(ctx, m, names)
		if err != nil {
			return err
		}
		if *asJSON {
			enc := json.NewEncoder(stdout)
			for _, s := range before {
				if err := enc.Encode(s); err != nil {
					return err
				}
			}
			return nil
		}
		live := !*once && term.IsTerminal(1)
		for {
			// Processor use is a difference.
			time.Sleep(statsInterval(live))
			now, err := measure(ctx, m, names)
			if err != nil {
				return err
			}
			if live {
				fmt.Fprint(stdout, "\x1b[H\x1b[2J") // ECMA-48: cursor home, erase
			}
			printStats(stdout, before, now)
			if !live {
				return nil
			}
			before = now
		}
	})
}

func statsInterval(live bool) time.Duration {
	if live {
		return time.Second
	}
	return 200 * time.Millisecond
}

func measure(ctx context.Context, m *manager.Manager, names []string) ([]measured, error) {
	var units []manager.Unit
	var err error
	for _, name := range names {
		u, err := find(ctx, m, name)
		if err != nil {
			return nil, err
		}
		units = append(units, u)
	}
	if len(names) == 0 {
		if units, err = workloads(ctx, m); err != nil {
			return nil, err
		}
	}
	var out []measured
	for _, u := range units {
		s := measured{Name: workloadName(u.Name), Unit: u.Name, Time: time.Now(), OOM: u.Exit.OOM()}
		if u.ControlGroup != "" {
			s.Stats, err = stats.Read(stats.Root, u.ControlGroup)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		if s.Stats != nil && s.Stats.Memory != nil && s.Stats.Memory.OOMKills > 0 {
			s.OOM = true
		}
		if s.Stats != nil || s.OOM || len(names) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

func printStats(w io.Writer, before, now []measured) {
	old := map[string]measured{}
	for _, s := range before {
		old[s.Unit] = s
	}
	bold, plain := "", ""
	if term.IsTerminal(1) && os.Getenv("NO_COLOR") == "" {
		bold, plain = "\x1b[1m", "\x1b[0m"
	}
	fmt.Fprintf(w, "%s%-18s %6s %15s %6s %13s %14s%s\n", bold, "NAME", "CPU%", "MEMORY/MAX", "TASKS", "IO R/W", "WAITS C/M/I %", plain)
	for _, s := range now {
		if s.Stats == nil {
			state := "not running"
			if s.OOM {
				state = "not running: killed for want of memory (OOM)"
			}
			fmt.Fprintf(w, "%-18s %s\n", visible(cut(s.Name, 18)), state)
			continue
		}
		fmt.Fprintf(w, "%-18s %6s %15s %6s %13s %14s", visible(cut(s.Name, 18)), cpuPercent(old[s.Unit], s),
			memoryOf(s.Stats), tasksOf(s.Stats), ioOf(s.Stats), pressures(s.Stats))
		if s.OOM {
			fmt.Fprint(w, " OOM")
		}
		fmt.Fprintln(w)
	}
}

func cpuPercent(before, now measured) string {
	if before.Stats == nil {
		return "-"
	}
	spent := now.Stats.CPU.Usage - before.Stats.CPU.Usage
	return fmt.Sprintf("%.1f", 100*float64(spent)/float64(now.Time.Sub(before.Time)))
}

func memoryOf(s *stats.Stats) string {
	if s.Memory == nil {
		return "-"
	}
	limit := "-"
	if s.Memory.Max != nil {
		limit = bytesShort(*s.Memory.Max)
	}
	return bytesShort(s.Memory.Current) + "/" + limit
}

func tasksOf(s *stats.Stats) string {
	if s.Tasks == nil {
		return "-"
	}
	return fmt.Sprint(s.Tasks.Current)
}

func ioOf(s *stats.Stats) string {
	if s.IO == nil {
		return "-"
	}
	var r, w uint64
	for _, d := range s.IO.Devices {
		r, w = r+d.ReadBytes, w+d.WrittenBytes
	}
	return bytesShort(r) + "/" + bytesShort(w)
}

// pressures are the shares of the last ten seconds in which a task waited for
// a processor, for memory and for input and output, PSI of the kernel.
func pressures(s *stats.Stats) string {
	of := func(p *stats.Pressure) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprintf("%.0f", p.Some.Avg10)
	}
	out := []string{of(s.CPU.Pressure), "-", "-"}
	if s.Memory != nil {
		out[1] = of(s.Memory.Pressure)
	}
	if s.IO != nil {
		out[2] = of(s.IO.Pressure)
	}
	return strings.Join(out, "/")
}
