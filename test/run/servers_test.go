package run_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const page = "<p>served from inside</p>\n"

// curl fetches a page from outside the sandbox, as a user does.
func curl(t *testing.T, url string) result {
	t.Helper()
	return finish(t, root().command(t, "curl", "--silent", "--show-error", "--fail", "--max-time", "10", url))
}

// TestPythonServes is the command of the manual, word for word.
func TestPythonServes(t *testing.T) {
	if !inWorld(t) {
		return
	}
	asEach(t, func(t *testing.T, c caller) {
		dir := folder(t)
		writeFile(t, filepath.Join(dir, "index.html"), page)
		s := begin(t, c.run(t, "--network", "host", "--", "python3", "-m", "http.server", "8000", "--directory", dir))
		listening(t, "127.0.0.1:8000")
		curl(t, "http://127.0.0.1:8000/").want(t, 0, page, "")
		if r := curl(t, "http://127.0.0.1:8000/none"); r.code != 22 { // --fail: the server answered 400 or more
			t.Errorf("a page that is not there: curl ends with %d, want 22: %s", r.code, r.stderr)
		}
		must(t, s.cmd.Process.Signal(syscall.SIGINT))
		if code := s.wait(); code != 0 && code != 130 {
			t.Errorf("after SIGINT: exit %d, standard error %q", code, s.stderr)
		}
	})
}

// TestNginxServes runs Debian's nginx, master and worker, with a configuration
// in a folder of its own. In no case is it root.
func TestNginxServes(t *testing.T) {
	if !inWorld(t) {
		return
	}
	asEach(t, func(t *testing.T, c caller) {
		dir := folder(t)
		must(t, os.Mkdir(filepath.Join(dir, "www"), 0o755))
		big := strings.Repeat(page, 200_000)
		writeFile(t, filepath.Join(dir, "www/index.html"), page)
		writeFile(t, filepath.Join(dir, "www/big"), big)
		conf := writeFile(t, filepath.Join(dir, "nginx.conf"), nginxConf(dir))
		s := begin(t, c.run(t, "--network", "host", "--", "nginx", "-c", conf))
		t.Cleanup(func() {
			if t.Failed() {
				t.Logf("nginx says: %s", s.stderr)
			}
		})
		listening(t, "127.0.0.1:8080")
		curl(t, "http://127.0.0.1:8080/").want(t, 0, page, "")
		if r := curl(t, "http://127.0.0.1:8080/big"); r.code != 0 || r.stdout != big {
			t.Errorf("a file of %d bytes: curl ends with %d and %d bytes: %s", len(big), r.code, len(r.stdout), r.stderr)
		}
		for _, p := range named(t, s.cmd.Process.Pid, "nginx") {
			if uid := strings.Fields(status(t, p.pid)["Uid"])[0]; uid == "0" {
				t.Errorf("nginx, process %d, runs as root", p.pid)
			}
		}
		must(t, s.cmd.Process.Signal(syscall.SIGTERM))
		if code := s.wait(); code != 0 {
			t.Errorf("after SIGTERM: exit %d", code)
		}
	})
}

func nginxConf(dir string) string {
	return fmt.Sprintf(`daemon off;
worker_processes 2;
pid %[1]s/nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path %[1]s/client;
    proxy_temp_path %[1]s/proxy;
    fastcgi_temp_path %[1]s/fastcgi;
    uwsgi_temp_path %[1]s/uwsgi;
    scgi_temp_path %[1]s/scgi;
    server {
        listen 127.0.0.1:8080;
        root %[1]s/www;
    }
}
`, dir)
}

// TestLoopbackOfItsOwn: without the host's network a workload talks to itself,
// and to nobody else.
func TestLoopbackOfItsOwn(t *testing.T) {
	if !inWorld(t) {
		return
	}
	serve(t, "127.0.0.1:8001", "outside")
	const script = `import socket
s = socket.socket()
s.bind(('127.0.0.1', 8000))
s.listen()
c = socket.create_connection(('127.0.0.1', 8000))
s.accept()[0].send(b'inside')
print(c.recv(9).decode())
try:
    socket.create_connection(('127.0.0.1', 8001), 5)
except ConnectionRefusedError:
    print('nobody there')
`
	asEach(t, func(t *testing.T, c caller) {
		cmd := c.run(t, "--bind", "8000", "--connect", "8000-8001", "--", "/usr/bin/python3", "-c", script)
		finish(t, cmd).want(t, 0, "inside\nnobody there\n", "")
	})
}
