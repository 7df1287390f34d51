package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/volt-project/volt/sandbox/setup"
	"github.com/volt-project/volt/unitgen/generator"
	"github.com/volt-project/volt/unitgen/prepare"
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
	if out, err = filepath.Abs(out); err != nil {
		return nil, fmt.Errorf("cannot find the folder of units: %w", err)
	}
	machine := prepare.ThisMachine(version, user)
	if machine.Manager, err = prepare.ManagerOf(skeleton); err != nil {
		return nil, err
	}
	return &generator.Generator{
		Machine:    machine,
		Specifiers: prepare.Specifiers(user),
		Out:        out, Jail: jail, Unit: self, Skeleton: skeleton,
	}, nil
}

// heapGrowth is the growth of the heap, in percent, after which garbage is
// collected: some 16 MB instead of the runtime's least heap of 4 MB, which is
// cheaper than to collect.
const heapGrowth = 300

// generate is the generator. What is wrong with one workload is its own unit's
// business: the status is 0 unless nothing could be done at all.
func generate(out string, user bool, log func(string)) int {
	debug.SetGCPercent(heapGrowth)
	g, err := newGenerator(out, user)
	if err != nil {
		log(err.Error())
		return exitFailed
	}
	found, failed := workload.Search(folders(user))
	errs := g.Run(found, failed)
	for i, err := range errs {
		if i == maxLogged {
			log(fmt.Sprintf("and %d more; see volt-unit --dry-run", len(errs)-maxLogged))
			break
		}
		log(err.Error())
	}
	return 0
}

// maxLogged bounds what a run writes to the kernel's log, which is a ring that
// others need too: the units themselves say the rest.
const maxLogged = 50

// folders hold the workload files of a manager.
func folders(user bool) []string {
	if user {
		return workload.UserDirs(os.Getenv)
	}
	return workload.SystemDirs()
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

// noWorkload is why the template's own unit was started.
func noWorkload(name string, user bool) string {
	plain, ok := workload.Unescape(name)
	if !ok {
		plain = name
	}
	dirs := folders(user)
	for _, dir := range dirs {
		file := filepath.Join(dir, name+workload.Suffix)
		if fi, err := os.Stat(file); err == nil {
			return fmt.Sprintf("cannot start %s: no unit was made of %s, which is of %s; run systemctl daemon-reload, "+
				"and if this comes again, look for volt-unit in journalctl -k",
				plain, file, fi.ModTime().Format(time.DateTime))
		}
	}
	return fmt.Sprintf("cannot start %s: there is no workload file %s; write one and run systemctl daemon-reload",
		plain, filepath.Join(dirs[0], name+workload.Suffix))
}
