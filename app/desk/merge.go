package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// Merge makes others part of into: their alerts move, their timelines stay
// and are linked, and what fires in their groups from now on joins into. What is
// known of their customers, and what those heard, is into's as well. [Desk.Undo]
// takes all of it back.
func (d *Desk) Merge(ctx context.Context, who Who, into incident.ID, others ...incident.ID) error {
	for done := false; !done; {
		err := d.update(ctx, func(w *work) (err error) {
			for _, other := range others { // one that cannot be must not cost the undo of the last
				if _, _, err := w.mergeable(other, into); err != nil {
					return err
				}
			}
			done, err = w.forgetDoubles(chunk)
			return err
		})
		if err != nil {
			return fmt.Errorf("merge into %s: %w", into, err)
		}
	}
	var done []joining
	for _, other := range others {
		m, err := d.merge(ctx, who, into, other, done)
		if err != nil {
			return fmt.Errorf("merge %s into %s: %w", other, into, err)
		}
		done = append(done, m)
	}
	return nil
}

// merge moves an incident's alerts in transactions the store can hold; the
// last of them, with what fired meanwhile, also ends the incident. A merge
// broken off by a crash is simply repeated. It can be undone together with those
// before.
func (d *Desk) merge(ctx context.Context, who Who, into, other incident.ID, before []joining) (joining, error) {
	var m joining
	for done := false; !done; {
		var next joining
		err := d.update(ctx, func(w *work) error {
			w.told = true
			from, to, err := w.mergeable(other, into)
			if err != nil {
				return err
			}
			next = joining{From: from.ID, Into: to.ID, Moves: slices.Clone(m.Moves)}
			part, err := w.fingerprints(from.ID, atOnce+1)
			if err != nil {
				return err
			}
			done = len(part) <= atOnce
			if part = part[:min(len(part), atOnce)]; len(part) > 0 {
				move, err := w.move(who, from, to, part, w.moveAlert)
				if err != nil {
					return err
				}
				next.Moves = append(next.Moves, move)
			}
			if !done {
				return nil
			}
			if next.Brought, err = w.absorb(who, from, to); err != nil {
				return err
			}
			next.At = w.now
			return w.putLastAct(lastAct{At: w.now, Via: who.Via, Merged: append(slices.Clone(before), next)})
		})
		if err != nil {
			return m, err
		}
		m = next
	}
	return m, nil
}

// atOnce is how many alerts move in one transaction.
const atOnce = chunk / 2

// mergeable gives the two incidents of a merge, if it makes sense.
func (w *work) mergeable(other, into incident.ID) (from, to *incident.Incident, err error) {
	if from, err = w.incident(other); err != nil {
		return nil, nil, err
	}
	if to, err = w.living(into); err != nil {
		return nil, nil, err
	}
	switch {
	case from.MergedInto != "":
		return nil, nil, fmt.Errorf("%s is part of another incident already", label(from))
	case from.ID == to.ID:
		return nil, nil, errors.New("an incident cannot be merged into itself")
	case to.Status == incident.Resolved && from.Open():
		return nil, nil, fmt.Errorf("%s is resolved and %s is not; merge them the other way round", label(to), label(from))
	}
	return from, to, nil
}

// fingerprints lists an incident's alerts, at most limit.
func (w *work) fingerprints(id incident.ID, limit int) ([]string, error) {
	var all []string
	for a, err := range w.tx.Alerts(id) {
		if err != nil {
			return nil, fmt.Errorf("list alerts: %w", err)
		}
		if all = append(all, a.Fingerprint); len(all) == limit {
			break
		}
	}
	return all, nil
}

// absorb ends an incident that has become part of another. What it rang for
// rings there, and its customers are that one's. It names the entries that
// brought this.
func (w *work) absorb(who Who, from, to *incident.Incident) (brought []string, err error) {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return nil, err
	}
	if from.Open() && !from.RingSince.IsZero() && to.RingSince.IsZero() {
		rang := incident.Entry{ID: w.d.newID(), Incident: to.ID, At: after(to, w.now),
			Kind: incident.KindRang, Via: who.Via, Text: label(from) + " rang"}
		if _, err := w.add(to, rang); err != nil {
			return nil, err
		}
		brought = append(brought, rang.ID)
	}
	told, err := w.bequeath(who, from, to)
	if err != nil {
		return nil, err
	}
	brought = append(brought, told...)
	_, err = w.add(from, incident.Entry{ID: w.d.newID(), Incident: from.ID, At: after(from, w.now),
		Kind: incident.KindMerged, By: by, Via: who.Via, Text: "merged into " + label(to),
		Data: incident.Pack(incident.Linked{Other: to.ID})})
	return brought, err
}

// mover moves one alert, and counts what left and what came.
type mover func(from, to incident.ID, fp string, left, came *incident.Linked) error

// move hands alerts from one incident to another and writes it into both
// timelines, as entries of one ID.
func (w *work) move(who Who, from, to *incident.Incident, fingerprints []string, each mover) (entry string, err error) {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return "", err
	}
	left, came := incident.Linked{Other: to.ID}, incident.Linked{Other: from.ID, Fingerprints: fingerprints}
	for _, fp := range fingerprints {
		if err := each(from.ID, to.ID, fp, &left, &came); err != nil {
			return "", fmt.Errorf("alert %q: %w", clip(fp, 80), err)
		}
	}
	id := w.d.newID()
	for _, side := range []struct {
		inc    *incident.Incident
		kind   incident.Kind
		linked incident.Linked
		text   string
	}{
		{from, incident.KindSplit, left, fmt.Sprintf("%d alerts moved to %s", left.Alerts, label(to))},
		{to, incident.KindAbsorbed, came, fmt.Sprintf("%d alerts came from %s: %s", left.Alerts, label(from), clip(from.Title, 200))},
	} {
		_, err := w.add(side.inc, incident.Entry{ID: id, Incident: side.inc.ID, At: after(side.inc, w.now),
			Kind: side.kind, By: by, Via: who.Via, Text: side.text, Data: incident.Pack(side.linked)})
		if err != nil {
			return "", err
		}
	}
	return id, nil
}

// moveAlert moves one alert: both incidents may hold the same one, as two
// sources tell it.
func (w *work) moveAlert(from, to incident.ID, fp string, left, came *incident.Linked) error {
	a, err := w.tx.Alert(from, fp)
	if err != nil {
		return err
	}
	if err := w.tx.DeleteAlert(from, fp); err != nil {
		return err
	}
	there, err := w.tx.Alert(to, fp)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	left.Alerts++
	left.Firing += one(a.Firing)
	moved, err := w.repointAll(a.Sources, from, to)
	if err != nil {
		return err
	}
	came.Alerts += one(!known)
	came.Firing += one(a.Firing && !there.Firing)
	if known {
		if err := w.putDouble(double{Ours: a, Theirs: there, Moved: moved}); err != nil {
			return err
		}
		a = united(there, a)
	}
	a.Incident = to
	return w.tx.PutAlert(a)
}

// repointAll leads what sources say of an alert to the incident it moved to,
// and names those whose word led to the old one.
func (w *work) repointAll(sources []incident.Sighting, from, to incident.ID) (moved []string, err error) {
	for _, s := range sources {
		src := w.d.source(s.Source)
		if src == nil {
			continue
		}
		was, err := w.repoint(src.Identity, s.ID, from, to)
		if err != nil {
			return nil, err
		}
		if was {
			moved = append(moved, s.Source)
		}
		w.doubted = append(w.doubted, doubted{src, s.ID})
		if s.Shared == "" {
			continue
		}
		if _, err := w.repoint(sharedSpace(s.Shared), s.ID, from, to); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// united makes one alert of two copies: it fires while either does, and of what
// a source said of both its last word counts.
func united(a, b incident.Alert) incident.Alert {
	if b.Firing && !a.Firing {
		a, b = b, a
	}
	a.Sources = slices.Clone(a.Sources)
	for _, s := range b.Sources {
		if n := find(a.Sources, s); n >= 0 && a.Sources[n].At.After(s.At) {
			continue
		}
		a.Sources = sight(a.Sources, s)
	}
	a.Fired += b.Fired
	return a
}

// repoint leads a source's alert ID to the incident its alert moved to, if it
// led to the old one.
func (w *work) repoint(space, id string, from, to incident.ID) (bool, error) {
	p, err := w.tx.Pointer(space, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && p.Incident != from {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p.Incident = to
	return true, w.tx.PutPointer(space, id, p)
}
