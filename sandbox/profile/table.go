package profile

// LINUX_HEADERS is the include folder of the newest kernel headers at hand,
// such as an unpacked linux-libc-dev package's usr/include.
//
//go:generate go run ./internal/gentable -headers=$LINUX_HEADERS -o table_gen.go

// Known reports whether the table has a system call of that number.
func Known(number uint32) bool { return number <= Last && names[number] != "" }

// Name returns the system call's name, or "" when the table has none.
func Name(number uint32) string {
	if number > Last {
		return ""
	}
	return names[number]
}

// Number returns the system call's number on x86-64.
func Number(name string) (uint32, bool) {
	for n, s := range names {
		if s == name && s != "" {
			return uint32(n), true
		}
	}
	return 0, false
}

// Gap is a stretch of numbers that no system call has, both ends included.
type Gap struct{ First, Last uint32 }

// Gaps returns the stretches of unassigned numbers below Last. The kernel
// keeps 387 to 423 free so that new calls have one number on every
// architecture (arch/x86/entry/syscalls/syscall_64.tbl).
func Gaps() []Gap {
	out := make([]Gap, 0, len(gaps))
	for _, g := range gaps {
		out = append(out, Gap{g[0], g[1]})
	}
	return out
}

// nearest returns the candidate with the smallest edit distance to name.
func nearest(name string, candidates []string) string {
	best, least := "", int(^uint(0)>>1)
	for _, c := range candidates {
		if c == "" {
			continue
		}
		if d := distance(name, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's: insertions, deletions and substitutions.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
