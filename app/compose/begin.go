package compose

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"turnaround/app/incident"
	"turnaround/app/update"
)

// Begin fills the answers from the timeline and the service map. What nobody
// knows stays empty: a start is never guessed, only offered.
func Begin(c Case, now time.Time) *Writing {
	w := made(c, now)
	w.doc = update.Document{Made: now.UTC().Truncate(time.Second), By: c.Sender, Incident: string(c.Incident.ID), Number: c.Incident.Number,
		Name: c.Incident.Title, Answers: w.answers(now)}
	for _, p := range c.Places {
		w.on[p.Name] = p.Offered && w.wanted(p.Name) && p.language() == w.doc.Answers.Language
	}
	return w
}

// wanted tells whether a place is one of the service's.
func (w *Writing) wanted(place string) bool {
	if len(w.c.Channels) == 0 {
		return true
	}
	for _, name := range w.c.Channels {
		if name == place {
			return true
		}
	}
	return false
}

func (p Place) language() string { return cmp.Or(p.Language, update.Languages[0]) }

func (w *Writing) answers(now time.Time) update.Answers {
	c, inc := w.c, w.c.Incident
	language := update.Languages[0]
	for _, p := range c.Places {
		if p.Offered && w.wanted(p.Name) {
			language = p.language()
			break
		}
	}
	a := update.Answers{Language: language, Severity: inc.Severity, Facts: inc.Customers.Affected, Sender: c.Sender,
		Phase: cmp.Or(inc.Customers.Phase, incident.Investigating)}
	a.Who, a.What, a.Meanwhile = a.Facts.Who, a.Facts.What, a.Facts.Workaround
	a.Title = cmp.Or(w.title(), upperFirst(c.Say))
	if a.What == "" && c.Say != "" {
		a.What = w.set(language).Trouble(c.Say, a.Facts.Impact == incident.ImpactSuspected)
	}
	if !inc.Open() {
		a.Phase = incident.PhaseResolved
	} else if a.Phase == incident.PhaseResolved {
		a.Phase = incident.Investigating // it came back
	}
	a.Promised, a.Last = inc.Customers.Due, inc.Customers.Last
	if a.Phase == incident.PhaseResolved {
		w.ended(&a)
		return a
	}
	a.Next = w.nextTime(a.Phase, now)
	return a
}

// ended puts that it is over in the place of what customers saw, which is told
// as what was.
func (w *Writing) ended(a *update.Answers) {
	say := cmp.Or(w.c.Say, a.Title)
	if say == "" {
		return
	}
	w.seen = a.What
	a.What = w.set(a.Language).Over(say)
}

// ongoing takes that back.
func (w *Writing) ongoing(a *update.Answers) {
	set := w.set(a.Language)
	if a.What != set.Over(cmp.Or(w.c.Say, a.Title)) {
		return
	}
	a.What = cmp.Or(w.seen, a.Facts.What)
	if a.What == "" && w.c.Say != "" {
		a.What = set.Trouble(w.c.Say, a.Facts.Impact == incident.ImpactSuspected)
	}
}

// title is what the last update was headed by.
func (w *Writing) title() string {
	title := ""
	for _, e := range w.c.Entries {
		if e.Kind == incident.KindPublished {
			title = cmp.Or(incident.Unpack[incident.Spoken](e).Title, title)
		}
	}
	return title
}

// nextTimes are three times the next update may be promised for: around the
// target for the phase, on the quarter of an hour where that is near enough.
func (w *Writing) nextTimes(p incident.Phase, now time.Time) []time.Time {
	every := cmp.Or(w.c.Target.Every(p), time.Hour)
	var all []time.Time
	for _, span := range []time.Duration{every / 2, every, 2 * every} {
		at := round(now.Add(max(span, w.c.soonest())), now, w.c.soonest())
		if len(all) > 0 && !at.After(all[len(all)-1]) {
			at = all[len(all)-1].Add(step(span))
		}
		all = append(all, at)
	}
	return all
}

// nextTime is the latest of them that keeps the target.
func (w *Writing) nextTime(p incident.Phase, now time.Time) time.Time {
	all, by := w.nextTimes(p, now), now.Add(cmp.Or(w.c.Target.Every(p), time.Hour))
	next := all[0]
	for _, at := range all {
		if !at.After(by) {
			next = at
		}
	}
	return next
}

// soonest is the nearest promise that is offered: one due before readers have
// seen it is broken at birth.
func (c Case) soonest() time.Duration {
	if c.Practice {
		return 90 * time.Second
	}
	return 10 * time.Minute
}

// step is what a promise that far away is rounded to.
func step(span time.Duration) time.Duration {
	switch {
	case span < 5*time.Minute:
		return time.Minute
	case span < 25*time.Minute:
		return 5 * time.Minute
	}
	return 15 * time.Minute
}

// round gives the last full step before a time, as long as it is far enough:
// a promise is not later than its target.
func round(at, now time.Time, soonest time.Duration) time.Time {
	s := step(at.Sub(now))
	down := at.Truncate(s)
	if down.Sub(now) < soonest {
		down = down.Add(s)
	}
	return down
}

func upperFirst(text string) string {
	for _, r := range text {
		return string(unicode.ToUpper(r)) + text[len(string(r)):]
	}
	return strings.TrimSpace(text)
}
