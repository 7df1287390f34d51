package main

import "testing"

// TestOrder: every round runs everything once, and over 2k rounds everything
// runs equally often at every place and as often after one neighbour as after
// the other.
func TestOrder(t *testing.T) {
	for k := 1; k <= 5; k++ {
		at := make([][]int, k) // at[thing][place]
		for i := range at {
			at[i] = make([]int, k)
		}
		ahead, behind := 0, 0
		for round := range 2 * k {
			seen := make([]bool, k)
			list := order(round, k)
			for place, i := range list {
				if seen[i] {
					t.Fatalf("k=%d round %d: %v runs %d twice", k, round, list, i)
				}
				seen[i] = true
				at[i][place]++
				if place == 0 {
					continue
				}
				switch i {
				case (list[place-1] + 1) % k:
					ahead++
				default:
					behind++
				}
			}
			if len(list) != k {
				t.Fatalf("k=%d round %d: %v has %d entries", k, round, list, len(list))
			}
		}
		for i, places := range at {
			for place, n := range places {
				if n != 2 {
					t.Errorf("k=%d: %d ran %d times at place %d, want 2", k, i, n, place)
				}
			}
		}
		// Of two things each is the other's neighbour both ways.
		if k > 2 && ahead != behind {
			t.Errorf("k=%d: ran %d times after the one neighbour and %d after the other", k, ahead, behind)
		}
	}
}
