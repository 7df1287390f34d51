package manager

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// jobValue is property Job as it comes: (uo).
func jobValue(id uint32) dbus.Variant {
	return dbus.MakeVariant([]any{id, dbus.ObjectPath("/")})
}

func unitSignal(active string, job uint32) values {
	return values{
		"ActiveState":  dbus.MakeVariant(active),
		"Job":          jobValue(job),
		"InvocationID": dbus.MakeVariant([]byte{0xab, 0xcd}),
	}
}

func serviceSignal(result string, code, status int32, text string) values {
	return values{
		"Result": dbus.MakeVariant(result), "ExecMainCode": dbus.MakeVariant(code),
		"ExecMainStatus": dbus.MakeVariant(status), "StatusText": dbus.MakeVariant(text),
	}
}

func TestFold(t *testing.T) {
	tests := []struct {
		name    string
		signals []values
		ended   bool
		want    ExitStatus
	}{
		{"nothing heard", nil, false, ExitStatus{}},
		{"the service alone", []values{serviceSignal("success", 0, 0, "")}, false, ExitStatus{Result: Success}},
		{"loaded, start queued", []values{unitSignal("inactive", 7)}, false, ExitStatus{}},
		{"starting", []values{unitSignal("activating", 7)}, false, ExitStatus{}},
		{"running", []values{unitSignal("inactive", 7), unitSignal("active", 0)}, false, ExitStatus{}},
		{"stopping", []values{unitSignal("active", 0), unitSignal("deactivating", 9)}, false, ExitStatus{}},
		{
			"ended well",
			[]values{unitSignal("active", 0), serviceSignal("success", 1, 0, ""), unitSignal("inactive", 0)},
			true, ExitStatus{Exited, 0, Success},
		},
		{
			"out of memory",
			[]values{unitSignal("active", 0), serviceSignal("oom-kill", 2, 9, ""), unitSignal("failed", 0)},
			true, ExitStatus{Killed, 9, OOMKill},
		},
		{
			"waits for its restart",
			[]values{serviceSignal("exit-code", 1, 1, ""), unitSignal("failed", 0), unitSignal("activating", 0)},
			false, ExitStatus{Exited, 1, "exit-code"},
		},
		{"a scope", []values{{"Result": dbus.MakeVariant("success")}, unitSignal("inactive", 0)}, true, ExitStatus{Result: Success}},
	}
	for _, test := range tests {
		var s snapshot
		for _, v := range test.signals {
			s.fold(v)
		}
		if s.ended() != test.ended || s.exit != test.want {
			t.Errorf("%s: %+v, ended %v; want %+v, %v", test.name, s.exit, s.ended(), test.want, test.ended)
		}
	}
}

// The id of a run is still known when the unit has dropped it.
func TestFoldKeepsInvocation(t *testing.T) {
	var s snapshot
	s.fold(unitSignal("active", 0))
	v := unitSignal("inactive", 0)
	v["InvocationID"] = dbus.MakeVariant([]byte{})
	s.fold(v)
	if s.invocation != "abcd" {
		t.Errorf("%q", s.invocation)
	}
}
