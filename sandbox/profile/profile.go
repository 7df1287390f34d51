package profile

// Op is how an argument is compared.
type Op uint8

// The comparisons seccomp(2) filters need here. All are unsigned, on 64 bits
// unless Mask narrows them.
const (
	// MaskedEqual holds when arg & Mask == Value.
	MaskedEqual Op = iota
	// Equal holds when arg == Value.
	Equal
	// NotEqual holds when arg != Value.
	NotEqual
)

// Cmp is one comparison of a system call's argument.
type Cmp struct {
	Arg   uint8 // 0 to 5
	Op    Op
	Mask  uint64 // MaskedEqual only
	Value uint64
}

// Action is what the filter does with a call.
type Action uint8

const (
	// Allow lets the call through.
	Allow Action = iota
	// Deny answers EPERM: known, and refused.
	Deny
	// Absent answers ENOSYS: the C library falls back to an older call.
	Absent
)

// Rule is what happens to one system call. A call without Args is decided by
// its number alone. Several Allow rules for one call are alternatives; when
// none of them matches, the answer is EPERM. A Deny rule with Args stands
// above the call's Allow rules: what it matches is refused.
type Rule struct {
	Name   string
	Number uint32
	Action Action
	Args   []Cmp
}

// Filter is a whole seccomp filter, resolved to numbers, ready to compile.
//
// What no rule names is answered with EPERM when its number is known
// (Known), and with ENOSYS when it is not. A foreign architecture and the
// x32 bit kill the process.
type Filter struct {
	Rules []Rule // sorted by Number; of one call, Deny comes before Allow
}
