package journey

import (
	"slices"
	"time"

	"turnaround/app/incident"
)

// Light is what customers had during a stretch of a course.
type Light int

// The lights.
const (
	Hollow Light = iota // when it began is not known
	Unlit               // affected, and no current update
	Lit                 // the last update held
)

// Stretch is a part of a course; a hollow one has no length.
type Stretch struct {
	From, To time.Time
	Light    Light
}

// PageRules judge an incident of a public page by the page's own word on how
// bad it was: an update without a promise stays current for half an hour where
// it was major or critical, for an hour else.
func PageRules(impact string) Rules {
	if impact == "major" || impact == "critical" {
		return Rules{Grace: DefaultGrace, Stale: 30 * time.Minute}
	}
	return Rules{Grace: DefaultGrace, Stale: time.Hour}
}

// Lights tells a course as a row of stretches, in order and without gaps. The
// unlit ones are as long together as [Metrics].Dark says.
func (c Course) Lights(r Rules) []Stretch {
	spoken := c.spoken()
	if len(spoken) == 0 {
		return nil
	}
	all := []Stretch{{From: spoken[0].At, To: spoken[0].At, Light: Hollow}}
	if !c.Start.IsZero() && !c.Start.After(spoken[0].At) {
		all = []Stretch{{From: c.Start, To: spoken[0].At, Light: Unlit}}
	}
	end := c.end(spoken)
	for n, u := range spoken {
		if u.Phase == incident.PhaseResolved {
			continue
		}
		until := end
		if n+1 < len(spoken) {
			until = spoken[n+1].At
		}
		holds := u.At.Add(r.Stale)
		if !u.Due.IsZero() {
			holds = u.Due
		}
		if holds.Before(u.At) {
			holds = u.At
		}
		all = add(all, Stretch{u.At, earlier(holds, until), Lit})
		all = add(all, Stretch{earlier(holds, until), until, Unlit})
	}
	return all
}

// spoken are the updates that count, in order: no postmortem, and nothing after
// the end but its own announcement.
func (c Course) spoken() []Update {
	all := slices.Clone(c.Updates)
	slices.SortStableFunc(all, func(a, b Update) int { return a.At.Compare(b.At) })
	return slices.DeleteFunc(all, func(u Update) bool {
		return u.Phase == Postmortem || !c.Resolved.IsZero() && u.At.After(c.Resolved) && u.Phase != incident.PhaseResolved
	})
}

// add appends a stretch, or lengthens the last one where both are alike.
func add(all []Stretch, s Stretch) []Stretch {
	if !s.To.After(s.From) {
		return all
	}
	if last := len(all) - 1; all[last].Light == s.Light && all[last].To.Equal(s.From) {
		all[last].To = s.To
		return all
	}
	return append(all, s)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
