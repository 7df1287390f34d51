package workload

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// minMemory is the least that Memory= can be, in bytes. Below it nothing
// starts, and what was meant was another unit.
const minMemory = 1 << 20

// amount reads a limit: a number, which number reads, a percentage, or
// "infinity".
func (p *parser) amount(to *Amount, number func(string) (uint64, string)) {
	s := p.value.S
	var a Amount
	cause := ""
	switch {
	case s == "":
	case s == "infinity":
		a.Kind = Infinity
	case strings.HasSuffix(s, "%"):
		a.Kind = Percent
		a.N, cause = parsePercent(strings.TrimSuffix(s, "%"))
	default:
		a.Kind = Absolute
		a.N, cause = number(s)
	}
	if cause != "" {
		p.failValue(0, s, cause)
		return
	}
	*to = a
}

func parseMemory(s string) (uint64, string) {
	n, cause := parseSize(s)
	if cause == "" && n < minMemory {
		cause = "it is less than 1M; a number without a unit counts bytes"
	}
	return n, cause
}

func parseTasks(s string) (uint64, string) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 || n > math.MaxInt64 || s[0] == '+' {
		return 0, "it is not a number of tasks; write a whole number above 0, a percentage or infinity"
	}
	return n, ""
}

// percentScale is how many units of Amount.N a percent has.
const percentScale = 100

// parsePercent reads 0.01 to 100 and returns hundredths, which is as fine as
// systemd keeps it (parse_permyriad() of its src/basic/percent-util.c).
func parsePercent(s string) (uint64, string) {
	n, ok := decimal(s, percentScale)
	if !ok || n == 0 || n > 100*percentScale {
		return 0, "it is not a percentage; write a number up to 100 with at most two decimals, as 12.5%"
	}
	return n, ""
}

// parseSize reads a number of bytes with an optional suffix to the base of 1024
// (parse_size() of systemd's src/basic/parse-util.c).
func parseSize(s string) (uint64, string) {
	const suffixes = "BKMGTPE"
	const malformed = "it is not a size; write a number and K, M, G or T, as 256M, a percentage or infinity"
	if s == "" {
		return 0, malformed
	}
	unit := uint64(1)
	last := s[len(s)-1]
	if n := strings.IndexByte(suffixes, last); n >= 0 {
		unit, s = 1<<(10*n), strings.TrimRight(s[:len(s)-1], " \t")
	} else if strings.IndexByte(strings.ToLower(suffixes), last) >= 0 {
		return 0, "the unit is a small letter; write " + s[:len(s)-1] + strings.ToUpper(s[len(s)-1:])
	}
	if n, ok := decimal(s, unit); ok {
		return n, ""
	}
	if s != "" && strings.Trim(s, decimals) == "" {
		return 0, "it is more than a machine can have"
	}
	return 0, malformed
}

// decimal reads digits, with a fraction if there is one, and returns them times
// unit, rounded down. It is false when s is something else, or the result is
// math.MaxInt64 or more.
func decimal(s string, unit uint64) (uint64, bool) {
	whole, fraction, dotted := strings.Cut(s, ".")
	if whole == "" || strings.Trim(whole+fraction, decimals) != "" || dotted && fraction == "" || len(s) > 40 {
		return 0, false
	}
	if !dotted {
		n, err := strconv.ParseUint(whole, 10, 64)
		return n * unit, err == nil && n < math.MaxInt64/unit
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetUint64(unit))
	n := new(big.Int).Quo(r.Num(), r.Denom())
	if unit == percentScale && !r.IsInt() {
		return 0, false
	}
	return n.Uint64(), n.IsInt64() && n.Int64() < math.MaxInt64
}

// The range of CPUs=: the kernel's CFS bandwidth control has periods of at most
// 1 s and runs of at least 1 ms (kernel/sched/core.c, max_cfs_quota_period and
// min_cfs_quota_period), of which systemd's usual period of 100 ms makes a
// hundredth; and 8192 processors are the most that Linux is built for
// (NR_CPUS in arch/x86/Kconfig).
const (
	minCPUs = 0.01
	maxCPUs = 8192
)

// cpus reads CPUs=.
func (p *parser) cpus(to *float64) {
	s := p.value.S
	if s == "" {
		*to = 0
		return
	}
	if percent, found := strings.CutSuffix(s, "%"); found {
		if n, ok := decimal(percent, percentScale); ok {
			p.failValue(0, s, "it counts processors; write "+strconv.FormatFloat(float64(n)/percentScale/100, 'f', -1, 64))
			return
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.Trim(s, decimals+".") != "" || n < minCPUs || n > maxCPUs {
		p.failValue(0, s, "it is not a number of processors from 0.01 to 8192; write a number such as 1.5")
		return
	}
	*to = n
}

// String returns the amount as a workload file gives it, or "" when it is not
// stated.
func (a Amount) String() string {
	switch a.Kind {
	case Absolute:
		return strconv.FormatUint(a.N, 10)
	case Percent:
		return strconv.FormatFloat(float64(a.N)/percentScale, 'f', -1, 64) + "%"
	case Infinity:
		return "infinity"
	}
	return ""
}
