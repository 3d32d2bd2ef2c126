package view

import (
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/ui/words"
)

// reading is the customer clock of a row; false: nobody reads clocks here.
func (s *Scene) reading(r store.Row) (journey.Reading, bool) {
	if s.Clock == nil {
		return journey.Reading{}, false
	}
	return s.Clock(r, s.Now).Reading, true
}

// clockChip says what customers of an incident know.
func (s *Scene) clockChip(r store.Row) Chip {
	clock, ok := s.reading(r)
	if !ok {
		return Chip{}
	}
	age := words.Data{"Age": words.Age(s.Now.Sub(clock.Since))}
	switch clock.State {
	case journey.Unknown:
		if !s.watched(r) || r.Severity.OrDefault() > incident.Major {
			return Chip{}
		}
		return Chip{Text: words.T("Impact not known"), Tone: Quiet}
	case journey.NoImpact:
		if !s.watched(r) {
			return Chip{}
		}
		return Chip{Text: words.T("No customer impact"), Tone: Quiet}
	case journey.Dark:
		return Chip{Icon: "bulb_off", Text: words.T("No update yet, {{.Age}}", age), Tone: Unlit}
	case journey.Overdue, journey.Stale:
		return Chip{Icon: "bulb_off", Text: words.T("Update overdue {{.Age}}", age), Tone: Unlit}
	case journey.Untold:
		return Chip{Icon: "bulb_off", Text: words.T("Not told that it is over"), Tone: Unlit}
	case journey.Over:
		if r.EndedUntold {
			return Chip{Text: words.T("Ended without an update"), Tone: Quiet}
		}
	case journey.Vague, journey.Informed, journey.Recovering:
		if left := clock.Next.Sub(s.Now); !clock.Next.IsZero() && left <= 0 {
			return Chip{Icon: "schedule", Text: words.T("Update due now"), Tone: Warn}
		} else if !clock.Next.IsZero() && left <= journey.Soon {
			return Chip{Icon: "schedule", Text: words.T("Update due in {{.Age}}", words.Data{"Age": words.Age(left)}), Tone: Warn}
		}
	}
	if s.Partly[r.ID] {
		return Chip{Icon: "lightbulb", Text: words.T("Customers updated"), Tone: Lit}
	}
	return Chip{Icon: "lightbulb", Text: words.T("All channels updated"), Tone: Lit}
}

// watched tells whether somebody is to look at an incident now: on the others
// what keeps them quiet needs the room.
func (s *Scene) watched(r store.Row) bool {
	k := s.kind(r)
	return k == Paging || k == Active
}

// Owes tells whether an incident owes its customers an update, now or soon.
func (s *Scene) Owes(r store.Row) bool {
	return s.Clock != nil && s.Clock(r, s.Now).Owes(s.Now)
}

// NeedsUpdate says what counts as an incident that needs an update.
func NeedsUpdate() string {
	return words.N("An incident needs an update while customers are affected without a current one, do not know that it is over, or are owed one within {{.Count}} minutes.",
		int(journey.Soon/time.Minute))
}

// overdueFirst puts first, of rows that stand by urgency, what customers wait
// for; it counts those.
func (s *Scene) overdueFirst(rows []store.Row) int {
	type waiting struct {
		row store.Row
		due time.Time
	}
	var owed []waiting
	var rest []store.Row
	for _, r := range rows {
		if clock, ok := s.reading(r); ok && s.Owes(r) {
			owed = append(owed, waiting{r, clock.Next})
		} else if s.Clock != nil {
			rest = append(rest, r)
		}
	}
	if len(owed) == 0 {
		return 0
	}
	slices.SortStableFunc(owed, func(a, b waiting) int {
		switch {
		case a.due.IsZero() == b.due.IsZero():
			return a.due.Compare(b.due)
		case a.due.IsZero(): // no target says when
			return 1
		}
		return -1
	})
	for n, w := range owed {
		rows[n] = w.row
	}
	copy(rows[len(owed):], rest)
	return len(owed)
}
