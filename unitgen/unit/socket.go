package unit

import (
	"strings"

	"github.com/volt-project/volt/unitgen/workload"
)

// ServiceName is the service of a workload, SocketName its socket.
func ServiceName(workloadName string) string { return "volt@" + workloadName + ".service" }

// SocketName is the unit that listens for a workload. Without Service= it
// starts the service of the same name, systemd.socket(5).
func SocketName(workloadName string) string { return "volt@" + workloadName + ".socket" }

// Socket is the socket unit of w, nil when w has no section [Socket]. systemd
// opens what it lists, as root and in the host's network, and hands it over.
func Socket(w *workload.Workload) *Unit {
	if len(w.Socket) == 0 {
		return nil
	}
	u := &Unit{Name: SocketName(w.Name)}
	add := func(s Section, name string, v Value) { u.Settings = append(u.Settings, Setting{s, name, v}) }
	add(UnitSection, "Description", Word("Sockets of Volt workload "+w.Name))
	if len(w.Files) > 0 {
		add(UnitSection, "SourcePath", Word(w.Files[0]))
	}
	for _, a := range w.Socket {
		add(SocketSection, a.Key, verbatim(a.Value))
	}
	for _, a := range w.Install {
		if ForSocket(w, a) {
			add(InstallSection, a.Key, verbatim(a.Value))
		}
	}
	return u
}

// socketsTarget is where sockets are wanted by, systemd.special(7).
const socketsTarget = "sockets.target"

// ForSocket reports whether a line of [Install] is about the workload's socket:
// it names sockets.target and nothing else. Others are about the service.
func ForSocket(w *workload.Workload, a workload.Assignment) bool {
	return len(w.Socket) > 0 && strings.TrimSpace(a.Value) == socketsTarget
}
