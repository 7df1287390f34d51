package analyze

import (
	"slices"
	"strings"
	"testing"
)

func TestParseNginx(t *testing.T) {
	const conf = `# comment
user  www-data; # another
error_log "a b.log" warn;
http {
	log_format x '$a "q" {'
		'more';
	server { listen 80; server_name a\;b ~^(?<x>.+)$; root /srv/${host}/x; }
}`
	list, err := parseNginx([]byte(conf))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		switch {
		case d.close:
			got = append(got, "}")
		case d.open:
			got = append(got, d.name+"{")
		default:
			got = append(got, d.name+"("+strings.Join(d.args, "|")+")")
		}
	}
	want := `user(www-data) error_log(a b.log|warn) http{ log_format(x|$a "q" {|more) server{ listen(80) server_name(a;b|~^(?<x>.+)$) root(/srv/${host}/x) } }`
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if list[1].line != 3 || list[2].line != 4 {
		t.Errorf("lines %d and %d, want 3 and 4", list[1].line, list[2].line)
	}
	for _, bad := range []string{"user", "user www", "; ", "{", "a \"b", "user }"} {
		if _, err := parseNginx([]byte(bad)); err == nil || !strings.HasPrefix(err.Error(), "line 1") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
}

func TestNginx(t *testing.T) {
	root := files{
		"/bin/nginx":            static(),
		"/srv/n/nginx.conf":     "daemon off; pid run/nginx.pid; error_log stderr; include ../more/*.conf; load_module modules/m.so; http { access_log off; include http.inc; }",
		"/srv/n/http.inc":       "client_body_temp_path run/body; proxy_temp_path run/t/proxy; upstream b { server 10.0.0.1:9001; server unix:/run/own/s.sock; }\n server { listen 127.0.0.1:8081; listen [::]:8443 ssl; listen 443 quic; listen 9000-9005 udp; listen unix:run/l.sock; ssl_certificate cert.pem; root html/$host; location / { alias $x; proxy_pass http://app.example:3000/x; } location /b { proxy_pass http://b; } }\nserver { listen example; } server { root html; }",
		"/srv/n/cert.pem":       "",
		"/srv/n/run/t/":         "",
		"/srv/n/html/x":         "",
		"/srv/n/modules/m.so":   elfSpec{machine: thisELF()},
		"/srv/more/a.conf":      "include /srv/more/b.inc;",
		"/srv/more/b.inc":       "include /srv/more/a.conf;", // a cycle
		"/run/own/s.sock":       "",
		"/var/lib/nginx/scgi/":  "",
		"/etc/nginx/nginx.conf": "http {",
	}.build(t)
	r := in(t, root, "/", nil, "nginx", "-p", "/srv/n", "-c", "nginx.conf")
	expect(t, r, "net_bind 8081", "net_bind 8443", "net_bind udp/443", "net_bind udp/9000-9005", "net_bind 80", "net_bind 8000",
		"fs_read /srv/n", "fs_read /srv/more", "fs_write /srv/n/run", "fs_write /run/own/s.sock",
		"net_connect 9001", "net_connect 3000", "net_connect 53", "no fs_write /srv/n", "no fs_write /srv")
	notes := strings.Join(r.Notes, "\n")
	for _, want := range []string{"starts with a variable", "includes inside one another"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note with %q in %q", want, r.Notes)
		}
	}
	if strings.Contains(notes, "background") {
		t.Error("a note about the background, but the configuration says daemon off")
	}
	r = in(t, root, "/", nil, "nginx")
	expect(t, r, "fs_read /etc/nginx/nginx.conf", "no fs_write /run", "fs_write /var/lib/nginx")
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "/run/nginx.pid cannot be made") || !strings.Contains(notes, "background") {
		t.Errorf("notes: %q", r.Notes)
	}
	r = in(t, root, "/", nil, "nginx", "-c", "/none.conf", "-g", "daemon off; pid /srv/n/run/p;")
	expect(t, r, "fs_write /srv/n/run", "no fs_read /none.conf")
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "cannot open /none.conf") {
		t.Errorf("notes: %q", r.Notes)
	}
}

// A configuration may be somebody else's: what it may make writable does not
// depend on what it says.
func TestNginxWrites(t *testing.T) {
	fs := files{
		"/bin/nginx": static(), "/home/u/.bashrc": "", "/home/u/.config/x": "", "/home/u/bin/x": "", "/home/u/site/.git/hooks/x": "",
		"/home/u/site/run/x": "", "/home/u/site/c": "->/home/u/.config", "/home/u/site/b": "->/home/u/bin", "/etc/cron.d/x": "",
		"/srv/app/s.sock": "", "/srv/own/x": "", "/usr/share/nginx/html/x": "", "/run/app/s.sock": "", "/var/run": "->/run",
		"/var/log/syslog": "", "/var/log/web/x": "", "/var/log/link": "->/etc/passwd", "/etc/passwd": "", "/var/lib/db/.ssh/x": "",
		"/var/cache/web/": "", "/var/tmp/w/": "", "/tmp/w/": "",
	}
	tests := []struct {
		directives string
		writes     []string // all of them
		note       string
	}{
		{"pid /home/u/.bashrc;", nil, "/home/u/.bashrc is not made writable (pid in /home/u/site/n.conf:1): it is hidden"},
		{"error_log /home/u/.bashrc;", nil, "--rw /home/u/.bashrc"},
		{"http { client_body_temp_path /home/u/.config; }", nil, "/home/u/.config is not made writable (client_body_temp_path in"},
		{"http { proxy_cache_path /home/u/.config/new; }", nil, "/home/u/.config is not made writable"},
		{"http { access_log /home/u/.config/$host.log; }", nil, "/home/u/.config is not made writable"},
		{"http { proxy_temp_path c; proxy_cache_path /home/u/site/c; }", nil, "/home/u/site/c is not made writable"},
		{"http { scgi_temp_path /home/u/site/b; }", nil, "it is not below"},
		{"http { uwsgi_temp_path /home/u/site/.git/hooks; }", nil, "it is hidden"},
		{"pid /home/u/bin/ls;", nil, "/home/u/bin/ls is not made writable"},
		{"pid /home/u/nginx.pid;", nil, "/home/u/nginx.pid is not made writable"},
		{"lock_file /etc/cron.d/x;", nil, "/etc/cron.d/x is not made writable"},
		{"http { server { listen unix:/home/u/bin/s; } }", nil, "/home/u/bin/s is not made writable (listen in"},
		{"http { server { location / { proxy_pass http://unix:/home/u/.bashrc:/; } } }", nil, "/home/u/.bashrc is not made writable (proxy_pass"},
		{"http { server { location / { proxy_pass http://unix:/srv/app/s.sock; } } }", nil, "/srv/app/s.sock is not made writable (proxy_pass"},
		{"http { fastcgi_temp_path /var/lib/db/.ssh; }", nil, "it is hidden"},
		{"error_log /var/log/link;", nil, "/var/log/link is not made writable"},
		{"error_log /var/log/new;", nil, "is shared with the rest of the system"},
		{"http { access_log /var/log/$host.log; }", nil, "/var/log is not made writable"},
		{"http { proxy_cache_path /var/cache/new; }", nil, "/var/cache is not made writable"},
		{"error_log /var/log/none/x;", nil, "the folder /var/log/none does not exist"},
		{"include /home/u/site/more;", nil, "/srv/own is not made writable"},
		{"error_log /var/log/syslog;", []string{"/var/log/syslog"}, ""},
		{"error_log /var/log/web/error.log;", []string{"/var/log/web"}, ""},
		{"http { proxy_cache_path /var/cache/web; uwsgi_temp_path /var/tmp/w; scgi_temp_path /tmp/w/s; }", []string{"/tmp/w", "/var/cache/web", "/var/tmp/w"}, ""},
		{"http { server { location / { proxy_pass http://unix:/var/run/app/s.sock; } } }", []string{"/var/run/app/s.sock"}, ""},
		{"pid /home/u/site/run/p;", []string{"/home/u/site/run"}, ""},
		{"pid /tmp/p;", []string{"/tmp"}, ""},
	}
	fs["/home/u/site/more"] = "http { proxy_temp_path /srv/own; }"
	for _, tt := range tests {
		fs["/home/u/site/n.conf"] = "daemon off; " + tt.directives
		r := in(t, fs.build(t), "/", nil, "nginx", "-c", "/home/u/site/n.conf")
		if !slices.Equal(r.Policy.FSWrite, tt.writes) {
			t.Errorf("%s: writes %q, want %q", tt.directives, r.Policy.FSWrite, tt.writes)
		}
		if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, tt.note) || tt.note == "" && strings.Contains(notes, "not made writable") {
			t.Errorf("%s: notes %q, want %q", tt.directives, r.Notes, tt.note)
		}
	}
	root := fs.build(t)
	// What is typed may name more, but nothing hidden.
	r := in(t, root, "/", nil, "nginx", "-p", "/srv/own", "-c", "/home/u/site/n.conf", "-g", "error_log /home/u/bin/log; lock_file /home/u/.bashrc;")
	expect(t, r, "fs_write /home/u/bin", "no fs_write /home/u/.bashrc", "no fs_write /home/u")
	r = in(t, root, "/", nil, "nginx", "-p", "/srv/own", "-c", "/home/u/site/more")
	expect(t, r, "fs_write /srv/own")
	// A home or the whole file system as the configuration's own folder is none.
	for _, conf := range []string{"/home/u/n.conf", "/n.conf"} {
		fs[conf] = "pid /home/u/bin/p;"
		expect(t, in(t, fs.build(t), "/", nil, "nginx", "-c", conf), "no fs_write /home/u/bin")
	}
}

// An interpreter line is part of the file, not of what was typed.
func TestNginxScript(t *testing.T) {
	root := files{"/bin/nginx": static(), "/srv/x/y": "", "/app/n": "#!/bin/nginx -gpid /srv/x/p;\n", "/app/p": "#!/bin/nginx -p/srv\n", "/app/e": "#!/bin/nginx -e/srv/x/e\n"}.build(t)
	for _, script := range []string{"/app/n", "/app/p", "/app/e"} {
		expect(t, in(t, root, "/", nil, script), "no fs_write /srv/x", "no fs_read /srv")
	}
}

// Debian's own layout: one log that is there, the folders for bodies.
func TestNginxOfDebian(t *testing.T) {
	root := files{
		"/bin/nginx": static(), "/run/nginx.pid": "", "/var/log/nginx/access.log": "", "/var/lib/nginx/body/": "", "/var/lib/nginx/proxy/": "",
		"/etc/nginx/nginx.conf":            "user www-data;\npid /run/nginx.pid;\nerror_log /var/log/nginx/error.log;\nhttp { access_log /var/log/nginx/access.log; include /etc/nginx/sites-enabled/*; }",
		"/etc/nginx/sites-available/site":  "server { listen 80; root /var/www/html; }",
		"/etc/nginx/sites-enabled/default": "->/etc/nginx/sites-available/site", "/var/www/html/x": "",
	}.build(t)
	r := in(t, root, "/", nil, "nginx")
	if want := []string{"/run/nginx.pid", "/var/lib/nginx", "/var/log/nginx"}; !slices.Equal(r.Policy.FSWrite, want) {
		t.Errorf("writes %q, want %q", r.Policy.FSWrite, want)
	}
	expect(t, r, "fs_read /var/www/html", "fs_read /etc/nginx/sites-enabled", "net_bind 80")
	if strings.Contains(strings.Join(r.Notes, "\n"), "not made writable") {
		t.Errorf("notes: %q", r.Notes)
	}
}

// The never list holds for what a configuration reads.
func TestNginxReads(t *testing.T) {
	fs := files{"/bin/nginx": static(), "/home/u/.ssh/id": "", "/home/u/.ssh/c.conf": "http {}", "/etc/shadow": "", "/srv/n/link": "->/home/u/.ssh"}
	for _, d := range []string{
		"root /home/u/.ssh;", "alias /srv/n/link;", "alias /srv/n/link/id;", "root /;", "root /home/u;", "root /etc;", "include /etc/shadow;",
		"include /home/u/.ssh/*;", "include link/c.conf;", "ssl_certificate /etc/shadow;", "ssl_certificate_key link/id;", "load_module /home/u/.ssh/id;",
	} {
		fs["/srv/n/n.conf"] = d
		r := in(t, fs.build(t), "/", nil, "nginx", "-c", "/srv/n/n.conf")
		if !slices.Equal(r.Policy.FSRead, []string{"/srv/n/n.conf"}) || !strings.Contains(strings.Join(r.Notes, "\n"), "is not listed") {
			t.Errorf("%s: reads %q, notes %q", d, r.Policy.FSRead, r.Notes)
		}
	}
}
