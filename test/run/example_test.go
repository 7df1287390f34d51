package run_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// example is the policy of the security model, byte for byte.
func example(t *testing.T) string {
	t.Helper()
	const want = `{
  "fs_read": ["/usr", "/etc/ssl", "/var/data"],
  "fs_write": ["/var/data", "/tmp"],
  "fs_execute": ["/usr/bin", "/usr/sbin"],
  "net_bind": [80, 443],
  "net_connect": [5432, 6379]
}
`
	text := read(t, filepath.Join("..", "fixtures", "security-model.json"))
	if text != want {
		t.Fatalf("the fixture is not the policy of the security model:\n%s", text)
	}
	return writeFile(t, filepath.Join(folder(t), "security-model.json"), text)
}

// connect is a Python program that reads what a port of loopback sends.
const connect = "import socket; print(socket.create_connection(('127.0.0.1', %d), 5).recv(99).decode())"

// bind is a Python program that listens on a port of loopback.
const bind = "import socket; s = socket.socket(); s.bind(('127.0.0.1', %d)); s.listen(); print('listens')"

// TestExamplePolicy runs /usr/bin/python3 with the example policy. The same
// programs run without Volt beside it, and get through there.
func TestExamplePolicy(t *testing.T) {
	if !inWorld(t) {
		return
	}
	must(t, os.Mkdir("/var/data", 0o777))
	must(t, os.Chmod("/var/data", 0o777))
	writeFile(t, "/var/data/input", "input\n")
	must(t, os.WriteFile("/var/secret", []byte("secret\n"), 0o666))
	must(t, os.Chmod("/var/secret", 0o666))
	serve(t, "127.0.0.1:5432", "database")
	serve(t, "127.0.0.1:5433", "not listed")
	for _, tt := range []struct {
		name, python string
		network      string
		stdout       string // "" when it must fail
		error        string // the Python exception it fails with
		unconfined   string // what the same prints without Volt, "" when that is not tried
	}{
		{"reads /var/data", "print(open('/var/data/input').read().strip())", "none", "input", "", "input"},
		{"writes /var/data", "import os; f = '/var/data/f'; open(f, 'w').write('x'); print(open(f).read()); os.unlink(f)", "none", "x", "", ""},
		{"writes /tmp", "open('/tmp/volt-example-f', 'w').write('y'); print(open('/tmp/volt-example-f').read())", "none", "y", "", ""},
		{"imports ssl", "import ssl, sqlite3, hashlib; print(ssl.create_default_context().verify_mode.name)", "none", "CERT_REQUIRED", "", ""},
		{"runs a program", "import subprocess; print(subprocess.check_output(['uname', '-s']).decode().strip())", "none", "Linux", "", ""},
		{"cannot read /etc/shadow", "print(len(open('/etc/shadow').read()) > 0)", "none", "", "FileNotFoundError", "True"},
		{"cannot read beside /var/data", "print(open('/var/secret').read().strip())", "none", "", "FileNotFoundError", "secret"},
		{"cannot write /usr", "open('/usr/volt-test', 'w')", "none", "", "OSError", ""},
		{"cannot write /etc/ssl", "open('/etc/ssl/volt-test', 'w')", "none", "", "OSError", ""},
		{"cannot execute what it wrote", "import os, shutil; shutil.copy('/usr/bin/true', '/tmp/volt-example-t'); os.execv('/tmp/volt-example-t', ['t'])", "none", "", "PermissionError", ""},
		{"connects to 5432", fmt.Sprintf(connect, 5432), "host", "database", "", "database"},
		{"cannot connect to 5433", fmt.Sprintf(connect, 5433), "host", "", "PermissionError", "not listed"},
		{"cannot connect to 5433 without a network", fmt.Sprintf(connect, 5433), "none", "", "PermissionError", ""},
		{"binds 80", fmt.Sprintf(bind, 80), "none", "listens", "", ""},
		{"cannot bind 81", fmt.Sprintf(bind, 81), "none", "", "PermissionError", "listens"},
		{"cannot bind 8080 of the host", fmt.Sprintf(bind, 8080), "host", "", "PermissionError", "listens"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asEach(t, func(t *testing.T, c caller) {
				cmd := c.run(t, "--policy", example(t), "--network", tt.network, "--", "/usr/bin/python3", "-c", tt.python)
				r := finish(t, cmd)
				switch {
				case tt.error == "":
					r.want(t, 0, tt.stdout+"\n", "")
				case r.code != 1 || r.stdout != "" || !strings.Contains(r.stderr, tt.error+": "):
					t.Errorf("exit %d, standard output %q, standard error %q; want exit 1 and a %s", r.code, r.stdout, r.stderr, tt.error)
				}
			})
			if tt.unconfined != "" {
				finish(t, root().command(t, "/usr/bin/python3", "-c", tt.python)).want(t, 0, tt.unconfined+"\n", "")
			}
		})
	}
	for _, name := range []string{"/tmp/volt-example-f", "/tmp/volt-example-t"} {
		if exists(t, name) {
			t.Errorf("%s of the sandbox is in the host's /tmp", name)
		}
	}
}
