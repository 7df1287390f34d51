package workload

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/volt-project/volt/sandbox/policy"
	"github.com/volt-project/volt/unitgen/workload/syntax"
)

// The methods of this file each read one type of value into the model. An empty
// value restores the default. Specifiers are expanded in paths, names and words;
// numbers, sizes, time spans and words of a fixed set have none, as in systemd.

// choice reads one of the words of the row and returns its index.
func (p *parser) choice() int {
	s := p.value.S
	if s == "" {
		return 0
	}
	n := 0
	for known := range strings.SplitSeq(p.row.Values, " ") {
		if known == s {
			return n
		}
		n++
	}
	p.failValue(0, s, "it is not known; "+suggestion(s, p.row.Values))
	return 0
}

// suggestion is the remedy for a word that is not among the known ones.
func suggestion(s, known string) string {
	words := strings.Fields(known)
	if bare := strings.Trim(s, `"'`); bare != s {
		return "write " + bare + " without quotes"
	}
	if near := nearest(s, words); near != "" {
		return "did you mean " + near + "?"
	}
	last := len(words) - 1
	return "write " + strings.Join(words[:last], ", ") + " or " + words[last]
}

// path reads one path.
func (p *parser) path(to *string) {
	s, ok := p.whole()
	if !ok {
		return
	}
	if s != "" {
		if cause := pathFault(s); cause != "" {
			p.failValue(0, s, cause)
			return
		}
	}
	*to = s
}

// pathFault says what is wrong with a path: every path in a workload file has
// the form that paths have in a policy.
func pathFault(s string) string {
	return policyFault(&policy.Policy{FSRead: []string{s}})
}

// policyFault says what is wrong with a policy of one entry: the cause without
// the entry and the key, which are called otherwise in a workload file.
func policyFault(one *policy.Policy) string {
	err, ok := policy.Validate(one).(*policy.Error)
	if !ok || err == nil {
		return ""
	}
	if at := strings.LastIndex(err.Msg, " in "+err.Key+": "); at >= 0 {
		return err.Msg[at+len(" in "+err.Key+": "):]
	}
	return err.Msg
}

// entries adds words to a list of the policy; one makes the policy that has a
// word as its only entry, for policy's own checks.
func (p *parser) entries(to *[]string, one func(list []string) *policy.Policy) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
		return
	}
	list := *to
	for _, w := range words {
		list = append(list, w.s)
	}
	if policy.Validate(one(list[len(*to):])) != nil {
		bad := false
		for _, w := range words {
			if p.full() {
				return
			}
			if cause := policyFault(one([]string{w.s})); cause != "" {
				p.failValue(w.at, w.s, cause)
				bad = true
			}
		}
		if bad {
			return
		}
	}
	*to = list
}

func (p *parser) paths(to *[]string) {
	p.entries(to, func(list []string) *policy.Policy { return &policy.Policy{FSRead: list} })
}

func (p *parser) capabilities(to *[]string) {
	p.entries(to, func(list []string) *policy.Policy { return &policy.Policy{Capabilities: list} })
}

// ports adds ports to a list of the policy.
func (p *parser) ports(to *[]policy.Port) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		port, cause := readPort(w.s)
		if cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		*to = append(*to, port)
	}
}

// readPort is policy.ParsePort with the bare cause instead of an error.
func readPort(s string) (policy.Port, string) {
	port, err := policy.ParsePort(s)
	if err == nil {
		return port, ""
	}
	return port, strings.TrimPrefix(err.Error(), "cannot read port "+syntax.Show(s)+": ")
}

// seccomp adds words: a profile, +NAME or ~NAME.
func (p *parser) seccomp(to *policy.Seccomp) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = policy.Seccomp{}
	}
	for _, w := range words {
		if w.s == policy.SeccompDefault || w.s == policy.SeccompStrict {
			to.Profile = w.s
			continue
		}
		list := &to.Allow
		name, found := strings.CutPrefix(w.s, "+")
		if !found {
			if name, found = strings.CutPrefix(w.s, "~"); !found {
				p.failValue(w.at, w.s, `it is neither a profile, default or strict, nor +NAME or ~NAME; write +`+w.s+" to allow a call and ~"+w.s+" to refuse it")
				continue
			}
			list = &to.Deny
		}
		if cause := policyFault(&policy.Policy{Seccomp: policy.Seccomp{Allow: []string{name}}}); cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		*list = append(*list, name)
	}
}

// policySource reads Policy=.
func (p *parser) policySource(to *PolicySource) {
	s, ok := p.whole()
	if !ok {
		return
	}
	switch {
	case s == "":
		*to = PolicySource{}
	case s == "auto":
		*to = PolicySource{Auto: true, Pos: p.value.Pos(0)}
	case s[0] != '/' && nearest(s, []string{"auto"}) != "":
		p.failValue(0, s, "it is not known; did you mean auto?")
	default:
		path := ""
		if p.path(&path); path != "" {
			*to = PolicySource{Path: path, Pos: p.value.Pos(0)}
		}
	}
}

// user reads the name or number of a user or, with groups, of a group.
func (p *parser) user(to *string) {
	s, ok := p.whole()
	if !ok {
		return
	}
	if s != "" {
		if cause := userFault(s); cause != "" {
			p.failValue(0, s, cause)
			return
		}
	}
	*to = s
}

func (p *parser) groups(to *[]string) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		if cause := userFault(w.s); cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		*to = append(*to, w.s)
	}
}

// userFault says why s is neither a name nor a number of a user or group. The
// names are those of systemd's strict mode (https://systemd.io/USER_NAMES) with
// capital letters and dots besides; 31 bytes are what utmp(5) holds.
func userFault(s string) string {
	if strings.Trim(s, decimals) == "" && s != "" {
		n, err := strconv.ParseUint(s, 10, 32)
		if err != nil || n == math.MaxUint32 || n == math.MaxUint16 {
			return "it is not a number that a user or group can have; they run to 4294967294, without 65535"
		}
		return ""
	}
	if s == "" || len(s) > 31 || strings.Trim(s, alphabet+decimals+"_-.") != "" || strings.IndexByte(decimals+"-.", s[0]) >= 0 {
		return `it is not a name that a user or group can have; write a name of at most 31 letters, digits, "_", "-" and ".", or a number`
	}
	return ""
}

// environment adds KEY=VALUE words.
func (p *parser) environment(to *[]string) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		if cause := variableFault(w.s); cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		*to = append(*to, w.s)
	}
}

// variableFault is env_assignment_is_valid() of systemd's src/basic/env-util.c.
func variableFault(s string) string {
	name, value, found := strings.Cut(s, "=")
	switch {
	case !found:
		return "it is not NAME=VALUE; put quotes around the whole of it when the value has blanks"
	case name == "" || strings.Trim(name, alphabet+decimals+"_") != "" || strings.IndexByte(decimals, name[0]) >= 0:
		return "the name has other characters than letters, digits and _, or begins with a digit"
	case !utf8.ValidString(value):
		return "the value is not valid UTF-8"
	}
	for _, r := range value {
		if r < ' ' && r != '\t' && r != '\n' || r == 0x7F {
			return "the value has the control character " + strconv.QuoteRune(r) + "; remove it"
		}
	}
	return ""
}

// volumes adds SOURCE[:TARGET[:ro|rw]] words.
func (p *parser) volumes(to *[]Volume) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		parts := strings.Split(w.s, ":")
		v := Volume{Source: parts[0], Target: parts[0], Pos: p.value.Pos(w.at)}
		cause := pathFault(v.Source)
		if len(parts) > 1 && cause == "" {
			v.Target = parts[1]
			cause = pathFault(v.Target)
		}
		if len(parts) > 2 && cause == "" {
			v.ReadOnly = parts[2] == "ro"
			if !v.ReadOnly && parts[2] != "rw" {
				cause = "the third part is neither ro nor rw"
			}
		}
		switch {
		case len(parts) > 3:
			cause = "it has more than three parts; write SOURCE:TARGET:ro, without colons in the paths"
		case cause == "" && v.Target == "/":
			cause = "a volume cannot take the place of the root folder; write Root=folder:" + v.Source
		}
		if cause != "" {
			p.failValue(w.at, w.s, cause)
			continue
		}
		*to = append(*to, v)
	}
}

// root reads Root=.
func (p *parser) root(to *Root) {
	s, ok := p.whole()
	if !ok {
		return
	}
	if s == "" || s == "host" {
		*to = Root{}
		return
	}
	kind, path, found := strings.Cut(s, ":")
	r := Root{Kind: RootFolder, Path: path}
	switch {
	case kind == "image":
		r.Kind = RootImage
	case s[0] == '/':
		p.failValue(0, s, "it does not say what is there; write folder:"+s+" or image:"+s)
		return
	case kind != "folder":
		p.failValue(0, s, "it is not known; "+suggestion(kind, p.row.Values))
		return
	}
	cause := ""
	if cause = pathFault(path); !found || path == "" {
		cause = "no path follows; write " + kind + ":/PATH"
	}
	if cause != "" {
		p.failValue(0, s, cause)
		return
	}
	*to = r
}

// arguments adds words.
func (p *parser) arguments(to *[]string) {
	words, ok := p.split()
	if !ok {
		return
	}
	if len(words) == 0 {
		*to = nil
	}
	for _, w := range words {
		if strings.ContainsFunc(w.s, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
			p.failValue(w.at, w.s, "it has a control character in it, or is not valid UTF-8")
			continue
		}
		*to = append(*to, w.s)
	}
}

// number reads a whole number from low to high.
func (p *parser) number(low, high uint64) uint64 {
	s := p.value.S
	if s == "" {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n < low || n > high || s[0] == '+' {
		p.failValue(0, s, "it is not a whole number from "+strconv.FormatUint(low, 10)+" to "+strconv.FormatUint(high, 10))
		return 0
	}
	return n
}

// span reads a time span. As in systemd, 0 is without end.
func (p *parser) span(to *time.Duration) {
	s := p.value.S
	if s == "" {
		*to = 0
		return
	}
	d, cause := parseSpan(s)
	if cause != "" {
		p.failValue(0, s, cause)
		return
	}
	if *to = d; d == 0 {
		*to = Forever
	}
}
