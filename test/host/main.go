// Host boots a real Debian with systemd as PID 1 and runs a test package, or a
// shell command, in it:
//
//	go run ./test/host [FLAGS] PACKAGE [TEST FLAGS]
//	go run ./test/host [FLAGS] -shell COMMAND
//
// See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/volt-project/volt/test/host/image"
	"github.com/volt-project/volt/test/host/machine"
)

// cannotRun is the exit status when the machine did not do its job; otherwise
// it is that of the command inside.
const cannotRun = 125

// options is the command line.
type options struct {
	variants []image.Variant
	shell    string   // command, or "" for a test
	pkg      string   // package
	args     []string // of the test program
	run      string
	verbose  bool
	console  bool
	journal  string
	cpus     int
	memory   int
	timeout  time.Duration
	with     []string // folders of the tree that the test reads
	limits   machine.Limits

	stdout, stderr io.Writer
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "test/host: %v\n", err)
		os.Exit(cannotRun)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := runAll(ctx, o)
	stop()
	os.Exit(code)
}

// parse reads the command line.
func parse(args []string) (options, error) {
	o := options{limits: machine.DefaultLimits(), stdout: os.Stdout, stderr: os.Stderr}
	var variant string
	f := flag.NewFlagSet("test/host", flag.ContinueOnError)
	f.StringVar(&variant, "variant", "all", "`machines` to boot: debian12, debian13, newest, several with commas, or all")
	f.StringVar(&o.shell, "shell", "", "run this shell `command` as root instead of a test")
	f.StringVar(&o.run, "run", "", "run only tests that match this `pattern`, as go test -run")
	f.BoolVar(&o.verbose, "v", false, "show each test, as go test -v")
	f.BoolVar(&o.console, "console", false, "show the machine's serial console on standard error")
	f.StringVar(&o.journal, "journal", "", "write the journal to this `file`, also of a success; one machine only")
	f.IntVar(&o.cpus, "smp", 2, "virtual `CPUs`")
	f.IntVar(&o.memory, "memory", 3072, "`MiB` of memory")
	f.DurationVar(&o.timeout, "timeout", 10*time.Minute, "`time` for the test or command, the boot not counted")
	f.Func("with", "`folder` of the source tree that the test reads; can be repeated", func(s string) error {
		o.with = append(o.with, s)
		return nil
	})
	if err := f.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.variants, err = image.Lookup(variant); err != nil {
		return o, err
	}
	if o.journal != "" && len(o.variants) > 1 {
		return o, errors.New("cannot write several journals to one file: name one -variant")
	}
	o.args = f.Args()
	if o.shell != "" {
		if len(o.args) != 0 {
			return o, fmt.Errorf("cannot run both a shell command and %s", o.args[0])
		}
		return o, nil
	}
	if len(o.args) == 0 {
		return o, errors.New("cannot start: name a test package, or a command by -shell")
	}
	o.pkg, o.args = o.args[0], o.args[1:]
	return o, nil
}

// runAll runs the job on one machine after the other, and returns the first
// exit status that is not 0.
func runAll(ctx context.Context, o options) int {
	code := 0
	for _, v := range o.variants {
		c, err := runOn(ctx, o, v)
		if err != nil {
			fmt.Fprintf(o.stderr, "test/host: %s: %v\n", v.Name, err)
			c = cannotRun
		}
		if code == 0 {
			code = c
		}
		if ctx.Err() != nil {
			break
		}
	}
	return code
}
