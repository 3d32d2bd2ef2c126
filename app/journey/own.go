package journey

import (
	"time"

	"turnaround/app/incident"
)

// Of is the course of an incident of our own, as its timeline tells it up to
// asOf. One update in several channels counts once, by who could read it first.
func Of(entries []incident.Entry, asOf time.Time) Course {
	o := own{c: Course{AsOf: asOf}, updates: map[string]*Update{}}
	for _, e := range entries {
		switch e.Kind {
		case incident.KindImpact:
			o.impact(e)
		case incident.KindPublished:
			o.published(e)
		}
	}
	for _, e := range entries {
		if e.Kind == incident.KindCorrected {
			o.corrected(e)
		}
	}
	for _, key := range o.order {
		o.c.Updates = append(o.c.Updates, *o.updates[key])
	}
	o.c.Resolved = over(o.c.Updates)
	return o.c
}

// own gathers a course from entries in any order.
type own struct {
	c       Course
	told    incident.Entry // the last word on whether customers are affected
	updates map[string]*Update
	order   []string
	mended  map[string]time.Time
}

func (o *own) impact(e incident.Entry) {
	if o.told.ID != "" && (e.At.Before(o.told.At) || e.At.Equal(o.told.At) && e.ID < o.told.ID) {
		return
	}
	o.told = e
	a := incident.Unpack[incident.Affected](e)
	o.c.Start, o.c.Ended = time.Time{}, time.Time{}
	if a.Impact.Affects() {
		o.c.Start, o.c.Ended = a.Start, a.End
	}
}

func (o *own) published(e incident.Entry) {
	s := incident.Unpack[incident.Spoken](e)
	at := s.Visible
	if at.IsZero() {
		at = e.At
	}
	key := s.Publication
	if key == "" {
		key = "entry/" + e.ID
	}
	if u, ok := o.updates[key]; ok {
		if at.Before(u.At) {
			u.At = at
		}
		return
	}
	o.updates[key] = &Update{At: at, Phase: s.Phase, Text: s.Body, Due: s.Due}
	o.order = append(o.order, key)
}

// corrected gives an update the words and the promise it was given later.
func (o *own) corrected(e incident.Entry) {
	s := incident.Unpack[incident.Spoken](e)
	u, ok := o.updates[s.Publication]
	for _, key := range o.order {
		if !ok && o.updates[key].At.Equal(s.Visible) {
			u, ok = o.updates[key], true
		}
	}
	if !ok || e.At.Before(o.mended[s.Publication]) {
		return
	}
	if o.mended == nil {
		o.mended = map[string]time.Time{}
	}
	o.mended[s.Publication] = e.At
	u.Phase, u.Text, u.Due = s.Phase, s.Body, s.Due
}

// over is when readers were told that it is over, and nothing else since.
func over(all []Update) time.Time {
	var first, last time.Time
	for _, u := range all {
		if u.Phase != incident.PhaseResolved && u.At.After(last) {
			last = u.At
		}
	}
	for _, u := range all {
		if u.Phase == incident.PhaseResolved && !u.At.Before(last) && (first.IsZero() || u.At.Before(first)) {
			first = u.At
		}
	}
	return first
}
