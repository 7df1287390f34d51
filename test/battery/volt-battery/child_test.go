package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/volt-project/volt/test/battery/attempts"
)

// TestInChild drives the ways in which an attempt's process can end with small
// scripts in the place of the battery.
func TestInChild(t *testing.T) {
	row := attempts.Find("x32-getpid") // SIGSYS is a denial, nothing else is
	for _, test := range []struct {
		name   string
		script string
		want   attempts.Outcome
		detail string
	}{
		{"a result", `echo '{"name":"x32-getpid","outcome":"denied"}'`, attempts.Stopped, ""},
		{"the signal of the row", "kill -SYS $$", attempts.Stopped, "SIGSYS"},
		{"another signal", "kill -SEGV $$", attempts.Failed, "SIGSEGV"},
		{"a hang", "sleep 60 & wait", attempts.Failed, "hung"},
		{"no result", "exit 0", attempts.Failed, "without a result"},
		{"a crash", "echo 'fatal error: x' >&2; exit 2", attempts.Failed, "fatal error: x"},
		{"another program", fmt.Sprintf("exit %d", attempts.ThroughCode), attempts.Open, "replaced"},
	} {
		t.Run(test.name, func(t *testing.T) {
			self := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(self, []byte("#!/bin/sh\n"+test.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			r := inChild(row, self, "{}", time.Second)
			if r.Outcome != test.want || !strings.Contains(r.Detail, test.detail) {
				t.Errorf("got %s %q, want %s %q", r.Outcome, r.Detail, test.want, test.detail)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %v: what the attempt had started was not ended", took)
			}
		})
	}
	if r := inChild(row, "/nonexistent", "{}", time.Second); r.Outcome != attempts.Failed {
		t.Errorf("a program that is not there: got %s", r.Outcome)
	}
}

// TestUsage holds that a wrong command line is an error and never a pass.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		nil, {"run"}, {"run", "--setup", "{}"}, {"run", "--only", "(", "--setup", "{}"}, {"nonsense"}, {"attempt", "x"},
		{"run", "--only", "^no-such-attempt$", "--setup", `{"network":"host","battery":"/bin/true"}`},
	} {
		if code, err := command(args); err == nil || code == 0 {
			t.Errorf("volt-battery %s: got code %d, error %v", strings.Join(args, " "), code, err)
		}
	}
}
