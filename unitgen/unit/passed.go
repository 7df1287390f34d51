package unit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/volt-project/volt/unitgen/workload"
)

// ruling says what a line of a workload file may do to a directive that has to
// do with the sandbox. What has no ruling passes to the unit as it is written.
type ruling struct {
	name string
	// instead is the key of [Volt] that decides: no line may set it.
	instead string
	// never is why no line may set it, where no key does.
	never string
	// only are the values that keep what Volt sets or are stricter, with blanks
	// between them, the usual one first. "~" stands for all that begin with it.
	only string
	// list: Volt's own entries stand besides those of the file, whose empty
	// line takes back its own only.
	list bool
}

// Words that systemd takes for yes and no, parse_boolean() of its
// src/basic/parse-util.c.
const (
	on  = "yes y true t on 1"
	off = "no n false f off 0"
)

// serviceRulings are about [Service]: systemd.exec(5), systemd.service(5) and
// systemd.resource-control(5), as far as they could undo what the workload's
// file asks for elsewhere.
var serviceRulings = [...]ruling{
	// What starts, and as whom.
	{name: "Type", instead: "Ready="},
	{name: "BusName", never: "it belongs to Type=dbus, and the bus is not in the sandbox"},
	{name: "PIDFile", never: "it belongs to Type=forking, and the workload is the process that systemd starts"},
	{name: "ExecStart", instead: "Exec="},
	{name: "ExecStartEx", instead: "Exec="},
	{name: "ExecSearchPath", instead: "Environment=PATH=..."},
	{name: "Environment", instead: "Environment="},
	{name: "WorkingDirectory", instead: "WorkingDirectory="},
	{name: "User", instead: "User="},
	{name: "DynamicUser", instead: "User="},
	{name: "PrivateUsers", instead: "User="},
	{name: "Group", instead: "User= and Groups="},
	{name: "SupplementaryGroups", instead: "Groups="},
	{name: "PAMName", never: "a session is a control group of its own, outside the limits of the unit"},
	{name: "SecureBits", never: "the jailer locks them"},
	{name: "RootDirectoryStartOnly", never: `it would run the other commands on the host's root; put "+" before the one that needs it`},
	{name: "PermissionsStartOnly", never: `it would run the other commands as root; put "+" before the one that needs it`},
	{name: "LoadCredential", list: true},
	{name: "LoadCredentialEncrypted", list: true},
	{name: "SetCredential", list: true},
	{name: "SetCredentialEncrypted", list: true},

	// What the workload sees.
	{name: "RootDirectory", instead: "Root="},
	{name: "RootImage", instead: "Root="},
	{name: "RootImageOptions", instead: "Root="},
	{name: "RootEphemeral", instead: "Root="},
	{name: "RootHash", instead: "Root="},
	{name: "RootHashSignature", instead: "Root="},
	{name: "RootVerity", instead: "Root="},
	{name: "MountAPIVFS", instead: "FsRead="},
	{name: "MountImages", instead: "FsRead="},
	{name: "MountFlags", never: "the mounts of a workload are its own"},
	{name: "ExtensionImages", instead: "FsRead="},
	{name: "ExtensionDirectories", instead: "FsRead="},
	{name: "BindLogSockets", instead: "FsWrite="},
	{name: "TemporaryFileSystem", instead: "FsRead= and FsWrite="},
	{name: "BindReadOnlyPaths", instead: "FsRead="},
	{name: "BindPaths", instead: "FsWrite="},
	{name: "ReadWritePaths", instead: "FsWrite="},
	{name: "ExecPaths", instead: "FsExecute="},
	{name: "InaccessiblePaths", list: true},
	{name: "NoExecPaths", list: true},
	{name: "ProtectSystem", instead: "FsWrite="},
	{name: "ProtectHome", instead: "FsRead= and FsWrite="},
	{name: "PrivateTmp", instead: "FsWrite="},
	{name: "PrivateDevices", instead: "FsRead= and FsWrite="},
	{name: "PrivateMounts", only: on},
	{name: "DevicePolicy", instead: "FsRead= and FsWrite="},
	{name: "DeviceAllow", instead: "FsRead= and FsWrite="},

	// What else it can reach.
	{name: "PrivateNetwork", instead: "Network="},
	{name: "NetworkNamespacePath", instead: "Network="},
	{name: "IPAddressAllow", instead: "Network= and NetConnect="},
	{name: "IPAddressDeny", list: true},
	{name: "RestrictAddressFamilies", instead: "Seccomp="},
	{name: "PrivateIPC", only: on},
	{name: "IPCNamespacePath", never: "it would share queues and memory with others"},
	{name: "PrivatePIDs", never: "as PID 1 of its namespace a workload gets no signal that it does not catch, and systemd 257 may not wait for it"},
	{name: "ProtectProc", only: "invisible"},
	{name: "ProcSubset", only: "pid"},
	{name: "ProtectKernelTunables", only: on},
	{name: "ProtectKernelModules", only: on},
	{name: "ProtectKernelLogs", only: on},
	{name: "ProtectClock", only: on},
	{name: "ProtectControlGroups", only: on + " private strict"},
	{name: "ProtectHostname", only: on},
	{name: "KeyringMode", only: "private"},
	{name: "RemoveIPC", only: on},

	// What it may do.
	{name: "CapabilityBoundingSet", instead: "Capability="},
	{name: "AmbientCapabilities", instead: "Capability="},
	{name: "NoNewPrivileges", only: on},
	{name: "RestrictNamespaces", only: on},
	{name: "RestrictRealtime", only: on},
	{name: "RestrictSUIDSGID", only: on},
	{name: "LockPersonality", only: on},
	{name: "SystemCallArchitectures", only: "native"},
	{name: "SystemCallFilter", only: "~"},
	{name: "SystemCallErrorNumber", instead: "Seccomp="},

	{name: "MemoryMax", instead: "Memory="},
	{name: "MemoryLimit", instead: "Memory="},
	{name: "MemorySwapMax", instead: "MemorySwap="},
	{name: "CPUQuota", instead: "CPUs="},
	{name: "TasksMax", instead: "Tasks="},
	{name: "IOWeight", instead: "IOWeight="},
}

// unitRulings are about [Unit].
var unitRulings = [...]ruling{
	{name: "SourcePath", never: "it is the workload file"},
	{name: "JoinsNamespaceOf", never: "the workload would share network, IPC and /tmp with another unit"},
}

// socketRulings are about [Socket], systemd.socket(5).
var socketRulings = [...]ruling{
	{name: "Accept", only: off},
	{name: "Service", never: "the socket belongs to the workload"},
}

// Check reports every line of w's that a ruling forbids.
func Check(w *workload.Workload) error {
	var errs []error
	for _, s := range []struct {
		section Section
		lines   []workload.Assignment
		rulings []ruling
	}{
		{UnitSection, w.Unit, unitRulings[:]}, {ServiceSection, w.Service, serviceRulings[:]}, {SocketSection, w.Socket, socketRulings[:]},
	} {
		for _, a := range s.lines {
			r := ruled(s.rulings, a.Key)
			if r == nil {
				continue
			}
			if why := r.forbids(a.Value); why != "" {
				errs = append(errs, fmt.Errorf("%s: cannot set %s= in [%s]: %s", a.Pos, a.Key, s.section, why))
			}
		}
	}
	if len(w.Socket) > 0 && !slices.ContainsFunc(w.Socket, listens) {
		errs = append(errs, fmt.Errorf("%s: cannot make the socket: [Socket] names nothing to listen on; "+
			"write ListenStream= or another Listen line of systemd.socket(5)", w.Socket[0].Pos))
	}
	return errors.Join(errs...)
}

func listens(a workload.Assignment) bool { return strings.HasPrefix(a.Key, "Listen") && a.Value != "" }

// forbids says why a value may not stand, "" where it may.
func (r *ruling) forbids(value string) string {
	switch {
	case r.instead != "":
		return "Volt decides it; use " + r.instead + " in [Volt]"
	case r.never != "":
		return r.never
	case r.name == "LoadCredential" || r.name == "SetCredential":
		if id, _, _ := strings.Cut(value, ":"); id == planCredential {
			return "the credential " + planCredential + " is the workload's plan; take another name"
		}
	case r.only == "" || r.allows(value):
	case r.only == "~":
		return `it would take back what Volt refuses; begin the list with "~" to refuse more, or use Seccomp= in [Volt]`
	case r.only == off:
		return "a workload takes the listening socket; write " + r.name + "=no, or remove the line"
	default:
		usual, _, _ := strings.Cut(r.only, " ")
		return "it would weaken the sandbox; write " + r.name + "=" + usual + ", or remove the line"
	}
	return ""
}

// allows reports whether a value is among those that may stand.
func (r *ruling) allows(value string) bool {
	if r.only == "~" {
		return strings.HasPrefix(value, "~")
	}
	for s := range strings.FieldsSeq(r.only) {
		if strings.EqualFold(s, value) {
			return true
		}
	}
	return false
}

// ruled is the ruling about a directive, nil for none.
func ruled(rulings []ruling, name string) *ruling {
	for i := range rulings {
		if rulings[i].name == name {
			return &rulings[i]
		}
	}
	return nil
}

// standing are the lines of a section that are to stand in the unit: without
// those that a later empty one takes back, where Volt has entries of its own
// that must stay.
func standing(lines []workload.Assignment, rulings []ruling) []workload.Assignment {
	var out []workload.Assignment
	for _, a := range lines {
		if r := ruled(rulings, a.Key); a.Value == "" && r != nil && r.list {
			out = slices.DeleteFunc(out, func(b workload.Assignment) bool { return b.Key == a.Key })
			continue
		}
		out = append(out, a)
	}
	return out
}
