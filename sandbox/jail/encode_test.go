package jail

import (
	"bytes"
	"slices"
	"testing"

	"github.com/volt-project/volt/sandbox/inherited"
	"github.com/volt-project/volt/sandbox/jail/script"
	"github.com/volt-project/volt/sandbox/plan"
)

// notes are what the steps of s are for, without those that restore what the
// Go runtime changed and those that only put an address into place.
func notes(s Script) []string {
	var out []string
	for i := range s.Len() {
		switch n := s.Note(i); n.What {
		case "", "restore the signal dispositions", "restore the signal mask", "restore the limit on open files":
		default:
			out = append(out, n.What)
		}
	}
	return out
}

// TestFileSteps: a script from a file has the steps of one from memory.
func TestFileSteps(t *testing.T) {
	p := shell("true")
	p.Exec.Dir, p.Exec.Session, p.Caps, p.Exec.KeepFDs = "/", true, 1<<10, 2
	p.Landlock = plan.Landlock{HandledFS: 1, HandledNet: 1, Paths: []plan.PathRule{{Path: "/usr", Access: 1}},
		Ports: []plan.PortRule{{Port: 80, Access: 1}}}
	memory, file := notes(New(p, inherited.State{}, nil)), notes(FromFile(p))
	if !slices.Equal(memory, file) {
		t.Errorf("from memory\n%q\nfrom a file\n%q", memory, file)
	}
}

// TestEncode: the script stands behind the plan where it can, and making it
// again gives the same, so that who reads the file can tell which step failed.
func TestEncode(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(p *plan.Plan)
		want bool
	}{
		"plain":            {func(*plan.Plan) {}, true},
		"environment":      {func(p *plan.Plan) { p.Exec.InheritEnv, p.Exec.Env = true, nil }, true},
		"both":             {func(p *plan.Plan) { p.Exec.InheritEnv = true }, false},
		"shared":           {func(p *plan.Plan) { p.Exec.Path, p.Exec.Argv = "", nil }, true},
		"view":             {func(p *plan.Plan) { p.View = &plan.View{} }, false},
		"not to be used":   {func(p *plan.Plan) { p.Filter = nil }, false},
		"very long":        {func(p *plan.Plan) { p.Exec.Argv = make([]string, 20000) }, false},
		"many descriptors": {func(p *plan.Plan) { p.Exec.KeepFDs = 64 }, true},
	} {
		p := shell("true")
		c.edit(p)
		b := Encode(p)
		got, err := script.Split(b)
		if err != nil || !bytes.Equal(got, plan.Encode(p)) {
			t.Errorf("%s: the plan in the file is another, or %v", name, err)
		}
		if (len(got) != len(b)) != c.want {
			t.Errorf("%s: %d bytes behind the plan, want a script: %v", name, len(b)-len(got), c.want)
		}
		if !bytes.Equal(b, Encode(p)) {
			t.Errorf("%s: encoded twice it differs", name)
		}
	}
}
