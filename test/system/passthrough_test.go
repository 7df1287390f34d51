//go:build testhost

package system

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// notifier says what sd_notify(3) says, and what signals it is told by.
const notifier = `
import os, signal, socket, sys, time
def notify(text):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])
    s.close()
`

// output has what is printed go to the file that confined.printed reads.
const output = "[Service]\nStandardOutput=append:$OUT"

func TestReadyNotify(t *testing.T) {
	t.Parallel()
	w := python(t, notifier+`
time.sleep(1)
print("late")
notify("STATUS=three of four\nREADY=1")
time.sleep(1000)
`, "Ready=notify", output)
	w.do("start")
	if got := w.printed(); got != "late" {
		t.Errorf("the start ended before the workload was ready: it had printed %q", got)
	}
	w.wants("StatusText", "three of four")
	w.wants("ActiveState", "active")
}

// A workload that is never ready fails its start, in the time it was given.
func TestNeverReady(t *testing.T) {
	t.Parallel()
	w := python(t, "import time; time.sleep(1000)\n", "Ready=notify", "StartTimeout=3")
	w.refused("timeout")
	w.wants("Result", "timeout")
}

// Only the main process is heard, NotifyAccess=main, unless the file says
// otherwise.
func TestNotifyAccess(t *testing.T) {
	t.Parallel()
	const child = notifier + `
if os.fork() == 0:
    notify("READY=1\nSTATUS=from the child")
    time.sleep(5)  # systemd looks up whose it is: sd_notify(3), NOTES
    os._exit(0)
os.wait()
time.sleep(1000)
`
	t.Run("main", func(t *testing.T) {
		w := python(t, child, "Ready=notify", "StartTimeout=4")
		w.refused("timeout")
	})
	t.Run("all", func(t *testing.T) {
		w := python(t, child, "Ready=notify", "[Service]", "NotifyAccess=all")
		w.do("start")
		w.wants("StatusText", "from the child")
	})
}

func TestWatchdog(t *testing.T) {
	t.Parallel()
	w := python(t, notifier+`
pet = True
def stop(*_):
    global pet
    pet = False
signal.signal(signal.SIGUSR1, stop)
print(os.environ["WATCHDOG_USEC"])
notify("READY=1")
while True:
    if pet:
        notify("WATCHDOG=1")
    time.sleep(0.5)
`, "Ready=notify", output, "WatchdogSec=4")
	w.do("start")
	w.says("4000000")
	time.Sleep(6 * time.Second)
	w.wants("ActiveState", "active")
	w.do("kill", "--signal=USR1", "--kill-whom=main")
	w.wants("ActiveState", "failed")
	w.wants("Result", "watchdog")
}

// reloader prints a line for each SIGHUP.
const reloader = notifier + `
signal.signal(signal.SIGHUP, lambda *_: print("reloaded"))
notify("READY=1")
while True:
    time.sleep(0.2)
`

func TestReload(t *testing.T) {
	t.Parallel()
	w := python(t, reloader, "Ready=notify", output, "ExecReload=/usr/bin/kill -HUP $MAINPID")
	w.do("start")
	w.do("reload")
	w.says("reloaded")
	w.wants("ActiveState", "active")
}

func TestStopTimeout(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"StopTimeout":    "StopTimeout=3\n[Service]",
		"TimeoutStopSec": "[Service]\nTimeoutStopSec=3",
	} {
		t.Run(name, func(t *testing.T) {
			w := python(t, notifier+`
signal.signal(signal.SIGTERM, lambda *_: print("no"))
notify("READY=1")
while True:
    time.sleep(0.2)
`, "Ready=notify", line, strings.TrimPrefix(output, "[Service]\n"))
			w.do("start")
			began := time.Now()
			w.do("stop")
			if took := time.Since(began); took < 2500*time.Millisecond || took > 20*time.Second {
				t.Errorf("the stop took %v, and 3 s were given", took)
			}
			w.says("no")
			w.wants("Result", "timeout")
		})
	}
}

func TestRestartAfterKill(t *testing.T) {
	t.Parallel()
	w := confine(t, sleeper+"[Service]\nRestart=on-failure\nRestartSec=100ms\n")
	w.do("start")
	for n := 1; n <= 3; n++ {
		if err := syscall.Kill(w.pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		w.wants("NRestarts", fmt.Sprint(n))
		w.wants("ActiveState", "active")
	}
	w.do("stop")
	w.wants("ActiveState", "inactive")
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "token") // of mode 0600, root's
	if err := os.WriteFile(secret, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := python(t, `
import os, time
d = os.environ["CREDENTIALS_DIRECTORY"]
print(open(d + "/token").read(), "and", open(d + "/greeting").read())
try:
    open(d + "/token", "w")
except OSError as e:
    print("not to be written:", type(e).__name__)
time.sleep(1000)
`, output, "LoadCredential=token:"+secret, "SetCredential=greeting:from the unit")
	w.do("start")
	w.says("from a file and from the unit")
	if !within(5*time.Second, func() bool { return strings.Contains(w.printed(), "not to be written") }) {
		t.Errorf("the credential could be written: %q", w.printed())
	}
}

// What a user of its own keeps is there at the next start, under whatever
// number that user then has.
func TestStateDirectory(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"one": "StateDirectory=volt-test-state", "deep": "StateDirectory=volt-test/deep",
	} {
		t.Run(name, func(t *testing.T) {
			w := python(t, `
import os
file = os.environ["STATE_DIRECTORY"] + "/count"
open(file, "a").write("x")
print(len(open(file).read()))
`, output, line)
			t.Cleanup(func() {
				for _, name := range []string{"volt-test", "volt-test-state"} {
					_ = os.RemoveAll("/var/lib/private/" + name)
					_ = os.RemoveAll("/var/lib/" + name)
				}
			})
			for _, want := range []string{"1", "2", "3"} {
				w.do("start", "--wait")
				w.says(want)
			}
		})
	}
}

// systemd binds the port, and the workload, on a network of its own and without
// a capability, answers on it.
func TestSocketActivation(t *testing.T) {
	t.Parallel()
	w := python(t, `
import os, socket
print(os.environ["LISTEN_FDS"], os.environ["LISTEN_PID"] == str(os.getpid()), os.environ["LISTEN_FDNAMES"])
for line in open("/proc/self/status"):
    if line.startswith("CapEff"):
        print(line.split()[1])
listener = socket.socket(fileno=3)
while True:
    c, _ = listener.accept()
    c.sendall(b"hello")
    c.close()
`, "Network=none", output)
	instance := strings.TrimSuffix(w.unit, ".service")
	file := filepath.Join("/etc/systemd/system", instance+".socket")
	write(t, file, "[Socket]\nListenStream=127.0.0.1:80\nFileDescriptorName=web\n")
	t.Cleanup(func() {
		_, _ = ctl("stop", instance+".socket")
		_ = os.Remove(file)
		reload(t)
	})
	reload(t)
	if out, err := ctl("start", instance+".socket"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if state := w.show("ActiveState"); state != "inactive" {
		t.Errorf("the workload is %s before anybody asked for it", state)
	}
	for range 3 {
		if got, err := hello(); got != "hello" {
			t.Errorf("the workload answered %q, %v\n%s", got, err, w.status())
		}
	}
	// sd_listen_fds(3) looks away when LISTEN_PID is not the process's own number,
	// and systemd 257 does not know the one in a PID namespace (PrivatePIDs=).
	w.says("1 True web")
	w.says("0000000000000000")
}

// hello is what is said by whoever listens on port 80.
func hello() (string, error) {
	c, err := net.DialTimeout("tcp", "127.0.0.1:80", 5*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return "", err
	}
	text, err := io.ReadAll(c)
	return string(text), err
}
