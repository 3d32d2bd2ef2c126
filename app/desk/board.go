package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/app/store"
)

// Board shows the loop of app/page what is open, and keeps what rang.
type Board struct{ d *Desk }

// Board gives this desk as paging sees it.
func (d *Desk) Board() Board { return Board{d} }

var _ page.Board = Board{}

// openIDs copies the set of open incidents; it is built from the summary once
// and then kept by what is written, so that nobody walks 100,000 rows.
func (d *Desk) openIDs() []incident.ID {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.knowOpen()
	return slices.Collect(maps.Keys(d.open))
}

// knowOpen builds the sets of what is open and of whom news is owed, unless
// they are there; Desk.mu is held.
func (d *Desk) knowOpen() {
	if d.open != nil {
		return
	}
	d.open, d.owed = map[incident.ID]struct{}{}, map[incident.ID]struct{}{}
	for row := range d.store.Rows() {
		switch {
		case isOpen(row):
			d.open[row.ID] = struct{}{}
		case isOwed(row):
			d.owed[row.ID] = struct{}{}
		}
	}
}

func isOpen(r store.Row) bool { return r.Status != incident.Resolved && r.MergedInto == "" }

// noteOpen keeps the set of open incidents after a write. It goes by what the
// store says now: two writers may come here in another order than they wrote.
func (d *Desk) noteOpen(dirty map[incident.ID]bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open == nil {
		return
	}
	for id := range dirty {
		delete(d.open, id)
		delete(d.owed, id)
		switch row, ok := d.store.Row(id); {
		case !ok:
		case isOpen(row):
			d.open[id] = struct{}{}
		case isOwed(row):
			d.owed[id] = struct{}{}
		}
	}
}

// forgetOpen has the set built anew when it is asked for next.
func (d *Desk) forgetOpen() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open, d.owed = nil, nil
}

// Open yields the summaries of the open incidents.
func (d *Desk) Open() iter.Seq[store.Row] {
	return func(yield func(store.Row) bool) {
		for _, id := range d.openIDs() {
			if row, ok := d.store.Row(id); ok && !yield(row) {
				return
			}
		}
	}
}

// Subjects yields the open incidents.
func (b Board) Subjects() iter.Seq[page.Subject] {
	return func(yield func(page.Subject) bool) {
		for row := range b.d.Open() {
			if !yield(b.subject(row)) {
				return
			}
		}
	}
}

// Subject finds any incident.
func (b Board) Subject(id incident.ID) (page.Subject, bool) {
	row, ok := b.d.store.Row(id)
	if !ok {
		return page.Subject{}, false
	}
	return b.subject(row), true
}

func (b Board) subject(r store.Row) page.Subject {
	return page.Subject{
		ID: r.ID, Number: r.Number, Title: r.Title, Service: r.Service, Source: r.Source,
		Severity: r.Severity, Status: r.Status, RingSince: r.RingSince, AckedAt: r.AckedAt, AckUntil: r.AckUntil, AckMark: r.AckMark,
		SnoozedUntil: r.SnoozedUntil, QuietSince: r.QuietSince, ResolvedAt: r.ResolvedAt, MergedInto: r.MergedInto,
		Firing: r.Firing, Alerts: r.Alerts, Assignee: b.d.Name(r.Assignee), AckedBy: b.d.Name(r.AckedBy),
	}
}

// Rings gives what SaveRings kept.
func (b Board) Rings() (map[string]page.Ring, error) {
	rings := map[string]page.Ring{}
	var bad error
	err := b.d.store.View(func(tx *store.Tx) error {
		for kept, err := range tx.Rings() {
			if err != nil {
				return err
			}
			var ring page.Ring
			if err := json.Unmarshal(kept.Raw, &ring); err != nil {
				bad = errors.Join(bad, fmt.Errorf("ring of %s: %w", kept.ID, err))
				continue
			}
			rings[kept.ID] = ring
		}
		return nil
	})
	return rings, errors.Join(err, bad)
}

// SaveRings writes the changed rings; a zero Ring deletes its key.
func (b Board) SaveRings(ctx context.Context, changed map[string]page.Ring) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(changed)), 500) {
		err := b.d.store.Update(ctx, func(tx *store.Tx) error {
			for _, key := range part {
				if changed[key] == (page.Ring{}) {
					if err := tx.DeleteRing(key); err != nil {
						return err
					}
					continue
				}
				raw, err := json.Marshal(changed[key])
				if err != nil {
					return err
				}
				if err := tx.PutRing(key, raw); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("remember what rang: %w", err)
		}
	}
	return nil
}

// Notified writes into the timelines that a person was called.
func (b Board) Notified(ctx context.Context, ids []incident.ID, at time.Time, text string) error {
	for part := range slices.Chunk(ids, chunk) {
		err := b.d.update(ctx, func(w *work) error {
			for _, id := range part {
				inc, err := w.incident(id)
				if errors.Is(err, store.ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				_, err = w.add(inc, incident.Entry{ID: b.d.newID(), Incident: id, At: at.UTC(),
					Kind: incident.KindNotified, Via: "notification", Text: text})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("write that a person was called: %w", err)
		}
	}
	return nil
}

// Listen calls f whenever incidents or the outbox changed, contact changed or the
// person went on or off call.
func (b Board) Listen(f func()) (stop func()) {
	return b.d.hub.Listen(func(e event.Event) {
		switch e.(type) {
		case event.Called, event.SeenChanged:
		default:
			f()
		}
	})
}

// Load and Save keep small values for app/page.
func (b Board) Load(_ context.Context, key string) (value []byte, err error) {
	err = b.d.store.View(func(tx *store.Tx) error {
		value, err = tx.Meta(key)
		return err
	})
	return value, err
}

// Save keeps a small value across restarts.
func (b Board) Save(ctx context.Context, key string, value []byte) error {
	return b.d.store.Update(ctx, func(tx *store.Tx) error { return tx.PutMeta(key, value) })
}
