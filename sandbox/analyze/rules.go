package analyze

import (
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/volt-project/volt/sandbox/policy"
)

// key is a list of the policy.
type key uint8

// The keys, in the order in which rules are listed.
const (
	fsRead key = iota
	fsWrite
	fsExecute
	netBind
	netConnect
)

func (k key) String() string {
	return [...]string{"fs_read", "fs_write", "fs_execute", "net_bind", "net_connect"}[k]
}

// rule is a Rule before it is printed.
type rule struct {
	key    key
	path   string
	port   policy.Port
	reason string
}

// subject is what the rule is about, without its reason.
type subject struct {
	key  key
	path string
	port policy.Port
}

// ruleSet collects rules. The first reason given for a rule stays.
type ruleSet struct {
	list []rule
	seen map[subject]bool
}

func (s *ruleSet) add(r rule) {
	if s.seen == nil {
		s.seen = map[subject]bool{}
	}
	id := subject{r.key, r.path, r.port}
	if s.seen[id] {
		return
	}
	s.seen[id] = true
	s.list = append(s.list, r)
}

// sorted returns the rules in order, without those that a rule for a folder
// above them, under the same key, already says.
func (s *ruleSet) sorted(t *tree) []rule {
	var kept []rule
	for _, r := range s.list {
		if !s.covered(r, t) {
			kept = append(kept, r)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool {
		a, b := kept[i], kept[j]
		if a.key != b.key {
			return a.key < b.key
		}
		if a.path != b.path {
			return a.path < b.path
		}
		if a.port.Proto != b.port.Proto {
			return a.port.Proto < b.port.Proto
		}
		return a.port.First < b.port.First
	})
	return kept
}

func (s *ruleSet) covered(r rule, t *tree) bool {
	if r.path == "" {
		return false
	}
	for dir := r.path; dir != "/"; {
		dir = path.Dir(dir)
		if isPrivate(dir) {
			// The rule for it opens an empty folder of the workload's own,
			// not the host's.
			continue
		}
		if s.seen[subject{key: r.key, path: dir}] {
			return true
		}
	}
	// fs_execute implies reading the file that is executed.
	return r.key == fsRead && s.seen[subject{key: fsExecute, path: r.path}] && !t.isDir(r.path)
}

// isPrivate reports whether a listed folder is the workload's own and empty.
func isPrivate(dir string) bool { return dir == "/tmp" || dir == "/var/tmp" }

func policyOf(rules []rule) policy.Policy {
	var p policy.Policy
	for _, r := range rules {
		switch r.key {
		case fsRead:
			p.FSRead = append(p.FSRead, r.path)
		case fsWrite:
			p.FSWrite = append(p.FSWrite, r.path)
		case fsExecute:
			p.FSExecute = append(p.FSExecute, r.path)
		case netBind:
			p.NetBind = append(p.NetBind, r.port)
		case netConnect:
			p.NetConnect = append(p.NetConnect, r.port)
		}
	}
	return p
}

func exported(rules []rule) []Rule {
	list := make([]Rule, len(rules))
	for i, r := range rules {
		value := r.path
		if value == "" {
			value = portString(r.port)
		}
		list[i] = Rule{Key: r.key.String(), Value: value, Reason: r.reason}
	}
	return list
}

// portString writes a port as the policy document does.
func portString(p policy.Port) string {
	s := strconv.Itoa(int(p.First))
	if p.Last != p.First {
		s += "-" + strconv.Itoa(int(p.Last))
	}
	if p.Proto == policy.UDP {
		s = "udp/" + s
	}
	return s
}

// allow adds a rule for a path that the project's own tables name.
func (a *analysis) allow(k key, p, reason string) {
	a.rules.add(rule{key: k, path: p, reason: reason})
}

// firstFreePort is the first port that anyone may bind, ip(7).
const firstFreePort = 1024

// port adds a rule for a port.
func (a *analysis) port(k key, p policy.Port, reason string) {
	if k == netBind && p.First < firstFreePort && p.First > 0 {
		a.note("Port %s is below %d: binding it takes --cap CAP_NET_BIND_SERVICE, or a host whose net.ipv4.ip_unprivileged_port_start is lower.", portString(p), firstFreePort)
	}
	a.rules.add(rule{key: k, port: p, reason: reason})
}

// allowNamed adds a rule for a path that came from outside: an argument, the
// environment, a configuration file. It reports whether the path was taken; a
// path that must never be listed gives a note instead.
func (a *analysis) allowNamed(k key, p, reason string) bool {
	real, _ := a.tree.resolve(p)
	for _, name := range []string{p, real} {
		if isBaseDevice(name) {
			return true
		}
		if why := a.forbidden(name); why != "" {
			a.note("%s is not listed for %s (%s): %s.", p, k, reason, why)
			return false
		}
	}
	a.allow(k, p, reason)
	return true
}

// baseDevices are in every workload's own /dev.
const baseDevices = " null zero full random urandom tty stdin stdout stderr fd ptmx pts "

func isBaseDevice(p string) bool {
	rest, ok := strings.CutPrefix(p, "/dev/")
	if !ok {
		return false
	}
	first, _, _ := strings.Cut(rest, "/")
	return strings.Contains(baseDevices, " "+first+" ")
}

// home is the workload's HOME when it is usable as a folder of its own.
func (a *analysis) home() string {
	h := a.env["HOME"]
	if !path.IsAbs(h) || path.Clean(h) == "/" {
		return ""
	}
	return path.Clean(h)
}
