package policy

import (
	"strconv"
	"strings"
)

// Op says whether a change adds or removes.
type Op string

// The operations of a Change.
const (
	Add    Op = "+"
	Remove Op = "-"
)

// Change is one difference between two policies.
type Change struct {
	Op Op `json:"op"`
	// Key is the key that differs, "fs_read" or "seccomp.deny".
	Key string `json:"key"`
	// Value is the entry in question: a path, a port as Port.String writes
	// it, a name.
	Value string `json:"value"`
}

// String returns the change as a line, such as "+ fs_read /usr". A value
// that holds spaces, quotes or characters that cannot be seen is quoted as a
// Go string.
func (c Change) String() string {
	value := c.Value
	if quoted := strconv.Quote(value); value == "" || strings.Contains(value, " ") || quoted != `"`+value+`"` {
		value = quoted
	}
	return string(c.Op) + " " + c.Key + " " + value
}

// Diff returns what makes policy b out of policy a: by key in the order of
// volt-policy(5), removals before additions, each sorted. Order and
// repetition of entries do not count. Ports are compared one by one, however
// they are grouped, and a default that is written out equals one that is not.
// Note that adding a "scope", a denied name, a stricter profile or base
// allows less, where adding to any other key allows more.
func Diff(a, b *Policy) []Change {
	old, now := effective(a), effective(b)
	var changes []Change
	for i, f := range old {
		changes = appendChanges(changes, Remove, f.key, missing(f, now[i]))
		changes = appendChanges(changes, Add, f.key, missing(now[i], f))
	}
	return changes
}

// field is what a key amounts to: names, or ports.
type field struct {
	key   string
	names []string
	ports []Port
}

// effective lists every key of p in print order, defaults filled in.
func effective(p *Policy) []field {
	names := map[string][]string{
		keyProfile: {later([]string{SeccompDefault, SeccompStrict}, SeccompDefault, p.Seccomp.Profile)},
		keyBase:    {string(later([]Base{BaseDefault, BaseNone}, BaseDefault, p.Base))},
		keyScope:   {},
	}
	scope := p.Scope
	if scope == nil {
		scope = Scopes()
	}
	for _, s := range scope {
		names[keyScope] = append(names[keyScope], string(s))
	}
	for _, l := range nameLists(p) {
		names[l.key] = *l.values
	}
	ports := map[string][]Port{}
	for _, l := range portLists(p) {
		ports[l.key] = mergePorts(*l.values)
	}
	var fields []field
	for _, key := range documentKeys() {
		keys := []string{key}
		if key == keySeccomp {
			keys = []string{keyProfile, keyAllow, keyDeny}
		}
		for _, k := range keys {
			fields = append(fields, field{k, sortedSet(names[k]), ports[k]})
		}
	}
	return fields
}

// missing lists what a has and b does not.
func missing(a, b field) []string {
	out := without(sortedSet(a.names), b.names)
	for _, p := range subtractPorts(a.ports, b.ports) {
		out = append(out, p.String())
	}
	return out
}

// appendChanges appends one change for each value.
func appendChanges(changes []Change, op Op, key string, values []string) []Change {
	for _, v := range values {
		changes = append(changes, Change{op, key, v})
	}
	return changes
}
