package workload

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// Host is what the specifiers of systemd.unit(5), SPECIFIERS, stand for on a
// machine and under a manager. User, Group and the like are those of the
// manager, root for the system's, whatever User= says.
type Host struct {
	Architecture   string // %a, "x86-64"
	BootID         string // %b
	MachineID      string // %m
	HostName       string // %H
	ShortHostName  string // %l
	PrettyHostName string // %q
	KernelRelease  string // %v

	// The fields of os-release(5), empty where it has none.
	OSID           string // %o
	OSVersionID    string // %w
	OSVariantID    string // %W
	OSBuildID      string // %B
	OSImageID      string // %M
	OSImageVersion string // %A

	User  string // %u
	UID   string // %U
	Group string // %g
	GID   string // %G
	Home  string // %h
	Shell string // %s

	// The roots of file-hierarchy(7), without a slash at the end. Credentials,
	// %d, are below Runtime.
	Config  string // %E, "/etc"
	Runtime string // %t, "/run"
	State   string // %S, "/var/lib"
	Cache   string // %C, "/var/cache"
	Logs    string // %L, "/var/log"
	Temp    string // %T, "/tmp"
	VarTemp string // %V, "/var/tmp"
}

// specifier is one row of the table of systemd.unit(5).
type specifier struct {
	letter byte
	value  func(h *Host, name string) string
	// fault says why value has no answer for a name, if it can be so.
	fault func(name string) string
}

// specifiers are those of systemd 252, save %y and %Y, the path of the unit's
// file, which is a generated one. The unit is volt@NAME.service.
var specifiers = [...]specifier{
	{'%', func(*Host, string) string { return "%" }, nil},
	{'A', func(h *Host, _ string) string { return h.OSImageVersion }, nil},
	{'B', func(h *Host, _ string) string { return h.OSBuildID }, nil},
	{'C', func(h *Host, _ string) string { return h.Cache }, nil},
	{'E', func(h *Host, _ string) string { return h.Config }, nil},
	{'G', func(h *Host, _ string) string { return h.GID }, nil},
	{'H', func(h *Host, _ string) string { return h.HostName }, nil},
	{'I', func(_ *Host, name string) string { return unescaped(name) }, escapeFault},
	{'J', func(*Host, string) string { return unitPrefix }, nil},
	{'L', func(h *Host, _ string) string { return h.Logs }, nil},
	{'M', func(h *Host, _ string) string { return h.OSImageID }, nil},
	{'N', func(_ *Host, name string) string { return unitPrefix + "@" + name }, nil},
	{'P', func(*Host, string) string { return unitPrefix }, nil},
	{'S', func(h *Host, _ string) string { return h.State }, nil},
	{'T', func(h *Host, _ string) string { return h.Temp }, nil},
	{'U', func(h *Host, _ string) string { return h.UID }, nil},
	{'V', func(h *Host, _ string) string { return h.VarTemp }, nil},
	{'W', func(h *Host, _ string) string { return h.OSVariantID }, nil},
	{'a', func(h *Host, _ string) string { return h.Architecture }, nil},
	{'b', func(h *Host, _ string) string { return h.BootID }, nil},
	// specifier_credentials_dir() of systemd's src/core/unit-printf.c.
	{'d', func(h *Host, name string) string { return h.Runtime + "/credentials/" + unitName(name) }, nil},
	{'f', func(_ *Host, name string) string { return unescapedPath(name) }, pathNameFault},
	{'g', func(h *Host, _ string) string { return h.Group }, nil},
	{'h', func(h *Host, _ string) string { return h.Home }, nil},
	{'i', func(_ *Host, name string) string { return name }, nil},
	{'j', func(*Host, string) string { return unitPrefix }, nil},
	{'l', func(h *Host, _ string) string { return h.ShortHostName }, nil},
	{'m', func(h *Host, _ string) string { return h.MachineID }, nil},
	{'n', func(_ *Host, name string) string { return unitName(name) }, nil},
	{'o', func(h *Host, _ string) string { return h.OSID }, nil},
	{'p', func(*Host, string) string { return unitPrefix }, nil},
	{'q', func(h *Host, _ string) string { return h.PrettyHostName }, nil},
	{'s', func(h *Host, _ string) string { return h.Shell }, nil},
	{'t', func(h *Host, _ string) string { return h.Runtime }, nil},
	{'u', func(h *Host, _ string) string { return h.User }, nil},
	{'v', func(h *Host, _ string) string { return h.KernelRelease }, nil},
	{'w', func(h *Host, _ string) string { return h.OSVersionID }, nil},
}

// unitPrefix is the template that workloads are instances of.
const unitPrefix = "volt"

func unitName(name string) string { return unitPrefix + "@" + name + ".service" }

// unescaped is %I.
func unescaped(name string) string {
	s, _ := Unescape(name)
	return s
}

func escapeFault(name string) string {
	if _, ok := Unescape(name); !ok {
		return "the workload's name has a backslash in it that is not the escape of a character"
	}
	return ""
}

// unescapedPath is %f, unit_name_path_unescape() of systemd's
// src/basic/unit-name.c.
func unescapedPath(name string) string {
	if name == "-" {
		return "/"
	}
	return "/" + unescaped(name)
}

// pathNameFault: %f is for names that systemd-escape(1) made with --path.
func pathNameFault(name string) string {
	p := unescapedPath(name)
	if _, ok := Unescape(name); !ok || !isClean(p) {
		return "the workload's name is not the escaped form of a path"
	}
	return ""
}

// expand replaces the specifiers in s, which is t.S[at:] or what unquoting made
// of it. plain says that s[i] stands at t.S[at+i].
func expand(h *Host, name string, t syntax.Text, s string, at int, plain bool) (string, *Error) {
	i := strings.IndexByte(s, '%')
	if i < 0 {
		return s, nil
	}
	var b strings.Builder
	from := 0
	for ; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		b.WriteString(s[from:i])
		value, cause := specifierValue(h, name, s[i+1:])
		if cause != "" {
			where := at
			if plain {
				where += i
			}
			_, width := utf8.DecodeRuneInString(s[i+1:])
			return "", t.Fail(where, "cannot expand "+syntax.Show(s[i:i+1+width])+": "+cause,
				"write %% for a percent sign")
		}
		b.WriteString(value)
		i++
		from = i + 1
	}
	b.WriteString(s[min(from, len(s)):])
	return b.String(), nil
}

// specifierValue returns what the specifier that rest begins with stands for,
// or why it does not.
func specifierValue(h *Host, name, rest string) (value, cause string) {
	for _, s := range specifiers {
		if rest == "" || s.letter != rest[0] {
			continue
		}
		if s.fault != nil {
			cause = s.fault(name)
		}
		return s.value(h, name), cause
	}
	return "", "there is no such specifier in volt(5)"
}

// isClean reports whether an absolute path is in its shortest form.
func isClean(p string) bool { return path.Clean(p) == p }
