package journey

import (
	"cmp"
	"slices"
	"time"

	"turnaround/app/incident"
)

// StepKind says what a step of a course is.
type StepKind int

// The steps; of one moment they stand in this order.
const (
	Began  StepKind = iota // customers began to be affected
	Spoke                  // an update could be read
	Due                    // the time for which an update was promised
	Silent                 // the longest silence
	Ended                  // customers were no longer affected
)

// Verdict is what became of a promise.
type Verdict int

// The verdicts.
const (
	Open   Verdict = iota // its time has not come
	Kept                  // met, early or within the grace
	Missed                // met later, or not yet
)

// Step is a moment of a course, or for Silent a span of it.
type Step struct {
	Kind   StepKind
	At, To time.Time // To: the end of a silence
	Update Update    // of Spoke
	First  bool      // it is the first update
	// After is since when there had been nothing to read before an update, where
	// that is known: the update before, or the start.
	After   time.Time
	Verdict Verdict
	// Late is how much later than promised the next update came; negative: how
	// much earlier. Of a promise that is not met it is as of the end of the course.
	Late time.Duration
	Met  bool
}

// Steps tells a course moment by moment, in order. Its promises and its silence
// are those of [Course.Measure].
func (c Course) Steps(r Rules) []Step {
	var all []Step
	if !c.Start.IsZero() {
		all = append(all, Step{Kind: Began, At: c.Start})
	}
	if !c.Ended.IsZero() {
		all = append(all, Step{Kind: Ended, At: c.Ended})
	}
	spoken := c.spoken()
	if silence, ok := c.longestSilence(spoken); ok {
		all = append(all, silence)
	}
	for n, u := range spoken {
		step := Step{Kind: Spoke, At: u.At, Update: u, First: n == 0}
		switch {
		case n > 0:
			step.After = spoken[n-1].At
		case !c.Start.After(u.At):
			step.After = c.Start
		}
		all = append(all, step)
		if u.Phase == incident.PhaseResolved || u.Due.IsZero() {
			continue
		}
		until, met := c.end(spoken), !c.Resolved.IsZero()
		if n+1 < len(spoken) {
			until, met = spoken[n+1].At, true
		}
		all = append(all, promised(u.Due, until, met, r.Grace))
	}
	slices.SortStableFunc(all, func(a, b Step) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind)) })
	return all
}

func promised(due, until time.Time, met bool, grace time.Duration) Step {
	s := Step{Kind: Due, At: due, Late: until.Sub(due), Met: met, Verdict: Missed}
	switch {
	case met && s.Late <= grace:
		s.Verdict = Kept
	case !met && s.Late <= 0:
		s.Verdict = Open
	}
	return s
}

// longestSilence finds the longest gap between updates, the wait before the
// first included; the first of two that are as long.
func (c Course) longestSilence(spoken []Update) (Step, bool) {
	var times []time.Time
	if !c.Start.IsZero() && (len(spoken) == 0 || !c.Start.After(spoken[0].At)) {
		times = append(times, c.Start)
	}
	for _, u := range spoken {
		times = append(times, u.At)
	}
	switch {
	case len(spoken) > 0:
		times = append(times, c.end(spoken))
	case !c.Ended.IsZero():
		times = append(times, c.Ended)
	default:
		times = append(times, c.AsOf)
	}
	longest := Step{Kind: Silent}
	for n := 1; n < len(times); n++ {
		if times[n].Sub(times[n-1]) > longest.To.Sub(longest.At) {
			longest.At, longest.To = times[n-1], times[n]
		}
	}
	return longest, longest.To.After(longest.At)
}
