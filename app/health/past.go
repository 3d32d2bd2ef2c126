package health

import (
	"slices"
	"time"
)

// How contact went.
const (
	Contact   = "contact"
	Slow      = "slow"    // attempts failed or the answer took long, and contact was not lost
	NoContact = "none"    // lost
	NotKnown  = "unknown" // nobody asked: the app did not run, the computer slept, the source is new
)

// Segment is a span of time in which contact with a source went one way.
type Segment struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	State string    `json:"state"` // contact, slow, none, unknown
}

const (
	pastDay = 24 * time.Hour
	// slowAfter is how long an answer may take and still be called contact.
	slowAfter = 5 * time.Second
	// mostTurns bounds what is kept of a source that comes and goes.
	mostTurns = 400
)

// turn is a moment from which on contact went another way.
type turn struct {
	At    time.Time `json:"at"`
	State string    `json:"state"`
}

var badness = map[string]int{NotKnown: 0, Contact: 1, Slow: 2, NoContact: 3}

// turnTo notes how contact goes from a moment on. What was noted after that
// moment is replaced: it turned out to be otherwise.
func (r *record) turnTo(state string, at time.Time) {
	at = at.UTC().Round(0)
	for n := len(r.Past); n > 0 && !r.Past[n-1].At.Before(at); n-- {
		r.Past = r.Past[:n-1]
	}
	if n := len(r.Past); n > 0 && r.Past[n-1].State == state {
		return
	}
	r.Past = append(r.Past, turn{at, state})
	r.forgetPast(at)
}

// forgetPast drops what ended a day ago. Where it came and went too often, the
// oldest spans become one, as bad as the worse of the two.
func (r *record) forgetPast(now time.Time) {
	old := 0
	for old+1 < len(r.Past) && !r.Past[old+1].At.After(now.Add(-pastDay)) {
		old++
	}
	r.Past = slices.Delete(r.Past, 0, old)
	for len(r.Past) > mostTurns {
		if badness[r.Past[1].State] > badness[r.Past[0].State] {
			r.Past[0].State = r.Past[1].State
		}
		r.Past = slices.Delete(r.Past, 1, 2)
		for len(r.Past) > 1 && r.Past[1].State == r.Past[0].State {
			r.Past = slices.Delete(r.Past, 1, 2)
		}
	}
}

// way is how contact goes, as far as it was noted.
func (r *record) way() string {
	if len(r.Past) == 0 {
		return NotKnown
	}
	return r.Past[len(r.Past)-1].State
}

// answered notes an answer.
func (r *record) answered(at time.Time, latency time.Duration) {
	if latency >= slowAfter {
		r.turnTo(Slow, at)
		return
	}
	r.turnTo(Contact, at)
}

// failed notes an attempt that failed.
func (r *record) failed(at time.Time) {
	switch {
	case !r.Lost.IsZero():
		if r.way() != NoContact {
			r.turnTo(NoContact, at)
		}
	case r.way() != NoContact:
		r.turnTo(Slow, at)
	}
}

// noNetwork notes that the own network is down: no source is in contact since
// it first failed.
func (t *Tracker) noNetwork() {
	if t.offline.IsZero() {
		return
	}
	for r := range t.all {
		if r.Lost.IsZero() && !r.Missed.IsZero() {
			r.turnTo(NoContact, r.Missed)
		}
	}
}

// asleep notes that nothing is known from the last report on.
func (r *record) asleep() {
	if n := len(r.Past); n > 0 && r.Past[n-1].State != NotKnown {
		at := r.Past[n-1].At
		if r.Tried.After(at) {
			at = r.Tried
		}
		r.Past = append(r.Past, turn{at.Add(time.Nanosecond), NotKnown})
	}
}

// contact24 gives how contact went in the day before now, without a gap.
func (r *record) contact24(now time.Time) []Segment {
	now = now.UTC().Round(0)
	from := now.Add(-pastDay)
	segments := []Segment{{From: from, To: now, State: NotKnown}}
	for _, t := range r.Past {
		switch last := &segments[len(segments)-1]; {
		case !t.At.Before(now):
		case !t.At.After(from):
			last.State = t.State
		case t.State == last.State:
		default:
			last.To = t.At
			segments = append(segments, Segment{From: t.At, To: now, State: t.State})
		}
	}
	return segments
}
