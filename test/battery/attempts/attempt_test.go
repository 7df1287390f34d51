package attempts

import (
	"encoding/json"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestJudge holds that only what a row lists counts as a denial.
func TestJudge(t *testing.T) {
	strict := Attempt{
		Name: "row", Want: Denied, Denied: errnos{unix.EPERM}, Private: errnos{unix.ECONNREFUSED},
		Through: errnos{unix.EINVAL}, Signals: []syscall.Signal{unix.SIGSYS},
	}
	effect := strict
	effect.Effect = "nothing gained"
	for _, test := range []struct {
		name    string
		row     Attempt
		network string
		finding Finding
		want    Outcome
	}{
		{"listed error", strict, NetworkHost, found(unix.EPERM, "call"), Stopped},
		{"error of a later check", strict, NetworkHost, found(unix.EINVAL, "call"), Open},
		{"no error", strict, NetworkHost, found(nil, "call"), Open},
		{"another error", strict, NetworkHost, found(unix.ENOENT, "call"), Failed},
		{"private error on the host's network", strict, NetworkHost, found(unix.ECONNREFUSED, "call"), Failed},
		{"private error on a private network", strict, NetworkNone, found(unix.ECONNREFUSED, "call"), Stopped},
		{"private error without a sandbox", strict, NetworkOff, found(unix.ECONNREFUSED, "call"), Failed},
		{"no effect where the row knows none", strict, NetworkHost, nothing("detail"), Failed},
		{"no effect where the row knows one", effect, NetworkHost, nothing("detail"), Stopped},
		{"could not be tried", effect, NetworkHost, broken("detail"), Failed},
	} {
		if got := test.row.judge(test.network, test.finding).Outcome; got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
	if got := strict.Died(unix.SIGSYS).Outcome; got != Stopped {
		t.Errorf("a listed signal: got %s, want %s", got, Stopped)
	}
	if got := strict.Died(unix.SIGSEGV).Outcome; got != Failed {
		t.Errorf("another signal: got %s, want %s", got, Failed)
	}
}

// TestAsWanted holds that an error is wanted by nobody.
func TestAsWanted(t *testing.T) {
	for _, test := range []struct {
		want    Want
		outcome Outcome
		ok      bool
	}{
		{Denied, Stopped, true}, {Denied, Open, false}, {Denied, Failed, false},
		{Allowed, Open, true}, {Allowed, Stopped, false}, {Allowed, Failed, false},
	} {
		if got := (Result{Want: test.want, Outcome: test.outcome}).AsWanted(); got != test.ok {
			t.Errorf("wanted %s, was %s: got %v, want %v", test.want, test.outcome, got, test.ok)
		}
	}
}

// TestMissingSetup holds that an attempt without its fixture is an error, each
// need for itself.
func TestMissingSetup(t *testing.T) {
	for _, a := range All() {
		for _, need := range a.Needs {
			r := a.Run(&Setup{Network: NetworkHost})
			if r.Outcome != Failed || !strings.Contains(r.Detail, "the setup does not say") {
				t.Errorf("%s without %s: got %s %q", a.Name, need, r.Outcome, r.Detail)
			}
		}
	}
}

func TestParseSetup(t *testing.T) {
	want := Setup{Network: NetworkNone, HostPID: 12, Secret: "s"}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseSetup(string(text))
	if err != nil || *got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []string{"", "{", `{"no_such_field": 1}`, `{"host_pid": "x"}`} {
		if _, err := ParseSetup(bad); err == nil {
			t.Errorf("ParseSetup(%q) did not fail", bad)
		}
	}
}

func TestInt80Errno(t *testing.T) {
	for _, test := range []struct {
		result int32
		want   unix.Errno
	}{{0, 0}, {1234, 0}, {-1, unix.EPERM}, {-38, unix.ENOSYS}, {-4095, 4095}, {-4096, 0}} {
		if got := int80Errno(test.result); got != test.want {
			t.Errorf("int80Errno(%d) = %d, want %d", test.result, got, test.want)
		}
	}
}
