package run_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// lines collects output that is looked at while it comes.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// process is one process, told from a later one of the same number by when it
// started.
type process struct {
	pid, parent int
	state       string
	start       string // field 22 of proc_pid_stat(5)
	name        string
}

// look reads /proc/PID/stat. ok is false when there is no such process.
func look(pid int) (p process, ok bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return p, false
	}
	text := string(b)
	open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if open < 0 || end < open {
		return p, false
	}
	// What follows the name begins with field 3, the state.
	fields := strings.Fields(text[end+1:])
	if len(fields) < 20 {
		return p, false
	}
	parent, err := strconv.Atoi(fields[1])
	return process{pid, parent, fields[0], fields[19], text[open+1 : end]}, err == nil
}

// alive: the very same process still runs, or waits to be collected.
func (p process) alive() bool {
	now, ok := look(p.pid)
	return ok && now.start == p.start
}

// descendants are all processes below pid, parents first.
func descendants(t *testing.T, pid int) []process {
	t.Helper()
	names, err := filepath.Glob("/proc/[0-9]*")
	must(t, err)
	children := map[int][]process{}
	for _, name := range names {
		n, err := strconv.Atoi(filepath.Base(name))
		must(t, err)
		if p, ok := look(n); ok {
			children[p.parent] = append(children[p.parent], p)
		}
	}
	var out []process
	for next := []int{pid}; len(next) > 0; next = next[1:] {
		for _, p := range children[next[0]] {
			out = append(out, p)
			next = append(next, p.pid)
		}
	}
	return out
}

// named are the processes below pid that have a name.
func named(t *testing.T, pid int, name string) []process {
	t.Helper()
	return slices.DeleteFunc(descendants(t, pid), func(p process) bool { return p.name != name })
}

// workload waits for the process named name below volt run.
func workload(t *testing.T, s *started, name string) process {
	t.Helper()
	var found []process
	eventually(t, "the workload "+name, func() bool {
		found = named(t, s.cmd.Process.Pid, name)
		return len(found) > 0
	})
	return found[0]
}

// gone waits until none of the processes is left.
func gone(t *testing.T, all []process) {
	t.Helper()
	left := all
	eventually(t, fmt.Sprintf("the end of %v", all), func() bool {
		left = slices.DeleteFunc(slices.Clone(left), func(p process) bool { return !p.alive() })
		return len(left) == 0
	})
}

// status is /proc/PID/status as a map.
func status(t *testing.T, pid int) map[string]string {
	t.Helper()
	return parseStatus(read(t, fmt.Sprintf("/proc/%d/status", pid)))
}

func parseStatus(text string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			m[key] = strings.TrimSpace(value)
		}
	}
	return m
}
