package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/sandbox/host"
)

const doctorUsage = `Usage: volt doctor [--json]

Shows what this host can enforce, what that means for Volt, and how to get
what is missing. The kernel is asked by making the calls.

  --json    print {"features":..., "findings":[...]} instead of the table

Exit status: 0 workloads with the default policy can run here, 1 they cannot,
2 the command line is wrong.
`

// doctor is `volt doctor`. It returns the exit status.
func doctor(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("volt doctor", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are printed below, once
	asJSON := flags.Bool("json", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, doctorUsage)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "volt doctor: %v; see volt doctor --help\n", err)
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "volt doctor: unexpected argument %q; see volt doctor --help\n", flags.Arg(0))
		return 2
	}
	f := host.Probe()
	return report(f, *asJSON, wantsColour(stdout, os.Getenv("NO_COLOR")), stdout, stderr)
}

// report prints the findings about f and returns the exit status.
func report(f host.Features, asJSON, colour bool, stdout, stderr io.Writer) int {
	findings := host.Findings(f)
	blockers := host.Blockers(findings)
	var err error
	if asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(doctorReport{Features: f, Findings: findings})
	} else {
		_, err = io.WriteString(stdout, table(f, findings, colour)+verdict(blockers))
	}
	if err != nil {
		fmt.Fprintf(stderr, "volt doctor: cannot write the report: %v\n", err)
		return 1
	}
	if len(blockers) > 0 {
		return 1
	}
	return 0
}

// doctorReport is what --json prints.
type doctorReport struct {
	Features host.Features  `json:"features"`
	Findings []host.Finding `json:"findings"`
}

// The table's columns, in characters, within a terminal of 80.
const (
	tableWidth = 80
	whatWidth  = 19
	stateWidth = 10
	textWidth  = tableWidth - whatWidth - stateWidth
)

// table lays the findings out for a person.
func table(f host.Features, findings []host.Finding, colour bool) string {
	var b strings.Builder
	for _, line := range wrap(machine(f), tableWidth) {
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "\n%-*s%-*s%s\n", whatWidth, "WHAT", stateWidth, "STATE", "WHAT IT MEANS FOR VOLT, AND HOW TO GET IT")
	for _, n := range findings {
		text := wrap(n.Means+" Since "+n.Since+".", textWidth)
		if n.Get != "" {
			text = append(text, wrap("To get it: "+n.Get, textWidth)...)
		}
		state := fmt.Sprintf("%-*s", stateWidth, n.State)
		if colour {
			state = paint(n.State, state)
		}
		for i, line := range text {
			if i == 0 {
				fmt.Fprintf(&b, "%-*s%s%s\n", whatWidth, n.What, state, line)
			} else {
				fmt.Fprintf(&b, "%*s%s\n", whatWidth+stateWidth, "", line)
			}
		}
	}
	return b.String()
}

// machine describes what was looked at.
func machine(f host.Features) string {
	s := "Linux " + f.Kernel + ", Landlock ABI " + strconv.Itoa(f.LandlockABI) +
		", control groups v" + strconv.Itoa(f.CgroupVersion) + ", user id " + strconv.Itoa(f.UID)
	if f.Systemd.Version > 0 {
		s += ", systemd " + strconv.Itoa(f.Systemd.Version)
		if !f.Systemd.Running {
			s += " (not running)"
		}
	}
	if len(f.LSMs) > 0 {
		s += ", security modules " + strings.Join(f.LSMs, " ")
	}
	return s + "."
}

// verdict is the last line: the exit status in words.
func verdict(blockers []host.Finding) string {
	if len(blockers) == 0 {
		return "\nWorkloads with the default policy can run here.\n"
	}
	names := make([]string, len(blockers))
	for i, n := range blockers {
		names[i] = n.What
	}
	line := "Workloads with the default policy cannot run here for want of: " + strings.Join(names, ", ") + "."
	return "\n" + strings.Join(wrap(line, tableWidth), "\n") + "\n"
}

// wrap breaks s at spaces into lines of at most width characters. A longer
// word gets a line of its own.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// paint puts text in the state's colour, with the SGR sequences of
// console_codes(4).
func paint(s host.State, text string) string {
	sgr := "31" // red
	switch s {
	case host.OK:
		sgr = "32" // green
	case host.Degraded:
		sgr = "33" // yellow
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

// wantsColour: w is a terminal and noColour, the variable NO_COLOR, is empty
// (no-color.org).
func wantsColour(w io.Writer, noColour string) bool {
	file, ok := w.(*os.File)
	if !ok || noColour != "" {
		return false
	}
	_, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	return err == nil
}
