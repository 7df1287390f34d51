package manager

import (
	"errors"
	"fmt"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Names of errors that callers act on, bus_error_* of
// src/libsystemd/sd-bus/bus-common-errors.h.
const (
	noSuchUnit = "org.freedesktop.systemd1.NoSuchUnit"
	unitExists = "org.freedesktop.systemd1.UnitExists"
)

// Failure is a call that systemd refused.
type Failure struct {
	Do   string // what was tried: "stop"
	Unit string // "" when it is not about one
	Name string // of the D-Bus error, "" when the call did not reach systemd
	Err  error
}

func (f *Failure) Error() string {
	what := strings.TrimSpace(f.Do + " " + f.Unit)
	if text, ok := said(f.Name); ok {
		return fmt.Sprintf("cannot %s: %s", what, text)
	}
	return fmt.Sprintf("cannot %s: %v", what, f.Err)
}

func (f *Failure) Unwrap() error { return f.Err }

// said is how Volt words an error of systemd's. The text of the others is
// systemd's own.
func said(name string) (string, bool) {
	switch name {
	case noSuchUnit:
		return "no such unit is loaded", true
	case unitExists:
		return "a unit of this name exists already", true
	case "org.freedesktop.systemd1.UnitMasked":
		return "it is masked; run systemctl unmask first", true
	case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired":
		return "permission denied; only root may do this to the system's units", true
	case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout":
		return "systemd does not answer", true
	}
	return "", false
}

// NoSuchUnit reports whether err says that the unit is not loaded.
func NoSuchUnit(err error) bool { return named(err, noSuchUnit) }

// UnitExists reports whether err says that the name of a new unit is taken.
func UnitExists(err error) bool { return named(err, unitExists) }

func named(err error, name string) bool {
	var f *Failure
	return errors.As(err, &f) && f.Name == name
}

// failed wraps what a call returned. The result is nil when err is.
func failed(do, unit string, err error) error {
	if err == nil {
		return nil
	}
	f := &Failure{Do: do, Unit: unit, Err: err}
	var e *dbus.Error
	if asBusError(err, &e) {
		f.Name = e.Name
	}
	if errors.Is(err, dbus.ErrClosed) {
		f.Err = errors.New("systemd closed the connection")
	}
	return f
}

// asBusError is errors.As for an error that godbus returns both as a value and
// as a pointer.
func asBusError(err error, to **dbus.Error) bool {
	if errors.As(err, to) {
		return true
	}
	var e dbus.Error
	if errors.As(err, &e) {
		*to = &e
		return true
	}
	return false
}

// unloaded is systemd's own error about a unit that is not there.
func unloaded() error {
	return dbus.Error{Name: noSuchUnit, Body: []any{"the unit is not loaded"}}
}
