package unit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/dbus"
	godbus "github.com/godbus/dbus/v5"
)

// kind is how the text of a directive is read for D-Bus: systemd reads text in
// files only.
type kind uint8

const (
	flagKind kind = iota
	wordKind
	wordsKind
	sizeKind  // bytes with a suffix, a count, or infinity
	spanKind  // systemd.time(7), of one unit: 90, 90s, 5min
	int32Kind // Nice=
)

// further are the directives that can be added to a transient unit, besides
// those that Volt has flags for: systemd.service(5), systemd.exec(5),
// systemd.kill(5), systemd.resource-control(5), systemd.unit(5).
func further() map[string]kind {
	return map[string]kind{
		"After": wordsKind, "Before": wordsKind, "BindsTo": wordsKind, "Conflicts": wordsKind,
		"PartOf": wordsKind, "Requires": wordsKind, "Wants": wordsKind, "Description": wordKind,

		"KillMode": wordKind, "SendSIGHUP": flagKind, "SendSIGKILL": flagKind, "OOMPolicy": wordKind,
		"RemainAfterExit": flagKind, "Restart": wordKind, "RestartSec": spanKind, "RuntimeMaxSec": spanKind,
		"TimeoutStartSec": spanKind, "TimeoutStopSec": spanKind,

		"LogLevelMax": int32Kind, "Nice": int32Kind, "OOMScoreAdjust": int32Kind, "SyslogIdentifier": wordKind,
		"MemoryDenyWriteExecute": flagKind,

		"CPUAccounting": flagKind, "IOAccounting": flagKind, "MemoryAccounting": flagKind, "TasksAccounting": flagKind,
		"CPUWeight": sizeKind, "MemoryHigh": sizeKind, "MemoryLow": sizeKind, "MemoryMin": sizeKind,
		"MemorySwapMax": sizeKind, "IOWeight": sizeKind,
		"ManagedOOMMemoryPressure": wordKind, "ManagedOOMSwap": wordKind,
	}
}

// Property is one directive as a D-Bus property. Those that confine are Volt's
// to set and are refused, as are those it does not know.
func Property(name, text string) (dbus.Property, error) {
	k, ok := further()[name]
	if !ok {
		for _, d := range directives() {
			if d.name == name {
				return dbus.Property{}, fmt.Errorf("volt run sets it itself; its flags decide about it")
			}
		}
		return dbus.Property{}, fmt.Errorf("volt run does not know it; it knows %s", strings.Join(knownProperties(), " "))
	}
	p := dbus.Property{Name: name}
	var err error
	switch k {
	case flagKind:
		var b bool
		b, err = boolean(text)
		p.Value = Flag(b).variant()
	case wordKind:
		p.Value = Word(text).variant()
	case wordsKind:
		p.Value = Words(strings.Fields(text)).variant()
	case sizeKind:
		var n uint64
		n, err = amountOf(text)
		p.Value = Number(n).variant()
	case spanKind:
		p.Name = strings.TrimSuffix(name, "Sec") + "USec"
		var s Span
		s, err = spanOf(text)
		p.Value = s.variant()
	case int32Kind:
		var n int64
		n, err = strconv.ParseInt(text, 10, 32)
		p.Value = godbus.MakeVariant(int32(n))
	}
	if err != nil {
		return dbus.Property{}, fmt.Errorf("%q is not a value for it", text)
	}
	return p, nil
}

func knownProperties() []string {
	var names []string
	for n := range further() {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// boolean is parse_boolean of systemd, systemd.syntax(7).
func boolean(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "1", "yes", "y", "true", "t", "on":
		return true, nil
	case "0", "no", "n", "false", "f", "off":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

func amountOf(s string) (uint64, error) {
	if s == "infinity" {
		return math.MaxUint64, nil
	}
	shift := uint(0)
	if i := strings.IndexAny("KMGT", s[max(len(s)-1, 0):]); s != "" && i >= 0 {
		s, shift = s[:len(s)-1], uint(10*(i+1))
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err == nil && n > math.MaxUint64>>shift {
		err = strconv.ErrRange
	}
	return n << shift, err
}

func spanOf(s string) (Span, error) {
	if s == "infinity" {
		return Forever, nil
	}
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return Span(time.Duration(n) * time.Second), nil
	}
	d, err := time.ParseDuration(strings.Replace(strings.Replace(s, "min", "m", 1), "sec", "s", 1))
	if err == nil && d < 0 {
		err = strconv.ErrRange
	}
	return Span(d), err
}
