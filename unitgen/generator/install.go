package generator

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/volt-project/volt/unitgen/unit"
	"github.com/volt-project/volt/unitgen/workload"
)

// suffixes are the folders of the keys of [Install], systemd.unit(5). An alias
// is a name beside the unit's own.
func suffix(key string) (folder string, ok bool) {
	switch key {
	case "WantedBy":
		return ".wants", true
	case "RequiredBy":
		return ".requires", true
	case "UpheldBy":
		return ".upholds", true
	case "Alias":
		return "", true
	}
	return "", false // Also= and DefaultInstance= say nothing about one unit
}

// want is one link that [Install] asks for.
type want struct {
	key, by string
	socket  bool
	pos     workload.Pos
}

// wants are the links of w's [Install]; an empty line takes back those above.
func wants(w *workload.Workload) []want {
	var out []want
	for _, a := range w.Install {
		if a.Value == "" {
			out = slices.DeleteFunc(out, func(v want) bool { return v.key == a.Key })
			continue
		}
		if _, ok := suffix(a.Key); !ok {
			continue
		}
		for by := range strings.FieldsSeq(a.Value) {
			out = append(out, want{a.Key, by, unit.ForSocket(w, a), a.Pos})
		}
	}
	return out
}

// checkInstall reports what in [Install] is not the name of a unit.
func checkInstall(w *workload.Workload) error {
	var errs []error
	for _, v := range wants(w) {
		switch {
		case !isUnit(v.by):
			errs = append(errs, fmt.Errorf("%s: cannot install the unit: %q is not the name of a unit; write one such as multi-user.target",
				v.pos, v.by))
		case v.key == "Alias" && !mayBeAlias(w.Name, v.by):
			errs = append(errs, fmt.Errorf("%s: cannot install the unit: systemd takes %s for no alias of %s; write a template's name with the same instance, such as Alias=app@%s.service",
				v.pos, v.by, unit.ServiceName(w.Name), w.Name))
		}
	}
	return errors.Join(errs...)
}

// mayBeAlias: the name of an instance can only be that of another template with
// the same instance, unit_validate_alias_symlink_or_warn() of systemd's
// src/shared/install.c.
func mayBeAlias(name, alias string) bool {
	template, instance, ok := strings.Cut(alias, "@")
	return ok && template != "" && instance == name+".service"
}

// unitKinds are the endings of unit names, systemd.unit(5).
func unitKinds() []string {
	return []string{".service", ".socket", ".target", ".device", ".mount", ".automount", ".swap", ".timer", ".path", ".slice", ".scope"}
}

// isUnit: VALID_CHARS of systemd's src/basic/unit-name.c, with "@", and at most
// UNIT_NAME_MAX-1 bytes.
func isUnit(s string) bool {
	const valid = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:-_.\\@"
	i := strings.LastIndexByte(s, '.')
	return i > 0 && len(s) < 256 && s[0] != '@' && strings.Trim(s, valid) == "" && slices.Contains(unitKinds(), s[i:])
}

// install makes the links that `systemctl enable` makes for an ordinary unit.
func (g *Generator) install(w *workload.Workload) error {
	for _, v := range wants(w) {
		name := unit.ServiceName(w.Name)
		if v.socket {
			name = unit.SocketName(w.Name)
		}
		end, _ := suffix(v.key)
		folder, link, target := v.by+end, name, "../"+name
		if v.key == "Alias" {
			folder, link, target = "", v.by, name
		}
		if err := g.link(target, folder, link); err != nil {
			return fmt.Errorf("%s: cannot install the unit: %w", v.pos, err)
		}
	}
	return nil
}
