package now

import (
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/view"
)

// board holds what the list shows unasked, so that a change costs what changed
// and not a walk over a hundred thousand incidents. One goroutine uses it.
type board struct {
	desk  Desk
	rows  map[incident.ID]store.Row
	index *index // nil until something is searched for

	misfits misfits
}

func newBoard(d Desk) *board { return &board{desk: d} }

// follow takes up what changed; the first time it walks over all.
func (b *board) follow(changed map[incident.ID]bool, now time.Time) {
	if b.rows == nil {
		b.rows = map[incident.ID]store.Row{}
		for r := range b.desk.Rows() {
			if b.follows(r, now) {
				b.rows[r.ID] = r
			}
		}
		return
	}
	for id := range changed {
		r, ok := b.desk.Row(id)
		if ok && b.follows(r, now) {
			b.rows[id] = r
		} else {
			delete(b.rows, id)
		}
		if b.index != nil {
			b.index.change(id, r, ok)
		}
	}
	if b.index != nil && b.index.worn() {
		b.index = nil
	}
}

// searched gives the index. It is made for the first search: a start, and a
// window where nobody searches, need neither its time nor its memory.
func (b *board) searched() *index {
	if b.index == nil {
		b.index = newIndex(b.desk.Rows())
	}
	return b.index
}

// owedFor is how long after its end an incident can still come to owe its
// customers a word: a promise may lie ahead.
const owedFor = 7 * 24 * time.Hour

// follows tells whether an incident stands in the list, or may come to.
func (b *board) follows(r store.Row, now time.Time) bool {
	return view.Listed(r, now) || r.Status == incident.Resolved && r.MergedInto == "" && r.Impact.Affects() && now.Sub(r.ResolvedAt) < owedFor
}

// keeps tells whether an incident stands in the list: unasked, or because its
// customers do not know yet that it is over.
func (b *board) keeps(r store.Row, now time.Time) bool {
	return view.Listed(r, now) || r.Status == incident.Resolved && r.Impact.Affects() && b.desk.ClockOf(r, now).Owes(now)
}

// kept gives what stands in the list at now.
func (b *board) kept(now time.Time) []store.Row {
	rows := make([]store.Row, 0, len(b.rows))
	for id, r := range b.rows {
		switch {
		case b.keeps(r, now):
			rows = append(rows, r)
		case !b.follows(r, now):
			delete(b.rows, id)
		}
	}
	return rows
}
