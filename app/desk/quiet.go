package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// AgeQuiet marks open incidents that live on mails alone and of which nothing
// was heard for the configured time: they leave Active as "no news since", and
// are never called resolved. It answers when to look again; zero: nothing
// waits to age.
func (d *Desk) AgeQuiet(ctx context.Context) (time.Time, error) {
	if d.rules.Load().QuietAfter <= 0 {
		return time.Time{}, nil
	}
	var next time.Time
	for row := range d.store.Rows() {
		src := d.source(row.Source)
		if row.Status == incident.Resolved || row.MergedInto != "" || row.Firing == 0 ||
			!row.QuietSince.IsZero() || src == nil || src.Kind != "mail" {
			continue
		}
		due, err := d.ageOne(ctx, row.ID)
		if err != nil {
			return next, fmt.Errorf("age incident %s: %w", row.ID, err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

// ageOne marks one incident, or says when it will be due.
func (d *Desk) ageOne(ctx context.Context, id incident.ID) (due time.Time, err error) {
	err = d.update(ctx, func(w *work) error {
		inc, err := w.incident(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		heard, onlyMail, err := w.lastHeard(id)
		if err != nil || !onlyMail {
			return err
		}
		due = heard.Add(d.rules.Load().QuietAfter)
		if due.After(w.now) {
			return nil
		}
		due = time.Time{}
		_, err = w.add(inc, incident.Entry{
			ID:       incident.OccurrenceID(id, incident.KindQuiet, "", heard),
			Incident: id, Kind: incident.KindQuiet, Via: inc.Source, At: after(inc, w.now),
			Text: "no news since " + heard.UTC().Format("2006-01-02 15:04 MST"),
		})
		return err
	})
	return due, err
}

// lastHeard is when any source last spoke of an incident, and whether only
// mails speak of it.
func (w *work) lastHeard(id incident.ID) (heard time.Time, onlyMail bool, err error) {
	for a, err := range w.tx.Alerts(id) {
		if err != nil {
			return heard, false, err
		}
		for _, s := range a.Sources {
			if s.Firing && s.Kind != "mail" {
				return heard, false, nil
			}
			if s.At.After(heard) {
				heard = s.At
			}
		}
	}
	return heard, true, nil
}
