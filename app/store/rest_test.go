package store

import (
	"fmt"
	"testing"

	"turnaround/app/incident"
)

// Resting lets pages of tables go while they are read; all must still be there.
func TestRestLosesNothing(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, phone(dir))
	const n = 300
	for from := 0; from < n; from += 50 {
		update(t, s, func(tx *Tx) error {
			for i := from; i < from+50; i++ {
				if err := tx.PutIncident(sample(i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	mustClose(t, s) // into tables
	s = mustOpen(t, phone(dir))
	for range 3 {
		s.Rest()
		found := 0
		view(t, s, func(tx *Tx) error {
			for i := range n {
				want := incident.NewID("http://am.example", fmt.Sprint("group", i), noon)
				if _, err := tx.Incident(want); err != nil {
					return err
				}
				found++
			}
			return nil
		})
		if found != n {
			t.Fatalf("%d incidents after resting, want %d", found, n)
		}
	}
}
