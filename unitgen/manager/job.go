package manager

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// JobResult says what became of a queued start or stop, signal JobRemoved of
// org.freedesktop.systemd1(5).
type JobResult string

// The results.
const (
	JobDone       JobResult = "done"
	JobFailed     JobResult = "failed"
	JobTimeout    JobResult = "timeout"    // JobTimeoutSec= passed
	JobDependency JobResult = "dependency" // a unit that it requires failed
	JobCanceled   JobResult = "canceled"   // somebody else stopped or canceled it
	JobSkipped    JobResult = "skipped"    // it did not apply to the unit's state
)

// explain is the rest of a sentence about a job that was not done.
func (r JobResult) explain() string {
	switch r {
	case JobFailed:
		return "it failed"
	case JobTimeout:
		return "the job took too long"
	case JobDependency:
		return "a unit that it requires failed"
	case JobCanceled:
		return "the job was canceled"
	case JobSkipped:
		return "systemd skipped the job, which does not apply to the unit's state"
	}
	return fmt.Sprintf("the job ended as %q", string(r))
}

// await waits for the result of a job that was queued over l.
func await(ctx context.Context, l *link, results <-chan string) (JobResult, error) {
	select {
	case r := <-results:
		return JobResult(r), nil
	case <-l.conn.Context().Done():
		select { // it may have come just before
		case r := <-results:
			return JobResult(r), nil
		default:
			return "", dbus.ErrClosed
		}
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Stop stops a unit and waits until it is down. A unit that is not loaded is
// down.
func (m *Manager) Stop(ctx context.Context, name string) error {
	var result JobResult
	err := failed("stop", name, m.repeat(ctx, func(l *link) error {
		results := make(chan string, 1)
		_, err := l.systemd.StopUnitContext(ctx, name, "replace", results)
		if err == nil {
			result, err = await(ctx, l, results)
		}
		return err
	}))
	if err == nil && result != JobDone {
		return failed("stop", name, errors.New(result.explain()))
	}
	if NoSuchUnit(err) {
		return nil
	}
	return err
}

// ResetFailed lets go of a unit that failed. One that is gone already is no
// error.
func (m *Manager) ResetFailed(ctx context.Context, name string) error {
	err := failed("reset", name, m.repeat(ctx, func(l *link) error {
		return l.systemd.ResetFailedUnitContext(ctx, name)
	}))
	if NoSuchUnit(err) {
		return nil
	}
	return err
}
