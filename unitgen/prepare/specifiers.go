package prepare

import (
	"bufio"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/host"
	"github.com/volt-project/volt/unitgen/workload"
)

// Specifiers are the values of systemd.unit(5), "SPECIFIERS", on this machine.
func Specifiers(userManager bool) *workload.Host {
	release := assignments("/etc/os-release")
	if len(release) == 0 {
		release = assignments("/usr/lib/os-release")
	}
	name, _ := os.Hostname()
	short, _, _ := strings.Cut(name, ".")
	pretty := assignments("/etc/machine-info")["PRETTY_HOSTNAME"]
	if pretty == "" {
		pretty = name
	}
	h := &workload.Host{
		Architecture:  "x86-64",
		BootID:        strings.ReplaceAll(line("/proc/sys/kernel/random/boot_id"), "-", ""),
		MachineID:     line("/etc/machine-id"),
		HostName:      name,
		ShortHostName: short, PrettyHostName: pretty,
		KernelRelease:  host.ProbeQuick().Kernel,
		OSID:           release["ID"],
		OSVersionID:    release["VERSION_ID"],
		OSVariantID:    release["VARIANT_ID"],
		OSBuildID:      release["BUILD_ID"],
		OSImageID:      release["IMAGE_ID"],
		OSImageVersion: release["IMAGE_VERSION"],
		Config:         "/etc", Runtime: "/run", State: "/var/lib", Cache: "/var/cache", Logs: "/var/log",
		Temp: "/tmp", VarTemp: "/var/tmp",
		User: "root", UID: "0", Group: "root", GID: "0", Home: "/root", Shell: "/bin/sh",
	}
	if userManager {
		ofUser(h)
	}
	return h
}

// ofUser fills in what differs under a user's manager, file-hierarchy(7).
func ofUser(h *workload.Host) {
	h.UID, h.GID = strconv.Itoa(os.Geteuid()), strconv.Itoa(os.Getegid())
	h.User, h.Group, h.Home = h.UID, h.GID, os.Getenv("HOME")
	if u, err := user.Current(); err == nil {
		h.User, h.Home = u.Username, u.HomeDir
	}
	if g, err := user.LookupGroupId(h.GID); err == nil {
		h.Group = g.Name
	}
	if s := os.Getenv("SHELL"); s != "" {
		h.Shell = s
	}
	f := userFolders()
	h.Config, h.State, h.Cache, h.Logs, h.Runtime = f.Configuration, f.State, f.Cache, f.Logs, f.Runtime
}

// line is the first line of a small file, or nothing.
func line(name string) string {
	b, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(first)
}

// assignments reads the lines of a file such as os-release(5).
func assignments(name string) map[string]string {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	out := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		key, value, ok := strings.Cut(strings.TrimSpace(s.Text()), "=")
		if ok && !strings.HasPrefix(key, "#") {
			out[key] = strings.Trim(value, `"'`)
		}
	}
	return out
}
