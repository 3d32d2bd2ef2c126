package store

import (
	"errors"
	"reflect"
	"testing"

	"turnaround/app/incident"
)

func drafts(t *testing.T, s *Store) (names []string) {
	t.Helper()
	err := s.View(func(tx *Tx) error {
		for d, err := range tx.Drafts() {
			if err != nil {
				return err
			}
			names = append(names, string(d.Incident)+"/"+d.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestDraftsAreKeptAndGoWithTheirIncident(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	defer mustClose(t, s)
	inc := sample(1)
	written := Draft{Incident: inc.ID, Name: "update", Meta: map[string]string{"phase": "investigating"}, By: "anna", At: noon, Body: []byte("{\x00}")}
	update(t, s, func(tx *Tx) error {
		if err := tx.PutIncident(inc); err != nil {
			return err
		}
		for _, d := range []Draft{written, {Incident: inc.ID, Name: "postmortem", At: noon}, {Name: "maintenance", At: noon}, {Incident: "other", Name: "update", At: noon}} {
			if err := tx.PutDraft(d); err != nil {
				return err
			}
		}
		return nil
	})
	err := s.View(func(tx *Tx) error {
		have, err := tx.Draft(inc.ID, "update")
		if err == nil && !reflect.DeepEqual(have, written) {
			t.Errorf("read %+v, wrote %+v", have, written)
		}
		n := 0
		for range tx.DraftsOf(inc.ID) {
			n++
		}
		if n != 2 {
			t.Errorf("%d drafts of the incident, want 2", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *Tx) error { return tx.DeleteIncident(inc.ID) })
	if have := drafts(t, s); !reflect.DeepEqual(have, []string{"/maintenance", "other/update"}) {
		t.Errorf("left: %v", have)
	}
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.PutDraft(Draft{Incident: inc.ID}) }); err == nil {
		t.Error("a draft without a name was taken")
	}
	err = s.View(func(tx *Tx) error { _, err := tx.Draft(incident.ID("x"), "update"); return err })
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("reading none says %v", err)
	}
}
