// Package journey tells what customers lived through while something was
// broken: when they first heard, how long nobody spoke, which promises were
// kept. It is pure: the same updates always give the same answer.
package journey

import (
	"slices"
	"time"

	"turnaround/app/incident"
)

// Postmortem is the phase of a text published after the end.
const Postmortem incident.Phase = "postmortem"

// Update is something customers could read.
type Update struct {
	// At is when readers could first see it; Shown the time the page prints
	// beside it, which may have been set back.
	At, Shown time.Time
	Phase     incident.Phase
	Text      string
	// Due is the time it promises the next update for; zero: none.
	Due time.Time
}

// Course is one incident as customers saw it. Times that are not known are zero.
type Course struct {
	Start    time.Time // when customers began to be affected
	Updates  []Update  // in any order
	Resolved time.Time // when readers were told it is over
	Ended    time.Time // when customers were no longer affected
	// AsOf is how far is known of an incident that is open.
	AsOf time.Time
}

// Rules are how a course is judged.
type Rules struct {
	// Grace is how much later than promised an update still counts as kept.
	Grace time.Duration
	// Stale is how long an update without a promise stays current.
	Stale time.Duration
}

// DefaultGrace is the lateness nobody is blamed for: publishing takes its time.
const DefaultGrace = 2 * time.Minute

// Metrics are the figures of one course. A nil figure is not known.
type Metrics struct {
	FirstUpdate    *time.Duration // start to first update
	LongestSilence *time.Duration // between updates, the wait before the first included where the start is known
	// Dark is how long customers were affected without a current update:
	// before the first, after a promise passed, or after an update went stale.
	Dark    *time.Duration
	Made    int             // promises of a next update
	Kept    int             // of them kept
	Pending int             // of them not due yet
	Late    []time.Duration // how late the missed ones were met; of an open incident, are by now
	Updates int             // updates published
	// ResolveNotice is how long after the end readers were told of it.
	ResolveNotice *time.Duration
	Backdate      int // of them shown with another time than readers could see them
}

// backdated is how far the printed time may differ from the true one.
const backdated = 2 * time.Minute

// Measure judges a course.
func (c Course) Measure(r Rules) Metrics {
	all := slices.Clone(c.Updates)
	slices.SortStableFunc(all, func(a, b Update) int { return a.At.Compare(b.At) })
	m := Metrics{Updates: len(all)}
	for _, u := range all {
		if d := u.At.Sub(u.Shown); !u.Shown.IsZero() && d.Abs() > backdated {
			m.Backdate++
		}
	}
	spoken := c.spoken()
	if len(spoken) == 0 {
		m.unheard(c)
		return m
	}
	if !c.Start.IsZero() && !c.Start.After(spoken[0].At) {
		m.FirstUpdate = new(spoken[0].At.Sub(c.Start))
	}
	if !c.Ended.IsZero() && !c.Resolved.Before(c.Ended) {
		m.ResolveNotice = new(c.Resolved.Sub(c.Ended))
	}
	end := c.end(spoken)
	m.silence(c, spoken, end)
	m.promises(r, spoken, end, !c.Resolved.IsZero())
	return m
}

// unheard: nothing was said, so all of it was silence.
func (m *Metrics) unheard(c Course) {
	end := c.Ended
	if end.IsZero() {
		end = c.AsOf
	}
	if c.Start.IsZero() || !end.After(c.Start) {
		return
	}
	m.LongestSilence, m.Dark = new(end.Sub(c.Start)), new(end.Sub(c.Start))
}

// end is up to when the course is known.
func (c Course) end(spoken []Update) time.Time {
	last := spoken[len(spoken)-1].At
	if c.Resolved.IsZero() && c.AsOf.After(last) {
		return c.AsOf
	}
	return last
}

// silence finds the longest gap and the time without a current update.
func (m *Metrics) silence(c Course, spoken []Update, end time.Time) {
	var longest time.Duration
	from := spoken[0].At
	if m.FirstUpdate != nil {
		from, longest = c.Start, *m.FirstUpdate
	}
	for n, u := range spoken {
		until := end
		if n+1 < len(spoken) {
			until = spoken[n+1].At
		}
		longest = max(longest, until.Sub(u.At))
	}
	if end.After(from) {
		m.LongestSilence = &longest
	}
}

func (m *Metrics) promises(r Rules, spoken []Update, end time.Time, over bool) {
	var dark time.Duration
	if m.FirstUpdate != nil {
		dark = *m.FirstUpdate
	}
	for n, u := range spoken {
		if u.Phase == incident.PhaseResolved {
			continue // nothing more is owed
		}
		until, met := end, over || n+1 < len(spoken)
		if n+1 < len(spoken) {
			until = spoken[n+1].At
		}
		holds := u.At.Add(r.Stale)
		if !u.Due.IsZero() {
			holds = u.Due
			m.promise(u.Due, until, met, r.Grace)
		}
		if until.After(holds) {
			dark += until.Sub(holds)
		}
	}
	if m.FirstUpdate != nil || end.After(spoken[0].At) {
		m.Dark = &dark
	}
}

// promise counts one promise; met tells that an update came at until.
func (m *Metrics) promise(due, until time.Time, met bool, grace time.Duration) {
	m.Made++
	late := until.Sub(due)
	switch {
	case met && late <= grace:
		m.Kept++
	case !met && late <= 0:
		m.Pending++
	default:
		m.Late = append(m.Late, late)
	}
}
