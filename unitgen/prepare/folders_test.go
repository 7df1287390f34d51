package prepare

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/volt-project/volt/sandbox/compile"
	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

func parse(t *testing.T, text string) *workload.Workload {
	t.Helper()
	w, err := workload.Parse("web", []workload.Source{{Path: "web.volt", Text: "[Volt]\nExec=/usr/bin/true\n" + text}}, &workload.Host{Runtime: "/run"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestMade: the places that the manager makes, in the words of systemd.exec(5).
func TestMade(t *testing.T) {
	system := Machine{Target: unit.Target{Version: 257}, Folders: SystemFolders()}
	user := Machine{Target: unit.Target{Version: 257, User: true}, Folders: Folders{
		State: "/h/.local/state", Cache: "/h/.cache", Logs: "/h/.local/state/log", Runtime: "/run/user/5", Configuration: "/h/.config"}}
	old := user
	old.Target.Version = 252
	const everything = "[Service]\nStateDirectory=a b/c\nCacheDirectory=a\nLogsDirectory=a\nRuntimeDirectory=a\nConfigurationDirectory=a\n"
	for _, test := range []struct {
		m    *Machine
		text string
		want string
	}{
		{&system, "", "[]"},
		{&system, everything, "[/var/lib/a:w /var/lib/b/c:w /var/cache/a:w /var/log/a:w /run/a:w /etc/a]"},
		{&user, everything, "[/h/.local/state/a:w /h/.local/state/b/c:w /h/.cache/a:w /h/.local/state/log/a:w /run/user/5/a:w /h/.config/a]"},
		{&old, everything, "[/h/.config/a:w /h/.config/b/c:w /h/.cache/a:w /h/.config/log/a:w /run/user/5/a:w /h/.config/a]"},
		{&system, "[Service]\nStateDirectory=a\nStateDirectory=\nStateDirectory=b\n", "[/var/lib/b:w]"},
		{&system, "[Service]\nStateDirectory=a:link \"b\"\n", "[/var/lib/a:w /var/lib/b:w]"},
		{&system, "[Service]\nLoadCredential=a:/b\nSetCredential=c:d\n", "[/run/credentials/volt@web.service]"},
		{&user, "[Service]\nImportCredential=a\n", "[/run/user/5/credentials/volt@web.service]"},
		{&system, "Ready=notify\n", "[/run/systemd/notify:s]"},
		{&user, "Ready=notify\n", "[/run/user/5/systemd/notify:s]"},
		{&system, "[Service]\nWatchdogSec=5\n", "[/run/systemd/notify:s]"},
		{&system, "[Service]\nFileDescriptorStoreMax=5\n", "[/run/systemd/notify:s]"},
		{&system, "[Service]\nNotifyAccess=all\n", "[/run/systemd/notify:s]"},
		{&system, "[Service]\nWatchdogSec=5\nNotifyAccess=none\n", "[]"},
	} {
		got := []string{}
		for _, m := range test.m.made(parse(t, test.text), "volt@web.service") {
			s := m.Path
			if m.Socket {
				s += ":s"
			} else if m.Write {
				s += ":w"
			}
			got = append(got, s)
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%q: %v, want %s", test.text, got, test.want)
		}
	}
}

func TestUserFolders(t *testing.T) {
	t.Setenv("HOME", "/h")
	for _, v := range []string{"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(v, "")
	}
	f := userFolders()
	if f.State != "/h/.local/state" || f.Cache != "/h/.cache" || f.Logs != "/h/.local/state/log" || f.Configuration != "/h/.config" || f.Runtime == "" {
		t.Errorf("%+v", f)
	}
	t.Setenv("XDG_STATE_HOME", "/s/")
	t.Setenv("XDG_CONFIG_HOME", "relative")
	t.Setenv("XDG_RUNTIME_DIR", "/r")
	if f = userFolders(); f.State != "/s" || f.Logs != "/s/log" || f.Configuration != "/h/.config" || f.Runtime != "/r" {
		t.Errorf("%+v", f)
	}
}

// TestQuestion: two requests with the same question have the same answer, so
// each field of a policy must be part of it.
func TestQuestion(t *testing.T) {
	base := func() *compile.Request {
		return &compile.Request{Policy: &policy.Policy{}, Network: compile.NetworkNone}
	}
	seen := map[string]string{question(base()): "nothing"}
	add := func(what string, change func(r *compile.Request)) {
		r := base()
		change(r)
		key := question(r)
		if other := seen[key]; other != "" {
			t.Errorf("%s asks the same as %s", what, other)
		}
		seen[key] = what
	}
	fields := reflect.TypeFor[policy.Policy]()
	for i := range fields.NumField() {
		add("policy."+fields.Field(i).Name, func(r *compile.Request) { fill(reflect.ValueOf(r.Policy).Elem().Field(i)) })
	}
	seccomp := reflect.TypeFor[policy.Seccomp]()
	for i := 1; i < seccomp.NumField(); i++ { // fill set the first one above
		add("seccomp."+seccomp.Field(i).Name, func(r *compile.Request) { fill(reflect.ValueOf(&r.Policy.Seccomp).Elem().Field(i)) })
	}
	add("Network", func(r *compile.Request) { r.Network = compile.NetworkHost })
	add("Exec", func(r *compile.Request) { r.Exec.Path = "/x" })
	add("Env", func(r *compile.Request) { r.Exec.Env = []string{"x"} })
	add("UID", func(r *compile.Request) { r.IDs.UID = 5 })
	add("Groups", func(r *compile.Request) { r.IDs.Groups = []uint32{5} })
	add("Made", func(r *compile.Request) { r.Made = []compile.Made{{Path: "/x"}} })
	add("BestEffort", func(r *compile.Request) { r.BestEffort = true })
	add("Processes", func(r *compile.Request) { r.Supervisor.Processes = []string{"user of its own"} })
	add("no scopes", func(r *compile.Request) { r.Policy.Scope = []policy.Scope{} })
	add("two paths", func(r *compile.Request) { r.Policy.FSRead = []string{"/a", "/b"} })
	add("two lists", func(r *compile.Request) { r.Policy.FSRead, r.Policy.FSWrite = []string{"/a"}, []string{"/b"} })
}

// fill gives a field another value than its zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one)
		v.Set(reflect.Append(v, one))
	case reflect.Struct:
		fill(v.Field(0))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(1)
	case reflect.Int:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	}
}

// TestProcessIDs: only where systemd gets them wrong.
func TestProcessIDs(t *testing.T) {
	for _, test := range []struct {
		version int
		text    string
		want    string
	}{
		{257, "", "[]"},
		{257, "[Socket]\nListenStream=80\n", "[LISTEN_PID=1]"},
		{257, "[Service]\nWatchdogSec=5\n[Socket]\nListenStream=80\n", "[LISTEN_PID=1 WATCHDOG_PID=1]"},
		{252, "[Service]\nWatchdogSec=5\n[Socket]\nListenStream=80\n", "[]"},
	} {
		if got := (&Machine{Target: unit.Target{Version: test.version}}).processIDs(parse(t, test.text)); got != nil {
			t.Errorf("%d, system, %q: %s", test.version, test.text, got)
		}
		m := Machine{Target: unit.Target{Version: test.version, User: true}}
		if got := fmt.Sprint(m.processIDs(parse(t, test.text))); got != test.want {
			t.Errorf("%d, %q: %s, want %s", test.version, test.text, got, test.want)
		}
	}
}
