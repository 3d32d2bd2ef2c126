package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// Who acts, and through what: window, command, notification.
type Who struct {
	Name string
	Via  string
}

// Receipt says what an act did, for the person and for undo.
type Receipt struct {
	Entry     string // the entry that undo takes back
	Incidents []incident.ID
	// Said holds one plain sentence per source: what is sent there, or why
	// nothing is.
	Said []string

	undoable bool
	queued   bool // an update that waits to leave; there is no entry yet
}

// ErrStillFiring: the source cannot resolve and still fires; the person
// chooses to close the incident here until it fires anew, or to snooze it.
var ErrStillFiring = errors.New("alerts still fire, and their source cannot resolve them")

// Acknowledge stops the ring at once and tells the sources. Acknowledging
// what is acknowledged already refreshes it.
func (d *Desk) Acknowledge(ctx context.Context, who Who, ids ...incident.ID) (Receipt, error) {
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		if inc.Status == incident.Resolved {
			r.say("%s is resolved already", label(inc))
			return nil
		}
		return w.deed(inc, who, r, deed{kind: incident.KindAcknowledged, verb: outbox.Acknowledge})
	})
}

// Snooze keeps incidents quiet until a time.
func (d *Desk) Snooze(ctx context.Context, who Who, until time.Time, ids ...incident.ID) (Receipt, error) {
	if now := d.now(); !until.After(now) {
		return Receipt{}, fmt.Errorf("snooze until %s: that is past; give a time after %s",
			until.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		if inc.Status == incident.Resolved {
			r.say("%s is resolved already", label(inc))
			return nil
		}
		return w.deed(inc, who, r, deed{kind: incident.KindSnoozed, verb: outbox.Snooze, until: until.UTC()})
	})
}

// Resolve ends incidents. Where alerts still fire and their source cannot
// resolve, it fails with ErrStillFiring unless here is set: then the incident
// is closed on this computer's word until an alert fires anew. Where customers
// last heard bad news it fails with ErrUntold: tell them, or see EndUntold.
func (d *Desk) Resolve(ctx context.Context, who Who, here bool, ids ...incident.ID) (Receipt, error) {
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		if inc.Status == incident.Resolved {
			r.say("%s is resolved already", label(inc))
			return nil
		}
		if err := w.toldItIsOver(inc); err != nil {
			return err
		}
		return w.resolve(inc, who, here, r)
	})
}

func (w *work) resolve(inc *incident.Incident, who Who, here bool, r *Receipt) error {
	may, err := w.resolvable(inc)
	if err != nil {
		return err
	}
	if inc.Firing > 0 && !may && !here {
		return fmt.Errorf("resolve %s: %w", label(inc), ErrStillFiring)
	}
	local := inc.Firing > 0 && !may
	return w.deed(inc, who, r, deed{kind: incident.KindResolved, verb: outbox.Resolve, here: local})
}

// resolvable tells whether every source whose alerts fire can resolve them.
func (w *work) resolvable(inc *incident.Incident) (bool, error) {
	targets, err := w.targets(inc)
	if err != nil {
		return false, err
	}
	for source := range targets {
		if ok, _ := w.d.may(source, outbox.Resolve); !ok {
			return false, nil
		}
	}
	return len(targets) > 0, nil
}

// Assign hands incidents to a person.
func (d *Desk) Assign(ctx context.Context, who Who, to string, ids ...incident.ID) (Receipt, error) {
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		person, err := d.person(w.tx, to)
		if err != nil {
			return err
		}
		return w.deed(inc, who, r, deed{kind: incident.KindAssigned, verb: outbox.Assign, to: to,
			data: incident.Value{Person: person}})
	})
}

// Note writes a remark; sources that take notes get it too.
func (d *Desk) Note(ctx context.Context, who Who, text string, ids ...incident.ID) (Receipt, error) {
	if text == "" {
		return Receipt{}, errors.New("note: the text is empty")
	}
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		return w.deed(inc, who, r, deed{kind: incident.KindNoted, verb: outbox.Note, text: clip(text, 8000)})
	})
}

// SetSeverity changes incidents' severity by hand.
func (d *Desk) SetSeverity(ctx context.Context, who Who, sev incident.Severity, ids ...incident.ID) (Receipt, error) {
	if sev < incident.Critical || sev > incident.Info {
		return Receipt{}, fmt.Errorf("severity %d: give 1 to 4", sev)
	}
	return d.act(ctx, who, ids, func(w *work, inc *incident.Incident, r *Receipt) error {
		err := w.deed(inc, who, r, deed{kind: incident.KindSeverity, data: incident.Value{Severity: sev}, text: sev.String()})
		if err != nil {
			return err
		}
		return w.suspect(inc, inc.Labels, w.now)
	})
}

// Declare opens an incident by hand.
func (d *Desk) Declare(ctx context.Context, who Who, title, service string, sev incident.Severity) (incident.ID, error) {
	if title == "" {
		return "", errors.New("declare: give a title")
	}
	var id incident.ID
	err := d.update(ctx, func(w *work) error {
		w.told = true
		by, err := d.person(w.tx, who.Name)
		if err != nil {
			return err
		}
		entry := d.newID()
		id = incident.NewID("declared", entry, time.Time{})
		inc := w.create(id)
		_, err = w.add(inc, incident.Entry{
			ID: entry, Incident: id, At: w.now, Kind: incident.KindOpened, By: by, Via: who.Via, Text: clip(title, 300),
			Data: incident.Pack(incident.Opened{Title: clip(title, 500), Service: clip(service, 200),
				Severity: sev.OrDefault(), StartedAt: w.now}),
		})
		if err != nil {
			return err
		}
		return w.suspect(inc, nil, w.now)
	})
	if err != nil {
		return "", fmt.Errorf("declare %q: %w", clip(title, 80), err)
	}
	return id, nil
}

// act runs f for each incident in one transaction: all or none.
func (d *Desk) act(ctx context.Context, who Who, ids []incident.ID, f func(*work, *incident.Incident, *Receipt) error) (Receipt, error) {
	if len(ids) == 0 {
		return Receipt{}, errors.New("no incident is named")
	}
	var r Receipt
	err := d.update(ctx, func(w *work) error {
		r, w.told = Receipt{Entry: d.newID()}, true
		named := map[incident.ID]bool{}
		for _, id := range ids {
			inc, err := w.living(id)
			if err != nil {
				return err
			}
			if named[inc.ID] {
				continue // named twice, or by a part of it
			}
			named[inc.ID] = true
			if err := f(w, inc, &r); err != nil {
				return err
			}
		}
		return w.rememberUndo(who, r)
	})
	if err != nil {
		return Receipt{}, err
	}
	d.hub.Publish(event.OutboxChanged{})
	return r, nil
}

// deed is one thing a person does to an incident.
type deed struct {
	kind  incident.Kind
	verb  outbox.Verb // empty: no source is told
	until time.Time
	to    string
	text  string
	here  bool
	data  any
}

// deed writes the entry and queues what the sources are to be told.
func (w *work) deed(inc *incident.Incident, who Who, r *Receipt, what deed) error {
	by, err := w.d.person(w.tx, who.Name)
	if err != nil {
		return err
	}
	action := ""
	if what.verb != "" && !what.here {
		if action, err = w.tell(inc, who, r, what); err != nil {
			return err
		}
	}
	data := what.data
	switch what.kind {
	case incident.KindAcknowledged, incident.KindSnoozed:
		data = incident.Held{Until: what.until, Action: action}
	case incident.KindResolved:
		data = incident.Ended{Here: what.here}
	}
	e := incident.Entry{ID: r.Entry, Incident: inc.ID, At: after(inc, w.now), Kind: what.kind, By: by,
		Via: who.Via, Text: what.text}
	if data != nil {
		e.Data = incident.Pack(data)
	}
	if _, err := w.add(inc, e); err != nil {
		return err
	}
	r.Incidents = append(r.Incidents, inc.ID)
	_, r.undoable = takesBack[what.kind]
	if what.here {
		r.say("%s is closed here until an alert fires anew; nothing is sent", label(inc))
	}
	return nil
}

func (r *Receipt) say(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, said := range r.Said {
		if said == text {
			return
		}
	}
	r.Said = append(r.Said, text)
}

func label(inc *incident.Incident) string { return fmt.Sprintf("#%d", inc.Number) }
