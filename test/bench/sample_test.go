package main

import (
	"math"
	"testing"
)

func TestPercentile(t *testing.T) {
	for _, c := range []struct {
		sample sample
		p      float64
		want   float64
	}{
		{sample{7}, 0, 7},
		{sample{7}, 0.5, 7},
		{sample{7}, 1, 7},
		{sample{3, 1, 2}, 0.5, 2},
		{sample{4, 1, 3, 2}, 0.5, 2.5},
		{sample{5, 4, 3, 2, 1}, 0, 1},
		{sample{5, 4, 3, 2, 1}, 1, 5},
		{sample{5, 4, 3, 2, 1}, 0.1, 1.4},
		{sample{5, 4, 3, 2, 1}, 0.9, 4.6},
		{sample{1, 1, 1, 1000}, 0.5, 1}, // an outlier does not move the median
	} {
		if got := c.sample.percentile(c.p); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("percentile %v of %v: %v, want %v", c.p, c.sample, got, c.want)
		}
	}
	if got := (sample{}).median(); !math.IsNaN(got) {
		t.Errorf("median of nothing: %v, want NaN", got)
	}
}

// TestPercentileKeepsOrder: the sample itself stays in the order it was
// measured in.
func TestPercentileKeepsOrder(t *testing.T) {
	s := sample{3, 1, 2}
	s.median()
	if s[0] != 3 || s[1] != 1 || s[2] != 2 {
		t.Errorf("the sample became %v", s)
	}
}

func TestUncertainty(t *testing.T) {
	// Quartiles of 1 to 5 are 2 and 4.
	s := sample{1, 2, 3, 4, 5}
	if got, want := s.uncertainty(), 1.57*2/math.Sqrt(5); math.Abs(got-want) > 1e-9 {
		t.Errorf("uncertainty %v, want %v", got, want)
	}
	if got := ratioUncertainty(sample{2, 2, 2}, sample{4, 4, 4}); got != 0 {
		t.Errorf("the ratio of two constants is uncertain by %v", got)
	}
	// Only the divisor is uncertain: by the same fraction as the ratio.
	want := s.uncertainty() / s.median() * (6 / s.median())
	if got := ratioUncertainty(sample{6, 6, 6}, s); math.Abs(got-want) > 1e-9 {
		t.Errorf("uncertainty of the ratio %v, want %v", got, want)
	}
}
