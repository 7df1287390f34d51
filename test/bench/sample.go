package main

import (
	"math"
	"slices"
)

// sample is one quantity measured repeatedly.
type sample []float64

// percentile is the value below which the fraction p of the sample lies,
// interpolated between the two nearest ranks: of n sorted values, number
// p*(n-1), counted from 0. An empty sample has none: NaN.
func (s sample) percentile(p float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s))
	rank := p * float64(len(sorted)-1)
	low := int(rank)
	if low+1 == len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (rank-float64(low))*(sorted[low+1]-sorted[low])
}

func (s sample) median() float64 { return s.percentile(0.5) }

// uncertainty is half the width of an interval that holds the median of the
// quantity in 95 of 100 samples: 1.57 times the interquartile range over the
// root of the sample's size (McGill, Tukey and Larsen, Variations of Box
// Plots, 1978).
func (s sample) uncertainty() float64 {
	return 1.57 * (s.percentile(0.75) - s.percentile(0.25)) / math.Sqrt(float64(len(s)))
}

// ratioUncertainty is the uncertainty of the ratio of the two medians.
func ratioUncertainty(a, b sample) float64 {
	relative := math.Hypot(a.uncertainty()/a.median(), b.uncertainty()/b.median())
	return relative * a.median() / b.median()
}
