package prepare

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/unitgen/workload"
)

// Folders are where a manager makes what StateDirectory= and its kin name,
// systemd.exec(5) table 2, and where its own sockets and credentials are.
type Folders struct {
	State, Cache, Logs, Runtime, Configuration string
}

// SystemFolders are those of the system's manager.
func SystemFolders() Folders {
	return Folders{State: "/var/lib", Cache: "/var/cache", Logs: "/var/log", Runtime: "/run", Configuration: "/etc"}
}

// userFolders are those of the calling user's manager, file-hierarchy(7). Since
// systemd 254 a user's state is in XDG_STATE_HOME; see movedState.
func userFolders() Folders {
	home := os.Getenv("HOME")
	folder := func(variable, below string) string {
		if d := os.Getenv(variable); filepath.IsAbs(d) {
			return filepath.Clean(d)
		}
		return filepath.Join(home, below)
	}
	f := Folders{
		State:         folder("XDG_STATE_HOME", ".local/state"),
		Cache:         folder("XDG_CACHE_HOME", ".cache"),
		Configuration: folder("XDG_CONFIG_HOME", ".config"),
		Runtime:       os.Getenv("XDG_RUNTIME_DIR"),
	}
	f.Logs = filepath.Join(f.State, "log")
	if f.Runtime == "" { // where pam_systemd(8) puts it
		f.Runtime = "/run/user/" + strconv.Itoa(os.Geteuid())
	}
	return f
}

// of is the folder that the directories of a directive are made in.
func (f *Folders) of(directive string) string {
	switch directive {
	case "StateDirectory":
		return f.State
	case "CacheDirectory":
		return f.Cache
	case "LogsDirectory":
		return f.Logs
	case "RuntimeDirectory":
		return f.Runtime
	case "ConfigurationDirectory":
		return f.Configuration
	}
	return ""
}

// movedState is the first systemd that keeps a user's state in XDG_STATE_HOME;
// before, it was in XDG_CONFIG_HOME (systemd's NEWS for 254).
const movedState = 254

// made are the places that the manager makes at the start.
func (m *Machine) made(w *workload.Workload, unitName string) []compile.Made {
	var out []compile.Made
	folders := m.Folders
	if m.Target.User && m.Target.Version < movedState {
		folders.State, folders.Logs = folders.Configuration, filepath.Join(folders.Configuration, "log")
	}
	credentials := false
	for _, a := range w.Service {
		credentials = credentials || strings.Contains(a.Key, "Credential")
		folder := folders.of(a.Key)
		if folder == "" {
			continue
		}
		if a.Value == "" { // takes back the lines above
			out = slices.DeleteFunc(out, func(p compile.Made) bool { return compile.Covers(folder, p.Path) })
		}
		for _, name := range strings.Fields(a.Value) {
			// NAME[:LINK]. The link is on the host only.
			name, _, _ = strings.Cut(unquoted(name), ":")
			out = append(out, compile.Made{
				Path: folder + "/" + strings.Trim(name, "/"), Write: a.Key != "ConfigurationDirectory",
			})
		}
	}
	if credentials {
		out = append(out, compile.Made{Path: m.Folders.Runtime + "/credentials/" + unitName})
	}
	if w.Ready == workload.Notify || notifies(w) {
		out = append(out, compile.Made{Path: m.Folders.Runtime + "/systemd/notify", Write: true, Socket: true})
	}
	return slices.Compact(out)
}

// unquoted takes off the quotes around a whole word. Names of these folders
// need none.
func unquoted(s string) string { return strings.Trim(s, `"'`) }

// notifies: the workload talks to the manager although it does not say when it
// is ready, as for WatchdogSec=.
func notifies(w *workload.Workload) bool {
	for _, a := range slices.Backward(w.Service) {
		if a.Key == "NotifyAccess" {
			return a.Value != "none"
		}
	}
	return slices.ContainsFunc(w.Service, func(a workload.Assignment) bool {
		return a.Key == "WatchdogSec" || a.Key == "FileDescriptorStoreMax"
	})
}
