package policy

import "strings"

// maxGuess bounds the work of finding the nearest name: nothing a person
// mistyped is longer, and the distance takes quadratic time.
const maxGuess = 64

// Nearest returns the known name that s was most likely meant to be. Upper
// and lower case count as the same, hyphens and underscores for nothing.
func Nearest(s string, known []string) (string, bool) {
	if len(s) > maxGuess {
		return "", false
	}
	s = fold(s)
	best, bestDistance := "", maxGuess
	for _, k := range known {
		if d := distance(s, fold(k)); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	// One slip for every three letters; beyond that a guess is noise.
	return best, best != "" && bestDistance <= max(1, len(best)/3)
}

// fold removes the differences that people overlook.
func fold(s string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(s))
}

// distance is the number of bytes to insert, delete, replace or swap with
// their neighbour to turn a into b.
func distance(a, b string) int {
	// Three rows of the usual table: the one before last is for swaps.
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
