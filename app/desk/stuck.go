package desk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
	"turnaround/app/store"
)

// Stuck yields the updates that do not reach their readers by themselves, with
// those that may still do so in time.
func (b Board) Stuck() iter.Seq[page.Stuck] {
	return func(yield func(page.Stuck) bool) {
		all, err := b.d.stuck()
		if err != nil {
			b.d.log.Error("look for updates that do not reach their readers", "err", err)
		}
		for _, s := range all {
			if !yield(s) {
				return
			}
		}
	}
}

func (d *Desk) stuck() ([]page.Stuck, error) {
	var all []page.Stuck
	err := d.store.View(func(tx *store.Tx) error {
		for a, err := range tx.Actions() {
			if err != nil {
				return err
			}
			if a.Verb != outbox.Publish || a.Update == nil {
				continue
			}
			if s, ok := d.stuckAt(livesOn(tx, a.Incident)); ok {
				all = append(all, d.stuckAction(s, a))
			}
		}
		for row := range d.customerRows() {
			if row.LastUpdate.IsZero() {
				continue
			}
			vanished, err := d.vanished(tx, row.ID)
			if err != nil {
				return err
			}
			all = append(all, vanished...)
		}
		twins, err := d.twins(tx)
		if err != nil {
			return err
		}
		for _, t := range twins {
			if s, ok := d.stuckAt(t.Incident); ok && t.Later {
				s.Update, s.Channel, s.State, s.Since, s.By, s.Fix = t.Ours, t.Channel, page.StuckTwice, t.Since, t.By, page.FixTwin
				s.Why = fmt.Sprintf("%q was opened there at the same moment, before yours; the button closes yours, and tells its readers that it goes on there", clip(t.Title, 120))
				all = append(all, s)
			}
		}
		return nil
	})
	return all, err
}

// stuckAt begins what is told of an incident; false: it is gone.
func (d *Desk) stuckAt(id incident.ID) (page.Stuck, bool) {
	row, ok := d.store.Row(id)
	s := page.Stuck{ID: row.ID, Number: row.Number, Title: row.Title, Service: row.Service, Source: row.Source, Severity: row.Severity}
	s.Holder, s.Held = whoHas(row)
	return s, ok
}

// stuckAction tells how an update in the outbox stands.
func (d *Desk) stuckAction(s page.Stuck, a outbox.Action) page.Stuck {
	r := d.underWay(a)
	s.Update, s.Channel, s.Why, s.By = a.ID, r.Channel, r.Text, incident.NewPersonID(a.By)
	s.Since = a.Standing()
	switch r.State {
	case DeliveryAsking:
		s.State, s.Fix = page.StuckAsking, fixOf(a, d.now())
	case DeliveryFailed:
		s.State = page.StuckFailed
	default:
		s.State = page.StuckLate
		if r.Text == "" {
			s.Why = "it waits to be sent"
		}
	}
	return s
}

// fixOf is what may be done without a look. Where the update may have arrived a
// person looks before readers get it twice, and a promise of the past is written anew.
func fixOf(a outbox.Action, now time.Time) page.Fix {
	switch {
	case a.Joinable():
		return page.FixJoin
	case a.Hidden, a.Update.Duplicate != "", !a.Update.Due.IsZero() && !a.Update.Due.After(now):
		return page.NoFix
	}
	return page.FixSend
}

// Unstick does what may be done about a stuck update without a look, unless it
// stands otherwise by now.
func (d *Desk) Unstick(ctx context.Context, who Who, s page.Stuck) error {
	switch s.Fix {
	case page.FixJoin:
		return d.JoinAndSend(ctx, who, s.Update)
	case page.FixSend:
		return d.turn(ctx, s.Update, func(w *work, a outbox.Action) error {
			if a.State != outbox.Asking || !a.Since.Equal(s.Since) {
				return errors.New("it does not ask that any more")
			}
			return w.again(a, true)
		})
	}
	return errors.New("a person has to look at it first")
}

// vanished finds what a channel took last and does not show.
func (d *Desk) vanished(tx *store.Tx, id incident.ID) ([]page.Stuck, error) {
	inc, err := tx.Incident(id)
	if err != nil {
		return nil, err
	}
	missing := false
	d.mu.Lock()
	for channel, heard := range inc.Customers.Heard {
		p := d.pages[channel]
		missing = missing || p != nil && p.read.After(heard.At) && heard.Post != "" && !p.shown[heard.Post]
	}
	d.mu.Unlock()
	if !missing {
		return nil, nil
	}
	var all []page.Stuck
	for e, err := range timeline(tx, &inc) {
		if err != nil {
			return nil, err
		}
		if e.Kind != incident.KindPublished {
			continue
		}
		said := incident.Unpack[incident.Spoken](e)
		if said.Elsewhere || said.Publication == "" || inc.Customers.Heard[said.Channel].Post != said.Post {
			continue
		}
		r := Delivery{Channel: said.Channel, State: DeliveryVisible, post: said.Post}
		if d.looked(&r, e.Recorded); r.State != DeliveryHidden {
			continue
		}
		if s, ok := d.stuckAt(id); ok {
			s.Update, s.Channel, s.State, s.Since, s.By, s.Why = e.ID, said.Channel, page.StuckLate, e.Recorded, e.By, r.Text
			all = append(all, s)
		}
	}
	return all, nil
}
