package main

import (
	"os/exec"
	"syscall"
	"testing"

	"github.com/volt-project/volt/test/host/job"
)

// TestDecode takes wait statuses from real processes.
func TestDecode(t *testing.T) {
	for _, tt := range []struct {
		script string
		late   bool
		want   job.Exit
	}{
		{"exit 0", false, job.Exit{}},
		{"exit 0", true, job.Exit{}}, // it ended by itself, if barely
		{"exit 200", false, job.Exit{Code: 200}},
		{"kill -TERM $$", false, job.Exit{Code: 143, Signal: 15}},
		{"kill -KILL $$", true, job.Exit{Code: 137, Signal: 9, Timeout: true}},
	} {
		cmd := exec.Command("sh", "-c", tt.script)
		_ = cmd.Run() // the status says it
		status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !ok {
			t.Fatalf("%q has no wait status", tt.script)
		}
		if got := decode(status, tt.late); got != tt.want {
			t.Errorf("%q: %+v, want %+v", tt.script, got, tt.want)
		}
	}
}
