package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// report is everything that was measured.
type report struct {
	Kernel     string  `json:"kernel"`
	CPUs       int     `json:"cpus"`
	LoadBefore string  `json:"load_before"`
	LoadAfter  string  `json:"load_after"`
	Groups     []group `json:"groups"`
}

// group is what was measured in one run, interleaved.
type group struct {
	Name    string   `json:"name"` // what -only matches
	Title   string   `json:"title"`
	Notes   []string `json:"notes"`
	Rows    []row    `json:"rows"`
	Targets []target `json:"targets"`
}

// row is one sample in numbers.
type row struct {
	Name   string  `json:"name"`
	Unit   string  `json:"unit"`
	Median float64 `json:"median"`
	P10    float64 `json:"p10"`
	P90    float64 `json:"p90"`
	N      int     `json:"n"`
}

// target is a figure derived from a group, and what it should be. Without a
// limit it is for information.
type target struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Limit float64 `json:"limit,omitempty"`
	// Noise is how far apart equal things may come out: a value above the
	// limit by no more than this meets it.
	Noise float64 `json:"noise,omitempty"`
	Met   bool    `json:"met"`
}

func (g *group) add(name, unit string, s sample) {
	g.Rows = append(g.Rows, row{name, unit, s.median(), s.percentile(0.1), s.percentile(0.9), len(s)})
}

func (g *group) note(format string, args ...any) {
	g.Notes = append(g.Notes, fmt.Sprintf(format, args...))
}

// atMost adds a target.
func (g *group) atMost(name, unit string, value, limit, noise float64) {
	g.Targets = append(g.Targets, target{name, unit, value, limit, noise, value <= limit+noise})
}

// show adds a figure without a target.
func (g *group) show(name, unit string, value, noise float64) {
	g.Targets = append(g.Targets, target{Name: name, Unit: unit, Value: value, Noise: noise, Met: true})
}

func (r *report) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// text writes the tables, at most 80 columns wide.
func (r *report) text(w io.Writer) {
	fmt.Fprintf(w, "Linux %s, %d CPUs, load %s at the start, %s at the end\n", r.Kernel, r.CPUs, r.LoadBefore, r.LoadAfter)
	met, all := 0, 0
	for i := range r.Groups {
		r.Groups[i].text(w)
		for _, t := range r.Groups[i].Targets {
			if t.Limit == 0 {
				continue
			}
			if all++; t.Met {
				met++
			}
		}
	}
	fmt.Fprintf(w, "\n%d of %d targets met\n", met, all)
}

func (g *group) text(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n", g.Title)
	for _, n := range g.Notes {
		fmt.Fprintf(w, "  %s\n", n)
	}
	fmt.Fprintf(w, "  %-40s %8s %8s %8s %5s\n", "", "median", "p10", "p90", "n")
	for _, m := range g.Rows {
		fmt.Fprintf(w, "  %-40s %8s %8s %8s %5d\n", m.Name+", "+m.Unit, figure(m.Median), figure(m.P10), figure(m.P90), m.N)
	}
	for _, t := range g.Targets {
		fmt.Fprintf(w, "  %s\n", t.text())
	}
}

func (t *target) text() string {
	value := figure(t.Value)
	if t.Unit != "" {
		value += " " + t.Unit
	}
	if t.Noise != 0 {
		value += " +- " + figure(t.Noise)
	}
	s := fmt.Sprintf("= %-34s %-18s", t.Name, value)
	if t.Limit == 0 {
		return s
	}
	verdict := "MISSED"
	if t.Met {
		verdict = "met"
	}
	return fmt.Sprintf("%s at most %-5.4g %s", s, t.Limit, verdict)
}

// figure shows three significant decimals of a small number, and no more than
// whole units of a large one.
func figure(v float64) string {
	switch {
	case v >= 1000 || v <= -1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 100 || v <= -100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
