// Package manager talks to systemd over D-Bus: it starts transient units,
// follows them to their end, signals, stops and lists them.
//
// systemd has two managers that matter here, the system's and one for each
// user, and each has two doors: a private socket that needs no message bus,
// and the bus. The private socket is tried first: it exists whenever the
// manager does, in early boot, in a rescue shell and on machines without
// dbus, and it saves the way through the bus daemon.
//
// # How an end is not missed
//
// A transient unit that succeeded is collected at once, so asking for its
// exit status afterwards comes too late. systemd-run(1) goes through the bus
// and takes a reference (AddRef=) that keeps the unit loaded. That does not
// work on the private socket: a reference belongs to a peer of the bus, and
// without one systemd refuses the property with EINVAL (seen on 252 and 257;
// sd_bus_track_add_sender in bus_unit_track_add_sender, src/core/dbus-unit.c).
//
// What works on both is the signal PropertiesChanged. Each one carries all
// properties of its interface that announce changes, so the last one is the
// whole story, and a unit that is about to be collected sends it before it
// goes (bus_unit_send_removed_signal, src/core/dbus-unit.c). A Watch is set up
// before the start, folds these signals, and so knows how the unit ended
// whatever happened to the unit since. There is nothing to release: with
// CollectMode=inactive-or-failed a unit is gone when it ended, also if the
// watcher was killed.
//
// daemon-reexec closes private connections. Both the next call and a Watch
// then connect again.
package manager

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"syscall"
	"time"

	sd "github.com/coreos/go-systemd/v22/dbus"
	"github.com/godbus/dbus/v5"
)

// Names of the API, org.freedesktop.systemd1(5).
const (
	busName        = "org.freedesktop.systemd1"
	unitFolder     = "/org/freedesktop/systemd1/unit/"
	managerObject  = "/org/freedesktop/systemd1"
	unitInterface  = "org.freedesktop.systemd1.Unit"
	propsInterface = "org.freedesktop.DBus.Properties"
)

// Scope says whose units a manager runs.
type Scope int

// The scopes.
const (
	System Scope = iota // the machine's: PID 1
	User                // the calling user's
)

func (s Scope) String() string {
	if s == User {
		return "user"
	}
	return "system"
}

// Manager is a systemd manager. Its methods may be called from several
// goroutines.
type Manager struct {
	scope Scope
	doors []door

	mu     sync.Mutex
	link   *link // replaced when it was lost
	closed bool
}

// reconnectTime is how long systemd may be away while it executes itself
// again. With 1,000 units that takes seconds on a slow machine.
const reconnectTime = 15 * time.Second

// Connect reaches the manager of scope. The error says what to do when there
// is none.
func Connect(ctx context.Context, scope Scope) (*Manager, error) {
	m := &Manager{scope: scope, doors: doors(scope, currentSurroundings())}
	l, err := m.dial(ctx)
	if err != nil {
		return nil, err
	}
	m.link = l
	return m, nil
}

// Scope is the scope given to Connect.
func (m *Manager) Scope() Scope { return m.scope }

// Close gives the connection up. Watches of it end.
func (m *Manager) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.link.systemd.Close()
}

// connection is a link that works, a new one if systemd closed the last.
func (m *Manager) connection(ctx context.Context) (*link, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, errors.New("the connection was given up")
	}
	if m.link.alive() {
		return m.link, nil
	}
	m.link.systemd.Close()
	ctx, cancel := context.WithTimeout(ctx, reconnectTime)
	defer cancel()
	for {
		l, err := m.dial(ctx)
		if err == nil {
			m.link = l
			return l, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// once makes a call that must not be made twice. It is made again only when it
// cannot have reached systemd.
func (m *Manager) once(ctx context.Context, call func(*link) error) error {
	l, err := m.connection(ctx)
	if err != nil {
		return err
	}
	err = call(l)
	if !errors.Is(err, syscall.EPIPE) {
		return err
	}
	l.systemd.Close() // godbus may not have noticed yet
	if l, err = m.connection(ctx); err != nil {
		return err
	}
	return call(l)
}

// repeat makes a call that does no harm when it is made twice.
func (m *Manager) repeat(ctx context.Context, call func(*link) error) error {
	err := m.once(ctx, call)
	if errors.Is(err, dbus.ErrClosed) {
		err = m.once(ctx, call)
	}
	return err
}

// dial tries the doors in order.
func (m *Manager) dial(ctx context.Context) (*link, error) {
	if m.scope == System && !booted() {
		return nil, fmt.Errorf("cannot reach systemd: this machine was not started by it (there is no %s)", bootedFolder)
	}
	var first error
	for _, d := range m.doors {
		l, err := open(ctx, d)
		if err == nil {
			return l, nil
		}
		if first == nil || errors.Is(first, fs.ErrNotExist) {
			first = err
		}
	}
	if m.scope == System {
		return nil, fmt.Errorf("cannot reach systemd: %w", first)
	}
	return nil, noUserManager(first)
}

// unitPath is the object of a unit.
func unitPath(name string) dbus.ObjectPath {
	return dbus.ObjectPath(unitFolder + sd.PathBusEscape(name))
}
