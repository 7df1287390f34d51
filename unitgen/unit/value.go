package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// Value is what a directive is set to. Each kind knows both of its forms: the
// text of a unit file, systemd.syntax(7), and the type that the property of
// the same meaning has on D-Bus, org.freedesktop.systemd1(5).
type Value interface {
	// text gives what stands after the equals sign, one string for each line.
	text() []string
	variant() dbus.Variant
}

// Flag is a boolean.
type Flag bool

func (v Flag) text() []string {
	if v {
		return []string{"yes"}
	}
	return []string{"no"}
}
func (v Flag) variant() dbus.Variant { return dbus.MakeVariant(bool(v)) }

// Word is one word or sentence. A file has it on one line.
type Word string

func (v Word) text() []string {
	s := string(v)
	if strings.ContainsAny(s, "\n\r") {
		s = strings.NewReplacer("\n", " ", "\r", " ").Replace(s)
	}
	return []string{escape(s)}
}
func (v Word) variant() dbus.Variant { return dbus.MakeVariant(string(v)) }

// Words is a list, on one line. An empty one resets.
type Words []string

func (v Words) text() []string {
	out := make([]string, len(v))
	for i, w := range v {
		out[i] = quote(w)
	}
	return []string{strings.Join(out, " ")}
}

// The empty list, too, is a list of strings and not nil.
func (v Words) variant() dbus.Variant { return dbus.MakeVariant(append([]string{}, v...)) }

// Paths is a list of paths, on one line.
type Paths []string

func (v Paths) text() []string {
	out := make([]string, len(v))
	for i, p := range v {
		out[i] = quotePath(p)
	}
	return []string{strings.Join(out, " ")}
}

func (v Paths) variant() dbus.Variant { return dbus.MakeVariant(append([]string{}, v...)) }

// Assignments are KEY=VALUE words, with nothing left for systemd to expand.
type Assignments []string

func (v Assignments) text() []string {
	out := make([]string, len(v))
	for i, a := range v {
		out[i] = `"` + cEscape([]byte(escape(a))) + `"`
	}
	return out
}

func (v Assignments) variant() dbus.Variant { return dbus.MakeVariant(append([]string{}, v...)) }

// Number is a count, a weight or a number of bytes. Unlimited is "infinity".
type Number uint64

// Unlimited is (uint64_t)-1, CGROUP_LIMIT_MAX of systemd.
const Unlimited Number = math.MaxUint64

func (v Number) text() []string {
	if v == Unlimited {
		return []string{"infinity"}
	}
	return []string{strconv.FormatUint(uint64(v), 10)}
}
func (v Number) variant() dbus.Variant { return dbus.MakeVariant(uint64(v)) }

// Span is a length of time, systemd.time(7). Its property counts microseconds,
// and has a name that ends in USec.
type Span time.Duration

// Forever is the span that never ends, USEC_INFINITY of systemd.
const Forever Span = math.MaxInt64

func (v Span) text() []string {
	if v == Forever {
		return []string{"infinity"}
	}
	return []string{strconv.FormatInt(time.Duration(v).Microseconds(), 10) + "us"}
}

func (v Span) variant() dbus.Variant {
	if v == Forever {
		return dbus.MakeVariant(uint64(math.MaxUint64))
	}
	return dbus.MakeVariant(uint64(time.Duration(v).Microseconds()))
}

// CPUs is processor time per time: 1.5 is one and a half processors.
type CPUs float64

func (v CPUs) text() []string {
	return []string{percent(v.shares())}
}

// shares are hundredths of a percent, which is as fine as a unit file has it.
func (v CPUs) shares() uint64 { return uint64(math.Round(float64(v) * 10000)) }

// The property is microseconds per second.
func (v CPUs) variant() dbus.Variant { return dbus.MakeVariant(v.shares() * 100) }

// Mode is a file mode or a mask of one.
type Mode uint32

func (v Mode) text() []string        { return []string{fmt.Sprintf("%04o", uint32(v))} }
func (v Mode) variant() dbus.Variant { return dbus.MakeVariant(uint32(v)) }

// Bind shows Source of the host at Target.
type Bind struct {
	Source, Target string
	Optional       bool // a Source that does not exist is passed over
}

// Binds is the value of BindPaths= and BindReadOnlyPaths=. All are recursive.
type Binds []Bind

// flagRecursive is MS_REC of mount(2), what "rbind" becomes.
const flagRecursive = 0x4000

func (v Binds) text() []string {
	out := make([]string, len(v))
	for i, b := range v {
		out[i] = quotePath(b.Source)
		if b.Optional {
			out[i] = "-" + out[i]
		}
		if b.Target != b.Source {
			out[i] += ":" + quotePath(b.Target)
		}
	}
	return out
}

func (v Binds) variant() dbus.Variant {
	type bind struct {
		Source, Target string
		Optional       bool
		Flags          uint64
	}
	out := make([]bind, len(v))
	for i, b := range v {
		out[i] = bind{b.Source, b.Target, b.Optional, flagRecursive}
	}
	return dbus.MakeVariant(out)
}

// Tmpfs is an empty file system at Path. Options are tmpfs(5)'s.
type Tmpfs struct{ Path, Options string }

// Tmpfses is the value of TemporaryFileSystem=.
type Tmpfses []Tmpfs

func (v Tmpfses) text() []string {
	out := make([]string, len(v))
	for i, t := range v {
		out[i] = quotePath(colons(t.Path) + ":" + t.Options)
	}
	return out
}

func (v Tmpfses) variant() dbus.Variant { return dbus.MakeVariant(append([]Tmpfs{}, v...)) }

// inRoot are paths of the unit's own root: without the plus, NoExecPaths= and its
// kin mean the host's, and with RootDirectory= find nothing to do.
type inRoot []string

func (v inRoot) marked() []string {
	out := make([]string, len(v))
	for i, p := range v {
		out[i] = "+" + p
	}
	return out
}

func (v inRoot) text() []string {
	out := v.marked()
	for i := range out {
		out[i] = quotePath(out[i])
	}
	return []string{strings.Join(out, " ")}
}

func (v inRoot) variant() dbus.Variant { return dbus.MakeVariant(v.marked()) }

// Pair is two words of which the first names something.
type Pair struct{ Name, Value string }

// Pairs is the value of DeviceAllow= (a blank between the two) and of
// LoadCredential= (a colon).
type Pairs struct {
	Separator string
	List      []Pair
}

func (v Pairs) text() []string {
	out := make([]string, len(v.List))
	for i, p := range v.List {
		name := escape(p.Name)
		if v.Separator == " " {
			name = quotePath(p.Name)
		}
		out[i] = name + v.Separator + escape(p.Value)
	}
	return out
}

func (v Pairs) variant() dbus.Variant { return dbus.MakeVariant(append([]Pair{}, v.List...)) }

// Data is the value of SetCredential=: the text is C-escaped.
type Data struct {
	Name    string
	Content []byte
}

func (v Data) text() []string { return []string{v.Name + ":" + cEscape(v.Content)} }

func (v Data) variant() dbus.Variant { return dbus.MakeVariant([]Data{v}) }

// Names is a list that either allows what it names or, with Deny, all but that:
// SystemCallFilter= and RestrictAddressFamilies=.
type Names struct {
	Deny bool
	List []string
}

func (v Names) text() []string {
	if v.Deny {
		return []string{"~" + strings.Join(v.List, " ")}
	}
	if len(v.List) == 0 {
		return []string{"none"} // an empty line would reset
	}
	return []string{strings.Join(v.List, " ")}
}

func (v Names) variant() dbus.Variant {
	type names struct {
		Allow bool
		List  []string
	}
	return dbus.MakeVariant(names{!v.Deny, append([]string{}, v.List...)})
}

// Capabilities is a set of capabilities(7), a bit each.
type Capabilities struct {
	Set   uint64
	Names []string
}

func (v Capabilities) text() []string        { return []string{strings.Join(v.Names, " ")} }
func (v Capabilities) variant() dbus.Variant { return dbus.MakeVariant(v.Set) }

// NoNamespaces is RestrictNamespaces=yes: its property is the mask of the
// kinds that are allowed.
type NoNamespaces struct{}

func (NoNamespaces) text() []string        { return []string{"yes"} }
func (NoNamespaces) variant() dbus.Variant { return dbus.MakeVariant(uint64(0)) }

// Loopback is "localhost" of systemd.resource-control(5): 127.0.0.0/8 and ::1.
type Loopback struct{}

func (Loopback) text() []string { return []string{"localhost"} }

func (Loopback) variant() dbus.Variant {
	return dbus.MakeVariant([]prefix{
		{inet, []byte{127, 0, 0, 0}, 8},
		{inet6, append(make([]byte, 15), 1), 128},
	})
}

// prefix is a network, and inet and inet6 are AF_INET and AF_INET6 of socket(2).
type prefix struct {
	Family  int32
	Address []byte
	Length  uint32
}

const (
	inet  = 2
	inet6 = 10
)

// AnyAddress is "any", as IPAddressDeny= has it: all of IPv4 and of IPv6.
type AnyAddress struct{}

func (AnyAddress) text() []string { return []string{"any"} }

func (AnyAddress) variant() dbus.Variant {
	return dbus.MakeVariant([]prefix{{inet, make([]byte, 4), 0}, {inet6, make([]byte, 16), 0}})
}

// Port is a port that may be bound, or, as the zero Port, all of all kinds.
type Port struct {
	Protocol int // IPPROTO_TCP, IPPROTO_UDP
	First    uint16
	Count    uint16
}

// Protocol numbers of ip(7).
const (
	TCP = 6
	UDP = 17
)

// Ports is the value of SocketBindAllow= and SocketBindDeny=.
type Ports []Port

func (v Ports) text() []string {
	out := make([]string, len(v))
	for i, p := range v {
		kind := map[int]string{TCP: "tcp", UDP: "udp"}[p.Protocol]
		switch {
		case p == Port{}:
			out[i] = "any"
		case p.Count > 1:
			out[i] = fmt.Sprintf("%s:%d-%d", kind, p.First, int(p.First)+int(p.Count)-1)
		default:
			out[i] = fmt.Sprintf("%s:%d", kind, p.First)
		}
	}
	return out
}

func (v Ports) variant() dbus.Variant {
	type port struct {
		Family, Protocol int32
		Count, First     uint16
	}
	out := make([]port, len(v))
	for i, p := range v {
		out[i] = port{0, int32(p.Protocol), p.Count, p.First}
	}
	return dbus.MakeVariant(out)
}

// Errno is the error that a denied system call gives. EPERM is the only one.
type Errno struct{}

func (Errno) text() []string        { return []string{"EPERM"} }
func (Errno) variant() dbus.Variant { return dbus.MakeVariant(int32(1)) }

// Command is the value of ExecStart=.
type Command struct {
	Prefix string   // "-" and ":" of systemd.service(5)
	Argv   []string // as the program is to get it
	// Tail is text behind Argv that systemd splits and expands itself. It is
	// in unit files only.
	Tail string
}

func (v Command) text() []string {
	out := make([]string, 0, len(v.Argv)+1)
	expand := !strings.Contains(v.Prefix, ":")
	for _, a := range v.Argv {
		out = append(out, quoteArgument(a, expand))
	}
	if v.Tail != "" {
		out = append(out, v.Tail)
	}
	return []string{v.Prefix + strings.Join(out, " ")}
}

func (v Command) variant() dbus.Variant {
	type command struct {
		Path          string
		Argv          []string
		IgnoreFailure bool
	}
	return dbus.MakeVariant([]command{{v.Argv[0], v.Argv, strings.Contains(v.Prefix, "-")}})
}

// Privileged is a command outside the unit's sandbox: "+" of systemd.service(5).
type Privileged []string

func (v Privileged) text() []string {
	out := make([]string, len(v))
	for i, a := range v {
		out[i] = quoteArgument(a, true)
	}
	return []string{"+" + strings.Join(out, " ")}
}

func (v Privileged) variant() dbus.Variant {
	type command struct {
		Path        string
		Argv, Flags []string
	}
	return dbus.MakeVariant([]command{{v[0], v, []string{"privileged"}}})
}

// verbatim is a line that somebody wrote for systemd. It has one form only.
type verbatim string

func (v verbatim) text() []string        { return []string{string(v)} }
func (v verbatim) variant() dbus.Variant { return dbus.MakeVariant(string(v)) }
