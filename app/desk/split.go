package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
)

// Split takes alerts out of an incident into a new one; the receipt names the
// new one, then the old. The new one rings, is acknowledged or snoozed as the old
// one was, and may hit the same customers: see [work.supposed]. What those were
// told stays with the old one, which made the promises.
func (d *Desk) Split(ctx context.Context, who Who, id incident.ID, fingerprints ...string) (Receipt, error) {
	if len(fingerprints) == 0 {
		return Receipt{}, errors.New("split: name at least one alert by its fingerprint")
	}
	title := fingerprints[0]
	left := slices.Compact(slices.Sorted(slices.Values(fingerprints)))
	var r Receipt
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
				r = Receipt{}
				inc, err = w.openSplit(who, old, title, &r)
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
			return Receipt{}, fmt.Errorf("split %s: %w", id, err)
		}
		left = left[len(part):]
	}
	return r, nil
}

// split moves a part of the alerts to the new incident.
func (w *work) split(who Who, old, inc *incident.Incident, part []string, last bool) error {
	if _, err := w.move(who, old, inc, part, w.moveAlert); err != nil || !last {
		return err
	}
	for _, side := range []*incident.Incident{old, inc} {
		if err := w.endSplit(who, side); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) openSplit(who Who, old *incident.Incident, fingerprint string, r *Receipt) (*incident.Incident, error) {
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
	if err := w.inherit(who, old, inc); err != nil {
		return nil, err
	}
	r.Entry, r.Incidents = entry, []incident.ID{id, old.ID}
	return inc, w.supposed(old, inc, a.Labels, r)
}

// supposed gives a new incident what is known of the customers of the one it
// was split off, as a guess for a person to confirm, so that its first message
// writes itself. What is counted or checked for the whole (since when, how many,
// who wrote in, whether data is safe) is no guess for a part, and the service
// map names its components better than the whole did.
func (w *work) supposed(old, inc *incident.Incident, labels map[string]string, r *Receipt) error {
	known := old.Customers.Affected
	if known.Impact == incident.ImpactUnknown {
		return w.suspect(inc, labels, w.now)
	}
	if !known.Impact.Affects() {
		return nil
	}
	a := incident.Affected{Impact: incident.ImpactSuspected, Who: known.Who, What: known.What, Where: known.Where,
		Works: known.Works, Workaround: known.Workaround, Components: slices.Clone(known.Components), Guessed: true}
	if s, ok := match(w.d.rules.Load().Services, labelsOf(inc, labels)); ok {
		a.Components = slices.Clone(s.Components)
	}
	r.say("%s may affect the same customers: what is known of them came along as a guess", label(inc))
	if len(old.Customers.Heard) > 0 {
		r.say("what customers were told, and promised, stays with %s", label(old))
	}
	_, err := w.add(inc, incident.Entry{ID: incident.NewEntryID(inc.ID, incident.KindImpact, "supposed"), Incident: inc.ID,
		At: after(inc, w.now), Kind: incident.KindImpact, Text: clip(impactText(a)+", as known of "+label(old), 300), Data: incident.Pack(a)})
	return err
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
