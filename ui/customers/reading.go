package customers

import (
	"errors"
	"reflect"
	"strings"
	"time"
	"unicode"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// reading is the customers of one incident, ready to draw.
type reading struct {
	id          incident.ID
	severity    incident.Severity
	level, word string
	title       string
	impact      string // who and what, in a line
	strip       view.Strip
	hearings    []view.Hearing
	summed      view.Chip
	known       []view.Fact
	affected    incident.Affected
	phase       incident.Phase

	why       string // what is to be done, and why
	over      bool   // nothing is
	next      time.Time
	nextText  string // when "still working" promises more; empty: it cannot be said
	draft     string // who wrote on it; empty: nobody
	wrong     []string
	waiting   []view.Queued // updates on their way that ask, failed or wait
	noChannel bool
}

// fault is why an incident's customers cannot be shown.
type fault struct{ title, text string }

// readDetail reads the incident that is looked at and posts it.
func (s *Screen) readDetail(w wish) time.Duration {
	if w.id == "" {
		return calm
	}
	r, err := s.reading(w.id)
	var f fault
	if err != nil {
		f = fault{words.T("This incident cannot be shown"), text.Line(err.Error(), 300)}
		if errors.Is(err, store.ErrNotFound) {
			f = fault{words.T("This incident is gone"), words.T("It was too old to be kept.")}
		}
	}
	s.posts.detail.Do(func() {
		switch d := s.detail; {
		case s.selected() != w.id:
		case err != nil:
			d.fail(f)
		case !reflect.DeepEqual(d.shown, r):
			d.show(r)
		}
	})
	return calm
}

// reading reads one incident.
func (s *Screen) reading(id incident.ID) (reading, error) {
	detail, err := s.Core.Show(id, 1)
	if err != nil {
		return reading{}, err
	}
	clock, ok := s.Core.Clock(id)
	if !ok {
		return reading{}, store.ErrNotFound
	}
	heard, err := s.Core.Hearings(id)
	if err != nil {
		return reading{}, err
	}
	drafts, err := s.Core.Drafts()
	if err != nil {
		return reading{}, err
	}
	wrong, err := s.Core.Contradictions()
	if err != nil {
		return reading{}, err
	}
	scene := s.scene(func(store.Row, time.Time) desk.Clock { return clock })
	detail.Waiting = updates(detail.Waiting)
	whole := scene.Detail(view.Sheet{Detail: detail, Clock: clock, Wrong: wrong})
	r := reading{id: id, severity: whole.Severity, level: whole.Level, word: whole.Word, title: whole.Title, strip: whole.Strip,
		hearings: scene.Hearings(heard), summed: scene.Summed(heard), affected: whole.Affected, phase: whole.Phase, waiting: whole.Queued,
		impact: impactLine(whole.Affected, clock, scene.Now), noChannel: len(s.Core.Channels()) == 0}
	for _, group := range whole.Facts {
		if group.Customers {
			r.known = group.Lines
		}
	}
	r.why, r.over = todo(clock, heard, scene.Now)
	if r.next = s.Core.NextStill(clock); !r.next.IsZero() {
		r.nextText = words.Moment(r.next, scene.Now)
	}
	if d, written := drafts[id]; written {
		r.draft = s.written(d, scene.Now)
	}
	for _, w := range whole.Wrong {
		r.wrong = append(r.wrong, w.Text)
	}
	return r, nil
}

// updates are the actions that publish.
func updates(all []outbox.Action) []outbox.Action {
	var some []outbox.Action
	for _, a := range all {
		if a.Verb == outbox.Publish {
			some = append(some, a)
		}
	}
	return some
}

// written says who wrote on a draft, and when.
func (s *Screen) written(d desk.Draft, now time.Time) string {
	data := words.Data{"Who": text.Line(s.Core.Name(d.By), 40), "Time": words.Moment(d.At, now)}
	if d.By == incident.NewPersonID(s.Me()) {
		return words.T("Written by you, last at {{.Time}}", data)
	}
	return words.T("Written by {{.Who}}, last at {{.Time}}", data)
}

// impactLine says who is hit by what, and for how long.
func impactLine(a incident.Affected, c desk.Clock, now time.Time) string {
	var said []string
	for _, part := range []string{a.What, a.Who, a.Where, a.Share} {
		if part = text.Line(part, 120); part != "" {
			said = append(said, part)
		}
	}
	if len(said) == 0 {
		switch {
		case a.Impact == incident.ImpactSuspected:
			said = append(said, words.T("Customers may be affected"))
		case a.Impact == incident.ImpactConfirmed:
			said = append(said, words.T("Customers are affected"))
		}
	}
	switch affected := c.Affected(now); {
	case !a.End.IsZero() && !a.Start.IsZero():
		said = append(said, words.T("{{.From}} to {{.To}}", words.Data{"From": words.Moment(a.Start, now), "To": words.Moment(a.End, now)}))
	case affected > 0:
		said = append(said, words.T("since {{.Time}}", words.Data{"Time": words.Moment(a.Start, now)}))
	}
	line := []rune(strings.Join(said, " · "))
	if len(line) > 0 {
		line[0] = unicode.ToUpper(line[0])
	}
	return string(line)
}

// todo says what is to be done for an incident's customers; over: nothing is.
func todo(c desk.Clock, heard []desk.Hearing, now time.Time) (said string, over bool) {
	r := c.Reading
	data := words.Data{"Time": words.Moment(r.Next, now), "Span": words.Span(r.Next.Sub(now).Abs()), "Since": words.Span(now.Sub(r.Since))}
	switch r.State {
	case journey.Dark:
		switch {
		case r.Next.IsZero():
			return words.T("Customers are affected and were told nothing for {{.Since}}.", data), false
		case now.After(r.Next):
			return words.T("Customers are affected and were told nothing for {{.Since}}. By your target the first update was due at {{.Time}}.", data), false
		}
		return words.T("Customers are affected and were told nothing yet. By your target the first update is due at {{.Time}}, in {{.Span}}.", data), false
	case journey.Overdue:
		return words.T("Customers were promised an update by {{.Time}}, {{.Span}} ago. Say what is new, or that you are still working on it.", data), false
	case journey.Stale:
		return words.T("The last update is old: by your target the next was due at {{.Time}}.", data), false
	case journey.Untold:
		return words.T("It has been over for {{.Since}}, and customers do not know. Tell them.", data), false
	case journey.Over:
		if c.Row.EndedUntold {
			return words.T("It was ended on purpose without telling customers."), true
		}
		return words.T("Customers know that it is over."), true
	case journey.NoImpact:
		return words.T("No customer is affected."), true
	case journey.Unknown:
		return words.T("Nobody has said yet whether customers are affected."), true
	}
	return calmly(r, heard, now, data), false
}

// calmly is what to do while the last update holds.
func calmly(r journey.Reading, heard []desk.Hearing, now time.Time, data words.Data) string {
	said := words.T("No next update was promised.")
	switch {
	case r.Next.IsZero():
	case now.After(r.Next):
		said = words.T("The next update is due now.")
	case r.Promised:
		said = words.T("Customers were promised the next update by {{.Time}}, in {{.Span}}.", data)
	default:
		said = words.T("No next update was promised; by your target it is due at {{.Time}}, in {{.Span}}.", data)
	}
	var silent []string
	for _, h := range heard {
		if h.Waits() {
			silent = append(silent, text.Line(h.Channel, 40))
		}
	}
	if len(silent) > 0 {
		said += " " + words.T("No current update on {{.Channels}}.", words.Data{"Channels": strings.Join(silent, ", ")})
	}
	return said
}
