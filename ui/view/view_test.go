package view

import (
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

func TestRowsStandInTheOrderOfUrgency(t *testing.T) {
	row := func(title string, change func(*store.Row)) store.Row {
		r := store.Row{ID: incident.ID(title), Title: title, Status: incident.Triggered, Severity: incident.Critical,
			RingSince: noon, StartedAt: noon.Add(-time.Hour), Alerts: 1, Source: "eu"}
		change(&r)
		return r
	}
	all := []store.Row{
		row("old", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-25*time.Hour) }),
		row("resolved", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-time.Hour) }),
		row("merged", func(r *store.Row) { r.MergedInto = "x" }),
		row("snoozed", func(r *store.Row) { r.SnoozedUntil = noon.Add(time.Hour) }),
		row("acknowledged", func(r *store.Row) { r.Status, r.AckedBy = incident.Acknowledged, "p" }),
		row("minor", func(r *store.Row) { r.Severity = incident.Minor }),
		row("major", func(r *store.Row) { r.Severity = incident.Major }),
		row("critical", func(r *store.Row) {}),
	}
	rows := Rows(slices.Values(all), noon, func(incident.PersonID) string { return "Anna" })
	var got []string
	for _, r := range rows {
		got = append(got, r.Title)
	}
	if want := "critical major acknowledged minor snoozed resolved"; strings.Join(got, " ") != want {
		t.Errorf("order %v, want %s", got, want)
	}
	if want := "eu · 1 alert · acknowledged by Anna"; rows[2].Meta != want {
		t.Errorf("meta %q, want %q", rows[2].Meta, want)
	}
}
