package view

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/words"
)

// Recent is how long what was resolved stays in the list.
const Recent = 24 * time.Hour

// Listed tells whether the list shows an incident without being asked.
func Listed(r store.Row, now time.Time) bool {
	return r.MergedInto == "" && (r.Status != incident.Resolved || now.Sub(r.ResolvedAt) <= Recent)
}

// Sections builds the list, most urgent first. Sections without rows are left
// out; folded tells which show their head alone. It takes all over.
func Sections(all []store.Row, scene *Scene, folded func(key string) bool) []Section {
	var parts [Month][]store.Row
	for _, r := range all {
		scene.meet(r.AckedBy, r.Assignee)
		k := scene.kind(r)
		parts[k] = append(parts[k], r)
	}
	var sections []Section
	for k, rows := range parts {
		if len(rows) == 0 {
			continue
		}
		kind := Kind(k)
		slices.SortStableFunc(rows, orders[kind])
		owed := 0
		if kind == Active {
			owed = scene.overdueFirst(rows)
		}
		s := Section{Key: kind.String(), Kind: kind, Count: words.Number(len(rows)),
			Folded: folded(kind.String()), Rows: lines{scene, rows}}
		scene.head(&s, rows)
		if owed > 0 && !s.Folded {
			s.Note = words.T("most overdue first")
		}
		sections = append(sections, s)
	}
	return sections
}

// lines form their rows when they are drawn.
type lines struct {
	scene *Scene
	rows  []store.Row
}

func (l lines) Len() int             { return len(l.rows) }
func (l lines) ID(n int) incident.ID { return l.rows[n].ID }
func (l lines) Row(n int) Row        { return l.scene.row(l.rows[n]) }

// Suits looks at the incident alone: it is asked of ten thousand rows at once.
func (l lines) Suits(n int) Suits {
	r := &l.rows[n]
	open := isOpen(r)
	return Suits{Acknowledge: open && r.Status != incident.Acknowledged, End: open}
}

func isOpen(r *store.Row) bool { return r.Status != incident.Resolved && r.MergedInto == "" }

// kind says where an incident stands.
func (s *Scene) kind(r store.Row) Kind {
	switch {
	case r.Status == incident.Resolved:
		return Resolved
	case r.SnoozedUntil.After(s.Now) || !r.QuietSince.IsZero():
		return Snoozed
	case !s.Quiet && r.Status == incident.Triggered && !r.RingSince.IsZero() && r.Severity <= incident.Major && r.Severity != incident.Unknown:
		return Paging
	}
	return Active
}

// orders put the most urgent first in each section.
var orders = [Month]func(a, b store.Row) int{
	Paging: byUrgency,
	Active: byUrgency,
	Snoozed: func(a, b store.Row) int {
		return cmp.Or(soonest(a.SnoozedUntil, b.SnoozedUntil), byUrgency(a, b))
	},
	Resolved: func(a, b store.Row) int {
		return cmp.Or(b.ResolvedAt.Compare(a.ResolvedAt), cmp.Compare(a.ID, b.ID))
	},
}

// byUrgency: the gravest, of those what nobody has, of those the newest.
func byUrgency(a, b store.Row) int {
	return cmp.Or(cmp.Compare(a.Severity.OrDefault(), b.Severity.OrDefault()),
		cmp.Compare(held(a), held(b)), b.StartedAt.Compare(a.StartedAt), cmp.Compare(a.ID, b.ID))
}

func held(r store.Row) int {
	if r.Status == incident.Acknowledged {
		return 1
	}
	return 0
}

// soonest puts what has no end last.
func soonest(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// head words a section's head.
func (s *Scene) head(to *Section, rows []store.Row) {
	switch to.Kind {
	case Paging:
		to.Icon, to.Title, to.Tone, to.Note = "notifications_active", words.T("Paging you"), Bad, s.countdown(rows)
	case Active:
		to.Icon, to.Title = "bolt", words.T("Active")
	case Snoozed:
		to.Icon, to.Title = "snooze", words.T("Snoozed")
	case Resolved:
		to.Icon, to.Title = "done_all", words.T("Resolved today")
		if oldest := rows[len(rows)-1].ResolvedAt; !sameDay(oldest, s.Now) {
			to.Title = words.T("Resolved since yesterday")
			if s.Now.Sub(oldest) > 2*Recent { // customers do not know it yet
				to.Title = words.T("Resolved")
			}
		}
	}
	if to.Folded && to.Note == "" {
		to.Note = words.T("Show")
	}
}

// countdown says when the next of these rings.
func (s *Scene) countdown(rows []store.Row) string {
	var next time.Time
	for _, r := range rows {
		if at, ok := s.Rings[r.ID]; ok && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return ""
	}
	left := max(next.Sub(s.Now), 0).Round(time.Second)
	return words.T("rings in {{.Time}}", words.Data{"Time": digits(left)})
}

// digits writes a countdown: 0:42, 9:05, 1:02:03.
func digits(left time.Duration) string {
	secs := int(left / time.Second)
	if secs >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", secs/3600, secs/60%60, secs%60)
	}
	return fmt.Sprintf("%d:%02d", secs/60, secs%60)
}

func sameDay(a, b time.Time) bool {
	y, m, d := a.In(words.Zone()).Date()
	y2, m2, d2 := b.In(words.Zone()).Date()
	return y == y2 && m == m2 && d == d2
}
