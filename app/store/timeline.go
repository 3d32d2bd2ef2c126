package store

import (
	"fmt"
	"iter"

	"turnaround/app/incident"
)

// Alert reads one alert of an incident.
func (t *Tx) Alert(id incident.ID, fingerprint string) (incident.Alert, error) {
	k := key(prefixAlert, string(id), fingerprint)
	if t.fresh.lacks(id, k) {
		return incident.Alert{}, fmt.Errorf("alert %.80q: %w", fingerprint, ErrNotFound)
	}
	return read[incident.Alert](t, k, "alert", fingerprint)
}

// PutAlert writes an alert of the incident it names.
func (t *Tx) PutAlert(a incident.Alert) error {
	tidyAlert(&a)
	k := key(prefixAlert, string(a.Incident), a.Fingerprint)
	t.fresh.wrote(a.Incident, k)
	return t.put(k, a, "alert", a.Fingerprint)
}

// DeleteAlert deletes one alert; deleting what is absent changes nothing.
func (t *Tx) DeleteAlert(id incident.ID, fingerprint string) error {
	return t.drop(key(prefixAlert, string(id), fingerprint), "alert", fingerprint)
}

// Alerts gives an incident's alerts.
func (t *Tx) Alerts(id incident.ID) iter.Seq2[incident.Alert, error] {
	return list[incident.Alert](t, under(prefixAlert, string(id)), "alert")
}

// AddEntry adds an entry to its incident's timeline. It answers false, and
// writes nothing, when that incident has an entry of that ID already.
func (t *Tx) AddEntry(e incident.Entry) (added bool, err error) {
	tidy(&e.At, &e.Recorded)
	exists := existsKey(e.Incident, tail(nil, e.ID))
	if !t.fresh.lacks(e.Incident, exists) {
		there, err := t.has(exists)
		if err != nil {
			return false, t.fail(fmt.Errorf("write entry %.80q: %w", e.ID, err))
		}
		if there {
			return false, nil
		}
	}
	t.fresh.wrote(e.Incident, exists)
	if err := t.put(entryKey(e), e, "entry", e.ID); err != nil {
		return false, err
	}
	if err := t.set(exists, []byte{1}); err != nil {
		return false, fmt.Errorf("write entry %.80q: %w", e.ID, err)
	}
	return true, nil
}

// HasEntry tells whether the incident has an entry of that ID.
func (t *Tx) HasEntry(id incident.ID, entryID string) (bool, error) {
	return t.has(existsKey(id, tail(nil, entryID)))
}

// Entries gives an incident's timeline, by time, then by ID.
func (t *Tx) Entries(id incident.ID) iter.Seq2[incident.Entry, error] {
	return list[incident.Entry](t, under(prefixEntry, string(id)), "entry")
}
