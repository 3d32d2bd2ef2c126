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

// clear ends an occurrence; the incident resolves with its last alert.
func (in *intake) clear(a *arrival, p store.Pointer) error {
	ended := a.EndsAt.UTC()
	if a.EndsAt.IsZero() {
		ended = a.At.UTC()
	}
	cleared, err := in.end(a.ID, p, ended)
	if err != nil {
		return err
	}
	inc, err := in.living(p.Incident)
	if err == nil {
		err = in.remarks(a, inc)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	switch {
	case cleared:
		p.Firing, p.ClearedAt = false, ended
	case in.pull.src.Kind != "mail":
		return nil // told again of what is over
	}
	return in.point(a, p)
}

// end marks one source's sighting as over, and the alert with it unless a
// source that knows better still tells that it fires.
func (in *intake) end(id string, p store.Pointer, ended time.Time) (bool, error) {
	src := in.pull.src
	in.seen[id] = nil
	if !p.Firing {
		return false, nil
	}
	inc, err := in.living(p.Incident)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil // deleted by age; the pointer learns that it cleared
	}
	if err != nil {
		return false, err
	}
	alert, err := in.tx.Alert(inc.ID, p.Fingerprint)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	for n := range alert.Sources {
		s := &alert.Sources[n]
		if s.Source == src.Name && s.ID == id || src.Kind == "rest" && s.Kind == "mail" {
			s.Firing = false
		}
	}
	if !alert.Firing || in.firesByAPI(alert) {
		return true, in.tx.PutAlert(alert)
	}
	if err := in.doubt(alert); err != nil {
		return false, err
	}
	alert.Firing, alert.ClearedAt, alert.Marks = false, ended, nil
	if err := in.tx.PutAlert(alert); err != nil {
		return false, fmt.Errorf("write alert: %w", err)
	}
	in.taken.Cleared++
	if err := in.shareEnd(alert, ended); err != nil {
		return false, err
	}
	return true, in.cleared(inc, alert, ended)
}

// shareEnd lets sources of the other kind know that the alert cleared.
func (in *intake) shareEnd(alert incident.Alert, ended time.Time) error {
	for _, s := range alert.Sources {
		if s.Shared == "" {
			continue
		}
		p, err := in.tx.Pointer(sharedSpace(s.Shared), s.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		p.Firing, p.ClearedAt = false, ended
		if err := in.tx.PutPointer(sharedSpace(s.Shared), s.ID, p); err != nil {
			return err
		}
	}
	return nil
}

// firesByAPI: a mail that says "resolved" does not overrule an API in contact
// that still lists the alert.
func (in *intake) firesByAPI(alert incident.Alert) bool {
	return slices.ContainsFunc(alert.Sources, func(s incident.Sighting) bool {
		if !s.Firing || s.Kind != "rest" || s.Source == in.pull.src.Name {
			return false
		}
		src := in.d.source(s.Source)
		return src != nil && (src.Live == nil || src.Live())
	})
}

// doubt makes the API sources out of contact tell again, when they are back,
// what they said of an alert that a mail now ends.
func (in *intake) doubt(alert incident.Alert) error {
	for _, s := range alert.Sources {
		src := in.d.source(s.Source)
		if !s.Firing || s.Kind != "rest" || src == nil || s.Source == in.pull.src.Name {
			continue
		}
		p, err := in.tx.Pointer(src.Identity, s.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		p.Hash = 0
		if err := in.tx.PutPointer(src.Identity, s.ID, p); err != nil {
			return err
		}
		in.doubted = append(in.doubted, doubted{src, s.ID})
	}
	return nil
}

// cleared writes the end of an occurrence, and of the incident with its last one.
func (in *intake) cleared(inc *incident.Incident, alert incident.Alert, ended time.Time) error {
	via := in.pull.src.Name
	_, err := in.add(inc, incident.Entry{
		ID:       occurrence(inc.ID, incident.KindCleared, alert.Fingerprint, alert.StartsAt, alert.Nth),
		Incident: inc.ID, Kind: incident.KindCleared, At: ended, Via: via, Text: alert.Title,
		Data: incident.Pack(incident.Cleared{Fingerprint: alert.Fingerprint}),
	})
	if err != nil || inc.Firing > 0 || !inc.Open() {
		return err
	}
	entry, _, err := in.unused(inc.ID, incident.KindResolved, alert.Fingerprint, alert.StartsAt)
	if err != nil {
		return err
	}
	_, err = in.add(inc, incident.Entry{
		ID:       entry,
		Incident: inc.ID, Kind: incident.KindResolved, At: after(inc, ended), Via: via,
		Text: "no alert fires any more", Data: incident.Pack(incident.Ended{}),
	})
	return err
}

// clearAbsent ends every alert that a complete pull no longer named.
func (p *Pull) clearAbsent(ctx context.Context) error {
	var gone []string
	for id := range p.src.seen {
		if _, ok := p.present[id]; !ok {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	for part := range slices.Chunk(gone, chunk) {
		if err := p.clearPart(ctx, part); err != nil {
			return fmt.Errorf("clear what %s no longer lists: %w", p.src.Name, err)
		}
	}
	return nil
}

func (p *Pull) clearPart(ctx context.Context, ids []string) error {
	var in *intake
	err := p.d.update(ctx, func(w *work) error {
		in = &intake{work: w, pull: p, seen: map[string]*seen{}}
		for _, id := range ids {
			ptr, err := w.tx.Pointer(p.src.Identity, id)
			if errors.Is(err, store.ErrNotFound) {
				in.seen[id] = nil
				continue
			}
			if err != nil {
				return err
			}
			if _, err := in.end(id, ptr, w.now); err != nil {
				return err
			}
			ptr.Firing, ptr.ClearedAt, ptr.At = false, w.now, w.now
			if err := w.tx.PutPointer(p.src.Identity, id, ptr); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrTooBig) && len(ids) > 1 {
		half := len(ids) / 2
		if err := p.clearPart(ctx, ids[:half]); err != nil {
			return err
		}
		return p.clearPart(ctx, ids[half:])
	}
	if err == nil {
		in.commit()
	}
	return err
}

// remarks writes what people said or did at the source into the timeline.
func (in *intake) remarks(a *arrival, inc *incident.Incident) error {
	for _, r := range a.Notes {
		by, err := in.d.person(in.tx, r.By)
		if err != nil {
			return err
		}
		kind := r.Kind
		if kind == "" {
			kind = incident.KindNoted
		}
		e := incident.Entry{
			ID: incident.NewEntryID(inc.ID, kind, in.pull.src.Identity, r.ID), Incident: inc.ID,
			At: r.At.UTC(), Kind: kind, By: by, Via: in.pull.src.Name, Text: clip(r.Text, 4000),
		}
		if kind == incident.KindAssigned {
			e.Data = incident.Pack(incident.Value{Person: by})
		}
		if _, err := in.add(inc, e); err != nil {
			return err
		}
	}
	return nil
}
