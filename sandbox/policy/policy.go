// Package policy is the document an administrator reads and writes: which
// files a workload may read, change and execute, and which ports it may bind
// and connect. It is pure: it parses, checks, merges, compares and prints,
// and never touches the machine.
//
// See volt-policy(5) for the format.
package policy

// Policy is one policy document. The zero value allows nothing beyond what
// every workload needs to start (see Base).
type Policy struct {
	// FSRead, FSWrite and FSExecute are clean absolute paths. A path names
	// itself and, when it is a folder, everything below it.
	//
	// FSWrite implies reading the same path, because a mount that can be
	// written can be read; it does not imply executing. FSExecute implies
	// reading the file executed. Whoever enforces a policy adds what is
	// implied; no function of this package does.
	FSRead    []string
	FSWrite   []string
	FSExecute []string

	// NetBind and NetConnect are the ports that may be bound and connected.
	NetBind    []Port
	NetConnect []Port

	// Capabilities are names as in capabilities(7), "CAP_NET_BIND_SERVICE".
	Capabilities []string

	// Seccomp adjusts the system-call filter.
	Seccomp Seccomp

	// Scope lists what is kept inside the sandbox. nil means all of Scopes;
	// a list that is empty but not nil keeps nothing inside.
	Scope []Scope

	// Base says which implied rules are added. Empty means BaseDefault.
	Base Base
}

// Seccomp chooses a profile and adjusts it.
type Seccomp struct {
	// Profile is SeccompDefault or SeccompStrict, the profiles of package
	// profile. Empty means SeccompDefault.
	Profile string
	// Allow and Deny hold system-call names, or socket families such as
	// "AF_NETLINK". Deny wins over Allow and over granted capabilities.
	Allow []string
	Deny  []string
}

// The names of the seccomp profiles.
const (
	SeccompDefault = "default"
	SeccompStrict  = "strict"
)

// Proto is a transport protocol.
type Proto uint8

// The protocols a Port can name. A bare number in a document is TCP.
const (
	TCP Proto = iota
	UDP
)

// Port is one port, or an inclusive range of ports (First == Last for one).
type Port struct {
	Proto       Proto
	First, Last uint16
}

// Scope is a kind of traffic that is kept inside the sandbox (landlock(7),
// "scoped").
type Scope string

// The scopes of landlock(7).
const (
	ScopeAbstractUnix Scope = "abstract_unix_socket"
	ScopeSignal       Scope = "signal"
)

// Scopes returns every scope, sorted by name.
func Scopes() []Scope { return []Scope{ScopeAbstractUnix, ScopeSignal} }

// Base names a set of implied rules.
type Base string

const (
	// BaseDefault adds the ELF interpreter, the loader's cache, the harmless
	// devices and the workload's own /proc.
	BaseDefault Base = "default"
	// BaseNone adds only what execve(2) itself needs: the ELF interpreter.
	BaseNone Base = "none"
)
