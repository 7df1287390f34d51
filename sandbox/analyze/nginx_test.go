package analyze

import (
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
