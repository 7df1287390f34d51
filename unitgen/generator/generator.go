// Package generator is the systemd generator, systemd.generator(7): it writes
// a unit, and the plan that the unit hands to the jailer, for every workload
// file. A workload that cannot be made a unit becomes one whose start fails
// with the reason, and the others are not affected.
package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Generator has what is the same for all workloads. One goroutine at a time may
// use it.
type Generator struct {
	Machine    *prepare.Machine
	Specifiers *workload.Host
	// Out is where units go: the first folder that systemd gives a generator.
	// It is an absolute path, which units name their plans by.
	Out string
	// Programs of Volt's, and the folder with the shipped root.
	Jail, Unit, Skeleton string

	// worker tells temporary files of workers apart.
	worker int
	files  map[*plan.Plan]string
	plans  map[[sha256.Size]byte]string
}

// maxFiles bounds the plans that are kept in memory to be known again.
const maxFiles = 128

// plansFolder is below Out. systemd looks for units in Out itself only.
const plansFolder = "volt.plans"

// Read reads and parses the files of a workload.
func (g *Generator) Read(f workload.Found) (*workload.Workload, []workload.Source, error) {
	sources, err := f.Read()
	if err != nil {
		return nil, nil, err
	}
	w, err := workload.Parse(f.Name, sources, g.Specifiers)
	return w, sources, err
}

// Units makes the units of w, and puts their plan into the folder: the service
// first, then the socket if it has one. Every error names the file.
func (g *Generator) Units(w *workload.Workload) ([]*unit.Unit, error) {
	// What is wrong in the file comes before what is wrong with the machine,
	// and all of it at once.
	if err := errors.Join(unit.Check(w), checkInstall(w)); err != nil {
		return nil, err
	}
	service, err := g.build(w)
	if err != nil {
		return nil, located(w, err)
	}
	if socket := unit.Socket(w); socket != nil {
		return []*unit.Unit{service, socket}, nil
	}
	return []*unit.Unit{service}, nil
}

// located is err with the file before it, unless a place in one is there.
func located(w *workload.Workload, err error) error {
	text := err.Error()
	for _, file := range w.Files {
		if strings.HasPrefix(text, syntax.FileName(file)+":") {
			return err
		}
	}
	return fmt.Errorf("%s: %w", w.At(""), err)
}

func (g *Generator) build(w *workload.Workload) (*unit.Unit, error) {
	name := unit.ServiceName(w.Name)
	p, err := g.Machine.Prepare(w, name)
	if err != nil {
		return nil, err
	}
	file, err := g.plan(p.Result.Plan)
	if err != nil {
		return nil, err
	}
	return unit.Build(&unit.Request{
		Name:     name,
		Workload: w,
		Result:   p.Result,
		View:     p.View,
		Target:   g.Machine.Target,
		Jail:     g.Jail,
		Unit:     g.Unit,
		Skeleton: g.Skeleton,
		PlanFile: file,
		Argv:     []string{p.Exec},
		Tail:     w.Exec.Tail,
	})
}

// plan writes p, unless an equal one is there: workloads with equal policies
// share a plan.
func (g *Generator) plan(p *plan.Plan) (string, error) {
	if file := g.files[p]; file != "" {
		return file, nil
	}
	content := jail.Encode(p)
	sum := sha256.Sum256(content)
	file := g.plans[sum]
	if file == "" {
		file = g.path(plansFolder, hex.EncodeToString(sum[:16])+".plan")
		if err := g.replace(file, content); err != nil {
			return "", fmt.Errorf("cannot keep the plan: %w", err)
		}
	}
	if g.plans == nil {
		g.plans = map[[sha256.Size]byte]string{}
	}
	if len(g.files) >= maxFiles || g.files == nil {
		g.files = map[*plan.Plan]string{}
	}
	g.plans[sum], g.files[p] = file, file
	return file, nil
}
