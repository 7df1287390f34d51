package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/volt-project/volt/sandbox/policy"
)

const policyUsage = `Usage: volt policy COMMAND [ARGUMENT...]

Policies say what a workload may do; volt-policy(5) is their format.

  check    check policies and print each in its shortest form
  explain  say what a policy implies and what enforces it on this host
  diff     compare two policies
  analyze  work out the policy of a command

volt policy COMMAND --help says more. Try:
  volt policy analyze --explain -- ls /usr
`

// streams are the three standard streams of a command.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// policySubcommand is one command of volt policy.
type policySubcommand struct {
	name    string
	usage   string
	trouble int // exit status when it cannot do its work
	run     func(args []string, s streams) (int, error)
}

func policySubcommands() []policySubcommand {
	return []policySubcommand{
		{"check", policyCheckUsage, 1, policyCheck},
		{"explain", policyExplainUsage, 1, policyExplain},
		{"diff", policyDiffUsage, 2, policyDiff},
		{"analyze", policyAnalyzeUsage, 1, policyAnalyze},
	}
}

// policyCommand is `volt policy`. It returns the exit status.
func policyCommand(args []string, stdout, stderr io.Writer) int {
	return policyDispatch(args, streams{os.Stdin, stdout, stderr})
}

func policyDispatch(args []string, s streams) int {
	if len(args) == 0 {
		io.WriteString(s.err, policyUsage)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		if _, err := io.WriteString(s.out, policyUsage); err != nil {
			fmt.Fprintf(s.err, "volt policy: cannot write the help: %v\n", err)
			return 1
		}
		return 0
	}
	for _, c := range policySubcommands() {
		if c.name == args[0] {
			return c.execute(args[1:], s)
		}
	}
	fmt.Fprintf(s.err, "volt policy: there is no command %q; see volt policy --help\n", args[0])
	return exitUsage
}

// execute runs the command and turns its error into a line and a status.
func (c *policySubcommand) execute(args []string, s streams) int {
	status, err := c.run(args, s)
	if errors.Is(err, flag.ErrHelp) {
		status = 0
		_, err = io.WriteString(s.out, c.usage)
	}
	var wrong *usageError
	switch {
	case err == nil:
		return status
	case errors.As(err, &wrong):
		fmt.Fprintf(s.err, "volt policy %s: %v; see volt policy %[1]s --help\n", c.name, err)
		return exitUsage
	}
	complain(s.err, c.name, err)
	return c.trouble
}

// usageError says what is wrong with the command line.
type usageError struct{ error }

func wrongUsage(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// complain prints an error. One that knows its place in a file starts with it,
// so that editors find the place.
func complain(w io.Writer, command string, err error) {
	var placed *policy.Error
	var named *fileError
	if errors.As(err, &placed) && placed.Line > 0 || errors.As(err, &named) {
		fmt.Fprintln(w, err)
		return
	}
	fmt.Fprintf(w, "volt policy %s: %v\n", command, err)
}

// policyFlags starts the flags of a command. Errors are printed by execute,
// once.
func policyFlags(command string) *flag.FlagSet {
	flags := flag.NewFlagSet("volt policy "+command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags reads the command line and returns the operands.
func parseFlags(flags *flag.FlagSet, args []string) ([]string, error) {
	err := flags.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		err = &usageError{err}
	}
	return flags.Args(), err
}

// parseFiles reads a command line whose operands are policy files.
func parseFiles(flags *flag.FlagSet, args []string) ([]string, error) {
	names, err := parseFlags(flags, args)
	if err != nil {
		return nil, err
	}
	input := 0
	for _, name := range names {
		switch name {
		case "":
			return nil, wrongUsage("a file name is empty")
		case "-":
			input++
		}
	}
	if input > 1 {
		return nil, wrongUsage("standard input can be read only once")
	}
	return names, nil
}

// fileError is about a file, and starts with its name.
type fileError struct {
	name string
	err  error
}

func (e *fileError) Error() string { return e.name + ": " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// inputName is what messages call the standard input.
const inputName = "<stdin>"

// parsePolicy reads one policy; "-" is the standard input.
func (s streams) parsePolicy(name string) (*policy.Policy, error) {
	in := s.in
	if name == "-" {
		name = inputName
	} else {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("cannot read the policy: %w", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, policy.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	return policy.Parse(name, data)
}

// writeJSON prints v as indented JSON.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return written(enc.Encode(v))
}

// writeText prints text.
func writeText(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return written(err)
}

func written(err error) error {
	if err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}

// networkFlag is --network, as volt run has it.
func networkFlag(flags *flag.FlagSet, to *string) {
	*to = "none"
	flags.Func("network", "", func(s string) error {
		if s != "none" && s != "host" {
			return errors.New("want none or host")
		}
		*to = s
		return nil
	})
}
