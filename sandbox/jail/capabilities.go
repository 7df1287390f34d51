package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/internal/sys"
)

// Options of prctl(2), <linux/prctl.h>.
const (
	prCapbsetRead   = 23
	prCapbsetDrop   = 24
	prGetSecurebits = 27
	prSetSecurebits = 28
	prCapAmbient    = 47

	prCapAmbientRaise    = 2
	prCapAmbientClearAll = 4
)

// The bits of capabilities(7), "The securebits flags".
const (
	secNoRoot           = 1 << 0 // user 0 gains nothing from execve(2)
	secNoRootLocked     = 1 << 1
	secNoSetuidFixup    = 1 << 2 // setuid(2) does not touch the sets behind our back
	secFixupLocked      = 1 << 3
	secKeepCapsLocked   = 1 << 5 // PR_SET_KEEPCAPS stays off
	secNoAmbient        = 1 << 6 // nothing can be raised into the ambient set
	secNoAmbientLocked  = 1 << 7
	securebitsAlways    = secNoRoot | secNoRootLocked | secNoSetuidFixup | secFixupLocked | secKeepCapsLocked
	securebitsNoAmbient = secNoAmbient | secNoAmbientLocked
)

// capSetpcap is CAP_SETPCAP: dropping from the bounding set and changing the
// securebits need it.
const capSetpcap = 8

// capHeader and capData are the structs of capget(2), version 3: 64 bits in
// two halves.
type capHeader struct {
	version uint32
	_       int32 // pid, 0 for the caller
}

type capData struct {
	effective, permitted, inheritable uint32
}

const capVersion3 = 0x20080522

// privileges are the capability sets of the calling thread.
type privileges struct {
	permitted, effective, inheritable, bounding uint64
	securebits                                  uintptr
}

func readPrivileges() (p privileges, f *Failure) {
	h := capHeader{version: capVersion3}
	var d [2]capData
	if _, e := sys.Call(syscall.SYS_CAPGET, sys.Ptr(&h), sys.Ptr(&d[0])); e != 0 {
		return p, fail("read the capability sets", e, "")
	}
	p.permitted = uint64(d[1].permitted)<<32 | uint64(d[0].permitted)
	p.effective = uint64(d[1].effective)<<32 | uint64(d[0].effective)
	p.inheritable = uint64(d[1].inheritable)<<32 | uint64(d[0].inheritable)
	// The kernel answers EINVAL for the first number past CAP_LAST_CAP.
	for c := uintptr(0); c < 64; c++ {
		in, e := sys.Call(syscall.SYS_PRCTL, sys.Int(prCapbsetRead), sys.Int(c))
		if e != 0 {
			break
		}
		p.bounding |= uint64(in) << c
	}
	bits, e := sys.Call(syscall.SYS_PRCTL, sys.Int(prGetSecurebits))
	if e != 0 {
		return p, fail("read the securebits", e, "")
	}
	p.securebits = bits
	return p, nil
}

// bounding empties the bounding set but for the granted capabilities, then
// locks the securebits. A process without CAP_SETPCAP can do neither; when
// its bounding set is empty already (systemd did it), there is nothing the
// securebits could still prevent, and they are left alone.
func (s *Script) bounding(granted uint64, now privileges) *Failure {
	may := now.effective&(1<<capSetpcap) != 0
	drop := now.bounding &^ granted
	if drop != 0 && !may {
		return fail("empty the capability bounding set", syscall.EPERM,
			"start volt-jail with CAP_SETPCAP, or with an empty bounding set")
	}
	for c := uintptr(0); c < 64; c++ {
		if drop&(1<<c) != 0 {
			s.add("drop a capability from the bounding set", syscall.SYS_PRCTL, prCapbsetDrop, c)
		}
	}
	want := now.securebits | securebitsAlways
	if granted == 0 {
		// With a grant, step capabilities raises the ambient set later, when
		// CAP_SETPCAP is gone. The workload can then raise only what it has.
		want |= securebitsNoAmbient
	}
	if may && want != now.securebits {
		s.add("lock the securebits", syscall.SYS_PRCTL, prSetSecurebits, want)
	}
	return nil
}

// capabilities sets permitted, effective and inheritable to exactly the
// granted set, and the ambient set likewise, which is what carries it across
// the execve of a program without file capabilities.
func (s *Script) capabilities(granted uint64, now privileges) *Failure {
	if missing := granted &^ now.permitted; missing != 0 {
		return fail("grant the capabilities of the policy", syscall.EPERM,
			"the process that starts the workload does not hold them itself")
	}
	// With nothing left to drop, capset(2) is not called: under systemd's own
	// filter it may be forbidden already.
	if now.permitted|now.inheritable|now.effective != 0 {
		half := func(n uint) capData {
			g := uint32(granted >> n)
			return capData{effective: g, permitted: g, inheritable: g}
		}
		s.add("set the capability sets", syscall.SYS_CAPSET,
			pointer(s, &capHeader{version: capVersion3}),
			pointer(s, &[2]capData{half(0), half(32)}))
	}
	s.add("clear the ambient capabilities", syscall.SYS_PRCTL, prCapAmbient, prCapAmbientClearAll)
	for c := uintptr(0); c < 64; c++ {
		if granted&(1<<c) != 0 {
			s.add("raise an ambient capability", syscall.SYS_PRCTL, prCapAmbient, prCapAmbientRaise, c)
		}
	}
	return nil
}
