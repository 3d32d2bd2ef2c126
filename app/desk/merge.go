package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// Merge makes others part of into: their alerts move, their timelines stay
// and are linked, and what fires in their groups from now on joins into.
func (d *Desk) Merge(ctx context.Context, who Who, into incident.ID, others ...incident.ID) error {
	for _, other := range others {
		if other == into {
			return errors.New("merge: an incident cannot be merged into itself")
		}
		if err := d.moveAll(ctx, who, other, into); err != nil {
			return fmt.Errorf("merge %s into %s: %w", other, into, err)
		}
		err := d.update(ctx, func(w *work) error {
			by, err := d.person(w.tx, who.Name)
			if err != nil {
				return err
			}
			target, err := w.living(into)
			if err != nil {
				return err
			}
			inc, err := w.incident(other)
			if err != nil {
				return err
			}
			_, err = w.add(inc, incident.Entry{ID: d.newID(), Incident: other, At: after(inc, w.now),
				Kind: incident.KindMerged, By: by, Via: who.Via, Text: "merged into " + label(target),
				Data: incident.Pack(incident.Linked{Other: target.ID})})
			return err
		})
		if err != nil {
			return fmt.Errorf("merge %s into %s: %w", other, into, err)
		}
	}
	return nil
}

// moveAll moves an incident's alerts in transactions the store can hold. Each
// is whole by itself, so that a merge broken off by a crash is simply repeated.
func (d *Desk) moveAll(ctx context.Context, who Who, from, to incident.ID) error {
	var all []string
	err := d.store.View(func(tx *store.Tx) error {
		for a, err := range tx.Alerts(from) {
			if err != nil {
				return err
			}
			all = append(all, a.Fingerprint)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list alerts of %s: %w", from, err)
	}
	for part := range slices.Chunk(all, chunk/2) {
		err := d.update(ctx, func(w *work) error {
			source, err := w.incident(from)
			if err != nil {
				return err
			}
			target, err := w.living(to)
			if err != nil {
				return err
			}
			return w.move(who, source, target, part)
		})
		if err != nil {
			return fmt.Errorf("move alerts of %s: %w", from, err)
		}
	}
	return nil
}

// move hands alerts from one incident to another and writes it into both timelines.
func (w *work) move(who Who, from, to *incident.Incident, fingerprints []string) error {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return err
	}
	var linked incident.Linked
	for _, fp := range fingerprints {
		firing, err := w.moveAlert(from.ID, to.ID, fp)
		if err != nil {
			return fmt.Errorf("alert %q: %w", clip(fp, 80), err)
		}
		linked.Alerts++
		if firing {
			linked.Firing++
		}
	}
	id := w.d.newID()
	for _, side := range []struct {
		inc, other *incident.Incident
		kind       incident.Kind
		text       string
	}{
		{from, to, incident.KindSplit, fmt.Sprintf("%d alerts moved to %s", linked.Alerts, label(to))},
		{to, from, incident.KindAbsorbed, fmt.Sprintf("%d alerts came from %s: %s", linked.Alerts, label(from), clip(from.Title, 200))},
	} {
		linked.Other = side.other.ID
		_, err := w.add(side.inc, incident.Entry{ID: id, Incident: side.inc.ID, At: after(side.inc, w.now),
			Kind: side.kind, By: by, Via: who.Via, Text: side.text, Data: incident.Pack(linked)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *work) moveAlert(from, to incident.ID, fp string) (firing bool, err error) {
	a, err := w.tx.Alert(from, fp)
	if err != nil {
		return false, err
	}
	if err := w.tx.DeleteAlert(from, fp); err != nil {
		return false, err
	}
	a.Incident = to
	for _, s := range a.Sources {
		src := w.d.source(s.Source)
		if src == nil {
			continue
		}
		if err := w.repoint(src.Identity, s.ID, from, to); err != nil {
			return false, err
		}
		if s.Shared == "" {
			continue
		}
		if err := w.repoint(sharedSpace(s.Shared), s.ID, from, to); err != nil {
			return false, err
		}
	}
	return a.Firing, w.tx.PutAlert(a)
}

// repoint leads a source's alert ID to the incident its alert moved to.
func (w *work) repoint(space, id string, from, to incident.ID) error {
	p, err := w.tx.Pointer(space, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && p.Incident != from {
		return nil
	}
	if err != nil {
		return err
	}
	p.Incident = to
	return w.tx.PutPointer(space, id, p)
}

// Split takes alerts out of an incident into a new one, and gives its ID.
func (d *Desk) Split(ctx context.Context, who Who, id incident.ID, fingerprints ...string) (incident.ID, error) {
	if len(fingerprints) == 0 {
		return "", errors.New("split: name at least one alert by its fingerprint")
	}
	fresh, err := d.splitOff(ctx, who, id, fingerprints)
	if err != nil {
		return "", fmt.Errorf("split %s: %w", id, err)
	}
	return fresh, nil
}

func (d *Desk) splitOff(ctx context.Context, who Who, id incident.ID, fingerprints []string) (incident.ID, error) {
	var fresh incident.ID
	err := d.update(ctx, func(w *work) error {
		old, err := w.incident(id)
		if err != nil {
			return err
		}
		if len(fingerprints) >= old.Alerts {
			return fmt.Errorf("%s has %d alerts; at least one must stay", label(old), old.Alerts)
		}
		by, err := d.person(w.tx, who.Name)
		if err != nil {
			return err
		}
		a, err := w.tx.Alert(id, fingerprints[0])
		if err != nil {
			return fmt.Errorf("alert %q: %w", clip(fingerprints[0], 80), err)
		}
		entry := d.newID()
		fresh = incident.NewID("split", entry, time.Time{})
		inc := w.create(fresh)
		_, err = w.add(inc, incident.Entry{
			ID: entry, Incident: fresh, At: w.now, Kind: incident.KindOpened, By: by, Via: who.Via, Text: a.Title,
			Data: incident.Pack(incident.Opened{Title: a.Title, Service: old.Service, Severity: a.Severity.OrDefault(),
				Source: old.Source, Labels: old.Labels, Link: a.Link, StartedAt: a.StartsAt}),
		})
		if err != nil {
			return err
		}
		return w.move(who, old, inc, fingerprints)
	})
	return fresh, err
}
