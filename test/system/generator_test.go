//go:build testhost

package system

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// installed are Volt's programs on the test machine.
const installed = "/usr/local/libexec/volt/"

// fixtureFolder holds the workload files of the generator's own tests; run with
// -with unitgen/generator/testdata.
const fixtureFolder = "../../unitgen/generator/testdata/good"

// TestFixturesVerify: systemd has nothing to say against a unit that was made of
// a good fixture.
func TestFixturesVerify(t *testing.T) {
	fixtures, err := filepath.Glob(fixtureFolder + "/*.volt")
	if err != nil || len(fixtures) < 35 {
		t.Fatalf("%d fixtures in %s (%v): run with -with unitgen/generator/testdata", len(fixtures), fixtureFolder, err)
	}
	for _, dir := range []string{"/var/data", "/opt/two words", "/opt/a:b", "/opt/100%", "/srv/www", "/srv/ünïcode", "/home/tester/docs", "/usr/share/volt-site"} {
		must(t, os.MkdirAll(dir, 0o777))
		must(t, os.Chmod(dir, 0o777))
	}
	for to, at := range map[string]string{"/srv/www": "/opt/link", "/var/data": "/opt/shared", "/usr/share/volt-site": "/etc/alternatives/site"} {
		_ = os.Remove(at)
		must(t, os.Symlink(to, at))
	}
	for _, user := range []bool{false, true} {
		verifyFixtures(t, user, fixtures)
	}
}

func verifyFixtures(t *testing.T, user bool, fixtures []string) {
	config, err := os.MkdirTemp("", "volt-fixtures")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(config) })
	must(t, os.Chmod(config, 0o755))
	folder, out := filepath.Join(config, "volt"), filepath.Join(config, "out")
	must(t, os.Mkdir(folder, 0o755))
	must(t, os.Mkdir(out, 0o777))
	must(t, os.Chmod(out, 0o777))
	want := 0
	for _, name := range fixtures {
		text, err := os.ReadFile(name)
		must(t, err)
		_, words, _ := strings.Cut(string(text), "# target: ")
		words, _, _ = strings.Cut(words, "\n")
		if strings.Contains(words, "user") != user {
			continue
		}
		want++
		// A good one of the other version may lack something here.
		body := strings.Replace(string(text), "[Volt]\n", "[Volt]\nEnforce=best-effort\n", 1)
		must(t, os.WriteFile(filepath.Join(folder, filepath.Base(name)), []byte(body), 0o644))
		if dropIn, err := os.ReadFile(name + ".d/drop-in.conf"); err == nil {
			must(t, os.Mkdir(filepath.Join(folder, filepath.Base(name))+".d", 0o755))
			must(t, os.WriteFile(filepath.Join(folder, filepath.Base(name))+".d/drop-in.conf", dropIn, 0o644))
		}
	}
	verify := []string{"verify", "--man=no", "--recursive-errors=no"}
	var generate *exec.Cmd
	if user {
		generate = exec.Command(installed+"volt-unit", out, out, out)
		generate.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1000, Gid: 1000}}
		generate.Env = append(os.Environ(), "XDG_RUNTIME_DIR=/run/user/1000", "HOME=/home/tester", "SYSTEMD_SCOPE=user", "XDG_CONFIG_HOME="+config)
		verify = append([]string{"--user"}, verify...)
	} else {
		generate = exec.Command("unshare", "-m", "sh", "-c", fmt.Sprintf("mkdir -p /etc/volt && mount --bind %s /etc/volt && exec %svolt-unit %s %s %s", folder, installed, out, out, out))
	}
	text, err := generate.CombinedOutput()
	t.Logf("volt-unit: %s", text)
	must(t, err)
	units, err := filepath.Glob(out + "/volt@*")
	must(t, err)
	if len(units) < want {
		t.Fatalf("user=%v: %d units of %d fixtures: %s", user, len(units), want, text)
	}
	for _, u := range units {
		if content, _ := os.ReadFile(u); strings.Contains(string(content), " --refuse ") {
			t.Errorf("user=%v: %s was refused:\n%s", user, filepath.Base(u), content)
		}
	}
	cmd := exec.Command("systemd-analyze", append(verify, units...)...)
	if user {
		cmd.SysProcAttr, cmd.Env = generate.SysProcAttr, generate.Env
	}
	said, err := cmd.CombinedOutput()
	var lines []string
	for line := range strings.Lines(string(said)) {
		// Units of the image are not ours to mend.
		if strings.Contains(line, "volt") {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		t.Errorf("user=%v: systemd-analyze verify (%v) says\n%s", user, err, strings.Join(lines, ""))
	}
}

// server serves HTTP on the socket that it is handed, once it has shown that it
// cannot open one itself.
const server = `
import http.server, os, socket, sys
assert os.environ["LISTEN_FDS"] == "1" and int(os.environ["LISTEN_PID"]) == os.getpid()
assert open("/proc/self/status").read().split("CapEff:")[1].split()[0].strip("0") == ""
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"from inside\n")
s = http.server.HTTPServer(("", 0), Answer, bind_and_activate=False)
s.socket.close()
s.socket = socket.socket(fileno=3)
s.handle_request()
`

// TestSocketSection: systemd binds a low port for a workload that has no
// network and no capability, and starts it when somebody calls.
func TestSocketSection(t *testing.T) {
	script := "/usr/local/share/volt-server.py"
	must(t, os.MkdirAll(filepath.Dir(script), 0o755))
	must(t, os.WriteFile(script, []byte(server), 0o644))
	must(t, os.MkdirAll("/etc/volt", 0o755))
	const file = "/etc/volt/socketed.volt"
	must(t, os.WriteFile(file, []byte("[Volt]\nExec=/usr/bin/python3 "+script+"\nPolicy=auto\nNetwork=none\n"+
		"[Socket]\nListenStream=81\n[Install]\nWantedBy=sockets.target\n"), 0o644))
	t.Cleanup(func() { _ = os.Remove(file); _ = managerctl(0, "daemon-reload").Run() })
	do := func(args ...string) {
		t.Helper()
		if out, err := managerctl(0, args...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
	}
	do("daemon-reload")
	if _, err := os.Lstat("/run/systemd/generator/sockets.target.wants/volt@socketed.socket"); err != nil {
		t.Error(err)
	}
	do("start", "volt@socketed.socket")
	t.Cleanup(func() { do("stop", "volt@socketed.socket", "volt@socketed.service") })
	client := http.Client{Timeout: 60 * time.Second}
	for range 2 { // the second starts it again
		answer, err := client.Get("http://127.0.0.1:81/")
		if err != nil {
			journal, _ := exec.Command("journalctl", "-o", "cat", "-u", "volt@socketed.service", "-u", "volt@socketed.socket").CombinedOutput()
			t.Fatalf("%v\n%s", err, journal)
		}
		text := make([]byte, 64)
		n, _ := answer.Body.Read(text)
		answer.Body.Close()
		if string(text[:n]) != "from inside\n" {
			t.Errorf("%q", text[:n])
		}
	}
	// Starting the service starts its socket.
	do("stop", "volt@socketed.socket", "volt@socketed.service")
	do("start", "volt@socketed.service")
	do("is-active", "volt@socketed.socket")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
