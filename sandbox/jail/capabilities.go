package jail

import (
	"syscall"

	"github.com/volt-project/volt/sandbox/jail/script"
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

// capVersion3 is _LINUX_CAPABILITY_VERSION_3 of <linux/capability.h>: 64 bits
// in two halves.
const capVersion3 = 0x20080522

// capBits is how many capabilities a set has room for. The kernel answers
// EINVAL for those it does not know.
const capBits = 64

// privileges is where a script has what capget(2) said, read before anything
// is given up: the effective, permitted and inheritable sets, first their lower
// halves, then their upper halves, 4 bytes each.
type privileges struct{ header, data script.Offset }

// capWord is word n of the three words at p.data that hold the granted set in all
// six halves.
func capWord(granted uint64, n int) uint64 {
	low, high := granted&(1<<32-1), granted>>32
	return [...]uint64{low<<32 | low, high<<32 | low, high<<32 | high}[n]
}

func (s Script) privileges(granted uint64) privileges {
	p := privileges{s.Words(capVersion3), s.Words(0, 0, 0)}
	s.Step("read the capability sets", syscall.SYS_CAPGET, script.Address(p.header), script.Address(p.data))
	if granted == 0 {
		return p
	}
	missing := script.Note{
		What: "grant the capabilities of the policy",
		Hint: "the process that starts the workload does not hold them itself",
	}
	// The permitted set: the upper half of the first word, the lower of the last.
	low, high := granted<<32, granted>>32
	s.Look(missing, script.Word(p.data, 0)).MustBe(low, low, syscall.EPERM)
	s.Look(missing, script.Word(p.data+16, 0)).MustBe(high, high, syscall.EPERM)
	return p
}

// bounding empties the bounding set but for the granted capabilities, then
// locks the securebits. A process without CAP_SETPCAP can do neither; when
// its bounding set is empty already (systemd did it), there is nothing the
// securebits could still prevent, and they are left alone.
func (s Script) bounding(granted uint64, now privileges) {
	effective := script.Word(now.data, 0)
	may := s.Unless(effective, 1<<capSetpcap, 0)
	s.eachBut(granted, func(c int) {
		s.Step("drop a capability from the bounding set", syscall.SYS_PRCTL,
			script.Number(prCapbsetDrop), script.Number(c)).Tolerate(syscall.EINVAL)
	})
	s.Here(may)
	left := script.Note{
		What: "empty the capability bounding set",
		Hint: "start volt-jail with CAP_SETPCAP, or with an empty bounding set",
	}
	s.eachBut(granted, func(c int) {
		s.Add(left, syscall.SYS_PRCTL, script.Number(prCapbsetRead), script.Number(c)).
			Tolerate(syscall.EINVAL).MustBe(1, 0, syscall.EPERM)
	})
	want := uint32(securebitsAlways)
	if granted == 0 {
		// With a grant, step capabilities raises the ambient set later, when
		// CAP_SETPCAP is gone. The workload can then raise only what it has.
		want |= securebitsNoAmbient
	}
	may = s.Unless(effective, 1<<capSetpcap, 0)
	bits := s.Words(0)
	s.Step("read the securebits", syscall.SYS_PRCTL, script.Number(prGetSecurebits)).Save(bits)
	s.Step("lock the securebits", syscall.SYS_PRCTL, script.Number(prSetSecurebits), script.Word(bits, want))
	s.Here(may)
}

func (s Script) eachBut(granted uint64, do func(c int)) {
	for c := range capBits {
		if granted&(1<<c) == 0 {
			do(c)
		}
	}
}

// capabilities sets permitted, effective and inheritable to exactly the
// granted set, and the ambient set likewise, which is what carries it across
// the execve of a program without file capabilities.
func (s Script) capabilities(granted uint64, now privileges) {
	// With nothing left to change, capset(2) is not called: under systemd's own
	// filter it may be forbidden already.
	s.Step("read the capability sets", syscall.SYS_CAPGET, script.Address(now.header), script.Address(now.data))
	differs := [...]script.Stretch{
		s.When(script.Word(now.data, 0), ^uint64(0), capWord(granted, 0)),
		s.When(script.Word(now.data+8, 0), ^uint64(0), capWord(granted, 1)),
		s.Unless(script.Word(now.data+16, 0), ^uint64(0), capWord(granted, 2)),
	}
	s.Here(differs[0])
	s.Here(differs[1])
	s.setCapabilities(granted)
	s.Here(differs[2])
	s.clearAmbient()
	for c := range capBits {
		if granted&(1<<c) != 0 {
			s.Step("raise an ambient capability", syscall.SYS_PRCTL,
				script.Number(prCapAmbient), script.Number(prCapAmbientRaise), script.Number(c))
		}
	}
}

func (s Script) setCapabilities(granted uint64) {
	s.Step("set the capability sets", syscall.SYS_CAPSET,
		script.Address(s.Words(capVersion3)),
		script.Address(s.Words(capWord(granted, 0), capWord(granted, 1), capWord(granted, 2))))
}

func (s Script) clearAmbient() {
	s.Step("clear the ambient capabilities", syscall.SYS_PRCTL,
		script.Number(prCapAmbient), script.Number(prCapAmbientClearAll))
}
