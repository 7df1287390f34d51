package manager

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	sd "github.com/coreos/go-systemd/v22/dbus"
	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// bootedFolder exists on a machine whose PID 1 is systemd, sd_booted(3).
const bootedFolder = "/run/systemd/system"

func booted() bool {
	var st unix.Stat_t
	return unix.Lstat(bootedFolder, &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFDIR
}

// surroundings are what decides where a manager listens.
type surroundings struct {
	uid        int
	runtimeDir string // $XDG_RUNTIME_DIR
	systemBus  string // $DBUS_SYSTEM_BUS_ADDRESS
	sessionBus string // $DBUS_SESSION_BUS_ADDRESS
}

func currentSurroundings() surroundings {
	return surroundings{
		uid:        os.Geteuid(),
		runtimeDir: os.Getenv("XDG_RUNTIME_DIR"),
		systemBus:  os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"),
		sessionBus: os.Getenv("DBUS_SESSION_BUS_ADDRESS"),
	}
}

// door is an address a manager answers at.
type door struct {
	address string // dbus-specification, "Server Addresses"
	private bool   // no bus in between
}

// doors lists where the manager of scope may be, the best first. Only root may
// use the private socket of the system's manager.
func doors(scope Scope, at surroundings) []door {
	var out []door
	if scope == System {
		if at.uid == 0 {
			out = append(out, door{socket("/run/systemd/private"), true})
		}
		if at.systemBus != "" {
			return append(out, door{at.systemBus, false})
		}
		return append(out, door{socket("/run/dbus/system_bus_socket"), false})
	}
	dir := at.runtimeDir
	if !filepath.IsAbs(dir) {
		dir = "/run/user/" + strconv.Itoa(at.uid) // pam_systemd(8)
	}
	out = append(out, door{socket(filepath.Join(dir, "systemd/private")), true})
	if at.sessionBus != "" {
		return append(out, door{at.sessionBus, false})
	}
	return append(out, door{socket(filepath.Join(dir, "bus")), false})
}

func socket(path string) string { return "unix:path=" + dbus.EscapeBusAddressValue(path) }

// noUserManager says how to get one.
func noUserManager(cause error) error {
	name := strconv.Itoa(os.Geteuid())
	if u, err := user.LookupId(name); err == nil {
		name = u.Username
	}
	return fmt.Errorf("cannot reach the systemd manager of user %s: %w; log in through login(1), ssh or machinectl,"+
		" or have root run: loginctl enable-linger %s", name, cause, name)
}

// link is a connection through one door.
type link struct {
	door
	systemd *sd.Conn
	conn    *dbus.Conn // systemd's own, for what it has no method for
}

// open connects to d. Ending ctx ends the attempt, not the link.
func open(ctx context.Context, d door) (*link, error) {
	c, err := connect(ctx, d)
	if err != nil {
		return nil, err
	}
	// go-systemd asks for two connections, one for calls and one for signals,
	// so that the handler of signals can make calls. Ours makes none, and the
	// sequential handler takes signals in without end, so one serves as both: a
	// second one costs four more round trips before every start.
	s, err := sd.NewConnection(func() (*dbus.Conn, error) { return c, nil })
	if err != nil {
		c.Close()
		return nil, err
	}
	return &link{door: d, systemd: s, conn: c}, nil
}

func connect(ctx context.Context, d door) (*dbus.Conn, error) {
	// The default handler of signals may deliver them out of order, and may
	// block replies.
	c, err := dbus.Dial(d.address, dbus.WithSignalHandler(dbus.NewSequentialSignalHandler()))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	// The number rather than the name: names need NSS, which a static program
	// has not. systemd compares it with the peer's effective id.
	err = c.Auth([]dbus.Auth{dbus.AuthExternal(strconv.Itoa(os.Geteuid()))})
	if err == nil && !d.private { // without a bus there is nobody to greet
		err = c.Hello()
	}
	if err != nil {
		c.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return c, nil
}

func (l *link) alive() bool { return l.conn.Connected() }

// properties reads all properties of an object, of all its interfaces.
func (l *link) properties(ctx context.Context, path dbus.ObjectPath) (values, error) {
	v := values{}
	// An empty interface asks for all of them, dbus-specification,
	// "org.freedesktop.DBus.Properties".
	err := l.conn.Object(busName, path).CallWithContext(ctx, propsInterface+".GetAll", 0, "").Store(&v)
	return v, err
}

// loaded reads the properties of a unit that is there. Asking for those of any
// other would load an empty one; GetUnit tells.
func (l *link) loaded(ctx context.Context, name string) (values, error) {
	var path dbus.ObjectPath
	err := l.conn.Object(busName, managerObject).CallWithContext(ctx, busName+".Manager.GetUnit", 0, name).Store(&path)
	if err != nil {
		return nil, err
	}
	v, err := l.properties(ctx, path)
	if err == nil && !v.loaded() {
		err = unloaded()
	}
	return v, err
}
