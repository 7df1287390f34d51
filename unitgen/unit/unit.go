// Package unit turns a compiled workload into a systemd service: one list of
// directives, which is written as a unit file or given to the manager as D-Bus
// properties. It decides, and touches nothing.
package unit

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/dbus"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/unitgen/workload"
)

// Section is a section of a unit file.
type Section string

// The sections that Volt writes.
const (
	UnitSection    Section = "Unit"
	ServiceSection Section = "Service"
	SocketSection  Section = "Socket"
	InstallSection Section = "Install"
)

// Setting is one directive with its value.
type Setting struct {
	Section Section
	Name    string
	Value   Value
}

// Unit is a service.
type Unit struct {
	Name     string
	Settings []Setting
}

// Request is a workload to be made a unit.
type Request struct {
	Name     string // of the unit: "volt@web.service"
	Workload *workload.Workload
	Result   *compile.Result
	View     *plan.View
	Target   Target

	Jail     string // the volt-jail program
	Unit     string // the volt-unit program
	Skeleton string // the folder with the shipped root

	// The plan is handed over as a credential: from a file, or, for a unit
	// that has no files, with its content.
	PlanFile string
	PlanData []byte
	// Credentials is where the manager will put the content: properties know
	// no specifiers.
	Credentials string

	// Argv is the workload's command line, with Argv[0] the program's path.
	// Tail is used instead behind Argv[0] where systemd is to split and expand
	// the words itself.
	Argv []string
	Tail string
}

// planCredential is the name of the plan's credential. Beginning with "volt",
// it is not one a workload would look for.
const planCredential = "volt.plan"

// Build makes the unit.
func Build(r *Request) (*Unit, error) {
	if err := Check(r.Workload); err != nil {
		return nil, err
	}
	b := &builder{Request: r, settings: make([]Setting, 0, 80)}
	v, err := newView(r.View)
	if err != nil {
		return nil, err
	}
	b.unitSection(v)
	b.start()
	b.user()
	b.view(v)
	b.network()
	b.hardenings()
	b.capabilities()
	b.limits()
	b.passed()
	return &Unit{Name: r.Name, Settings: b.settings}, nil
}

// builder collects settings.
type builder struct {
	*Request
	settings []Setting
}

// service adds a setting to [Service], unless the manager does not know it.
func (b *builder) service(name string, v Value) { b.add(ServiceSection, name, v) }

func (b *builder) add(s Section, name string, v Value) {
	if !b.Target.knows(name) {
		return
	}
	b.settings = append(b.settings, Setting{s, name, v})
}

func (b *builder) unitSection(v *view) {
	w := b.Workload
	b.add(UnitSection, "Description", Word("Volt workload "+w.Name))
	if len(w.Files) > 0 {
		b.add(UnitSection, "SourcePath", Word(w.Files[0]))
	}
	if len(w.Socket) > 0 {
		// However the service is started, it gets its sockets.
		b.add(UnitSection, "Requires", Words{SocketName(w.Name)})
	}
	if places := v.mayBeMounts(); len(places) > 0 {
		b.add(UnitSection, "RequiresMountsFor", Paths(places))
	}
}

func (b *builder) start() {
	w := b.Workload
	if w.Ready == workload.Notify {
		b.service("Type", Word("notify"))
	} else {
		b.service("Type", Word("exec"))
	}
	folder := CredentialsFolder
	if b.Credentials != "" {
		folder = b.Credentials
	}
	b.service("ExecStart", Command{
		Prefix: w.Exec.Prefix,
		Argv:   append([]string{b.Jail, folder + "/" + planCredential}, b.Argv...),
		Tail:   b.Tail,
	})
	if b.Target.PrivatePIDs() {
		b.service("ExecStop", Privileged{b.Unit, StopOption, strconv.Itoa(int(stopTimeout(w).Seconds()))})
	}
	if b.PlanFile != "" {
		b.service("LoadCredential", Pairs{":", []Pair{{planCredential, b.PlanFile}}})
	} else {
		b.service("SetCredential", Data{planCredential, b.PlanData})
	}
	b.service("SyslogIdentifier", Word(w.Name))
	if w.StartTimeout != 0 {
		b.service("TimeoutStartSec", Span(w.StartTimeout))
	}
	if w.StopTimeout != 0 {
		b.service("TimeoutStopSec", Span(w.StopTimeout))
	}
	if len(w.Environment) > 0 {
		b.service("Environment", Assignments(w.Environment))
	}
	if w.WorkingDirectory != "" {
		b.service("WorkingDirectory", Word(w.WorkingDirectory))
	}
}

// StopOption makes volt-unit end the main process of a unit.
const StopOption = "--stop"

// stopTimeout is how long a workload may take to end: systemd's default, and
// never longer than that where none is set.
func stopTimeout(w *workload.Workload) time.Duration {
	const systemds = 90 * time.Second // DefaultTimeoutStopSec=, systemd-system.conf(5)
	if w.StopTimeout > 0 && w.StopTimeout < systemds {
		return w.StopTimeout
	}
	return systemds
}

func (b *builder) user() {
	w := b.Workload
	switch {
	case b.Target.User:
		// The manager's own; DynamicUser= is refused there.
	case w.User == "":
		b.service("DynamicUser", Flag(true))
	default:
		b.service("User", Word(w.User))
	}
	if len(w.Groups) > 0 {
		b.service("SupplementaryGroups", Words(w.Groups))
	}
	// A capability granted in a user namespace of its own would be worth
	// nothing outside it.
	b.service("PrivateUsers", Flag(b.Result.Plan.Caps == 0))
}

func (b *builder) view(v *view) {
	if v.whole {
		// /run is empty in the view (see compile), but for what systemd puts there.
	} else {
		b.service("RootDirectory", Word(b.Skeleton))
		b.service("MountAPIVFS", Flag(true))
		b.service("BindLogSockets", Flag(false))
		hidden := inRoot{"/sys"}
		// The view is built in the skeleton, and a bind of the folder above
		// takes everything in it along: a second name for each place, without
		// the noexec of the first.
		hidden = append(hidden, v.names(b.Skeleton)...)
		b.service("InaccessiblePaths", hidden)
	}
	home := Word("yes")
	if v.home {
		home = "tmpfs" // and what the policy lists is bound over it
	}
	b.service("ProtectSystem", Word("strict"))
	if !b.Target.User {
		// There it would hide the folder of credentials, and the view has no
		// homes anyway.
		b.service("ProtectHome", home)
	}
	if !v.isEmpty("/dev/shm") {
		// PrivateDevices= shows the host's.
		v.empty = append(v.empty, emptyFolder("/dev/shm"))
	}
	b.service("TemporaryFileSystem", v.empty)
	readOnly := v.readOnly
	if !v.sees(b.Jail) {
		readOnly = append(readOnly, Bind{Source: b.Jail, Target: b.Jail})
	}
	b.service("BindReadOnlyPaths", readOnly)
	if len(v.binds) > 0 {
		b.service("BindPaths", v.binds)
	}
	if len(v.noExec) > 0 {
		b.service("NoExecPaths", inRoot(v.noExec))
	}
	if len(v.devices.List) > 0 {
		b.service("DeviceAllow", v.devices)
	}
}

func (b *builder) network() {
	if b.Workload.Network == workload.NetworkNone {
		b.service("PrivateNetwork", Flag(true))
		if !b.Target.User { // a user manager may not attach the filter
			b.service("IPAddressDeny", AnyAddress{})
			b.service("IPAddressAllow", Loopback{})
		}
	}
	families := []string{"AF_UNIX", "AF_INET", "AF_INET6"}
	if slices.Contains(b.Workload.Seccomp.Allow, "AF_NETLINK") {
		families = append(families, "AF_NETLINK")
	}
	if b.Workload.Hardening == workload.Full {
		b.service("RestrictAddressFamilies", Names{List: families})
	}
}

func (b *builder) hardenings() {
	granted := b.Result.Capabilities
	for _, h := range hardenings() {
		if h.systemOnly && b.Target.User || h.userOnly && !b.Target.User || h.filter && b.Workload.Hardening == workload.Lean {
			continue
		}
		if slices.ContainsFunc(h.unless, func(prefix string) bool {
			return slices.ContainsFunc(granted, func(c string) bool { return strings.HasPrefix(c, prefix) })
		}) {
			continue
		}
		b.service(h.name, h.value)
	}
}

func (b *builder) capabilities() {
	c := Capabilities{b.Result.Plan.Caps, b.Result.Capabilities}
	b.service("CapabilityBoundingSet", c)
	if c.Set != 0 {
		b.service("AmbientCapabilities", c)
	}
}

// passed adds the lines that the user wrote for systemd.
func (b *builder) passed() {
	w := b.Workload
	for _, a := range standing(w.Unit, unitRulings[:]) {
		b.add(UnitSection, a.Key, verbatim(a.Value))
	}
	for _, a := range standing(w.Service, serviceRulings[:]) {
		b.service(a.Key, verbatim(a.Value))
	}
	for _, a := range w.Install {
		if !ForSocket(w, a) {
			b.add(InstallSection, a.Key, verbatim(a.Value))
		}
	}
}

// Text is the unit file.
func (u *Unit) Text() []byte {
	out := make([]byte, 0, 4096)
	for _, section := range []Section{UnitSection, ServiceSection, SocketSection, InstallSection} {
		begun := false
		for _, s := range u.Settings {
			if s.Section != section {
				continue
			}
			if !begun && len(out) > 0 {
				out = append(out, '\n')
			}
			if !begun {
				out = append(append(append(out, '['), section...), "]\n"...)
				begun = true
			}
			for _, line := range s.Value.text() {
				out = append(append(append(out, s.Name...), '='), line...)
				if strings.HasSuffix(line, `\`) {
					// The blank, which systemd takes off, keeps the backslash from
					// continuing the line.
					out = append(out, ' ')
				}
				out = append(out, '\n')
			}
		}
	}
	return out
}

// Properties is the same for StartTransientUnit of org.freedesktop.systemd1(5).
func (u *Unit) Properties() []dbus.Property {
	names := map[string]string{}
	for _, d := range directives() {
		if d.property != "" {
			names[d.name] = d.property
		}
	}
	out := make([]dbus.Property, 0, len(u.Settings))
	for _, s := range u.Settings {
		name := s.Name
		if p := names[name]; p != "" {
			name = p
		}
		value := s.Value.variant()
		if share, ok := s.Value.(Share); ok {
			if name == "TasksMax" {
				value = share.below()
			}
			name += "Scale"
		}
		out = append(out, dbus.Property{Name: name, Value: value})
	}
	return out
}
