package manager

import (
	"encoding/hex"
	"math"
	"time"

	"github.com/godbus/dbus/v5"
)

// values are properties as they come from D-Bus. They do not leave the
// package.
type values map[string]dbus.Variant

// get is the property called name, or T's zero when systemd has none such or
// has it with another type.
func get[T any](v values, name string) T {
	value, _ := v[name].Value().(T)
	return value
}

// loaded is false for the empty unit that systemd loads when it is asked about
// one that does not exist.
func (v values) loaded() bool {
	state := get[string](v, "LoadState")
	return state != "" && state != "not-found"
}

// id is a 128-bit id in hexadecimal, "" when there is none.
func (v values) id(name string) string { return hex.EncodeToString(get[[]byte](v, name)) }

// when reads microseconds since 1970, where 0 means never.
func (v values) when(name string) time.Time {
	us := get[uint64](v, name)
	if us == 0 || us > math.MaxInt64 {
		return time.Time{}
	}
	return time.UnixMicro(int64(us))
}

// counter reads a number for which UINT64_MAX says "[not set]".
func (v values) counter(name string) Counter {
	n, ok := v[name].Value().(uint64)
	if !ok || n == math.MaxUint64 {
		return Counter{}
	}
	return Counter{n, true}
}

// job is the id of the unit's job, 0 when it has none: property Job, (uo).
func (v values) job() (id uint32, ok bool) {
	fields := get[[]any](v, "Job")
	if len(fields) == 0 {
		return 0, false
	}
	id, ok = fields[0].(uint32)
	return id, ok
}
