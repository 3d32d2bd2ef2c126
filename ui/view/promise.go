package view

import (
	"cmp"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Promise is an incident whose customers wait for an update.
type Promise struct {
	Clock desk.Clock
	Draft bool // somebody writes on the update
	// Waiting are the channels whose readers have no current update, of so many.
	Waiting []desk.Hearing
	Of      int
}

// Owed are the rows of updates that are promised, or wanted by a target.
func (s *Scene) Owed(all []Promise) Lines {
	for _, p := range all {
		s.meet(p.Clock.Owner())
	}
	return formed[Promise]{all, promiseID, s.owedRow}
}

// Unheard are the rows of incidents of which some channel's readers have no
// current update.
func (s *Scene) Unheard(all []Promise) Lines { return formed[Promise]{all, promiseID, s.unheardRow} }

// Told are the rows of incidents that are over, and of which customers know.
func (s *Scene) Told(all []store.Row) Lines {
	return formed[store.Row]{all, func(r store.Row) incident.ID { return r.ID }, s.toldRow}
}

func promiseID(p Promise) incident.ID { return p.Clock.Row.ID }

// formed are lines that are formed when they are drawn: wording ten thousand
// takes seconds.
type formed[T any] struct {
	all []T
	id  func(T) incident.ID
	row func(T) Row
}

func (f formed[T]) Len() int             { return len(f.all) }
func (f formed[T]) ID(n int) incident.ID { return f.id(f.all[n]) }
func (f formed[T]) Row(n int) Row        { return f.row(f.all[n]) }
func (f formed[T]) Suits(int) Suits      { return Suits{} } // nothing is done to several here

// owedRow forms the row of an update that is promised, or wanted by a target:
// when, on what, by whom.
func (s *Scene) owedRow(p Promise) Row {
	r := s.promised(p)
	next := p.Clock.Reading.Next
	r.When, r.WhenNote = s.hour(next), words.T("in {{.Age}}", words.Data{"Age": words.Age(next.Sub(s.Now))})
	if late := s.Now.Sub(next); late >= 0 {
		if late > time.Hour {
			late = late.Truncate(time.Hour) // there is little room
		}
		r.WhenNote = words.T("{{.Age}} late", words.Data{"Age": words.Age(late)})
	}
	owner := p.Clock.Owner()
	r.Who, r.WhoTone = cmp.Or(s.person(owner), words.T("nobody yet")), Soft
	if p.Draft {
		r.Who += " · " + words.T("draft ready")
	}
	return r
}

// unheardRow forms the row of an incident of which some channel's readers have no
// current update: how many of them, and which.
func (s *Scene) unheardRow(p Promise) Row {
	r := s.promised(p)
	r.When, r.WhenNote, r.WhoTone = words.Number(len(p.Waiting)), words.T("of {{.All}}", words.Data{"All": words.Number(p.Of)}), Soft
	if len(p.Waiting) == 0 {
		r.Who = words.T("no channel is configured")
		return r
	}
	r.Who = s.silent(p.Waiting)
	r.Chip = s.hearingChip(worst(p.Waiting))
	return r
}

// toldRow forms the row of an incident that is over, and of which customers know.
func (s *Scene) toldRow(row store.Row) Row {
	r := s.promised(Promise{Clock: desk.Clock{Row: row}})
	r.When, r.WhenNote = s.hour(row.LastUpdate), words.T("told")
	r.Who, r.WhoTone = words.T("ended {{.Time}}", words.Data{"Time": words.Moment(row.ResolvedAt, s.Now)}), Soft
	r.Chip = Chip{Icon: "lightbulb", Text: words.T("Resolution sent"), Tone: Lit}
	return r
}

// promised is what all of them share.
func (s *Scene) promised(p Promise) Row {
	row := p.Clock.Row
	r := Row{ID: row.ID, Kind: Active, Severity: row.Severity.OrDefault(), Level: row.Severity.OrDefault().String(), Title: titled(row.Title),
		Open: row.Status != incident.Resolved}
	r.Chip = s.clockChip(row)
	return r
}

// silent names the channels that wait, those that heard nothing first.
func (s *Scene) silent(waiting []desk.Hearing) string {
	var nothing, old []string
	for _, h := range waiting {
		if name := text.Line(h.Channel, 40); h.Heard.At.IsZero() {
			nothing = append(nothing, name)
		} else {
			old = append(old, name)
		}
	}
	var said []string
	if len(nothing) > 0 {
		said = append(said, words.T("{{.Channels}}: nothing", words.Data{"Channels": strings.Join(nothing, ", ")}))
	}
	if len(old) > 0 {
		said = append(said, words.T("{{.Channels}}: nothing since", words.Data{"Channels": strings.Join(old, ", ")}))
	}
	return strings.Join(said, " · ")
}

// worst is the hearing that a row tells of: who only heard bad news and waits
// for the end of it, else who waits longest.
func worst(waiting []desk.Hearing) desk.Hearing {
	var found desk.Hearing
	for n, h := range waiting {
		if n == 0 || rank(h) > rank(found) || rank(h) == rank(found) && h.Clock.Since.Before(found.Clock.Since) {
			found = h
		}
	}
	return found
}

func rank(h desk.Hearing) int {
	switch h.Clock.State {
	case journey.Untold:
		return 2
	case journey.Dark:
		return 1
	}
	return 0
}

// hour is a time in as little room as tells it from now: 14:12, Tue, 12 May.
func (s *Scene) hour(t time.Time) string {
	switch {
	case sameDay(t, s.Now):
		return words.Clock(t)
	case t.Sub(s.Now).Abs() < 6*24*time.Hour:
		return words.Weekday(t)
	}
	return words.Moment(t, s.Now)
}
