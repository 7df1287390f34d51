package attempts

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/sys/unix"
)

// Row is what `volt-battery --list --json` says of an attempt.
type Row struct {
	Name            string       `json:"name"`
	Group           string       `json:"group"`
	Tries           string       `json:"tries"`
	Want            Want         `json:"want"`
	Denied          []string     `json:"denied"`
	Private         []string     `json:"private"`
	Through         []string     `json:"through"`
	Signals         []string     `json:"signals"`
	Effect          string       `json:"effect"`
	By              []Protection `json:"by"`
	Networks        []string     `json:"networks"`
	Needs           []string     `json:"needs"`
	OnlyOnThrowaway string       `json:"only_on_throwaway"`
	Reason          string       `json:"reason"`
}

// Row returns the attempt without its function.
func (a *Attempt) Row() Row {
	row := Row{
		Name: a.Name, Group: a.Group, Tries: a.Tries, Want: a.Want,
		Denied: a.Denied.names(), Private: a.Private.names(), Through: a.Through.names(),
		Effect: a.Effect, By: a.By, Networks: a.Networks, Needs: a.Needs,
		OnlyOnThrowaway: a.OnlyOnThrowaway, Reason: a.Reason,
	}
	for _, sig := range a.Signals {
		row.Signals = append(row.Signals, unix.SignalName(sig))
	}
	return row
}

func (e errnos) names() []string {
	var names []string
	for _, errno := range e {
		names = append(names, unix.ErrnoName(errno))
	}
	return names
}

// stops says in one cell what counts as wanted.
func (r Row) stops() string {
	if r.Want == Allowed {
		return "allowed"
	}
	ends := append(append([]string(nil), r.Denied...), r.Signals...)
	for _, name := range r.Private {
		ends = append(ends, name+" (private network)")
	}
	if r.Effect != "" {
		ends = append(ends, "no effect: "+r.Effect)
	}
	return strings.Join(ends, ", ")
}

// Markdown writes the table for people.
func Markdown(w io.Writer) error {
	group := ""
	for _, a := range All() {
		r := a.Row()
		if r.Group != group {
			group = r.Group
			if _, err := fmt.Fprintf(w, "\n### %s\n\n| name | tries | counts as denied | stopped by | reason |\n|---|---|---|---|---|\n", group); err != nil {
				return err
			}
		}
		var by []string
		for _, p := range r.By {
			by = append(by, string(p))
		}
		reason := r.Reason
		if r.Networks != nil {
			reason += " (network " + strings.Join(r.Networks, ", ") + ")"
		}
		if r.OnlyOnThrowaway != "" {
			reason += " (not shown open on every machine: " + r.OnlyOnThrowaway + ")"
		}
		if _, err := fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", r.Name, r.Tries, r.stops(), strings.Join(by, ", "), reason); err != nil {
			return err
		}
	}
	return nil
}
