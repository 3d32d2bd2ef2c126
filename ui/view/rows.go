package view

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/app/text"
)

// Rows builds the list as it stands at now: open incidents, and those resolved
// within the last day. name gives a person's name.
func Rows(all iter.Seq[store.Row], now time.Time, name func(incident.PersonID) string) []Row {
	var kept []store.Row
	for r := range all {
		if r.MergedInto != "" || r.Status == incident.Resolved && now.Sub(r.ResolvedAt) > 24*time.Hour {
			continue
		}
		kept = append(kept, r)
	}
	slices.SortStableFunc(kept, func(a, b store.Row) int {
		return cmp.Or(cmp.Compare(section(a, now), section(b, now)),
			cmp.Compare(a.Severity, b.Severity), b.StartedAt.Compare(a.StartedAt))
	})
	rows := make([]Row, len(kept))
	for n, r := range kept {
		rows[n] = Row{ID: r.ID, Kind: section(r, now), Severity: r.Severity, Level: r.Severity.String(), Title: text.Line(r.Title, 200),
			Meta: meta(r, now, name), Age: text.Age(now.Sub(r.StartedAt)), Open: r.Status != incident.Resolved}
	}
	return rows
}

func section(r store.Row, now time.Time) Kind {
	switch {
	case r.Status == incident.Resolved:
		return Resolved
	case r.SnoozedUntil.After(now) || !r.QuietSince.IsZero():
		return Snoozed
	case r.Status == incident.Triggered && !r.RingSince.IsZero() && r.Severity <= incident.Major:
		return Paging
	}
	return Active
}

func meta(r store.Row, now time.Time, name func(incident.PersonID) string) string {
	var parts []string
	if r.Source != "" {
		parts = append(parts, text.Line(r.Source, 40))
	}
	if r.Alerts == 1 {
		parts = append(parts, "1 alert")
	} else if r.Alerts > 1 {
		parts = append(parts, fmt.Sprintf("%d alerts", r.Alerts))
	}
	switch {
	case r.Status == incident.Resolved:
		parts = append(parts, "resolved "+text.Age(now.Sub(r.ResolvedAt))+" ago")
	case r.Status == incident.Acknowledged:
		parts = append(parts, "acknowledged by "+text.Line(name(r.AckedBy), 40))
	case !r.QuietSince.IsZero():
		parts = append(parts, "no news since "+text.Age(now.Sub(r.QuietSince)))
	}
	if r.Flaps > 0 {
		parts = append(parts, fmt.Sprintf("flapped %d times", r.Flaps))
	}
	return strings.Join(parts, " · ")
}
