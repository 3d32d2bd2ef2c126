package customers

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
	"turnaround/ui/view"
)

// board remembers what was read for the list, so that a change costs what
// changed. One goroutine uses it.
type board struct {
	core  Core
	heard map[incident.ID]heard
	over  map[incident.ID]store.Row // closed lately, and customers know; nil: not looked for yet
}

// heard is what an incident's readers heard, and until when that says the same.
type heard struct {
	all   []desk.Hearing
	state journey.State
	until time.Time
}

func newBoard(c Core) *board { return &board{core: c, heard: map[incident.ID]heard{}} }

// follow takes up what changed.
func (b *board) follow(changed map[incident.ID]bool, anew bool, now time.Time) {
	if anew {
		clear(b.heard)
	}
	for id := range changed {
		delete(b.heard, id)
	}
	if b.over == nil {
		b.over = map[incident.ID]store.Row{}
		for r := range b.core.Rows() {
			if isOver(r, now) {
				b.over[r.ID] = r
			}
		}
		return
	}
	for id := range changed {
		if r, ok := b.core.Row(id); ok && isOver(r, now) {
			b.over[id] = r
		} else {
			delete(b.over, id)
		}
	}
}

// isOver tells whether an incident ended within a day and customers know.
func isOver(r store.Row, now time.Time) bool {
	return view.Listed(r, now) && r.Status == incident.Resolved && r.Phase == incident.PhaseResolved && r.Impact.Affects()
}

// told gives those at now, and forgets the others.
func (b *board) told(now time.Time) []store.Row {
	var rows []store.Row
	for id, r := range b.over {
		if !isOver(r, now) {
			delete(b.over, id)
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// hearings reads what an incident's readers heard, unless it is known.
func (b *board) hearings(c desk.Clock, now time.Time) ([]desk.Hearing, error) {
	known, ok := b.heard[c.Row.ID]
	if ok && known.state == c.Reading.State && (known.until.IsZero() || now.Before(known.until)) {
		return known.all, nil
	}
	all, err := b.core.Hearings(c.Row.ID)
	if err != nil {
		return nil, err
	}
	b.heard[c.Row.ID] = heard{all: all, state: c.Reading.State, until: turns(all, c.Target.Grace, now)}
	return all, nil
}

// forget drops what is known of incidents that are shown no more.
func (b *board) forget(shown map[incident.ID]bool) {
	for id := range b.heard {
		if !shown[id] {
			delete(b.heard, id)
		}
	}
}

// turns is when the first of these will be in another state; zero: never.
func turns(all []desk.Hearing, grace time.Duration, now time.Time) time.Time {
	var first time.Time
	for _, h := range all {
		for _, at := range []time.Time{h.Clock.Next, h.Clock.Next.Add(grace + time.Second)} {
			if !h.Clock.Next.IsZero() && at.After(now) && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
	}
	return first
}
