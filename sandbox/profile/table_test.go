package profile

import "testing"

func TestNumbers(t *testing.T) {
	for name, number := range map[string]uint32{
		"read": 0, "ioctl": 16, "clone": 56, "execve": 59, "openat": 257, "seccomp": 317, "rseq": 334,
		"uretprobe": 335, "uprobe": 336, "pidfd_send_signal": 424, "clone3": 435, "futex_waitv": 449,
		"cachestat": 451, "fchmodat2": 452, "map_shadow_stack": 453, "futex_requeue": 456, "statmount": 457,
		"mseal": 462, "setxattrat": 463, "open_tree_attr": 467, "file_setattr": 469, "listns": 470,
		"rseq_slice_yield": 471, "fchroot": 472,
	} {
		if got, known := Number(name); !known || got != number {
			t.Errorf("Number(%q) = %d, %v, want %d", name, got, known, number)
		}
		if got := Name(number); got != name {
			t.Errorf("Name(%d) = %q, want %q", number, got, name)
		}
		if !Known(number) {
			t.Errorf("Known(%d) is false, and %s has that number", number, name)
		}
	}
}

func TestUnknownNumbers(t *testing.T) {
	for _, n := range []uint32{337, 387, 423, Last + 1, 512, 547, 600, 0x40000000, 0xffffffff} {
		if Known(n) || Name(n) != "" {
			t.Errorf("number %d is known as %q", n, Name(n))
		}
	}
	for _, s := range []string{"", "opena", "OPEN", "open ", "AF_UNIX"} {
		if n, known := Number(s); known {
			t.Errorf("Number(%q) = %d, and there is no such call", s, n)
		}
	}
}

// TestGaps: a number below Last is in a gap exactly when it has no name.
func TestGaps(t *testing.T) {
	inGap := map[uint32]bool{}
	for _, g := range Gaps() {
		for n := g.First; n <= g.Last; n++ {
			inGap[n] = true
		}
	}
	for n := range uint32(Last + 1) {
		if inGap[n] == Known(n) {
			t.Errorf("number %d: in a gap %v, known %v", n, inGap[n], Known(n))
		}
	}
}

func TestNearest(t *testing.T) {
	for typed, want := range map[string]string{
		"opennat": "openat", "clone33": "clone3", "sokcet": "socket", "io_uring_setpu": "io_uring_setup", "mount2": "mount",
	} {
		if got := nearest(typed, names[:]); got != want {
			t.Errorf("nearest to %q is %q, want %q", typed, got, want)
		}
	}
}
