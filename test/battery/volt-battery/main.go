// Command volt-battery tries to get out of the sandbox it is run in.
//
//	volt-battery --list [--json | --markdown]
//	volt-battery run [--json] [--only REGEXP] --setup JSON
//
// `run` makes every attempt in a process of its own, prints one line for each and
// exits 0 when every outcome is the wanted one, 1 when one is not, 2 on a usage
// error. The setup says what the world around looks like (attempts.Setup).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/volt-project/volt/test/battery/attempts"
)

const usage = "usage: volt-battery --list [--json | --markdown]\n" +
	"       volt-battery run [--json] [--only REGEXP] --setup JSON"

func main() {
	code, err := command(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "volt-battery: %v\n", err)
		code = 2
	}
	os.Exit(code)
}

// command runs one sub-command. The ones that run does not document are what
// attempts start.
func command(args []string) (int, error) {
	if len(args) == 0 {
		return 2, fmt.Errorf("no command given\n%s", usage)
	}
	switch args[0] {
	case "run":
		return run(args[1:])
	case attemptCommand:
		return attempt(args[1:])
	case attempts.Noop:
		return 0, nil
	case attempts.Through:
		return attempts.ThroughCode, nil
	case attempts.Wait:
		_, err := io.Copy(io.Discard, os.Stdin)
		return 0, err
	case attempts.WhoAmI:
		return whoAmI()
	}
	return list(args)
}

func list(args []string) (int, error) {
	flags := flag.NewFlagSet("volt-battery", flag.ContinueOnError)
	asList := flags.Bool("list", false, "print the table of attempts")
	asJSON := flags.Bool("json", false, "as JSON, one attempt a line")
	asMarkdown := flags.Bool("markdown", false, "as tables for README.md")
	if err := flags.Parse(args); err != nil {
		return 2, err
	}
	if !*asList || flags.NArg() > 0 {
		return 2, fmt.Errorf("unknown command %q\n%s", strings.Join(args, " "), usage)
	}
	if *asMarkdown {
		return 0, attempts.Markdown(os.Stdout)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, a := range attempts.All() {
		if *asJSON {
			if err := out.Encode(a.Row()); err != nil {
				return 1, err
			}
			continue
		}
		fmt.Printf("%-26s %-8s %s\n", a.Name, a.Want, a.Tries)
	}
	return 0, nil
}

func run(args []string) (int, error) {
	flags := flag.NewFlagSet("volt-battery run", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print JSON, one object a line")
	only := flags.String("only", "", "make the attempts whose name matches this expression")
	setup := flags.String("setup", "", "the world around, as JSON (required)")
	if err := flags.Parse(args); err != nil {
		return 2, err
	}
	match, err := regexp.Compile(*only)
	if err != nil {
		return 2, fmt.Errorf("cannot use --only: %w", err)
	}
	s, err := attempts.ParseSetup(*setup)
	if err != nil {
		return 2, err
	}
	if s.Battery == "" || s.Network == "" {
		return 2, fmt.Errorf("the setup must say battery and network")
	}
	code := 0
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	made := 0
	for _, a := range attempts.All() {
		if !match.MatchString(a.Name) || !a.Applies(s.Network) {
			continue
		}
		made++
		r := inChild(&a, s.Battery, *setup, patience)
		if !r.AsWanted() {
			code = 1
		}
		if *asJSON {
			if err := out.Encode(r); err != nil {
				return 1, err
			}
			continue
		}
		mark := "ok"
		if !r.AsWanted() {
			mark = "WRONG"
		}
		fmt.Printf("%-6s %-26s want %-8s was %-8s %s %s\n", mark, r.Name, r.Want, r.Outcome, r.Errno, r.Detail)
	}
	if made == 0 {
		return 2, fmt.Errorf("no attempt matches %q", *only)
	}
	return code, nil
}

// whoAmI prints the effective user and the effective capabilities.
func whoAmI() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 1, fmt.Errorf("cannot read /proc/self/status: %w", err)
	}
	caps := regexp.MustCompile(`(?m)^CapEff:\t([0-9a-f]+)$`).FindSubmatch(status)
	if caps == nil {
		return 1, fmt.Errorf("cannot find the capabilities in /proc/self/status")
	}
	fmt.Printf("uid %d capabilities %s\n", os.Geteuid(), caps[1])
	return 0, nil
}
