package journey

import (
	"time"

	"turnaround/app/incident"
)

// State is what customers live through at one moment.
type State string

// The states of the customer clock. In Dark, Overdue and Stale customers are
// affected and have no current update.
const (
	Unknown    State = "unknown"    // nobody said whether customers are affected
	NoImpact   State = "no-impact"  // they are not
	Dark       State = "dark"       // affected, and nothing was said yet
	Vague      State = "vague"      // an update, without the time of the next
	Informed   State = "informed"   // a promise holds
	Overdue    State = "overdue"    // a promise has passed
	Stale      State = "stale"      // no promise, and the update is old
	Recovering State = "recovering" // told that it is being watched
	Over       State = "over"       // told that it is over
	Untold     State = "untold"     // it is over, and nobody told them so
)

// InTheDark tells whether customers are affected without a current update.
func (s State) InTheDark() bool { return s == Dark || s == Overdue || s == Stale }

// Target is what a team sets itself for one severity. Zero spans set nothing.
type Target struct {
	First    time.Duration                    // start to first update
	Cadence  map[incident.Phase]time.Duration // between updates, by phase
	Resolved time.Duration                    // end to the update that says so
	Grace    time.Duration                    // lateness that still counts as kept
}

// Every is how long an update of a phase stays current; zero: no target.
func (t Target) Every(p incident.Phase) time.Duration {
	if d, ok := t.Cadence[p]; ok {
		return d
	}
	return t.Cadence[incident.Investigating]
}

// Presets are targets by severity, from what public policies ask (first update;
// then while investigating, identified and monitoring).
func Presets(s incident.Severity) Target {
	target := func(first, open, found, watched time.Duration) Target {
		return Target{First: first, Resolved: 15 * time.Minute, Grace: DefaultGrace, Cadence: map[incident.Phase]time.Duration{
			incident.Investigating: open, incident.Identified: found, incident.Monitoring: watched}}
	}
	switch s.OrDefault() {
	case incident.Critical:
		return target(10*time.Minute, 15*time.Minute, 20*time.Minute, 30*time.Minute)
	case incident.Major:
		return target(15*time.Minute, 30*time.Minute, 30*time.Minute, time.Hour)
	case incident.Minor:
		return target(30*time.Minute, time.Hour, time.Hour, 2*time.Hour)
	}
	return Target{Grace: DefaultGrace}
}

// Facts are what the clock is read from: a row of the list knows them all.
type Facts struct {
	Impact      incident.Impact
	Start       time.Time // when customers began to be affected; zero: not known
	First, Last time.Time // updates readers could see
	Phase       incident.Phase
	Due         time.Time // promised by the last update
	Began       time.Time // when the incident began, for want of Start
	Resolved    time.Time // when the incident was resolved here
	Untold      bool      // ended on purpose without telling them
}

// Reading is the clock at one moment.
type Reading struct {
	State State
	// Since is when this state began.
	Since time.Time
	// Next is when an update is owed: what was promised, else the target's
	// time; zero: none is.
	Next time.Time
	// Promised tells that Next is a promise, not only a target.
	Promised bool
}

// Soon is how long before an update is due it counts as owed.
const Soon = 10 * time.Minute

// Owes tells whether an update is to be given now: customers are affected
// without a current one, do not know that it is over, or are owed one soon.
func (r Reading) Owes(now time.Time) bool {
	switch {
	case r.State.InTheDark(), r.State == Untold:
		return true
	case r.Next.IsZero(), r.State == Over:
		return false
	}
	return r.Next.Sub(now) <= Soon
}

// Clock reads the customer clock at now.
func (f Facts) Clock(t Target, now time.Time) Reading {
	switch {
	case f.Impact == incident.ImpactNone:
		return Reading{State: NoImpact}
	case !f.Impact.Affects():
		return Reading{State: Unknown}
	case f.Untold:
		return Reading{State: Over, Since: f.Resolved}
	case f.Last.IsZero():
		return f.silent(t)
	case f.Phase == incident.PhaseResolved:
		return Reading{State: Over, Since: f.Last}
	case !f.Resolved.IsZero() && f.Resolved.After(f.Last):
		return f.untold(t)
	}
	return f.spoken(t, now)
}

// silent: nothing was said yet.
func (f Facts) silent(t Target) Reading {
	since := f.Start
	if since.IsZero() {
		since = f.Began
	}
	switch {
	case !f.Resolved.IsZero() && f.Impact == incident.ImpactSuspected:
		return Reading{State: Unknown} // it ended before anybody knew, and nobody heard of it
	case !f.Resolved.IsZero():
		return f.untold(t)
	}
	r := Reading{State: Dark, Since: since}
	if t.First > 0 {
		r.Next = since.Add(t.First)
	}
	return r
}

// untold: it is over here, and they do not know.
func (f Facts) untold(t Target) Reading {
	r := Reading{State: Untold, Since: f.Resolved}
	if t.Resolved > 0 {
		r.Next = f.Resolved.Add(t.Resolved)
	}
	return r
}

// spoken: the last update still holds, or does not any more.
func (f Facts) spoken(t Target, now time.Time) Reading {
	calm := Informed
	if f.Phase == incident.Monitoring {
		calm = Recovering
	}
	if !f.Due.IsZero() {
		r := Reading{State: calm, Since: f.Last, Next: f.Due, Promised: true}
		if now.Sub(f.Due) > t.Grace {
			r.State, r.Since = Overdue, f.Due
		}
		return r
	}
	if calm == Informed {
		calm = Vague
	}
	r := Reading{State: calm, Since: f.Last}
	if every := t.Every(f.Phase); every > 0 {
		r.Next = f.Last.Add(every)
		if now.After(r.Next) {
			r.State, r.Since = Stale, r.Next
		}
	}
	return r
}
