package journey

import (
	"slices"
	"time"
)

// Median gives the middle of some spans, and false where there are none. The
// mean is not offered: one long night bends it.
func Median(spans []time.Duration) (time.Duration, bool) {
	if len(spans) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(spans))
	mid := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[mid-1] + sorted[mid]) / 2, true
	}
	return sorted[mid], true
}

// Anchor is a figure that somebody published, to stand beside one's own.
type Anchor struct {
	What, Value, Source string
}

// Anchors are public figures of how soon and how often customers hear. None is
// a norm: the samples are small and chosen by who published them.
var Anchors = []Anchor{
	{"First update", "median 16 min, mean 29 min (25 outages, Oct 2022 to Mar 2023)", "Metrist"},
	{"First update", "median 21 min, half between 13 and 45 min (53 incidents, 2021 to 2025)", "FAILS data set"},
	{"First update", "grade A below 15 min, B below 30 min, C below 2 h", "StatusGator"},
	{"Longest silence", "median 40 min, a quarter above 74 min (406 incidents, 2020 to 2023)", "GitHub's history"},
	{"Promises kept", "8 of 11 within 2 min; no published benchmark is known", "GitHub's history"},
	{"Updates per incident", "median 3, one in ten above 9", "GitHub's history"},
}
