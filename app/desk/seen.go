package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/store"
)

// Bounds of what is marked as changed unseen: above the one the oldest marks
// go, down to the other.
const (
	maxUnseen  = 1200
	keepUnseen = 1000
)

const unseenKey = "unseen/"

// unseen are the incidents that changed while nobody looked, and since when.
// Desk.mu guards it; the store has it too.
type unseen struct {
	away  bool
	since map[incident.ID]time.Time // nil until read
}

// Away tells whether somebody looks at the incidents. From the start on nobody
// does: what changes is marked until it is seen.
func (d *Desk) Away(away bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.unseen.away = away
}

// Unseen gives the incidents that changed while nobody looked, and since when
// they wait to be seen.
func (d *Desk) Unseen() map[incident.ID]time.Time {
	d.readUnseen()
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.unseen.since)
}

// readUnseen fills the marks from the store, once after a start.
func (d *Desk) readUnseen() {
	d.mu.Lock()
	known := d.unseen.since != nil
	d.mu.Unlock()
	if known {
		return
	}
	since := map[incident.ID]time.Time{}
	err := d.store.View(func(tx *store.Tx) error {
		for key, err := range tx.MetaKeys(unseenKey) {
			if err != nil {
				return err
			}
			raw, err := tx.Meta(key)
			if err != nil {
				return err
			}
			at, err := time.Parse(time.RFC3339, string(raw))
			if err != nil {
				d.log.Warn("read since when a change waits to be seen", "key", key, "err", err)
			}
			if id := incident.ID(strings.TrimPrefix(key, unseenKey)); d.exists(id) {
				since[id] = at
			}
		}
		return nil
	})
	if err != nil {
		d.log.Error("read what changed unseen", "err", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unseen.since == nil {
		d.unseen.since = since
	}
}

func (d *Desk) exists(id incident.ID) bool {
	_, ok := d.store.Row(id)
	return ok
}

// MarkSeen takes the mark off incidents that were looked at.
func (d *Desk) MarkSeen(ctx context.Context, ids ...incident.ID) error {
	d.readUnseen()
	d.mu.Lock()
	var marked []incident.ID
	for _, id := range ids {
		if _, ok := d.unseen.since[id]; ok {
			marked = append(marked, id)
		}
	}
	d.mu.Unlock()
	return d.unmark(ctx, marked)
}

// MarkAllSeen takes every mark off.
func (d *Desk) MarkAllSeen(ctx context.Context) error {
	return d.unmark(ctx, slices.Collect(maps.Keys(d.Unseen())))
}

func (d *Desk) unmark(ctx context.Context, ids []incident.ID) error {
	if len(ids) == 0 {
		return nil
	}
	for part := range slices.Chunk(ids, chunk) {
		err := d.store.Update(ctx, func(tx *store.Tx) error {
			for _, id := range part {
				if err := tx.PutMeta(unseenKey+string(id), nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("remember what was seen: %w", err)
		}
		d.mu.Lock()
		for _, id := range part {
			delete(d.unseen.since, id)
		}
		d.mu.Unlock()
	}
	d.hub.Publish(event.SeenChanged{})
	return nil
}

// isNews tells whether an entry is something a person who was away wants to
// see: not what this app did by itself, nor what was known when it happened.
func isNews(kind incident.Kind) bool {
	switch kind {
	case incident.KindNotified, incident.KindActed, incident.KindImported, incident.KindMerged, incident.KindAbsorbed, incident.KindSplit,
		incident.KindUnmerged, incident.KindParted:
		return false
	}
	return true
}

// markUnseen writes which of the changed incidents changed unseen.
func (w *work) markUnseen() error {
	w.marked, w.unmarked = nil, nil
	w.d.mu.Lock()
	u := &w.d.unseen
	for id := range w.dirty {
		_, marked := u.since[id]
		switch merged := w.incidents[id].MergedInto != ""; {
		case marked && merged:
			w.unmarked = append(w.unmarked, id)
		case !marked && !merged && u.away && !w.told && w.news[id]:
			w.marked = append(w.marked, id)
		}
	}
	if total := len(u.since) + len(w.marked); total > maxUnseen {
		oldest := slices.SortedFunc(maps.Keys(u.since), func(a, b incident.ID) int { return u.since[a].Compare(u.since[b]) })
		w.unmarked = append(w.unmarked, oldest[:min(total-keepUnseen, len(oldest))]...)
	}
	w.d.mu.Unlock()
	for _, id := range w.unmarked {
		if err := w.tx.PutMeta(unseenKey+string(id), nil); err != nil {
			return fmt.Errorf("forget that incident %s changed unseen: %w", id, err)
		}
	}
	at := []byte(w.now.Format(time.RFC3339))
	for _, id := range w.marked {
		if err := w.tx.PutMeta(unseenKey+string(id), at); err != nil {
			return fmt.Errorf("mark that incident %s changed unseen: %w", id, err)
		}
	}
	return nil
}

// keepUnseen keeps in memory what markUnseen wrote.
func (w *work) keepUnseen() {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	for _, id := range w.unmarked {
		delete(w.d.unseen.since, id)
	}
	for _, id := range w.marked {
		w.d.unseen.since[id] = w.now
	}
}
