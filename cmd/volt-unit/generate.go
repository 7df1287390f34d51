package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/generator"
	"github.com/volt-project/volt/unitgen/prepare"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// newGenerator knows this machine and where Volt's programs are.
func newGenerator(out string, user bool) (*generator.Generator, error) {
	jail, err := setup.Program(setup.Jail)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find volt-unit itself: %w", err)
	}
	skeleton, err := setup.Program(setup.Skeleton)
	if err != nil {
		return nil, err
	}
	machine := prepare.ThisMachine(version, user)
	if machine.Manager, err = prepare.ManagerOf(skeleton); err != nil {
		return nil, err
	}
	return &generator.Generator{
		Machine: machine,
		Out:     out, Jail: jail, Unit: self, Skeleton: skeleton,
	}, nil
}

// generate is the generator. What is wrong with one workload is its own unit's
// business: the status is 0 unless nothing could be done at all.
func generate(out string, user bool, log func(string)) int {
	g, err := newGenerator(out, user)
	if err != nil {
		log(err.Error())
		return exitFailed
	}
	found, errs := workload.Search(folders(user))
	for _, err := range errs {
		log(err.Error())
		var file *workload.FileError
		if errors.As(err, &file) && file.Name != "" {
			if err := g.Fail(file.Name, file.Path, err, nil); err != nil {
				log(err.Error())
			}
		}
	}
	host := prepare.Specifiers(user)
	for _, f := range found {
		if err := one(g, f, host); err != nil {
			log(err.Error())
		}
	}
	return 0
}

// folders hold the workload files of a manager.
func folders(user bool) []string {
	if user {
		return workload.UserDirs(os.Getenv)
	}
	return workload.SystemDirs()
}

// one writes the unit of one workload, or the unit that says why not.
func one(g *generator.Generator, f workload.Found, host *workload.Host) error {
	if f.Masked {
		return g.Mask(f.Name)
	}
	w, err := read(f, host)
	if err == nil {
		err = service(g, w)
	}
	if err == nil {
		return nil
	}
	var install []workload.Assignment
	if w != nil {
		install = w.Install
	}
	if e := g.Fail(f.Name, f.Files[0], err, install); e != nil {
		return fmt.Errorf("%w; %w", err, e)
	}
	return err
}

func read(f workload.Found, host *workload.Host) (*workload.Workload, error) {
	sources, err := f.Read()
	if err != nil {
		return nil, err
	}
	return workload.Parse(f.Name, sources, host)
}

func service(g *generator.Generator, w *workload.Workload) error {
	u, err := g.Service(w)
	if err != nil {
		return err
	}
	return g.Write(u, w.Install)
}

// logger writes to the kernel's log, which is where a generator's messages can
// be found (systemd.generator(7)): at boot there is no other yet. Where that
// is not allowed, to standard error.
func logger(stderr io.Writer) func(string) {
	kmsg, err := os.OpenFile("/dev/kmsg", os.O_WRONLY, 0)
	if err != nil {
		return func(s string) { fmt.Fprintln(stderr, "volt-unit:", s) }
	}
	return func(s string) {
		for line := range strings.Lines(s) {
			// 3 is LOG_ERR; a record has one line.
			fmt.Fprintf(kmsg, "<3>volt-unit[%d]: %s\n", os.Getpid(), strings.TrimSpace(line))
		}
	}
}

// dryRun prints what the generator would write.
func dryRun(files []string, user bool, stdout, stderr io.Writer) int {
	out, err := os.MkdirTemp("", "volt-unit")
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: cannot keep the plans: %v\n", err)
		return exitFailed
	}
	defer os.RemoveAll(out)
	g, err := newGenerator(out, user)
	if err != nil {
		fmt.Fprintf(stderr, "volt-unit: %v\n", err)
		return exitFailed
	}
	found, errs := given(files, user)
	code, host := 0, prepare.Specifiers(user)
	for _, err := range errs {
		fmt.Fprintf(stderr, "%v\n", err)
		code = exitFailed
	}
	printed := 0
	for _, f := range found {
		if f.Masked {
			continue
		}
		u, err := preview(g, f, host)
		if err != nil {
			fmt.Fprintf(stderr, "%v\n", err)
			code = exitFailed
			continue
		}
		if printed++; printed > 1 {
			fmt.Fprintln(stdout)
		}
		fmt.Fprintf(stdout, "# %s\n%s", u.Name, u.Text())
	}
	return code
}

// given are the workloads of the files on the command line, or all.
func given(files []string, user bool) ([]workload.Found, []error) {
	if len(files) == 0 {
		return workload.Search(folders(user))
	}
	var found []workload.Found
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), workload.Suffix)
		found = append(found, workload.Found{Name: base, Files: []string{name}})
	}
	return found, nil
}

func preview(g *generator.Generator, f workload.Found, host *workload.Host) (*unit.Unit, error) {
	w, err := read(f, host)
	if err != nil {
		return nil, err
	}
	return g.Service(w)
}

// noWorkload is why the template's own unit was started.
func noWorkload(name string, user bool) string {
	plain, ok := workload.Unescape(name)
	if !ok {
		plain = name
	}
	var files []string
	for _, dir := range folders(user) {
		files = append(files, dir+"/"+name+".volt")
	}
	for _, f := range files {
		if fi, err := os.Stat(f); err == nil {
			return fmt.Sprintf("cannot start %s: %s is newer than the last daemon-reload (%s); run systemctl daemon-reload",
				plain, f, fi.ModTime().Format(time.DateTime))
		}
	}
	return fmt.Sprintf("cannot start %s: there is no workload file %s; write one and run systemctl daemon-reload", plain, files[0])
}
