package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// ErrUntold: somebody last heard bad news, and would not hear that it is over.
// The person tells them first, or closes all the same and says why.
var ErrUntold = errors.New("customers last heard bad news")

// EndUntold ends incidents though customers last heard bad news, or nothing,
// and keeps the reason. One that has ended already asks for no update any more.
func (d *Desk) EndUntold(ctx context.Context, who Who, reason string, here bool, ids ...incident.ID) (Receipt, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return Receipt{}, errors.New("close without telling customers: say why")
	}
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		by, err := d.person(w.tx, who.Name)
		if err != nil {
			return err
		}
		closed := inc.Status == incident.Resolved
		if !closed {
			if err := w.resolve(inc, who, here, r); err != nil {
				return err
			}
		} else {
			r.Incidents = append(r.Incidents, inc.ID)
		}
		_, err = w.add(inc, incident.Entry{ID: d.newID(), Incident: inc.ID, At: after(inc, w.now), Kind: incident.KindEndedUntold,
			By: by, Via: who.Via, Text: clip(reason, 1000)})
		return err
	})
}

// toldItIsOver fails with ErrUntold where somebody last heard bad news and no update
// that waits to leave tells them that it is over.
func (w *work) toldItIsOver(inc *incident.Incident) error {
	owing := inc.Customers.Owing()
	if len(owing) == 0 {
		return nil
	}
	for a, err := range w.tx.Actions() {
		if err != nil {
			return err
		}
		if a.Verb == outbox.Publish && a.Incident == inc.ID && a.Update != nil && a.Update.Phase == incident.PhaseResolved {
			owing = slices.DeleteFunc(owing, func(name string) bool { return name == a.Update.Channel })
		}
	}
	if len(owing) == 0 {
		return nil
	}
	return fmt.Errorf("resolve %s: %w (%s)", label(inc), ErrUntold, clip(strings.Join(owing, ", "), 200))
}
