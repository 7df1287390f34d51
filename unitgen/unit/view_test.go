package unit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/volt-project/volt/sandbox/plan"
)

// Mounts as package compile makes them.
func ro(p string) plan.Mount {
	return plan.Mount{Kind: plan.Bind, Source: p, Target: p, Flags: plan.NoSUID | plan.NoDev | plan.ReadOnly}
}
func rw(p string) plan.Mount {
	return plan.Mount{Kind: plan.Bind, Source: p, Target: p, Flags: plan.NoSUID | plan.NoDev | plan.NoExec}
}
func rwx(p string) plan.Mount {
	return plan.Mount{Kind: plan.Bind, Source: p, Target: p, Flags: plan.NoSUID | plan.NoDev}
}
func device(p string) plan.Mount {
	return plan.Mount{Kind: plan.Bind, Source: p, Target: p, Flags: plan.NoSUID | plan.NoExec}
}
func link(at, to string) plan.Mount { return plan.Mount{Kind: plan.Symlink, Source: to, Target: at} }
func tmpfs(p string) plan.Mount     { return plan.Mount{Kind: plan.Tmpfs, Target: p} }

// shown is a view in one line for each directive.
func shown(v *view) string {
	var out []string
	add := func(name string, lines []string) {
		if len(lines) > 0 && lines[0] != "" {
			out = append(out, name+" "+strings.Join(lines, " "))
		}
	}
	var empty []string
	for _, e := range v.empty {
		empty = append(empty, e.Path)
	}
	add("empty", empty)
	add("ro", v.readOnly.text())
	add("rw", v.binds.text())
	add("noexec", v.noExec.text())
	add("dev", v.devices.text())
	if v.whole {
		out = append(out, "whole")
	}
	if v.home {
		out = append(out, "home")
	}
	return strings.Join(out, "; ")
}

func TestView(t *testing.T) {
	for name, test := range map[string]struct {
		mounts []plan.Mount
		want   string
	}{
		"usr alone":           {[]plan.Mount{ro("/usr")}, "ro /usr"},
		"a top-level folder":  {[]plan.Mount{ro("/etc")}, "ro /etc"},
		"below one":           {[]plan.Mount{ro("/etc/ssl")}, "empty /etc; ro /etc/ssl"},
		"both":                {[]plan.Mount{ro("/etc"), rw("/etc/x")}, "ro /etc; rw /etc/x; noexec +/etc/x"},
		"written":             {[]plan.Mount{rw("/var/data")}, "empty /var; rw /var/data; noexec +/var/data"},
		"written, executed":   {[]plan.Mount{rwx("/var/data")}, "empty /var; rw /var/data"},
		"home":                {[]plan.Mount{ro("/home/a")}, "empty /home; ro /home/a; home"},
		"run":                 {[]plan.Mount{tmpfs("/run"), ro("/run/x")}, "empty /run; ro /run/x"},
		"run/user":            {[]plan.Mount{ro("/run/user/5")}, "empty /run; ro /run/user/5; home"},
		"tmp":                 {[]plan.Mount{tmpfs("/tmp")}, "noexec +/tmp"},
		"shm":                 {[]plan.Mount{tmpfs("/dev/shm")}, "empty /dev/shm"},
		"standard devices":    {[]plan.Mount{device("/dev/null"), device("/dev/urandom")}, ""},
		"a device":            {[]plan.Mount{device("/dev/kvm")}, "rw /dev/kvm; dev /dev/kvm rw"},
		"a device to read":    {[]plan.Mount{{Kind: plan.Bind, Source: "/dev/x", Target: "/dev/x", Flags: plan.ReadOnly}}, "rw /dev/x; dev /dev/x r"},
		"the whole root":      {[]plan.Mount{ro("/"), tmpfs("/run"), rw("/data/x")}, "empty /run; rw /data/x; noexec +/data/x; whole"},
		"blanks and colons":   {[]plan.Mount{ro("/srv/a b:c%")}, `empty /srv; ro "/srv/a b:c%%"`},
		"merged usr":          {[]plan.Mount{ro("/usr"), link("/bin", "usr/bin"), link("/lib64", "usr/lib64")}, "ro /usr"},
		"links of dev":        {[]plan.Mount{link("/dev/fd", "/proc/self/fd")}, ""},
		"link to a place":     {[]plan.Mount{ro("/var/data"), link("/srv/data", "/var/data")}, "empty /srv /var; ro /var/data /var/data:/srv/data"},
		"link below a place":  {[]plan.Mount{ro("/usr"), link("/etc/alt", "../usr/share/x")}, "empty /etc; ro /usr /usr/share/x:/etc/alt"},
		"link above a place":  {[]plan.Mount{ro("/var/a/b"), link("/srv/l", "/var/a")}, "empty /srv /var; ro /var/a/b /var/a/b:/srv/l/b"},
		"link to a link":      {[]plan.Mount{ro("/var/a"), link("/srv/1", "/srv/2"), link("/srv/2", "/var/a")}, "empty /srv /var; ro /var/a /var/a:/srv/1 /var/a:/srv/2"},
		"link to be written":  {[]plan.Mount{rwx("/var/a"), link("/srv/l", "/var/a")}, "empty /srv /var; rw /var/a /var/a:/srv/l"},
		"link round":          {[]plan.Mount{ro("/usr"), link("/srv/1", "/srv/2"), link("/srv/2", "/srv/1")}, "ro /usr"},
		"link to what is not": {[]plan.Mount{ro("/usr"), link("/srv/1", "/opt/none")}, "ro /usr"},
	} {
		v, err := newView(&plan.View{Mounts: test.mounts})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := shown(v); got != test.want {
			t.Errorf("%s: %s\nwant %s", name, got, test.want)
		}
	}
}

// A link leads to a second name of a place, which must not be executable when
// the first is not.
func TestLinkIsNoWayAroundNoExec(t *testing.T) {
	v, err := newView(&plan.View{Mounts: []plan.Mount{rw("/var/a"), link("/srv/l", "/var/a")}})
	if err != nil || !slices.Contains(v.noExec, "/srv/l") {
		t.Errorf("%s (%v)", shown(v), err)
	}
}

func TestViewRefuses(t *testing.T) {
	for path, want := range map[string]string{
		"/data/x":  "/data is none of the folders that a service's root has",
		"/srv/a\n": "no control characters",
	} {
		if _, err := newView(&plan.View{Mounts: []plan.Mount{ro(path)}}); err == nil || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%q: %v, want %q", path, err, want)
		}
	}
}

func TestMayBeMounts(t *testing.T) {
	v, err := newView(&plan.View{Mounts: []plan.Mount{ro("/usr"), ro("/etc/ssl"), rw("/srv/b"), rw("/var/a"), ro("/run/x"), device("/dev/kvm"), link("/opt/l", "/srv/b")}})
	if got := fmt.Sprint(v.mayBeMounts()); err != nil || got != "[/srv/b /var/a]" {
		t.Errorf("%s (%v)", got, err)
	}
}

// TestSees: the skeleton's folder is found in the view wherever it is installed.
func TestSees(t *testing.T) {
	v, err := newView(&plan.View{Mounts: []plan.Mount{ro("/usr"), link("/opt/l", "/usr/lib")}})
	if err != nil || !v.sees("/usr/lib/volt") || v.sees("/opt/l/volt") || v.sees("/etc") || v.sees("/usrx") {
		t.Errorf("%s (%v)", shown(v), err)
	}
}
