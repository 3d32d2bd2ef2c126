package store

import (
	"errors"
	"testing"

	"turnaround/app/incident"
)

// What a transaction writes of an incident it found absent, it finds again.
func TestANewIncidentsOwnWritesAreSeen(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	inc := sample(1)
	entry := incident.Entry{ID: "one", Incident: inc.ID, At: noon, Kind: incident.KindNoted, Text: "a"}
	alert := incident.Alert{Incident: inc.ID, Fingerprint: "f", Title: "slow", StartsAt: noon}
	update(t, s, func(tx *Tx) error {
		if _, err := tx.Incident(inc.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("an absent incident gives %v", err)
		}
		if _, err := tx.Alert(inc.ID, "f"); !errors.Is(err, ErrNotFound) {
			t.Errorf("an absent alert gives %v", err)
		}
		for n, want := range []bool{true, false} {
			if added, err := tx.AddEntry(entry); added != want || err != nil {
				t.Errorf("adding the entry for the %d. time gives %v, %v", n+1, added, err)
			}
		}
		if err := tx.PutAlert(alert); err != nil {
			return err
		}
		if got, err := tx.Alert(inc.ID, "f"); err != nil || got.Title != "slow" {
			t.Errorf("the alert just written gives %q, %v", got.Title, err)
		}
		if err := tx.PutIncident(inc); err != nil {
			return err
		}
		if got, err := tx.Incident(inc.ID); err != nil || got.ID != inc.ID {
			t.Errorf("the incident just written gives %q, %v", got.ID, err)
		}
		return tx.DeleteAlert(inc.ID, "f")
	})
	update(t, s, func(tx *Tx) error {
		if added, err := tx.AddEntry(entry); added || err != nil {
			t.Errorf("adding the entry again later gives %v, %v", added, err)
		}
		if _, err := tx.Alert(inc.ID, "f"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the deleted alert gives %v", err)
		}
		return nil
	})
}
