package manager

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Version is a version of systemd.
type Version struct {
	Number int    // 257
	Text   string // "257.13-1~deb13u1"
}

// parseVersion reads the property Version: digits, then what the distributor
// likes. Versions before a release are "258~rc2".
func parseVersion(s string) (Version, error) {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil {
		return Version{}, fmt.Errorf("%q does not begin with a number", s)
	}
	return Version{n, s}, nil
}

// Features are what systemd was built with, property Features: names such as
// BPF_FRAMEWORK, with + or - in front.
type Features struct{ with []string }

func parseFeatures(s string) Features {
	var f Features
	for word := range strings.FieldsSeq(s) {
		if name, ok := strings.CutPrefix(word, "+"); ok {
			f.with = append(f.with, name)
		}
	}
	return f
}

// Has reports whether systemd was built with a feature. Built with it is not
// able to: what depends on the kernel too has to be probed.
func (f Features) Has(name string) bool { return slices.Contains(f.with, name) }

// Version asks for the manager's version.
func (m *Manager) Version(ctx context.Context) (Version, error) {
	s, err := m.property(ctx, "Version")
	if err != nil {
		return Version{}, failed("read systemd's version", "", err)
	}
	v, err := parseVersion(s)
	return v, failed("read systemd's version", "", err)
}

// Features asks what the manager was built with.
func (m *Manager) Features(ctx context.Context) (Features, error) {
	s, err := m.property(ctx, "Features")
	return parseFeatures(s), failed("read systemd's features", "", err)
}

// property reads a text property of the manager.
func (m *Manager) property(ctx context.Context, name string) (string, error) {
	var v dbus.Variant
	err := m.repeat(ctx, func(l *link) error {
		o := l.conn.Object(busName, managerObject)
		return o.CallWithContext(ctx, propsInterface+".Get", 0, busName+".Manager", name).Store(&v)
	})
	if err != nil {
		return "", err
	}
	s, ok := v.Value().(string)
	if !ok {
		return "", fmt.Errorf("property %s is no text", name)
	}
	return s, nil
}
