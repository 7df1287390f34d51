// Command volt-unit makes systemd units of workload files. systemd calls it as
// a generator, systemd.generator(7), with three folders; by hand it shows what
// it would write. See volt-unit(8).
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/volt-project/volt/unitgen/unit"
)

// version is set by the linker.
var version = "0.0.0-unknown"

const usage = `Usage: volt-unit NORMAL EARLY LATE
       volt-unit --dry-run [--user] [FILE...]

Makes a systemd unit of every workload file, NAME.volt. systemd calls it with
three folders, at boot and for systemctl daemon-reload.

  --dry-run   print the units instead of writing them; with FILEs, theirs only
  --user      for the user's manager, not the system's
  --version   print the version

Exit status: 0, or 1 when a workload file cannot be made a unit.
`

// Exit statuses. 78 is EX_CONFIG of sysexits.h, which systemd shows by name.
const (
	exitFailed = 1
	exitUsage  = 2
	exitConfig = 78
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == unit.RefuseOption {
		return refuse(args[1], stderr)
	}
	if len(args) == 2 && args[0] == unit.StopOption {
		return stop(os.Getenv("MAINPID"), args[1], stderr)
	}
	flags := flag.NewFlagSet("volt-unit", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	dry := flags.Bool("dry-run", false, "")
	user := flags.Bool("user", false, "")
	missing := flags.String("missing", "", "")
	skeleton := flags.String("skeleton", "", "")
	printVersion := flags.Bool("version", false, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err != nil:
	case *printVersion:
		fmt.Fprintln(stdout, "volt-unit", version)
		return 0
	case *missing != "":
		return refuse(noWorkload(*missing, scope(*user)), stderr)
	case *skeleton != "":
		if err := makeSkeleton(*skeleton); err != nil {
			fmt.Fprintf(stderr, "volt-unit: %v\n", err)
			return exitFailed
		}
		return 0
	case *dry:
		return dryRun(flags.Args(), scope(*user), stdout, stderr)
	case flags.NArg() == 3:
		return generate(flags.Arg(0), scope(*user), logger(stderr))
	default:
		err = errors.New("three folders are wanted, or --dry-run")
	}
	fmt.Fprintf(stderr, "volt-unit: %v; see volt-unit --help\n", err)
	return exitUsage
}

// scope is which manager the units are for. systemd says so since 251
// (SYSTEMD_SCOPE, systemd.generator(7)).
func scope(user bool) bool {
	return user || os.Getenv("SYSTEMD_SCOPE") == "user"
}

// refuse is what a unit does that stands for a broken workload file. The
// sentence goes to the journal, and to the status line of the unit.
func refuse(sentence string, stderr io.Writer) int {
	fmt.Fprintln(stderr, sentence)
	var lines []string
	for line := range strings.Lines(sentence) {
		lines = append(lines, strings.TrimSpace(line))
	}
	notify("STATUS=" + strings.Join(lines, "; "))
	return exitConfig
}

// notify is sd_notify(3), as far as it goes. Nobody need listen.
func notify(state string) {
	name := os.Getenv("NOTIFY_SOCKET")
	if name == "" {
		return
	}
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	_ = unix.Sendto(fd, []byte(state), unix.MSG_NOSIGNAL, &unix.SockaddrUnix{Name: name})
}
