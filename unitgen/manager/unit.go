package manager

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// Counter is a number that systemd may not have, because the controller is
// off or the unit is not running.
type Counter struct {
	N     uint64
	Known bool
}

// Unit is the state of a unit at one moment.
type Unit struct {
	Name, Description      string
	LoadState              string // "loaded", "not-found", "bad-setting", "masked", ...
	ActiveState            string // "active", "inactive", "failed", "activating", ...
	SubState               string // "running", "dead", "auto-restart", ...
	Transient              bool
	FragmentPath           string // of its unit file, "" for none
	MainPID                int    // 0 when none runs
	Exit                   ExitStatus
	StatusText             string
	InvocationID           string    // 32 hexadecimal digits, "" if it was never started
	ControlGroup           string    // below /sys/fs/cgroup, "" when it has none
	ActiveEnter            time.Time // when it became active last; zero for never
	Restarts               uint32    // automatic ones, since it was started
	MemoryCurrent          Counter   // bytes
	MemoryPeak             Counter   // bytes; systemd 256 and later
	MemoryMax              Counter   // bytes; unknown when unlimited
	TasksCurrent, TasksMax Counter
	CPUUsage               Counter // nanoseconds
}

// Up reports whether the unit runs, or is on its way there or from there.
func (u *Unit) Up() bool { return u.ActiveState != "inactive" && u.ActiveState != "failed" }

func newUnit(v values) Unit {
	return Unit{
		Name:         get[string](v, "Id"),
		Description:  get[string](v, "Description"),
		LoadState:    get[string](v, "LoadState"),
		ActiveState:  get[string](v, "ActiveState"),
		SubState:     get[string](v, "SubState"),
		Transient:    get[bool](v, "Transient"),
		FragmentPath: get[string](v, "FragmentPath"),
		MainPID:      int(get[uint32](v, "MainPID")),
		Exit: ExitStatus{
			Code:   Code(get[int32](v, "ExecMainCode")),
			Status: int(get[int32](v, "ExecMainStatus")),
			Result: get[string](v, "Result"),
		},
		StatusText:    get[string](v, "StatusText"),
		InvocationID:  v.id("InvocationID"),
		ControlGroup:  get[string](v, "ControlGroup"),
		ActiveEnter:   v.when("ActiveEnterTimestamp"),
		Restarts:      get[uint32](v, "NRestarts"),
		MemoryCurrent: v.counter("MemoryCurrent"),
		MemoryPeak:    v.counter("MemoryPeak"),
		MemoryMax:     v.counter("MemoryMax"),
		TasksCurrent:  v.counter("TasksCurrent"),
		TasksMax:      v.counter("TasksMax"),
		CPUUsage:      v.counter("CPUUsageNSec"),
	}
}

// Unit reads the state of one loaded unit.
func (m *Manager) Unit(ctx context.Context, name string) (Unit, error) {
	var u Unit
	err := m.repeat(ctx, func(l *link) error {
		v, err := l.loaded(ctx, name)
		u = newUnit(v)
		return err
	})
	return u, failed("read the state of", name, err)
}

// List reads the states of the loaded units whose names match pattern, as in
// glob(7), in systemd's order. Those that vanish meanwhile are left out.
func (m *Manager) List(ctx context.Context, pattern string) ([]Unit, error) {
	var units []Unit
	err := m.repeat(ctx, func(l *link) error {
		found, err := l.systemd.ListUnitsByPatternsContext(ctx, nil, []string{pattern})
		units = make([]Unit, 0, len(found))
		for i := 0; err == nil && i < len(found); i++ {
			var v values
			v, err = l.properties(ctx, found[i].Path)
			if NoSuchUnit(failed("", "", err)) {
				err = nil
			} else if v.loaded() {
				units = append(units, newUnit(v))
			}
		}
		return err
	})
	if err != nil {
		return nil, failed("list units", "", err)
	}
	return units, nil
}

// signalName is "SIGTERM", or "signal 35" for one that has no name.
func signalName(s unix.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return s.String()
}
