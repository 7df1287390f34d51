package policy

// The keys of the document. A key inside the "seccomp" object is written
// with a dot wherever it stands alone, in messages and in changes.
const (
	keyFSRead       = "fs_read"
	keyFSWrite      = "fs_write"
	keyFSExecute    = "fs_execute"
	keyNetBind      = "net_bind"
	keyNetConnect   = "net_connect"
	keyCapabilities = "capabilities"
	keySeccomp      = "seccomp"
	keyScope        = "scope"
	keyBase         = "base"

	keyProfile = keySeccomp + ".profile"
	keyAllow   = keySeccomp + ".allow"
	keyDeny    = keySeccomp + ".deny"
)

// documentKeys are the keys of a policy, in the order they are printed.
func documentKeys() []string {
	return []string{
		keyFSRead, keyFSWrite, keyFSExecute, keyNetBind, keyNetConnect,
		keyCapabilities, keySeccomp, keyScope, keyBase,
	}
}

// seccompKeys are the keys of the "seccomp" object, in the order they are
// printed.
func seccompKeys() []string { return []string{"profile", "allow", "deny"} }

// nameList is one list of strings of a policy.
type nameList struct {
	key    string
	values *[]string
	check  func(string) error // nil when the entry is sound
	paths  bool               // an entry covers what lies below it
}

// nameLists gives access to every list of strings of p.
func nameLists(p *Policy) []nameList {
	return []nameList{
		{keyFSRead, &p.FSRead, checkPath, true},
		{keyFSWrite, &p.FSWrite, checkPath, true},
		{keyFSExecute, &p.FSExecute, checkPath, true},
		{keyCapabilities, &p.Capabilities, checkCapability, false},
		{keyAllow, &p.Seccomp.Allow, checkSyscall, false},
		{keyDeny, &p.Seccomp.Deny, checkSyscall, false},
	}
}

// portList is one list of ports of a policy.
type portList struct {
	key    string
	values *[]Port
}

// portLists gives access to every list of ports of p.
func portLists(p *Policy) []portList {
	return []portList{
		{keyNetBind, &p.NetBind},
		{keyNetConnect, &p.NetConnect},
	}
}

// shape describes the value that a key takes, for messages.
func shape(key string) string {
	switch key {
	case keyFSRead, keyFSWrite, keyFSExecute:
		return `a list of absolute paths, such as ["/usr"]`
	case keyNetBind, keyNetConnect:
		return `a list of ports, such as [80, "8000-8010", "udp/53"]`
	case keyCapabilities:
		return `a list of capability names, such as ["CAP_NET_BIND_SERVICE"]`
	case keyAllow, keyDeny:
		return `a list of system calls or socket families, such as ["ptrace", "AF_NETLINK"]`
	case keyScope:
		return `a list of scopes, such as ["signal"]`
	case keySeccomp:
		return `an object, such as {"profile": "strict"}`
	case keyProfile:
		return `"default" or "strict"`
	case keyBase:
		return `"default" or "none"`
	}
	return "something else"
}
