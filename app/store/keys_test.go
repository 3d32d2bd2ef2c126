package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// hostile are IDs a source may send.
var hostile = []string{"", "\x00", "\xff", "\xff\xff", "a", "a\x00b", "ab", "/", "k/", strings.Repeat("x", longestPart),
	strings.Repeat("x", longestPart+1), strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20) + "y", "日本", "\xff" + strings.Repeat("z", 40)}

func TestHostileIDsAreKeptApart(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	note := func(space, id string) string { return fmt.Sprintf("%d:%.70q|%d:%.70q", len(space), space, len(id), id) }
	update(t, s, func(tx *Tx) error {
		for _, space := range hostile {
			for _, id := range hostile {
				err := errors.Join(tx.PutPointer(space, id, Pointer{Source: note(space, id)}),
					tx.PutGroup(space, id, incident.ID(note(space, id))))
				if err != nil {
					return err
				}
			}
			if err := errors.Join(tx.PutCursor(space, []byte(note(space, ""))), tx.PutRing(space, []byte(note(space, "")))); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx *Tx) error {
		for _, space := range hostile {
			var listed []string
			for at, err := range tx.Pointers(space) {
				if err != nil {
					return err
				}
				if at.Source != note(space, at.ID) {
					t.Errorf("listed %s under %s", at.Source, note(space, at.ID))
				}
				listed = append(listed, at.ID)
			}
			want := slices.Clone(hostile)
			sort.Strings(want)
			sort.Strings(listed)
			if !slices.Equal(listed, want) {
				t.Errorf("space %.20q lists %d IDs, want %d", space, len(listed), len(want))
			}
			for _, id := range hostile {
				p, err := tx.Pointer(space, id)
				g, err2 := tx.Group(space, id)
				if err != nil || err2 != nil || p.Source != note(space, id) || string(g) != note(space, id) {
					t.Errorf("%s: %v %v, %s, %s", note(space, id), err, err2, p.Source, g)
				}
			}
			c, err := tx.Cursor(space)
			r, err2 := tx.Ring(space)
			if err != nil || err2 != nil || string(c) != note(space, "") || string(r) != note(space, "") {
				t.Errorf("%s: cursor %q %v, ring %q %v", note(space, ""), c, err, r, err2)
			}
		}
		rings := map[string]bool{}
		for at, err := range tx.Rings() {
			if err != nil || string(at.Raw) != note(at.ID, "") {
				t.Errorf("ring %.20q: %q, %v", at.ID, at.Raw, err)
			}
			rings[at.ID] = true
		}
		if len(rings) != len(hostile) {
			t.Errorf("%d rings, want %d", len(rings), len(hostile))
		}
		return nil
	})
}

func FuzzKeysDiffer(f *testing.F) {
	f.Add("a", "b", "ab", "")
	f.Add("\x01", "", "", "\x01")
	f.Add(strings.Repeat("x", 64), "y", strings.Repeat("x", 65), "y")
	f.Fuzz(func(t *testing.T, a1, a2, b1, b2 string) {
		a, b := key(prefixAlert, a1, a2), key(prefixAlert, b1, b2)
		if bytes.Equal(a, b) != (a1 == b1 && a2 == b2) {
			t.Errorf("(%q, %q) and (%q, %q) have keys %q and %q", a1, a2, b1, b2, a, b)
		}
		if !bytes.HasPrefix(a, under(prefixAlert, a1)) {
			t.Errorf("%q is not under %q", a, a1)
		}
		if bytes.HasPrefix(a, under(prefixAlert, b1)) && a1 != b1 {
			t.Errorf("%q is also under %q", a, b1)
		}
	})
}

func TestTimelinesAreInOrderOfTimeThenID(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	id := sample(1).ID
	times := []time.Time{{}, time.Date(1969, 7, 20, 0, 0, 0, 0, time.UTC), time.Unix(0, 0).UTC(), noon.Add(-time.Nanosecond),
		noon, noon.Add(time.Nanosecond), noon.Add(time.Hour), incident.Indefinitely}
	var want []string
	update(t, s, func(tx *Tx) error {
		for n := len(times) - 1; n >= 0; n-- {
			for _, name := range []string{"b", "a", "aa"} {
				added, err := tx.AddEntry(entry(id, fmt.Sprint(name, n), times[n]))
				if err != nil || !added {
					return fmt.Errorf("added %v: %w", added, err)
				}
			}
		}
		_, err := tx.AddEntry(entry(sample(2).ID, "other", noon))
		return err
	})
	for n := range times {
		want = append(want, fmt.Sprint("a", n), fmt.Sprint("aa", n), fmt.Sprint("b", n))
		if fmt.Sprint("aa", n) < fmt.Sprint("a", n) {
			t.Fatal("the wanted order is not sorted")
		}
	}
	view(t, s, func(tx *Tx) error {
		var have []string
		for _, e := range collect(t, tx.Entries(id)) {
			have = append(have, e.ID)
		}
		byTime := slices.Clone(want)
		slices.SortFunc(byTime, func(a, b string) int { return 0 })
		if len(have) != len(want) {
			t.Fatalf("%d entries, want %d", len(have), len(want))
		}
		for n := range times {
			some := slices.Sorted(slices.Values(want[3*n : 3*n+3]))
			if !slices.Equal(have[3*n:3*n+3], some) {
				t.Errorf("at %v: %v, want %v", times[n], have[3*n:3*n+3], some)
			}
		}
		return nil
	})
}

func TestAnEntryIsAddedOnce(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	a, b := sample(1).ID, sample(2).ID
	names := append([]string{"e1"}, hostile...)
	add := func(id incident.ID, at time.Time) (added int) {
		update(t, s, func(tx *Tx) error {
			for _, name := range names {
				ok, err := tx.AddEntry(entry(id, name, at))
				if err != nil {
					return err
				}
				if there, err := tx.HasEntry(id, name); err != nil || !there {
					t.Errorf("HasEntry(%.20q) = %v, %v in the transaction that added it", name, there, err)
				}
				if ok {
					added++
				}
			}
			return nil
		})
		return added
	}
	if first, again, other := add(a, noon), add(a, noon.Add(time.Hour)), add(b, noon); first != len(names) || again != 0 || other != len(names) {
		t.Errorf("added %d, then %d, and %d to another incident; want %d, 0, %d", first, again, other, len(names), len(names))
	}
	view(t, s, func(tx *Tx) error {
		if n := len(collect(t, tx.Entries(a))); n != len(names) {
			t.Errorf("%d entries, want %d", n, len(names))
		}
		there, err := tx.HasEntry(a, "e2")
		if there || err != nil {
			t.Errorf("HasEntry of another: %v, %v", there, err)
		}
		return nil
	})
}

func TestWhatATransactionWroteItSeesAndMayChangeWhileIterating(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	id := sample(1).ID
	const n = 3 * nextBatch
	update(t, s, func(tx *Tx) error {
		for i := range n {
			if err := tx.PutAlert(incident.Alert{Incident: id, Fingerprint: fmt.Sprintf("%06d", i)}); err != nil {
				return err
			}
		}
		seen := 0
		for a, err := range tx.Alerts(id) {
			if err != nil {
				return err
			}
			for range tx.Alerts(id) { // another walk inside
				break
			}
			if seen%2 == 0 {
				err = tx.DeleteAlert(id, a.Fingerprint)
			} else {
				a.Firing = true
				err = tx.PutAlert(a)
			}
			if err != nil {
				return err
			}
			seen++
		}
		if seen != n {
			t.Errorf("saw %d alerts, want %d", seen, n)
		}
		return nil
	})
	view(t, s, func(tx *Tx) error {
		all := collect(t, tx.Alerts(id))
		if len(all) != n/2 || !all[0].Firing {
			t.Errorf("%d alerts are left, want %d", len(all), n/2)
		}
		return nil
	})
}

func TestTheOutboxIsInOrderOfID(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	ids := []string{"01J9", "01J8", "01J80", "01K"}
	update(t, s, func(tx *Tx) error {
		for _, id := range ids {
			if err := tx.PutAction(outbox.Action{ID: id}); err != nil {
				return err
			}
		}
		return tx.DeleteAction("01K")
	})
	view(t, s, func(tx *Tx) error {
		var have []string
		for _, a := range collect(t, tx.Actions()) {
			have = append(have, a.ID)
		}
		if want := []string{"01J8", "01J80", "01J9"}; !slices.Equal(have, want) {
			t.Errorf("actions %v, want %v", have, want)
		}
		return nil
	})
}

func TestNamedValues(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	update(t, s, func(tx *Tx) error {
		return errors.Join(tx.PutMeta("a/1", []byte("x")), tx.PutMeta("a/2", []byte{}), tx.PutMeta("b", []byte("y")),
			tx.PutMeta("schema", []byte("z")), tx.PutMeta("gone", []byte("q")), tx.PutMeta("gone", nil))
	})
	view(t, s, func(tx *Tx) error {
		if keys := collect(t, tx.MetaKeys("a/")); !slices.Equal(keys, []string{"a/1", "a/2"}) {
			t.Errorf("keys %q", keys)
		}
		if v, err := tx.Meta("a/2"); v == nil || len(v) != 0 || err != nil {
			t.Errorf("an empty value reads as %v, %v", v, err)
		}
		if v, err := tx.Meta("gone"); v != nil || err != nil {
			t.Errorf("a deleted value reads as %v, %v", v, err)
		}
		return nil
	})
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.PutMeta(strings.Repeat("x", maxMetaKey+1), []byte{1}) }); err == nil {
		t.Error("a name of any length was taken")
	}
}

func TestTimesNoEncodingHoldsDoNotStopAnIncident(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	far, before := time.Unix(1<<40, 0), time.Unix(-1<<40, 0)
	inc := sample(1)
	inc.AckUntil, inc.StartedAt = far, before
	inc.Clocks = map[string]incident.Stamp{"life": {At: far}}
	update(t, s, func(tx *Tx) error {
		_, err := tx.AddEntry(entry(inc.ID, "e", far))
		return errors.Join(err, tx.PutIncident(inc), tx.PutAlert(incident.Alert{Incident: inc.ID, StartsAt: before, Marks: []incident.Marking{{Until: far}}}),
			tx.PutPointer("s", "i", Pointer{At: far, StartsAt: before}), tx.PutAction(outbox.Action{ID: "x", Until: far}))
	})
	view(t, s, func(tx *Tx) error {
		have, err := tx.Incident(inc.ID)
		if err != nil || have.AckUntil != incident.Indefinitely || !have.StartedAt.IsZero() || have.Clocks["life"].At != incident.Indefinitely {
			t.Errorf("%v, %v, %v, %v", have.AckUntil, have.StartedAt, have.Clocks, err)
		}
		collect(t, tx.Entries(inc.ID))
		collect(t, tx.Alerts(inc.ID))
		return nil
	})
	if inc.Clocks["life"].At != far {
		t.Error("the caller's incident was changed")
	}
}

func TestDeletingAnIncidentLeavesNothingOfIt(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	keys := func() map[string]bool {
		all := map[string]bool{}
		view(t, s, func(tx *Tx) error {
			for p, err := range tx.scan([]byte{}, false) {
				if err != nil {
					return err
				}
				all[string(p.key)] = true
			}
			return nil
		})
		return all
	}
	put := func(n int) {
		update(t, s, func(tx *Tx) error {
			inc := sample(n)
			_, err := tx.AddEntry(entry(inc.ID, "e", noon))
			return errors.Join(err, tx.PutIncident(inc), tx.PutAlert(incident.Alert{Incident: inc.ID, Fingerprint: "f"}),
				tx.PutPointer("s", fmt.Sprint(n), Pointer{Incident: inc.ID}), tx.PutGroup("s", fmt.Sprint(n), inc.ID),
				tx.PutBody(inc.ID, "k", "x"), tx.PutRing(string(inc.ID), []byte("r")))
		})
	}
	put(1)
	before := keys()
	put(2)
	update(t, s, func(tx *Tx) error { return tx.DeleteIncident(sample(2).ID) })
	if after := keys(); !maps.Equal(after, before) {
		t.Errorf("left %q, want %q", slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)))
	}
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.DeleteIncident(sample(2).ID) }); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

func TestExpireDeletesOldIncidentsAndErasesPeople(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	put := func(name string, status incident.Status, closed time.Time, by incident.PersonID, alerts int) incident.ID {
		id := incident.NewID("x", name, noon)
		update(t, s, func(tx *Tx) error {
			inc := incident.Incident{ID: id, Title: name, Status: status, ResolvedAt: closed, UpdatedAt: closed}
			e := entry(id, "e", noon)
			e.By, e.Data = by, nil
			_, err := tx.AddEntry(e)
			return errors.Join(err, tx.PutIncident(inc), tx.PutBody(id, "k", name), tx.PutPointer("s", name, Pointer{Incident: id}),
				tx.PutPerson(Person{ID: by, Seen: day(-300)}))
		})
		for from := 0; from < alerts; from += 1000 {
			update(t, s, func(tx *Tx) error {
				for n := range 1000 {
					if err := tx.PutAlert(incident.Alert{Incident: id, Fingerprint: fmt.Sprint(from + n)}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return id
	}
	ancient := put("ancient", incident.Resolved, day(-400), "p-ancient", 0)
	large := put("large", incident.Resolved, day(-401), "p-large", 6000)
	old := put("old", incident.Resolved, day(-200), "p-old", 0)
	recent := put("recent", incident.Resolved, day(-10), "p-recent", 0)
	running := put("running", incident.Triggered, time.Time{}, "p-running", 0)
	update(t, s, func(tx *Tx) error { return tx.PutPerson(Person{ID: "p-seen", Seen: day(-1)}) })
	for round := range 2 {
		incidents, people, err := s.Expire(t.Context(), day(-365), day(-180))
		want := [2]int{2, 3}
		if round > 0 {
			want = [2]int{}
		}
		if err != nil || incidents != want[0] || people != want[1] {
			t.Errorf("round %d: %d incidents, %d people, %v; want %v", round, incidents, people, err, want)
		}
	}
	rows := rowsByID(s)
	view(t, s, func(tx *Tx) error {
		for id, want := range map[incident.ID]struct{ there, text bool }{
			ancient: {}, large: {}, old: {true, false}, recent: {true, true}, running: {true, true},
		} {
			_, err := tx.Incident(id)
			_, noText := tx.Body(id, "k")
			_, listed := rows[id]
			left := len(collect(t, tx.Entries(id))) + len(collect(t, tx.Alerts(id)))
			if (err == nil) != want.there || listed != want.there || (noText == nil) != want.text || (left > 0) != want.there {
				t.Errorf("%s: %v, listed %v, text %v, %d records", rows[id].Title, err, listed, noText, left)
			}
		}
		var people []string
		for _, p := range collect(t, tx.People()) {
			people = append(people, string(p.ID))
		}
		if want := []string{"p-recent", "p-running", "p-seen"}; !slices.Equal(people, want) {
			t.Errorf("people %v, want %v", people, want)
		}
		if at := collect(t, tx.Pointers("s")); len(at) != 3 {
			t.Errorf("%d alert IDs are left, want 3", len(at))
		}
		return nil
	})
	if incidents, people, err := s.Expire(t.Context(), time.Time{}, time.Time{}); incidents+people != 0 || err != nil {
		t.Errorf("keeping everything: %d, %d, %v", incidents, people, err)
	}
}
