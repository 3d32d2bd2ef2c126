package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
)

// Split takes alerts out of an incident into a new one, and gives its ID. The
// new one rings, is acknowledged or snoozed as the old one was.
func (d *Desk) Split(ctx context.Context, who Who, id incident.ID, fingerprints ...string) (incident.ID, error) {
	if len(fingerprints) == 0 {
		return "", errors.New("split: name at least one alert by its fingerprint")
	}
	title := fingerprints[0]
	left := slices.Compact(slices.Sorted(slices.Values(fingerprints)))
	var fresh incident.ID
	for len(left) > 0 {
		part := left[:min(len(left), atOnce)]
		err := d.update(ctx, func(w *work) error {
			w.told = true
			old, err := w.incident(id)
			if err != nil {
				return err
			}
			if len(left) >= old.Alerts {
				return fmt.Errorf("%s has %d alerts; at least one must stay", label(old), old.Alerts)
			}
			var inc *incident.Incident
			if fresh == "" {
				inc, err = w.openSplit(who, old, title)
			} else {
				inc, err = w.living(fresh)
			}
			if err != nil {
				return err
			}
			fresh = inc.ID
			return w.split(who, old, inc, part, len(part) == len(left))
		})
		if err != nil {
			return "", fmt.Errorf("split %s: %w", id, err)
		}
		left = left[len(part):]
	}
	return fresh, nil
}

// split moves a part of the alerts to the new incident.
func (w *work) split(who Who, old, inc *incident.Incident, part []string, last bool) error {
	if err := w.move(who, old, inc, part); err != nil || !last {
		return err
	}
	for _, side := range []*incident.Incident{old, inc} {
		if err := w.endSplit(who, side); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) openSplit(who Who, old *incident.Incident, fingerprint string) (*incident.Incident, error) {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return nil, err
	}
	a, err := w.tx.Alert(old.ID, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("alert %q: %w", clip(fingerprint, 80), err)
	}
	entry := w.d.newID()
	id := incident.NewID("split", entry, time.Time{})
	inc := w.create(id)
	_, err = w.add(inc, incident.Entry{
		ID: entry, Incident: id, At: w.now, Kind: incident.KindOpened, By: by, Via: who.Via, Text: a.Title,
		Data: incident.Pack(incident.Opened{Title: a.Title, Service: old.Service, Severity: a.Severity.OrDefault(),
			Source: old.Source, Labels: old.Labels, Link: a.Link, StartedAt: a.StartsAt}),
	})
	if err != nil {
		return nil, err
	}
	return inc, w.inherit(who, old, inc)
}

// inherit gives a new incident what rings and what holds in the old one.
func (w *work) inherit(who Who, old, inc *incident.Incident) error {
	var state []incident.Entry
	if !old.RingSince.IsZero() {
		state = append(state, incident.Entry{Kind: incident.KindRang, Text: label(old) + " rang"})
	}
	if old.Status == incident.Acknowledged {
		state = append(state, incident.Entry{Kind: incident.KindAcknowledged, By: old.AckedBy, Data: incident.Pack(
			incident.Held{Until: old.AckUntil, Mark: old.AckMark, Action: old.AckAction, Ref: old.AckRef})})
	}
	if old.Snoozed(w.now) {
		state = append(state, incident.Entry{Kind: incident.KindSnoozed, By: old.SnoozedBy, Data: incident.Pack(
			incident.Held{Until: old.SnoozedUntil, Mark: old.SnoozeKind})})
	}
	for _, e := range state {
		e.ID, e.Incident, e.At, e.Via = w.d.newID(), inc.ID, after(inc, w.now), who.Via
		if _, err := w.add(inc, e); err != nil {
			return err
		}
	}
	return nil
}

// endSplit resolves what has no firing alert left: nothing else ever would.
func (w *work) endSplit(who Who, inc *incident.Incident) error {
	if inc.Firing > 0 || !inc.Open() {
		return nil
	}
	_, err := w.add(inc, incident.Entry{ID: w.d.newID(), Incident: inc.ID, At: after(inc, w.now), Kind: incident.KindResolved,
		Via: who.Via, Text: "no alert fires any more", Data: incident.Pack(incident.Ended{})})
	return err
}
