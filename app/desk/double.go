package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"turnaround/app/incident"
)

// double is an alert that both incidents of a merge held, as they held it.
type double struct {
	Ours   incident.Alert `json:"ours"` // of the one that was merged
	Theirs incident.Alert `json:"theirs"`
	Moved  []string       `json:"moved,omitempty"` // sources whose word led to ours
}

const doublePrefix = "undo/double/"

func doubleKey(from incident.ID, fp string) string { return doublePrefix + string(from) + "/" + fp }

func (w *work) putDouble(d double) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("remember an alert that two incidents hold: %w", err)
	}
	return w.tx.PutMeta(doubleKey(d.Ours.Incident, d.Ours.Fingerprint), raw)
}

// forgetDoubles drops what earlier merges kept for their undo, in parts.
func (w *work) forgetDoubles(limit int) (done bool, err error) {
	var keys []string
	for key, err := range w.tx.MetaKeys(doublePrefix) {
		if err != nil {
			return false, err
		}
		if keys = append(keys, key); len(keys) == limit {
			break
		}
	}
	for _, key := range keys {
		if err := w.tx.PutMeta(key, nil); err != nil {
			return false, err
		}
	}
	return len(keys) < limit, nil
}

// giveBack moves an alert back where it came from; of one that both held, each
// keeps its own again.
func (w *work) giveBack(from, to incident.ID, fp string, left, came *incident.Linked) error {
	raw, err := w.tx.Meta(doubleKey(to, fp))
	if err != nil {
		return err
	}
	var d double
	if len(raw) == 0 || json.Unmarshal(raw, &d) != nil {
		return w.moveAlert(from, to, fp, left, came)
	}
	now, err := w.tx.Alert(from, fp)
	if err != nil {
		return err
	}
	ours, theirs := d.apart(now, w.now)
	led := slices.DeleteFunc(slices.Clone(ours.Sources), func(s incident.Sighting) bool { return !d.mine(s) })
	if _, err := w.repointAll(led, from, to); err != nil {
		return err
	}
	left.Firing += one(now.Firing && !theirs.Firing)
	came.Alerts++
	came.Firing += one(ours.Firing)
	if err := errors.Join(w.tx.PutAlert(ours), w.tx.PutAlert(theirs)); err != nil {
		return err
	}
	return w.tx.PutMeta(doubleKey(to, fp), nil)
}

// apart makes two of an alert again: each as it was, or with what its own
// sources have said since.
func (d double) apart(now incident.Alert, at time.Time) (ours, theirs incident.Alert) {
	was := united(d.Theirs, d.Ours)
	if was.Incident = now.Incident; same(was, now) {
		return d.Ours, d.Theirs
	}
	return half(d.Ours, was, now, at, d.mine), half(d.Theirs, was, now, at, func(s incident.Sighting) bool { return !d.mine(s) })
}

// mine tells whether a source's word was about ours.
func (d double) mine(s incident.Sighting) bool {
	return slices.Contains(d.Moved, s.Source) || find(d.Theirs.Sources, s) < 0
}

// same compares records, one of which was kept as JSON.
func same(a, b incident.Alert) bool {
	rawA, errA := json.Marshal(a)
	rawB, errB := json.Marshal(b)
	return errA == nil && errB == nil && bytes.Equal(rawA, rawB)
}

// half is one of two copies that were one for a while, with the news of the
// sources that are its own.
func half(a, was, now incident.Alert, at time.Time, own func(incident.Sighting) bool) incident.Alert {
	sources, fires := slices.Clone(a.Sources), false
	for n, s := range sources {
		if own(s) {
			if said := find(now.Sources, s); said >= 0 {
				sources[n] = now.Sources[said]
			}
			fires = fires || sources[n].Firing && now.Firing
		}
	}
	switch {
	case fires && (!now.StartsAt.Equal(was.StartsAt) || now.Nth != was.Nth): // it cleared and fired anew
		id, fired := a.Incident, a.Fired
		a = now
		a.Incident, a.Fired = id, fired+max(0, now.Fired-was.Fired)
	case a.Firing && !fires:
		if a.ClearedAt, a.Marks = now.ClearedAt, nil; a.ClearedAt.IsZero() {
			a.ClearedAt = at
		}
	}
	a.Sources, a.Firing = sources, fires
	return a
}

// find gives the place of one source's sighting; -1: there is none.
func find(all []incident.Sighting, s incident.Sighting) int {
	return slices.IndexFunc(all, func(o incident.Sighting) bool { return o.Source == s.Source && o.ID == s.ID })
}
