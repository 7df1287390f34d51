package manager

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestDoors(t *testing.T) {
	tests := []struct {
		name  string
		scope Scope
		at    surroundings
		want  []door
	}{
		{"root, system", System, surroundings{uid: 0, runtimeDir: "/run/user/0"}, []door{
			{"unix:path=/run/systemd/private", true}, {"unix:path=/run/dbus/system_bus_socket", false},
		}},
		{"others, system", System, surroundings{uid: 7, systemBus: "unix:path=/x"}, []door{{"unix:path=/x", false}}},
		{"user", User, surroundings{uid: 7, runtimeDir: "/run/user/7"}, []door{
			{"unix:path=/run/user/7/systemd/private", true}, {"unix:path=/run/user/7/bus", false},
		}},
		{"user without a session", User, surroundings{uid: 7, runtimeDir: "relative"}, []door{
			{"unix:path=/run/user/7/systemd/private", true}, {"unix:path=/run/user/7/bus", false},
		}},
		{"user, odd folder", User, surroundings{uid: 7, runtimeDir: "/a b", sessionBus: "unix:abstract=y"}, []door{
			{"unix:path=/a%20b/systemd/private", true}, {"unix:abstract=y", false},
		}},
	}
	for _, test := range tests {
		if got := doors(test.scope, test.at); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestUnitPath(t *testing.T) {
	for name, want := range map[string]dbus.ObjectPath{
		"volt-a.service":   "/org/freedesktop/systemd1/unit/volt_2da_2eservice",
		`volt@x\x2dy.unit`: `/org/freedesktop/systemd1/unit/volt_40x_5cx2dy_2eunit`,
		"0.scope":          "/org/freedesktop/systemd1/unit/_30_2escope",
	} {
		if got := unitPath(name); got != want || !got.IsValid() {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for s, want := range map[string]int{
		"252.39-1~deb12u1": 252, "257.13-1~deb13u1": 257, "257": 257, "258~rc2": 258, "256 (256.11-1.fc41)": 256,
	} {
		if v, err := parseVersion(s); err != nil || v != (Version{want, s}) {
			t.Errorf("%s: %+v, %v", s, v, err)
		}
	}
	for _, s := range []string{"", "v252", "99999999999999999999"} {
		if v, err := parseVersion(s); err == nil {
			t.Errorf("%q: %+v", s, v)
		}
	}
}

func TestFeatures(t *testing.T) {
	f := parseFeatures("+PAM +AUDIT -BPF_FRAMEWORK +SECCOMP default-hierarchy=unified")
	for name, want := range map[string]bool{"PAM": true, "SECCOMP": true, "BPF_FRAMEWORK": false, "default-hierarchy=unified": false, "": false} {
		if f.Has(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestExitStatusText(t *testing.T) {
	tests := []struct {
		exit  ExitStatus
		text  string
		shell int
	}{
		{ExitStatus{Exited, 0, Success}, "exited with status 0", 0},
		{ExitStatus{Exited, 199, "exit-code"}, "exited with status 199", 199},
		{ExitStatus{Exited, 200, "exit-code"}, "exited with status 200/CHDIR", 200},
		{ExitStatus{Exited, 203, "exit-code"}, "exited with status 203/EXEC", 203},
		{ExitStatus{Exited, 218, "exit-code"}, "exited with status 218/CAPABILITIES", 218},
		{ExitStatus{Exited, 223, "exit-code"}, "exited with status 223", 223},
		{ExitStatus{Exited, 226, "exit-code"}, "exited with status 226/NAMESPACE", 226},
		{ExitStatus{Exited, 243, "exit-code"}, "exited with status 243/CREDENTIALS", 243},
		{ExitStatus{Exited, 244, "exit-code"}, "exited with status 244/BPF", 244},
		{ExitStatus{Exited, 255, "exit-code"}, "exited with status 255", 255},
		{ExitStatus{Killed, 9, "signal"}, "was killed by SIGKILL", 137},
		{ExitStatus{Killed, 9, OOMKill}, "was killed by SIGKILL for want of memory", 137},
		{ExitStatus{Dumped, 11, "core-dump"}, "was killed by SIGSEGV and left a core", 139},
		{ExitStatus{Killed, 40, "signal"}, "was killed by signal 40", 168},
		{ExitStatus{}, "did not run", -1},
	}
	for _, test := range tests {
		if test.exit.String() != test.text || test.exit.Shell() != test.shell {
			t.Errorf("%+v: %s, %d", test.exit, test.exit, test.exit.Shell())
		}
	}
}

func TestStartErrorText(t *testing.T) {
	tests := []struct {
		err  StartError
		want string
	}{
		{StartError{Job: JobDependency}, "cannot start u: a unit that it requires failed"},
		{StartError{Job: JobCanceled}, "cannot start u: the job was canceled"},
		{StartError{Job: JobSkipped}, "cannot start u: systemd skipped the job, which does not apply to the unit's state"},
		{StartError{Job: "new"}, `cannot start u: the job ended as "new"`},
		{StartError{Job: JobFailed}, "cannot start u: it failed"},
		{StartError{Job: JobFailed, Exit: ExitStatus{Result: "resources"}}, "cannot start u: it failed with the result resources"},
		{StartError{Job: JobFailed, Exit: ExitStatus{Killed, 15, Timeout}}, "cannot start u: it was not ready in time"},
		{
			StartError{Job: JobFailed, Exit: ExitStatus{Exited, 3, "exit-code"}, StatusText: "no disk", Log: []string{"a", "b"}},
			"cannot start u: the main process exited with status 3; it said: no disk\n  a\n  b",
		},
	}
	for _, test := range tests {
		test.err.Unit = "u"
		if got := test.err.Error(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestExecuted(t *testing.T) {
	systemd := []string{"u: Failed at step EXEC spawning /x: No such file", "u: Main process exited"}
	tests := []struct {
		name string
		err  StartError
		kind string
		want bool
	}{
		{"failed soon", StartError{Job: JobFailed, Exit: ExitStatus{Exited, 7, "exit-code"}}, "exec", true},
		{"killed soon", StartError{Job: JobFailed, Exit: ExitStatus{Killed, 9, "signal"}}, "exec", true},
		{"not ready", StartError{Job: JobFailed, Exit: ExitStatus{Exited, 7, "exit-code"}}, "notify", false},
		{"no process", StartError{Job: JobFailed, Exit: ExitStatus{Result: "resources"}}, "exec", false},
		{"a dependency's", StartError{Job: JobDependency}, "exec", false},
		{"not found", StartError{Job: JobFailed, Exit: ExitStatus{Exited, 203, "exit-code"}, Log: systemd}, "exec", false},
		{"its own 203", StartError{Job: JobFailed, Exit: ExitStatus{Exited, 203, "exit-code"}, Log: systemd[1:]}, "exec", true},
		{"no journal", StartError{Job: JobFailed, Exit: ExitStatus{Exited, 203, "exit-code"}}, "exec", false},
	}
	for _, test := range tests {
		if got := test.err.executed(test.kind); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestJournalArguments(t *testing.T) {
	got := strings.Join(journalArguments(User, "u.service", time.UnixMicro(1700000000_000123), 5), " ")
	want := "--quiet --no-pager --output=cat --lines=5 --since=@1700000000.000123 _SYSTEMD_USER_UNIT=u.service + USER_UNIT=u.service"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestFailures(t *testing.T) {
	// godbus returns errors as values and as pointers.
	for _, err := range []error{
		dbus.Error{Name: noSuchUnit, Body: []any{"Unit u not loaded."}},
		&dbus.Error{Name: noSuchUnit, Body: []any{"Unit u not loaded."}},
	} {
		err = fmt.Errorf("on top: %w", failed("stop", "u", err))
		if !NoSuchUnit(err) || UnitExists(err) || err.Error() != "on top: cannot stop u: no such unit is loaded" {
			t.Errorf("%v", err)
		}
	}
	err := failed("start", "u", dbus.Error{Name: "org.freedesktop.DBus.Error.PropertyReadOnly", Body: []any{"Cannot set property X, or unknown property."}})
	if err.Error() != "cannot start u: Cannot set property X, or unknown property." {
		t.Errorf("%v", err)
	}
	if err := failed("stop", "u", nil); err != nil {
		t.Errorf("%v", err)
	}
	if err := failed("stop", "u", dbus.ErrClosed); err.Error() != "cannot stop u: systemd closed the connection" {
		t.Errorf("%v", err)
	}
	if NoSuchUnit(errors.New("no")) || NoSuchUnit(nil) {
		t.Error("any error says that there is no such unit")
	}
}

func TestNewUnit(t *testing.T) {
	u := newUnit(values{
		"Id": dbus.MakeVariant("a.service"), "MainPID": dbus.MakeVariant(uint32(12)), "ActiveState": dbus.MakeVariant("activating"),
		"ActiveEnterTimestamp": dbus.MakeVariant(uint64(1_000_000)), "MemoryCurrent": dbus.MakeVariant(uint64(math.MaxUint64)),
		"TasksCurrent": dbus.MakeVariant(uint64(0)), "SubState": dbus.MakeVariant(4), // not the type it should be
	})
	if u.Name != "a.service" || u.MainPID != 12 || !u.Up() || u.ActiveEnter.Unix() != 1 ||
		u.MemoryCurrent.Known || u.TasksCurrent != (Counter{0, true}) || u.MemoryPeak.Known || u.SubState != "" {
		t.Errorf("%+v", u)
	}
	if u := newUnit(nil); u.Up() != true && u.ActiveEnter.IsZero() {
		t.Errorf("%+v", u)
	}
}
