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
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/volt-project/volt/sandbox/jail"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// Generator has what is the same for all workloads.
type Generator struct {
	Machine *prepare.Machine
	// Out is where units go: the first folder that systemd gives a generator.
	Out string
	// Programs of Volt's, and the folder with the shipped root.
	Jail, Unit, Skeleton string

	plans map[[sha256.Size]byte]string
}

// UnitName is the service of a workload.
func UnitName(workloadName string) string { return "volt@" + workloadName + ".service" }

// Service makes the unit of w.
func (g *Generator) Service(w *workload.Workload) (*unit.Unit, error) {
	name := UnitName(w.Name)
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
	sum := sha256.Sum256(plan.Encode(p))
	if file := g.plans[sum]; file != "" {
		return file, nil
	}
	folder := filepath.Join(g.Out, "volt.plans")
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("cannot keep the plan: %w", err)
	}
	file := filepath.Join(folder, hex.EncodeToString(sum[:16])+".plan")
	if err := replace(file, jail.Encode(p)); err != nil {
		return "", fmt.Errorf("cannot keep the plan: %w", err)
	}
	if g.plans == nil {
		g.plans = map[[sha256.Size]byte]string{}
	}
	g.plans[sum] = file
	return file, nil
}

// Write puts a service into the folder, with the links of its [Install]
// section.
func (g *Generator) Write(u *unit.Unit, install []workload.Assignment) error {
	if err := replace(filepath.Join(g.Out, u.Name), u.Text()); err != nil {
		return fmt.Errorf("cannot write the unit: %w", err)
	}
	for _, a := range install {
		if err := g.install(u.Name, a); err != nil {
			return err
		}
	}
	return nil
}

// install makes the links that `systemctl enable` makes for an ordinary unit.
func (g *Generator) install(name string, a workload.Assignment) error {
	suffix, ok := map[string]string{
		"WantedBy": ".wants", "RequiredBy": ".requires", "UpheldBy": ".upholds", "Alias": "",
	}[a.Key]
	if !ok {
		return nil // Also= and DefaultInstance= say nothing about one unit
	}
	for _, by := range strings.Fields(a.Value) {
		if strings.Contains(by, "/") || !strings.Contains(by, ".") {
			return fmt.Errorf("%s: cannot install the unit: %q is not the name of a unit", a.Pos, by)
		}
		folder, link, target := filepath.Join(g.Out, by+suffix), name, "../"+name
		if suffix == "" {
			folder, link, target = g.Out, by, name
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("cannot install the unit: %w", err)
		}
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("cannot install the unit: %w", err)
		}
	}
	return nil
}

// Fail writes a unit whose start fails with the sentence in err.
func (g *Generator) Fail(name, source string, err error, install []workload.Assignment) error {
	return g.Write(unit.Failing(UnitName(name), source, g.Unit, err), install)
}

// Mask makes the unit one that cannot be started, as an empty unit file does.
func (g *Generator) Mask(name string) error {
	if err := os.Symlink("/dev/null", filepath.Join(g.Out, UnitName(name))); err != nil {
		return fmt.Errorf("cannot mask the unit: %w", err)
	}
	return nil
}

// replace writes a file whole or not at all. The folder is systemd's, empty
// for each run and on a tmpfs, so there is nothing to sync.
func replace(name string, content []byte) error {
	temporary := name + ".new"
	if err := os.WriteFile(temporary, content, 0o644); err != nil {
		os.Remove(temporary)
		return err
	}
	return os.Rename(temporary, name)
}
