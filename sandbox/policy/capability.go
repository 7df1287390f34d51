package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Capabilities returns the name of every capability of capabilities(7); the
// index is its number in <linux/capability.h>. The last was added in Linux 5.9.
func Capabilities() []string {
	return []string{
		0:  "CAP_CHOWN",
		1:  "CAP_DAC_OVERRIDE",
		2:  "CAP_DAC_READ_SEARCH",
		3:  "CAP_FOWNER",
		4:  "CAP_FSETID",
		5:  "CAP_KILL",
		6:  "CAP_SETGID",
		7:  "CAP_SETUID",
		8:  "CAP_SETPCAP",
		9:  "CAP_LINUX_IMMUTABLE",
		10: "CAP_NET_BIND_SERVICE",
		11: "CAP_NET_BROADCAST",
		12: "CAP_NET_ADMIN",
		13: "CAP_NET_RAW",
		14: "CAP_IPC_LOCK",
		15: "CAP_IPC_OWNER",
		16: "CAP_SYS_MODULE",
		17: "CAP_SYS_RAWIO",
		18: "CAP_SYS_CHROOT",
		19: "CAP_SYS_PTRACE",
		20: "CAP_SYS_PACCT",
		21: "CAP_SYS_ADMIN",
		22: "CAP_SYS_BOOT",
		23: "CAP_SYS_NICE",
		24: "CAP_SYS_RESOURCE",
		25: "CAP_SYS_TIME",
		26: "CAP_SYS_TTY_CONFIG",
		27: "CAP_MKNOD",
		28: "CAP_LEASE",
		29: "CAP_AUDIT_WRITE",
		30: "CAP_AUDIT_CONTROL",
		31: "CAP_SETFCAP",
		32: "CAP_MAC_OVERRIDE",
		33: "CAP_MAC_ADMIN",
		34: "CAP_SYSLOG",
		35: "CAP_WAKE_ALARM",
		36: "CAP_BLOCK_SUSPEND",
		37: "CAP_AUDIT_READ",
		38: "CAP_PERFMON",
		39: "CAP_BPF",
		40: "CAP_CHECKPOINT_RESTORE",
	}
}

// CapabilityNumber returns the number of the capability with this name, such
// as "CAP_NET_BIND_SERVICE": the bit it has in a capability set. The name
// must be spelled as in capabilities(7).
func CapabilityNumber(name string) (uint, bool) {
	n := slices.Index(Capabilities(), name)
	return uint(max(n, 0)), n >= 0
}

// CapabilityName returns the name of the capability with this number.
func CapabilityName(n uint) (string, bool) {
	names := Capabilities()
	if n >= uint(len(names)) {
		return "", false
	}
	return names[n], true
}

// checkCapability reports why s is not the name of a capability.
func checkCapability(s string) error {
	names := Capabilities()
	if slices.Contains(names, s) {
		return nil
	}
	guess := strings.ToUpper(s)
	if !strings.HasPrefix(guess, "CAP_") {
		guess = "CAP_" + guess
	}
	if near, ok := Nearest(guess, names); ok {
		return fmt.Errorf("there is no such capability; did you mean %q?", near)
	}
	return errors.New(`there is no such capability; write a name of capabilities(7), such as "CAP_NET_BIND_SERVICE"`)
}
