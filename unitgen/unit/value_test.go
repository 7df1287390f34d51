package unit

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// TestValues: what each kind of value is in a unit file and on D-Bus. That the
// two mean the same to systemd is held by TestTextAndProperties of test/system.
func TestValues(t *testing.T) {
	type bind struct {
		Source, Target string
		Optional       bool
		Flags          uint64
	}
	type names struct {
		Allow bool
		List  []string
	}
	type command struct {
		Path          string
		Argv          []string
		IgnoreFailure bool
	}
	type port struct {
		Family, Protocol int32
		Count, First     uint16
	}
	for _, test := range []struct {
		value     Value
		text      string // lines joined
		signature string
		property  any
	}{
		{Flag(true), "yes", "b", true},
		{Flag(false), "no", "b", false},
		{Word("a b"), "a b", "s", "a b"},
		{Word("100% %n"), "100%% %%n", "s", "100% %n"},
		{Word("two\nlines\r"), "two lines ", "s", "two\nlines\r"},
		{Words{}, "", "as", []string{}},
		{Words{"a", "b c", ""}, `a "b c" ""`, "as", []string{"a", "b c", ""}},
		{Words{`q"'\;#%`}, `"q\"'\\;#%%"`, "as", []string{`q"'\;#%`}},
		{Words{"ä\n"}, `"\xc3\xa4\x0a"`, "as", []string{"ä\n"}},
		{Paths{"/a", "/b c", "/ü%", `/q"\`}, `/a "/b c" /ü%% "/q\"\\"`, "as", []string{"/a", "/b c", "/ü%", `/q"\`}},
		{Assignments{"A=1", "B=100% $x"}, "\"A=1\"\n\"B=100%% $x\"", "as", []string{"A=1", "B=100% $x"}},
		{Number(5), "5", "t", uint64(5)},
		{Unlimited, "infinity", "t", ^uint64(0)},
		{Span(90 * time.Second), "90000000us", "t", uint64(90000000)},
		{Forever, "infinity", "t", ^uint64(0)},
		{CPUs(1.5), "150%", "t", uint64(1500000)},
		{CPUs(0.07), "7%", "t", uint64(70000)},
		{CPUs(0.12344), "12.34%", "t", uint64(123400)},
		{Mode(0o077), "0077", "u", uint32(0o77)},
		{Share(1250), "12.5%", "u", uint32(536870912)},
		{Share(10000), "100%", "u", ^uint32(0)},
		{Binds{{"/a", "/a", false}, {"/b c", "/d:e", true}}, "/a\n-\"/b c\":\"/d:e\"", "a(ssbt)",
			[]bind{{"/a", "/a", false, 0x4000}, {"/b c", "/d:e", true, 0x4000}}},
		{Tmpfses{{"/run", "ro"}, {"/a:b", "ro"}}, "\"/run:ro\"\n\"/a\\\\:b:ro\"", "a(ss)", []Tmpfs{{"/run", "ro"}, {"/a:b", "ro"}}},
		{inRoot{"/sys", "/a b"}, `+/sys "+/a b"`, "as", []string{"+/sys", "+/a b"}},
		{Pairs{" ", []Pair{{"/dev/a b", "rw"}}}, `"/dev/a b" rw`, "a(ss)", []Pair{{"/dev/a b", "rw"}}},
		{Pairs{":", []Pair{{"id", "/p%"}}}, "id:/p%%", "a(ss)", []Pair{{"id", "/p%"}}},
		{Data{"id", []byte("\x00a\"\\")}, `id:\x00a\"\\`, "a(say)", []Data{{"id", []byte("\x00a\"\\")}}},
		{Names{Deny: true, List: []string{"@clock", "x"}}, "~@clock x", "(bas)", names{false, []string{"@clock", "x"}}},
		{Names{List: []string{"AF_UNIX"}}, "AF_UNIX", "(bas)", names{true, []string{"AF_UNIX"}}},
		{Names{}, "none", "(bas)", names{true, []string{}}},
		{Capabilities{1 << 10, []string{"CAP_NET_BIND_SERVICE"}}, "CAP_NET_BIND_SERVICE", "t", uint64(1 << 10)},
		{Capabilities{}, "", "t", uint64(0)},
		{NoNamespaces{}, "yes", "t", uint64(0)},
		{Loopback{}, "localhost", "a(iayu)", []prefix{{2, []byte{127, 0, 0, 0}, 8}, {10, append(make([]byte, 15), 1), 128}}},
		{AnyAddress{}, "any", "a(iayu)", []prefix{{2, make([]byte, 4), 0}, {10, make([]byte, 16), 0}}},
		{Ports{{}, {TCP, 80, 1}, {UDP, 5000, 11}}, "any\ntcp:80\nudp:5000-5010", "a(iiqq)",
			[]port{{0, 0, 0, 0}, {0, 6, 1, 80}, {0, 17, 11, 5000}}},
		{Errno{}, "EPERM", "i", int32(1)},
		{Command{"-", []string{"/j", CredentialsFolder + "/p", "a b", "$x", "%i", ""}, ""}, `-/j %d/p "a b" $$x %%i ""`, "a(sasb)",
			[]command{{"/j", []string{"/j", CredentialsFolder + "/p", "a b", "$x", "%i", ""}, true}}},
		{Command{":", []string{"/j", "$x"}, ""}, ":/j $x", "a(sasb)", []command{{"/j", []string{"/j", "$x"}, false}}},
		{Command{"", []string{"/j"}, `$HOME "%i"`}, `/j $HOME "%i"`, "a(sasb)", []command{{"/j", []string{"/j"}, false}}},
		{verbatim(`as "is" %i`), `as "is" %i`, "s", `as "is" %i`},
	} {
		if got := strings.Join(test.value.text(), "\n"); got != test.text {
			t.Errorf("%#v is written %q, want %q", test.value, got, test.text)
		}
		got := test.value.variant()
		if got.Signature().String() != test.signature {
			t.Errorf("%#v has the signature %s, want %s", test.value, got.Signature(), test.signature)
		}
		want := dbus.MakeVariant(test.property)
		// Local types have other names than those of the package.
		if want.String() != got.String() {
			t.Errorf("%#v is the property %s, want %s", test.value, got, want)
		}
	}
}

// TestText: sections in order, and no line that continues in the next.
func TestText(t *testing.T) {
	u := Unit{Name: "x.service", Settings: []Setting{
		{InstallSection, "WantedBy", verbatim("a.target")},
		{ServiceSection, "SyslogIdentifier", Word(`a\`)},
		{UnitSection, "Description", Word("d")},
		{ServiceSection, "UMask", Mode(0o77)},
	}}
	want := "[Unit]\nDescription=d\n\n[Service]\nSyslogIdentifier=a\\ \nUMask=0077\n\n[Install]\nWantedBy=a.target\n"
	if got := string(u.Text()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestAllTasks: systemd refuses the whole as a property, and no number of tasks
// tells the difference.
func TestAllTasks(t *testing.T) {
	u := Unit{Settings: []Setting{{ServiceSection, "TasksMax", Share(10000)}, {ServiceSection, "MemoryMax", Share(10000)}}}
	p := u.Properties()
	if p[0].Value.Value() != ^uint32(0)-1 || p[1].Value.Value() != ^uint32(0) {
		t.Errorf("%v", p)
	}
}

func TestPropertyNames(t *testing.T) {
	u := Unit{Settings: []Setting{
		{ServiceSection, "TimeoutStopSec", Span(time.Second)},
		{ServiceSection, "CPUQuota", CPUs(1)},
		{ServiceSection, "MemoryMax", Share(100)},
		{ServiceSection, "MemoryMax", Number(1)},
	}}
	var got []string
	for _, p := range u.Properties() {
		got = append(got, p.Name)
	}
	if want := []string{"TimeoutStopUSec", "CPUQuotaPerSecUSec", "MemoryMaxScale", "MemoryMax"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTableIsComplete: every directive that the package can write has a row,
// and each row is one.
func TestTableIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range directives() {
		if seen[d.name] {
			t.Errorf("%s has two rows", d.name)
		}
		seen[d.name] = true
	}
	for _, h := range hardenings() {
		if !seen[h.name] {
			t.Errorf("%s has no row", h.name)
		}
		if h.why == "" {
			t.Errorf("%s has no reason", h.name)
		}
	}
	for _, n := range newer() {
		if !seen[n.name] {
			t.Errorf("%s has no row", n.name)
		}
	}
}

// TestRulingsCoverTheTable: a line of [Service] can change nothing that Volt
// writes to confine, unless it is listed here with the reason.
func TestRulingsCoverTheTable(t *testing.T) {
	free := map[string]string{
		"Description": "a sentence", "Requires": "of [Unit]", "RequiresMountsFor": "of [Unit]", "CollectMode": "of [Unit]",
		"SourcePath":       "of [Unit], and ruled there",
		"NotifyAccess":     "who may speak for the unit",
		"TimeoutStartSec":  "not confinement; the later line holds",
		"TimeoutStopSec":   "not confinement; the later line holds",
		"ExecStop":         "commands beside the workload, as ExecStartPre= is",
		"SyslogIdentifier": "a name in the journal",
		"UMask":            "the mode of what the workload makes where it may",
		"OOMPolicy":        "what follows the limit, not the limit",
	}
	for _, d := range directives() {
		if ruled(serviceRulings[:], d.name) == nil && free[d.name] == "" {
			t.Errorf("nothing rules %s= in [Service]", d.name)
		}
	}
}

// TestSignatures: the types of properties, as org.freedesktop.systemd1(5) has
// them. systemd refuses a whole unit for one that is wrong.
func TestSignatures(t *testing.T) {
	want := map[string]string{
		"DevicePolicy": "s", "KeyringMode": "s", "OOMPolicy": "s", "PrivatePIDs": "s", "ProcSubset": "s", "ProtectProc": "s",
		"RestrictNamespaces": "t", "SystemCallArchitectures": "as", "SystemCallErrorNumber": "i", "SystemCallFilter": "(bas)", "UMask": "u",
	}
	for _, h := range hardenings() {
		signature := want[h.name]
		if signature == "" {
			signature = "b"
		}
		if got := h.value.variant().Signature().String(); got != signature {
			t.Errorf("%s is %s, want %s", h.name, got, signature)
		}
	}
}
