package manager

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Watch follows one unit. It is set up before the unit is started, so it
// misses nothing.
type Watch struct {
	m    *Manager
	name string

	mu      sync.Mutex
	state   snapshot
	returns bool          // the unit may be restarted by itself, Restart=
	lost    bool          // systemd closed the connection
	changed chan struct{} // closed and replaced at each change
	stop    func()        // ends the present subscription
}

// snapshot is what signals said about a unit.
type snapshot struct {
	known      bool // the unit's interface was heard of
	active     string
	job        uint32 // 0: none is queued
	exit       ExitStatus
	statusText string
	invocation string
}

// fold takes the properties of one interface in. A signal carries all that
// announce changes, so what is absent stays as it was.
func (s *snapshot) fold(v values) {
	if _, ok := v["ActiveState"]; ok {
		s.known = true
		s.active = get[string](v, "ActiveState")
		s.job, _ = v.job()
		if id := v.id("InvocationID"); id != "" {
			s.invocation = id
		}
	}
	if _, ok := v["ExecMainStatus"]; ok {
		s.exit.Code = Code(get[int32](v, "ExecMainCode"))
		s.exit.Status = int(get[int32](v, "ExecMainStatus"))
	}
	if _, ok := v["Result"]; ok {
		s.exit.Result = get[string](v, "Result")
	}
	if _, ok := v["StatusText"]; ok {
		s.statusText = get[string](v, "StatusText")
	}
}

// ended reports whether the unit is down and nothing is about to change that.
// A unit that waits for its automatic restart is "activating"; one whose start
// is queued is "inactive" with a job.
func (s *snapshot) ended() bool {
	return s.known && s.job == 0 && (s.active == "inactive" || s.active == "failed")
}

// Watch follows the unit called name, which must be loaded.
func (m *Manager) Watch(ctx context.Context, name string) (*Watch, error) {
	w := newWatch(m, name)
	if err := w.subscribe(ctx); err != nil {
		return nil, failed("watch", name, err)
	}
	if err := w.look(ctx); err != nil {
		w.Close()
		return nil, failed("watch", name, err)
	}
	return w, nil
}

func newWatch(m *Manager, name string) *Watch {
	return &Watch{m: m, name: name, changed: make(chan struct{}), stop: func() {}}
}

// Wait returns how the unit ended, once it has. When ctx ends first, the unit
// goes on.
func (w *Watch) Wait(ctx context.Context) (ExitStatus, error) {
	for {
		state, lost, changed := w.now()
		if state.ended() && !(w.returns && w.goesOn(ctx)) {
			return state.exit, nil
		}
		if lost {
			if err := w.resume(ctx); err != nil {
				return ExitStatus{}, fmt.Errorf("cannot tell how %s ended: %w", w.name, err)
			}
			continue
		}
		select {
		case <-ctx.Done():
			return ExitStatus{}, fmt.Errorf("cannot wait for %s: %w", w.name, ctx.Err())
		case <-changed:
		}
	}
}

// goesOn reports whether a unit that went down is on its way up again. One that
// is about to be restarted is "failed" for a moment, and when its start job
// ends in that moment systemd sends the signals of both at once
// (bus_unit_send_pending_change_signal, src/core/dbus-job.c). By the time it
// can answer a question, the moment is over.
func (w *Watch) goesOn(ctx context.Context) bool {
	var active string
	err := w.m.repeat(ctx, func(l *link) error {
		v, err := l.loaded(ctx, w.name)
		active = get[string](v, "ActiveState")
		return err
	})
	return err == nil && active != "inactive" && active != "failed"
}

// Close ends the subscription. It does nothing to the unit, and a Wait that is
// under way does not notice: end its context.
func (w *Watch) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stop()
	w.stop = func() {}
}

// Wait follows the unit called name, which must be loaded, to its end.
func (m *Manager) Wait(ctx context.Context, name string) (ExitStatus, error) {
	w, err := m.Watch(ctx, name)
	if err != nil {
		return ExitStatus{}, err
	}
	defer w.Close()
	return w.Wait(ctx)
}

func (w *Watch) now() (state snapshot, lost bool, changed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state, w.lost, w.changed
}

// update changes the state and wakes who waits for it.
func (w *Watch) update(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	close(w.changed)
	w.changed = make(chan struct{})
}

// subscribe lets the unit's signals change w from now on.
func (w *Watch) subscribe(ctx context.Context) error {
	l, err := w.m.connection(ctx)
	if err != nil {
		return err
	}
	path := unitPath(w.name)
	match := []dbus.MatchOption{
		dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(propsInterface), dbus.WithMatchMember("PropertiesChanged"),
	}
	// A private connection gets all signals unasked (bus_foreach_bus in
	// src/core/dbus.c), and has no bus to set a match with.
	if !l.private {
		if err := l.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return err
		}
		if err := l.conn.Object(busName, managerObject).CallWithContext(ctx, busName+".Manager.Subscribe", 0).Err; err != nil {
			return err
		}
	}
	received, done := make(chan *dbus.Signal), make(chan struct{})
	l.conn.Signal(received)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lost = false
	w.stop = sync.OnceFunc(func() {
		close(done)
		l.conn.RemoveSignal(received)
		if !l.private {
			// Without the reply: there may be nobody left to give it.
			l.conn.BusObject().Go("org.freedesktop.DBus.RemoveMatch", dbus.FlagNoReplyExpected, nil, rule(path))
		}
	})
	go w.follow(path, received, done)
	return nil
}

// rule is the text of subscribe's match.
func rule(path dbus.ObjectPath) string {
	return "type='signal',path='" + string(path) + "',interface='" + propsInterface + "',member='PropertiesChanged'"
}

// follow folds the signals of the unit at path.
func (w *Watch) follow(path dbus.ObjectPath, received <-chan *dbus.Signal, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case s, ok := <-received:
			if !ok {
				w.update(func() { w.lost = true })
				return
			}
			if s.Path != path || s.Name != propsInterface+".PropertiesChanged" || len(s.Body) < 2 {
				continue
			}
			if v, ok := s.Body[1].(map[string]dbus.Variant); ok {
				w.update(func() { w.state.fold(v) })
			}
		}
	}
}

// look asks for the unit's state. A signal that came since the subscription
// knows better: if it was older than the answer, another is on its way.
func (w *Watch) look(ctx context.Context) error {
	return w.m.repeat(ctx, func(l *link) error {
		v, err := l.loaded(ctx, w.name)
		if err != nil {
			return err
		}
		w.update(func() {
			restart := get[string](v, "Restart")
			w.returns = restart != "" && restart != "no"
			if !w.state.known {
				w.state.fold(v)
			}
		})
		return nil
	})
}

// resume goes on after systemd closed the connection, which it does when it
// executes itself again.
func (w *Watch) resume(ctx context.Context) error {
	w.Close()
	w.update(func() { w.state.known = false })
	if err := w.subscribe(ctx); err != nil {
		return err
	}
	err := w.look(ctx)
	if NoSuchUnit(failed("", "", err)) {
		return errors.New("systemd was executed again meanwhile, and the unit has been collected since")
	}
	return err
}
