package bpf

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/volt-project/volt/sandbox/plan"
	"github.com/volt-project/volt/sandbox/profile"
)

// architectures are AUDIT_ARCH values of <linux/audit.h>, and junk.
var architectures = map[string]uint32{
	"x86_64": 0xc000003e, "i386": 0x40000003, "aarch64": 0xc00000b7, "arm": 0x40000028,
	"x86_64 without its 64-bit mark": 0x4000003e, "riscv64": 0xc00000f3,
	"zero": 0, "junk": 0xdeadbeef, "all ones": 0xffffffff, "x32 bit alone": 0x40000000,
}

// numbers are all that exist, those behind them, and both ends of x32's.
func numbers() []uint32 {
	var out []uint32
	for n := range uint32(601) {
		out = append(out, n, 0x40000000+n, 0x80000000+n, 0xc0000000+n)
	}
	return append(out, 0x3fffffff, 0x40000000-2, 0x7fffffff, 0xfffffffe, 0xffffffff, 0xffffffff-600)
}

// samples are argument values at the borders of what the rules compare: each
// value of each rule, one bit beside it, and with bits above it.
func samples(f profile.Filter) map[uint32][][6]uint64 {
	out := map[uint32][][6]uint64{}
	for _, r := range f.Rules {
		if len(r.Args) == 0 {
			continue
		}
		var base [6]uint64
		for _, c := range r.Args {
			base[c.Arg] = c.Value
		}
		out[r.Number] = append(out[r.Number], base)
		for _, c := range r.Args {
			for bit := range 64 {
				changed := base
				changed[c.Arg] ^= 1 << bit
				out[r.Number] = append(out[r.Number], changed)
			}
			for _, v := range []uint64{0, 1, ^uint64(0), c.Value | 0xffffffff00000000, ^c.Mask | c.Value, c.Value - 1, c.Value + 1} {
				changed := base
				changed[c.Arg] = v
				out[r.Number] = append(out[r.Number], changed)
			}
		}
	}
	return out
}

func TestEveryNumberOnEveryArchitecture(t *testing.T) {
	for _, set := range optionSets {
		t.Run(set.name, func(t *testing.T) {
			c := compileBoth(t, set.options)
			for _, arch := range architectures {
				for _, n := range numbers() {
					for _, args := range [][6]uint64{{}, {^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}} {
						c.agree(t, input{arch, n, args})
					}
				}
			}
		})
	}
}

func TestArgumentBorders(t *testing.T) {
	for _, set := range optionSets {
		t.Run(set.name, func(t *testing.T) {
			c := compileBoth(t, set.options)
			for number, all := range samples(c.filter) {
				for _, args := range all {
					c.agree(t, input{archX86_64, number, args})
				}
			}
		})
	}
}

// TestOperators takes every comparison through both compilers, with values
// that differ in one half of the argument only.
func TestOperators(t *testing.T) {
	values := []uint64{0, 1, 5, 0x5_00000005, 0x5_00000000, 0xffffffff, 1 << 32, 1 << 63, ^uint64(0)}
	for _, value := range values {
		for name, args := range map[string][]profile.Cmp{
			"equal":             {{Arg: 2, Op: profile.Equal, Value: value}},
			"not equal":         {{Arg: 2, Op: profile.NotEqual, Value: value}},
			"masked":            {{Arg: 2, Op: profile.MaskedEqual, Mask: value | 2, Value: value}},
			"masked high":       {{Arg: 2, Op: profile.MaskedEqual, Mask: 0xff_00000000, Value: value & 0xff_00000000}},
			"not equal, masked": {{Arg: 2, Op: profile.NotEqual, Value: value}, {Arg: 3, Op: profile.MaskedEqual, Mask: 1, Value: 1}},
		} {
			rule := profile.Rule{Name: "mmap", Number: 9, Action: profile.Allow, Args: args}
			guard := profile.Rule{Name: "mmap", Number: 9, Action: profile.Deny, Args: args}
			open := profile.Rule{Name: "mmap", Number: 9, Action: profile.Allow}
			for _, f := range []profile.Filter{{Rules: []profile.Rule{rule}}, {Rules: []profile.Rule{guard, open}}} {
				c := compileFilter(t, f)
				for _, a := range values {
					for b := range uint64(2) {
						c.agree(t, input{archX86_64, 9, [6]uint64{0, 0, a, b}})
					}
				}
			}
			if t.Failed() {
				t.Fatalf("%s %#x", name, value)
			}
		}
	}
}

func compileFilter(t *testing.T, f profile.Filter) compiled {
	t.Helper()
	tree, err := Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Unoptimised(f)
	if err != nil {
		t.Fatal(err)
	}
	return compiled{f, tree, loadMachine(t, tree), loadMachine(t, plain)}
}

func TestSize(t *testing.T) {
	for _, set := range optionSets {
		c := compileBoth(t, set.options)
		t.Logf("%s: %d instructions", set.name, len(c.code))
		if len(c.code) > MaxInsns {
			t.Errorf("%s: %d instructions, and the kernel takes %d", set.name, len(c.code), MaxInsns)
		}
	}
}

// TestConstantAllow follows the program as seccomp_is_const_allow of
// kernel/seccomp.c does: every call that is allowed whatever its arguments
// must be seen as such, and no call that depends on them.
func TestConstantAllow(t *testing.T) {
	for _, set := range optionSets {
		t.Run(set.name, func(t *testing.T) {
			c := compileBoth(t, set.options)
			conditional := map[uint32]bool{}
			for _, r := range c.filter.Rules {
				conditional[r.Number] = conditional[r.Number] || len(r.Args) > 0
			}
			seen := 0
			for n := range uint32(profile.Last + 1) {
				expect := c.filter.Decide(n, [6]uint64{}) == profile.Allow && !conditional[n]
				if got := constantAllow(c.code, n); got != expect {
					t.Errorf("%s: the kernel's bitmap would hold %v, want %v", profile.Name(n), got, expect)
				}
				if expect {
					seen++
				}
			}
			if seen == 0 {
				t.Error("no call is allowed without looking at its arguments: the test has tested nothing")
			}
		})
	}
}

// constantAllow is our own rendering of what the kernel can follow: loads of
// the number and the architecture, jumps on constants, AND, and a return.
func constantAllow(code []plan.Insn, number uint32) bool {
	var a uint32
	for pc := 0; pc < len(code); pc++ {
		i := code[pc]
		hold := false
		switch i.Code {
		case loadWord:
			switch i.K {
			case offsetNumber:
				a = number
			case offsetArch:
				a = archX86_64
			default:
				return false
			}
			continue
		case and:
			a &= i.K
			continue
		case returnLiteral:
			return i.K == allow
		case jumpAlways:
			pc += int(i.K)
			continue
		case jumpEqual:
			hold = a == i.K
		case jumpNotLess:
			hold = a >= i.K
		case jumpGreater:
			hold = a > i.K
		case jumpAnySet:
			hold = a&i.K != 0
		default:
			return false
		}
		if hold {
			pc += int(i.JT)
		} else {
			pc += int(i.JF)
		}
	}
	return false
}

func TestRandomInputs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, set := range optionSets {
		c := compileBoth(t, set.options)
		for range 20_000 {
			in := input{archX86_64, uint32(random.IntN(profile.Last + 20)), [6]uint64{}}
			for i := range in.args {
				in.args[i] = random.Uint64() >> random.IntN(64)
			}
			c.agree(t, in)
		}
	}
}

func TestBrokenFilters(t *testing.T) {
	rule := func(number uint32, action profile.Action, args ...profile.Cmp) profile.Rule {
		return profile.Rule{Name: "x", Number: number, Action: action, Args: args}
	}
	masked := func(arg uint8, mask, value uint64) profile.Cmp {
		return profile.Cmp{Arg: arg, Op: profile.MaskedEqual, Mask: mask, Value: value}
	}
	for name, c := range map[string]struct {
		rules []profile.Rule
		say   string
	}{
		"unsorted":        {[]profile.Rule{rule(2, profile.Allow), rule(1, profile.Allow)}, "not sorted"},
		"gap":             {[]profile.Rule{rule(400, profile.Allow)}, "does not know"},
		"beyond":          {[]profile.Rule{rule(profile.Last+1, profile.Allow)}, "does not know"},
		"both":            {[]profile.Rule{rule(1, profile.Allow), rule(1, profile.Absent)}, "both allowed and absent"},
		"absent by arg":   {[]profile.Rule{rule(1, profile.Absent, masked(0, 1, 1))}, "absent by argument"},
		"absent and args": {[]profile.Rule{rule(1, profile.Absent), rule(1, profile.Allow, masked(0, 1, 1))}, "absent and has argument"},
		"argument 6":      {[]profile.Rule{rule(1, profile.Allow, masked(6, 1, 1))}, "no argument 6"},
		"twice":           {[]profile.Rule{rule(1, profile.Allow, masked(0, 1, 1), masked(0, 2, 2))}, "twice"},
		"never":           {[]profile.Rule{rule(1, profile.Allow, masked(0, 1, 2))}, "never or always"},
		"no mask":         {[]profile.Rule{rule(1, profile.Allow, masked(0, 0, 0))}, "never or always"},
		"operator":        {[]profile.Rule{rule(1, profile.Allow, profile.Cmp{Op: 9})}, "unknown comparison"},
		"action":          {[]profile.Rule{rule(1, 9)}, "unknown action"},
	} {
		for program, compile := range map[string]func(profile.Filter) ([]plan.Insn, error){"compile": Compile, "unoptimised": Unoptimised} {
			_, err := compile(profile.Filter{Rules: c.rules})
			if err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("%s, %s: got error %v, want one that says %q", name, program, err, c.say)
			}
		}
	}
}

func TestTooLong(t *testing.T) {
	var f profile.Filter
	for v := range uint64(MaxInsns) {
		f.Rules = append(f.Rules, profile.Rule{Name: "mmap", Number: 9, Action: profile.Allow,
			Args: []profile.Cmp{{Arg: 0, Op: profile.Equal, Value: v<<32 | v}}})
	}
	if _, err := Unoptimised(f); err == nil || !strings.Contains(err.Error(), "the kernel takes 4096") {
		t.Errorf("got error %v, want one that names the kernel's limit", err)
	}
}

// TestDenyWithoutArguments: a plain Deny stands above every other rule.
func TestDenyWithoutArguments(t *testing.T) {
	f := profile.Filter{Rules: []profile.Rule{
		{Name: "mmap", Number: 9, Action: profile.Deny},
		{Name: "mmap", Number: 9, Action: profile.Allow},
	}}
	compileFilter(t, f).agree(t, input{archX86_64, 9, [6]uint64{}})
}

func FuzzProgramsAgree(f *testing.F) {
	var sets []compiled
	for _, set := range optionSets {
		sets = append(sets, compileBoth(f, set.options))
	}
	for i := range sets {
		for number, all := range samples(sets[i].filter) {
			a := all[0]
			f.Add(uint8(i), uint32(archX86_64), number, a[0], a[1], a[2], a[3], a[4], a[5])
		}
	}
	f.Add(uint8(0), uint32(0x40000003), uint32(1), uint64(0), uint64(0), uint64(0), uint64(0), uint64(0), uint64(0))
	f.Add(uint8(0), uint32(archX86_64), uint32(0x40000001), uint64(0), uint64(0), uint64(0), uint64(0), uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, set uint8, arch, number uint32, a, b, c, d, e, g uint64) {
		sets[int(set)%len(sets)].agree(t, input{arch, number, [6]uint64{a, b, c, d, e, g}})
	})
}
