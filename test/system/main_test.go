//go:build testhost

// Package system holds the tests that need a machine of their own: systemd as
// PID 1, all cgroup controllers, and root. test/host provides one.
package system

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == roleFlag {
		os.Exit(play(os.Args[2], os.Args[3:]))
	}
	comm, err := os.ReadFile("/proc/1/comm")
	if err != nil || strings.TrimSpace(string(comm)) != "systemd" || os.Geteuid() != 0 {
		fmt.Fprintln(os.Stderr, "cannot test here: these tests want root and systemd as PID 1; run them with go run ./test/host ./test/system")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// roleFlag makes the test binary do one thing instead of testing: what a test
// does through another door, as another user or in another control group.
const roleFlag = "-role"

// play does the thing, and returns an exit status.
func play(role string, args []string) int {
	var err error
	switch role {
	case "run":
		return run(args)
	case "hog":
		hog()
	case "crowd":
		err = crowd()
	case "limits":
		err = limits(args)
	default:
		err = fmt.Errorf("there is no role %s", role)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
