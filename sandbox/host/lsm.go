package host

import (
	"os"
	"strconv"
	"strings"
)

// lsms lists the security modules in force, from the best witness there is:
// securityfs where it is mounted; lsm_list_modules(2) on Linux 6.8 and later;
// else the traces that single modules leave, which cannot tell their order
// and miss modules without one.
func lsms(landlockABI int) []string {
	if b, err := os.ReadFile("/sys/kernel/security/lsm"); err == nil {
		return strings.Split(strings.TrimSpace(string(b)), ",")
	}
	if ids := lsmIDs(); ids != nil {
		return lsmNames(ids)
	}
	names := []string{}
	if landlockABI > 0 {
		names = append(names, "landlock")
	}
	if _, err := os.Stat("/proc/sys/kernel/yama/ptrace_scope"); err == nil {
		names = append(names, "yama")
	}
	if b, err := os.ReadFile("/sys/module/apparmor/parameters/enabled"); err == nil && strings.TrimSpace(string(b)) == "Y" {
		names = append(names, "apparmor")
	}
	if _, err := os.Stat("/sys/fs/selinux/enforce"); err == nil {
		names = append(names, "selinux")
	}
	return names
}

// lsmNames translates LSM_ID_* of <linux/lsm.h>, which count from 100, into
// the names securityfs uses. A module newer than this list keeps its number.
func lsmNames(ids []uint64) []string {
	known := [...]string{"capability", "selinux", "smack", "tomoyo", "apparmor", "yama", "loadpin",
		"safesetid", "lockdown", "bpf", "landlock", "ima", "evm", "ipe"}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		if id >= 100 && id < 100+uint64(len(known)) {
			names = append(names, known[id-100])
		} else {
			names = append(names, "lsm-"+strconv.FormatUint(id, 10))
		}
	}
	return names
}
