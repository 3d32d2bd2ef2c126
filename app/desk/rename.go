package desk

import (
	"context"
	"fmt"
	"slices"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// renameAtOnce is how many incidents one transaction gives another source name.
const renameAtOnce = 64

func nameKey(identity string) string { return "name/" + identity }

// Named tells the name of the source at an address. Where it had another name
// before, which no source has now, what is open and what waits to be sent go on
// under the new one.
func (d *Desk) Named(ctx context.Context, identity, name string, taken func(string) bool) error {
	var was string
	err := d.store.View(func(tx *store.Tx) error {
		raw, err := tx.Meta(nameKey(identity))
		was = string(raw)
		return err
	})
	if err == nil && was != "" && was != name && !taken(was) {
		err = d.rename(ctx, was, name)
	}
	if err == nil && was != name { // last: what was stopped half way begins again
		err = d.update(ctx, func(w *work) error { return w.tx.PutMeta(nameKey(identity), []byte(name)) })
	}
	if err != nil {
		return fmt.Errorf("give the incidents of %s their source's new name: %w", name, err)
	}
	return nil
}

func (d *Desk) rename(ctx context.Context, was, name string) error {
	var open []incident.ID
	for row := range d.Open() {
		open = append(open, row.ID)
	}
	for part := range slices.Chunk(open, renameAtOnce) {
		err := d.update(ctx, func(w *work) error {
			for _, id := range part {
				if err := w.renameIn(id, was, name); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := d.update(ctx, func(w *work) error { return w.renameActions(was, name) })
	if err == nil {
		d.hub.Publish(event.OutboxChanged{})
	}
	return err
}

func (w *work) renameIn(id incident.ID, was, name string) error {
	inc, err := w.incident(id)
	if err != nil {
		return err
	}
	if inc.Source == was {
		inc.Source, w.dirty[id] = name, true
	}
	var changed []incident.Alert
	for alert, err := range w.tx.Alerts(id) {
		if err != nil {
			return err
		}
		there := false
		for n := range alert.Sources {
			if alert.Sources[n].Source == was {
				alert.Sources[n].Source, there = name, true
			}
		}
		if there {
			changed = append(changed, alert)
		}
	}
	for _, alert := range changed {
		if err := w.tx.PutAlert(alert); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) renameActions(was, name string) error {
	var waiting []outbox.Action
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Source == was {
			waiting = append(waiting, a)
		}
	}
	for _, a := range waiting {
		a.Source = name
		if err := w.tx.PutAction(a); err != nil {
			return err
		}
	}
	return nil
}
