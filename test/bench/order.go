package main

// order is the sequence in which a round runs k things. From round to round it
// begins one further on, and every k rounds it turns round, so that each thing
// runs equally often at each place and after each of its neighbours. What
// drifts during a measurement then falls on all of them alike.
func order(round, k int) []int {
	out := make([]int, k)
	for i := range out {
		at := (round + i) % k
		if round/k%2 == 1 {
			at = k - 1 - at
		}
		out[i] = at
	}
	return out
}
