package store

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"turnaround/app/incident"
)

func rowsByID(s *Store) map[incident.ID]Row {
	rows := map[incident.ID]Row{}
	for row := range s.Rows() {
		rows[row.ID] = row
	}
	return rows
}

func TestRowsComeBackAsTheyWere(t *testing.T) {
	full := rowOf(sample(1))
	odd := Row{ID: "x", Number: 999_999, Status: "of a later version", StartedAt: noon, UpdatedAt: noon.Add(-200 * 365 * 24 * time.Hour)}
	negative := Row{ID: "y", Alerts: -1, Firing: math.MaxInt32, Flaps: math.MinInt32, AckUntil: incident.Indefinitely}
	fractions := Row{ID: "z", StartedAt: noon.Truncate(time.Microsecond), ResolvedAt: noon.Truncate(time.Millisecond),
		AckedAt: noon.Truncate(time.Second), UpdatedAt: noon}
	untold := Row{ID: "u", Impact: incident.ImpactConfirmed, ImpactStart: noon, DueBy: "anna", EndedUntold: true}
	for n, want := range []Row{{}, {ID: "only"}, full, odd, negative, fractions, untold} {
		have, err := readRow(string(appendRow(nil, want)))
		if err != nil || !reflect.DeepEqual(have, want) {
			t.Errorf("row %d = %+v, %v; want %+v", n, have, err, want)
		}
	}
}

func TestTitlesAreCutBetweenCharacters(t *testing.T) {
	for _, c := range []struct {
		title string
		runes int
	}{
		{"short", 5},
		{strings.Repeat("é", 60), 60},
		{strings.Repeat("é", 121), 120},
		{strings.Repeat("🔥", 1<<18), 120},
		{strings.Repeat("\xff", 200), 120},
	} {
		have := cut(c.title)
		if utf8.RuneCountInString(have) != c.runes || !strings.HasPrefix(c.title, have) {
			t.Errorf("cut(%.10q...) has %d characters, want %d", c.title, utf8.RuneCountInString(have), c.runes)
		}
	}
}

func FuzzReadRow(f *testing.F) {
	f.Add(string(appendRow(nil, rowOf(sample(1)))))
	f.Add(string(appendRow(nil, Row{ID: "x", Status: "other"})))
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, raw string) {
		row, err := readRow(raw)
		if err != nil {
			return
		}
		again, err := readRow(string(appendRow(nil, row)))
		if err != nil {
			t.Fatalf("%+v does not come back: %v", row, err)
		}
		if again.ID != row.ID || again.Title != row.Title || !again.UpdatedAt.Equal(row.UpdatedAt) || again.Alerts != row.Alerts {
			t.Errorf("%+v came back as %+v", row, again)
		}
	})
}

func FuzzUnpackPage(f *testing.F) {
	f.Add("")
	f.Add(string(packPage(&[pageRows]string{3: string(appendRow(nil, rowOf(sample(3))))})))
	f.Fuzz(func(t *testing.T, page string) {
		rows, err := unpackPage(page)
		if err != nil || page == "" {
			return
		}
		again, err := unpackPage(string(packPage(&rows)))
		if err != nil || again != rows {
			t.Errorf("the page came back otherwise: %v", err)
		}
	})
}

func TestRowsFollowWritesAndDeletions(t *testing.T) {
	o := phone(t.TempDir())
	s := mustOpen(t, o)
	const n = 3*pageRows + 5
	put := func(from, to int) {
		update(t, s, func(tx *Tx) error {
			for i := from; i < to; i++ {
				if err := tx.PutIncident(sample(i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	put(0, n)
	for i := range n { // where they stand is remembered, and is not so any more after what follows
		if _, ok := s.Row(sample(i).ID); !ok {
			t.Fatalf("no row %d", i)
		}
	}
	update(t, s, func(tx *Tx) error {
		for i := 0; i < n; i += 3 {
			if err := tx.DeleteIncident(sample(i).ID); err != nil {
				return err
			}
		}
		// Given and taken back at once leaves no row.
		if err := tx.PutIncident(sample(n)); err != nil {
			return err
		}
		return tx.DeleteIncident(sample(n).ID)
	})
	failure := errors.New("no")
	if err := s.Update(t.Context(), func(tx *Tx) error {
		return errors.Join(tx.PutIncident(sample(n+1)), tx.DeleteIncident(sample(1).ID), failure)
	}); !errors.Is(err, failure) {
		t.Fatalf("Update: %v", err)
	}
	put(0, 10) // refills some of the freed slots
	check := func(when string) {
		t.Helper()
		rows := rowsByID(s)
		want := 0
		for i := range n {
			inc := sample(i)
			_, listed := rows[inc.ID]
			row, found := s.Row(inc.ID)
			if should := i < 10 || i%3 != 0; listed != should || found != should {
				t.Errorf("%s: incident %d listed %v, found %v, want %v", when, i, listed, found, should)
			} else if should {
				want++
				if !reflect.DeepEqual(row, rowOf(inc)) || !reflect.DeepEqual(rows[inc.ID], row) {
					t.Errorf("%s: row %d = %+v", when, i, row)
				}
			}
		}
		if len(rows) != want || s.Stats().Incidents != want {
			t.Errorf("%s: %d rows, %d counted, want %d", when, len(rows), s.Stats().Incidents, want)
		}
		if pages := s.rows.count(); pages != 4 {
			t.Errorf("%s: %d pages, want 4: freed slots are used again", when, pages)
		}
	}
	check("written")
	mustClose(t, s)
	s = mustOpen(t, o)
	check("reopened")
	put(n+2, n+3)
	if _, ok := s.Row(sample(n + 2).ID); !ok {
		t.Error("no row for an incident added after reopening")
	}
}

func TestIncidentsWithOneNumberAreAllFound(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	update(t, s, func(tx *Tx) error {
		for n := range 200 {
			inc := sample(n)
			inc.Number = n % 7
			if err := tx.PutIncident(inc); err != nil {
				return err
			}
		}
		return nil
	})
	if rows := s.ByNumber(3); len(rows) != 29 || rows[0].Number != 3 {
		t.Errorf("%d rows with number 3, want 29", len(rows))
	}
	if rows := s.ByNumber(8); len(rows) != 0 {
		t.Errorf("rows with a number nobody has: %v", rows)
	}
}

func TestIterationSeesOneMoment(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	update(t, s, func(tx *Tx) error {
		for n := range 3 * pageRows {
			if err := tx.PutIncident(sample(n)); err != nil {
				return err
			}
		}
		return nil
	})
	seen := 0
	for row := range s.Rows() {
		if seen == 0 {
			update(t, s, func(tx *Tx) error {
				for n := range 3 * pageRows {
					inc := sample(n)
					inc.Title = "changed"
					if err := tx.PutIncident(inc); err != nil {
						return err
					}
				}
				return tx.PutIncident(sample(9999))
			})
		}
		seen++
		if row.Title == "changed" {
			t.Fatalf("row %d shows a later write", seen)
		}
	}
	if seen != 3*pageRows {
		t.Errorf("%d rows, want %d", seen, 3*pageRows)
	}
	if row, _ := s.Row(sample(5).ID); row.Title != "changed" {
		t.Errorf("after Update the row says %q", row.Title)
	}
}

func TestRowsAreMadeAnewWhenPagesDoNotFit(t *testing.T) {
	for name, harm := range map[string]func(*Tx) error{
		"a page is missing":     func(tx *Tx) error { return tx.txn.Delete(pageKey(1)) },
		"the last is missing":   func(tx *Tx) error { return tx.txn.Delete(pageKey(2)) },
		"a page is of no use":   func(tx *Tx) error { return tx.txn.Set(pageKey(0), []byte("\x01\xff\xff")) },
		"of an unknown version": func(tx *Tx) error { return tx.txn.Set(pageKey(0), []byte{99}) },
	} {
		t.Run(name, func(t *testing.T) {
			o := phone(t.TempDir())
			s := mustOpen(t, o)
			update(t, s, func(tx *Tx) error {
				for n := range 2*pageRows + 3 {
					if err := tx.PutIncident(sample(n)); err != nil {
						return err
					}
				}
				return tx.DeleteIncident(sample(70).ID)
			})
			want := rowsByID(s)
			update(t, s, harm)
			mustClose(t, s)
			s = mustOpen(t, o)
			if have := rowsByID(s); !reflect.DeepEqual(have, want) {
				t.Errorf("%d rows, want %d", len(have), len(want))
			}
			if s.Aside() != "" {
				t.Errorf("set aside to %s", s.Aside())
			}
			update(t, s, func(tx *Tx) error { return tx.PutIncident(sample(5000)) })
			if n := len(rowsByID(s)); n != len(want)+1 {
				t.Errorf("%d rows after one more, want %d", n, len(want)+1)
			}
		})
	}
}

func TestWritersAndReadersTogether(t *testing.T) {
	s := mustOpen(t, phone(t.TempDir()))
	const writers, each = 4, 40
	done := make(chan error, writers+1)
	for w := range writers {
		go func() {
			for n := range each {
				inc := sample(w*each + n)
				err := s.Update(t.Context(), func(tx *Tx) error {
					_, err := tx.AddEntry(entry(inc.ID, "e", noon))
					return errors.Join(err, tx.PutIncident(inc))
				})
				if _, ok := s.Row(inc.ID); err == nil && !ok {
					err = fmt.Errorf("no row of incident %d after its Update", n)
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			for row := range s.Rows() {
				if err := s.View(func(tx *Tx) error { _, err := tx.Incident(row.ID); return err }); err != nil {
					done <- err
					return
				}
			}
		}
	}()
	for range writers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := len(rowsByID(s)); n != writers*each {
		t.Errorf("%d rows, want %d", n, writers*each)
	}
}
