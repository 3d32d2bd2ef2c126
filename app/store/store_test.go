package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 123456789, time.UTC)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func phone(dir string) Options { return Options{Dir: dir, Preset: Phone, Log: quiet()} }

func mustOpen(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { mustClose(t, s) })
	return s
}

func mustClose(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func update(t testing.TB, s *Store, f func(*Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t testing.TB, s *Store, f func(*Tx) error) {
	t.Helper()
	if err := s.View(f); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// sample makes an incident in which every field is set.
func sample(n int) incident.Incident {
	id := incident.NewID("http://am.example", fmt.Sprint("group", n), noon)
	at := func(minutes int) time.Time { return noon.Add(time.Duration(n*1000+minutes) * time.Minute) }
	return incident.Incident{
		ID: id, Number: incident.NumberOf(id), Title: fmt.Sprintf("Checkout fails for %d %% of customers", n%100),
		Service: "checkout", Severity: incident.Critical, Status: incident.Acknowledged, Source: "eu-prod",
		Group: "alertname=\"CheckoutFails\"", Labels: map[string]string{"alertname": "CheckoutFails", "cluster": "eu-1"},
		Link: "https://am.example/#/alerts", StartedAt: at(0), DetectedAt: at(1), AcknowledgedAt: at(2), ResolvedAt: at(3),
		UpdatedAt: at(4), AckedBy: "ada", AckedAt: at(5), AckUntil: incident.Indefinitely, AckMark: incident.MarkSilenced,
		Assignee: "bob", SnoozedUntil: at(6), SnoozeKind: incident.MarkSnoozed, RingSince: at(7), QuietSince: at(8),
		ClosedHere: true, MergedInto: "other",
		Customers: incident.Customers{Affected: incident.Affected{Impact: incident.ImpactConfirmed, Start: at(10)},
			First: at(11), Last: at(12), Due: at(13), Phase: incident.Identified, DueBy: "ada"},
		Alerts: 12, Firing: 3, Flaps: 4, Notes: 2, Entries: 9,
		Clocks: map[string]incident.Stamp{"life": {At: at(9), ID: "e1"}},
	}
}

func entry(id incident.ID, name string, at time.Time) incident.Entry {
	return incident.Entry{ID: name, Incident: id, At: at, Recorded: at.Add(time.Second), Kind: incident.KindNoted, By: "ada",
		Text: "note " + name, Data: incident.Pack(incident.Value{Person: "bob"})}
}

func collect[T any](t testing.TB, seq func(func(T, error) bool)) []T {
	t.Helper()
	var all []T
	for v, err := range seq {
		if err != nil {
			t.Fatalf("iterate: %v", err)
		}
		all = append(all, v)
	}
	return all
}

func TestRecordsComeBackAsTheyWereAfterReopening(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": bytes.Repeat([]byte{7}, 32)} {
		t.Run(name, func(t *testing.T) {
			o := phone(t.TempDir())
			o.Key = key
			s := mustOpen(t, o)
			inc := sample(1)
			local := time.FixedZone("x", 3600)
			alert := incident.Alert{Incident: inc.ID, Fingerprint: "fp\xff\x00", Title: "t", Severity: 2, Labels: map[string]string{"a": "b"},
				StartsAt: noon.In(local), Firing: true, Marks: []incident.Marking{{Kind: incident.MarkMuted, At: noon}},
				Sources: []incident.Sighting{{Source: "eu", ID: "x", Hash: 1 << 63, At: noon}}}
			act := outbox.Action{ID: "01ACT", Incident: inc.ID, Verb: outbox.Snooze, Created: noon, Targets: []outbox.Target{{ID: "x", Start: noon}}}
			person := Person{ID: "ada", Name: "Ada", Address: "ada@example.com", Seen: noon}
			pointer := Pointer{Incident: inc.ID, Fingerprint: "f", Source: "eu", Kind: "rest", Firing: true, Hash: 42, At: noon, Held: true, NoRecovery: true}
			update(t, s, func(tx *Tx) error {
				_, err := tx.AddEntry(entry(inc.ID, "e1", noon))
				return errors.Join(err, tx.PutIncident(inc), tx.PutAlert(alert), tx.PutAction(act), tx.PutPerson(person),
					tx.PutPointer("space", "id", pointer), tx.PutGroup("space", "g", inc.ID), tx.PutCursor("eu", []byte{0, 1}),
					tx.PutBody(inc.ID, "k", "text"), tx.PutRing("r1", []byte("ring")), tx.PutMeta("m/a", []byte("v")))
			})
			mustClose(t, s)
			s = mustOpen(t, o)
			alert.StartsAt = noon
			view(t, s, func(tx *Tx) error {
				same(t, "incident")(tx.Incident(inc.ID))(inc)
				same(t, "alert")(tx.Alert(inc.ID, "fp\xff\x00"))(alert)
				same(t, "action")(tx.Action("01ACT"))(act)
				same(t, "person")(tx.Person("ada"))(person)
				same(t, "pointer")(tx.Pointer("space", "id"))(pointer)
				same(t, "group")(tx.Group("space", "g"))(inc.ID)
				same(t, "cursor")(tx.Cursor("eu"))([]byte{0, 1})
				same(t, "body")(tx.Body(inc.ID, "k"))("text")
				same(t, "ring")(tx.Ring("r1"))([]byte("ring"))
				same(t, "meta")(tx.Meta("m/a"))([]byte("v"))
				same(t, "entries")(collect(t, tx.Entries(inc.ID)), nil)([]incident.Entry{entry(inc.ID, "e1", noon)})
				return nil
			})
			row, ok := s.Row(inc.ID)
			if !ok || !reflect.DeepEqual(row, rowOf(inc)) {
				t.Errorf("row = %+v, %v; want %+v", row, ok, rowOf(inc))
			}
		})
	}
}

// same compares what a read gave with what was written.
func same(t *testing.T, what string) func(any, error) func(any) {
	return func(have any, err error) func(any) {
		return func(want any) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(have, want) {
				t.Errorf("%s = %+v, %v; want %+v", what, have, err, want)
			}
		}
	}
}

func TestAbsentRecordsAreNotFound(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	view(t, s, func(tx *Tx) error {
		_, noIncident := tx.Incident("x")
		_, noAlert := tx.Alert("x", "y")
		_, noPointer := tx.Pointer("x", "y")
		_, noGroup := tx.Group("x", "y")
		_, noAction := tx.Action("x")
		_, noPerson := tx.Person("x")
		_, noBody := tx.Body("x", "y")
		_, noRing := tx.Ring("x")
		for n, err := range []error{noIncident, noAlert, noPointer, noGroup, noAction, noPerson, noBody, noRing} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("read %d: %v, want ErrNotFound", n, err)
			}
		}
		cursor, err := tx.Cursor("x")
		meta, err2 := tx.Meta("x")
		if cursor != nil || meta != nil || err != nil || err2 != nil {
			t.Errorf("cursor %v %v, meta %v %v; want nil", cursor, err, meta, err2)
		}
		return nil
	})
	if _, ok := s.Row("x"); ok {
		t.Error("a row of an unknown incident")
	}
}

func TestNothingReadableOnDiskWhenEncrypted(t *testing.T) {
	o := phone(t.TempDir())
	o.Key = make([]byte, 32)
	if _, err := rand.Read(o.Key); err != nil {
		t.Fatal(err)
	}
	s := mustOpen(t, o)
	secret := "SwordfishIsThePassword"
	update(t, s, func(tx *Tx) error {
		inc := sample(1)
		inc.Title = secret
		return errors.Join(tx.PutIncident(inc), tx.PutBody(inc.ID, "k", strings.Repeat(secret, 5000)))
	})
	grep := func() {
		t.Helper()
		files, err := os.ReadDir(o.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(filepath.Join(o.Dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(raw, []byte("Swordfish")) {
				t.Errorf("%s holds plain text", f.Name())
			}
		}
	}
	grep()
	mustClose(t, s)
	grep()
}
