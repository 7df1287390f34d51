package unit

import (
	"fmt"
	"math"
	"strings"

	"github.com/godbus/dbus/v5"

	"github.com/volt-project/volt/unitgen/workload"
)

// limits are systemd's own directives, systemd.resource-control(5).
func (b *builder) limits() {
	w := b.Workload
	b.amount("MemoryMax", w.Memory)
	swap := w.MemorySwap
	if swap.Kind == workload.Unset && w.Memory.Kind != workload.Unset && w.Memory.Kind != workload.Infinity {
		// A workload at its memory limit would otherwise go on in swap, as
		// slow as the disk, until that is full, too.
		swap = workload.Amount{Kind: workload.Absolute}
	}
	b.amount("MemorySwapMax", swap)
	if w.CPUs > 0 {
		b.service("CPUQuota", CPUs(w.CPUs))
	}
	b.amount("TasksMax", w.Tasks)
	if w.IOWeight > 0 {
		b.service("IOWeight", Number(w.IOWeight))
	}
}

func (b *builder) amount(name string, a workload.Amount) {
	switch a.Kind {
	case workload.Unset:
	case workload.Absolute:
		b.service(name, Number(a.N))
	case workload.Infinity:
		b.service(name, Unlimited)
	case workload.Percent:
		b.service(name, Share(a.N))
	}
}

// Share is a part of what the machine has, in hundredths of a percent.
type Share uint64

func (v Share) text() []string { return []string{percent(uint64(v))} }

// The property of a share has another name, MemoryMaxScale for MemoryMax, and
// counts in parts of UINT32_MAX.
func (v Share) variant() dbus.Variant {
	// UINT32_SCALE_FROM_PERMYRIAD() of systemd's src/basic/percent-util.h.
	const whole = 10000 // hundredths of a percent
	return dbus.MakeVariant(uint32((uint64(v)*math.MaxUint32 + whole/2) / whole))
}

// below is the property for TasksMaxScale, which takes all but the whole
// (bus_cgroup_set_tasks_max_scale() of systemd's src/core/dbus-cgroup.c).
func (v Share) below() dbus.Variant {
	n, _ := v.variant().Value().(uint32)
	return dbus.MakeVariant(min(n, math.MaxUint32-1))
}

func percent(n uint64) string {
	s := fmt.Sprintf("%d.%02d", n/100, n%100)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "%"
}
