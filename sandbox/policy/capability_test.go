package policy

import (
	"regexp"
	"strconv"
	"testing"
)

// TestCapabilities compares the table with the kernel's own header.
func TestCapabilities(t *testing.T) {
	const header = "/usr/include/linux/capability.h" // linux-libc-dev
	define := regexp.MustCompile(`(?m)^#define\s+(CAP_[A-Z_]+)\s+(\d+)\s*$`)
	found := map[string]uint{}
	for _, m := range define.FindAllStringSubmatch(string(read(t, header)), -1) {
		n, err := strconv.ParseUint(m[2], 10, 8)
		if err != nil {
			t.Fatal(err)
		}
		found[m[1]] = uint(n)
	}
	for name, number := range found {
		if got, ok := CapabilityNumber(name); !ok || got != number {
			t.Errorf("%s: got %d %v, the kernel has %d", name, got, ok, number)
		}
	}
	for i, name := range Capabilities() {
		if number, ok := found[name]; !ok || number != uint(i) {
			t.Errorf("%s is %d here; the kernel has %d (%v)", name, i, number, ok)
		}
		if got, ok := CapabilityName(uint(i)); !ok || got != name {
			t.Errorf("capability %d: got %q %v, want %q", i, got, ok, name)
		}
	}
}

func TestCapabilitiesUnknown(t *testing.T) {
	for _, name := range []string{"", "CAP_", "NET_ADMIN", "cap_net_admin", "CAP_NET_ADMIN "} {
		if n, ok := CapabilityNumber(name); ok || n != 0 {
			t.Errorf("%q: got %d %v, want none", name, n, ok)
		}
	}
	for _, n := range []uint{41, 63, 64, ^uint(0)} {
		if name, ok := CapabilityName(n); ok || name != "" {
			t.Errorf("%d: got %q %v, want none", n, name, ok)
		}
	}
}
