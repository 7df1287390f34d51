package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// Run writes the units of everything that a search found, and one that says why
// for each workload that could not be read or made a unit. The errors are in
// the order of the search. What is wrong with one workload concerns no other.
func (g *Generator) Run(found []workload.Found, failed []error) []error {
	errs := make([]error, 0, len(failed))
	for _, err := range failed {
		errs = append(errs, err)
		var file *workload.FileError
		if errors.As(err, &file) && file.Name != "" {
			errs = append(errs, g.fail(file.Name, file.Path, err, nil))
		}
	}
	if len(found) > 0 {
		errs = append(errs, g.Folder())
	}
	return compact(append(errs, g.all(found)...))
}

// compact is errs without the nils.
func compact(errs []error) []error {
	out := errs[:0]
	for _, err := range errs {
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}

// all does the workloads on as many processors as there are. The workers share
// nothing but the folder, where each file has one writer, or several with the
// same content.
func (g *Generator) all(found []workload.Found) []error {
	done := make([]error, len(found))
	var next atomic.Int64
	work := func(g *Generator) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(found) {
				return
			}
			done[i] = g.one(found[i])
		}
	}
	var others sync.WaitGroup
	for n := 1; n < workers(len(found)); n++ {
		other := *g
		other.Machine, other.worker = g.Machine.Fork(), n
		other.plans, other.files = nil, nil
		others.Go(func() { work(&other) })
	}
	work(g)
	others.Wait()
	return done
}

// workers: a worker is worth its while from some dozens of workloads on, and
// boot has other things to do with a large machine's processors.
func workers(workloads int) int {
	const most, each = 4, 16
	return max(1, min(runtime.GOMAXPROCS(0), most, workloads/each))
}

// one writes the units of one workload, or the unit that says why not.
func (g *Generator) one(f workload.Found) error {
	if f.Masked {
		return g.mask(unit.ServiceName(f.Name))
	}
	w, sources, err := g.Read(f)
	if err == nil {
		err = g.service(w)
	}
	if err == nil {
		return nil
	}
	return errors.Join(err, g.fail(f.Name, f.Files[0], err, workload.InstallLines(sources)))
}

// service writes what belongs to a workload.
func (g *Generator) service(w *workload.Workload) error {
	units, err := g.Units(w)
	if err != nil {
		return err
	}
	for _, u := range units {
		if err := g.write(u); err != nil {
			return err
		}
	}
	return g.install(w)
}

// fail writes a unit whose start fails with the sentence in err, wanted by what
// would have wanted the workload: a boot shows then what is missing.
func (g *Generator) fail(name, source string, err error, install []workload.Assignment) error {
	service := unit.ServiceName(name)
	// A socket would start it again and again.
	if err := os.Remove(g.path("", unit.SocketName(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the socket of %s: %w", service, err)
	}
	if err := g.write(unit.Failing(service, source, g.Unit, err)); err != nil {
		return err
	}
	w := &workload.Workload{Name: name, Install: install}
	for _, v := range wants(w) {
		end, _ := suffix(v.key)
		if v.key != "Alias" && isUnit(v.by) {
			if err := g.link("../"+service, v.by+end, service); err != nil {
				return fmt.Errorf("%s: cannot install the unit: %w", v.pos, err)
			}
		}
	}
	return nil
}
