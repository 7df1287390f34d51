package manager

import (
	"context"
	"syscall"

	sd "github.com/coreos/go-systemd/v22/dbus"
)

// Whom says which processes of a unit a signal is for, KillUnit of
// org.freedesktop.systemd1(5).
type Whom string

// The choices.
const (
	Main Whom = "main" // the main process of a service
	All  Whom = "all"  // every process in the unit's control group
)

// Kill sends a signal to a unit's processes. If systemd executes itself again
// at that moment they may get it twice.
func (m *Manager) Kill(ctx context.Context, name string, signal syscall.Signal, whom Whom) error {
	return failed("send "+signalName(signal)+" to", name, m.repeat(ctx, func(l *link) error {
		return l.systemd.KillUnitWithTarget(ctx, name, sd.Who(whom), int32(signal))
	}))
}
