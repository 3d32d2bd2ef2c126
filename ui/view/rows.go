package view

import (
	"iter"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

// Rows forms the whole list at once, without its heads.
func Rows(all iter.Seq[store.Row], now time.Time, name func(incident.PersonID) string) []Row {
	var listed []store.Row
	for r := range all {
		if Listed(r, now) {
			listed = append(listed, r)
		}
	}
	var rows []Row
	for _, s := range Sections(listed, &Scene{Now: now, Name: name}, func(string) bool { return false }) {
		for n := range s.Rows.Len() {
			rows = append(rows, s.Rows.Row(n))
		}
	}
	return rows
}
