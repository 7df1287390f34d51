package workload

import (
	"strconv"
	"strings"
	"time"
)

// spanUnit is one word for a unit of time.
type spanUnit struct {
	name string
	unit time.Duration
}

// spanUnits are the units of systemd.time(7), PARSING TIME SPANS, in the order in which
// extract_multiplier() of systemd's src/basic/time-util.c tries them: the first
// that the text begins with is taken. A month is 30.44 days and a year 365.25.
var spanUnits = [...]spanUnit{
	{"seconds", time.Second}, {"second", time.Second}, {"sec", time.Second}, {"s", time.Second},
	{"minutes", time.Minute}, {"minute", time.Minute}, {"min", time.Minute},
	{"months", 2629800 * time.Second}, {"month", 2629800 * time.Second}, {"M", 2629800 * time.Second},
	{"msec", time.Millisecond}, {"ms", time.Millisecond}, {"m", time.Minute},
	{"hours", time.Hour}, {"hour", time.Hour}, {"hr", time.Hour}, {"h", time.Hour},
	{"days", 24 * time.Hour}, {"day", 24 * time.Hour}, {"d", 24 * time.Hour},
	{"weeks", 7 * 24 * time.Hour}, {"week", 7 * 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
	{"years", 31557600 * time.Second}, {"year", 31557600 * time.Second}, {"y", 31557600 * time.Second},
	{"usec", time.Microsecond}, {"us", time.Microsecond}, {"μs", time.Microsecond}, {"µs", time.Microsecond},
}

// maxSpan is the longest time span with an end: what a time.Duration holds, less
// than systemd does.
const maxSpan = 290 * 31557600 * time.Second

// parseSpan reads a time span as parse_time() of systemd's src/basic/time-util.c
// does: numbers, each with a unit, which is seconds when there is none. It has
// the resolution of systemd, a microsecond.
func parseSpan(s string) (d time.Duration, cause string) {
	const malformed = "it is not a time span; write a number of seconds or numbers with units, as 90, 1min 30s or 500ms, or infinity"
	if s == "infinity" {
		return Forever, ""
	}
	rest := strings.TrimLeft(s, " \t")
	if rest == "" {
		return 0, malformed
	}
	for rest != "" {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, decimals))]
		rest = rest[len(digits):]
		fraction := ""
		if strings.HasPrefix(rest, ".") {
			fraction = rest[1 : len(rest)-len(strings.TrimLeft(rest[1:], decimals))]
			rest = rest[1+len(fraction):]
			if fraction == "" {
				return 0, malformed
			}
		}
		if digits == "" && fraction == "" {
			return 0, malformed
		}
		unit, after := time.Second, strings.TrimLeft(rest, " \t")
		for _, u := range spanUnits {
			if strings.HasPrefix(after, u.name) {
				unit, after = u.unit, after[len(u.name):]
				break
			}
		}
		if after == rest && rest != "" {
			return 0, malformed
		}
		n, err := strconv.ParseInt("0"+digits, 10, 64)
		if err != nil || n > int64(maxSpan/unit) {
			return 0, "it is longer than 290 years; write infinity for no end"
		}
		d += time.Duration(n)*unit + fractionOf(unit, fraction)
		if d > maxSpan {
			return 0, "it is longer than 290 years; write infinity for no end"
		}
		rest = strings.TrimLeft(after, " \t")
	}
	return d, ""
}

// fractionOf returns the decimals of a unit, digit by digit and in whole
// microseconds.
func fractionOf(unit time.Duration, digits string) time.Duration {
	var sum time.Duration
	m := unit / time.Microsecond / 10
	for i := range len(digits) {
		sum += time.Duration(digits[i]-'0') * m
		m /= 10
	}
	return sum * time.Microsecond
}

// printSpan writes a time span that parseSpan reads back, "" for 0.
func printSpan(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d == Forever:
		return "infinity"
	case d%time.Second == 0:
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	case d%time.Millisecond == 0:
		return strconv.FormatInt(int64(d/time.Millisecond), 10) + "ms"
	}
	return strconv.FormatInt(int64(d/time.Microsecond), 10) + "us"
}
