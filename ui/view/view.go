// Package view turns incidents into rows of plain, ready text, away from the
// screen's goroutine.
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

// Section is a part of the list.
type Section int

// The sections, most urgent first.
const (
	Paging Section = iota
	Active
	Snoozed
	Resolved
)

var sectionNames = [...]string{"Paging you", "Active", "Snoozed", "Resolved today"}

// String gives the section's name on screen.
func (s Section) String() string { return sectionNames[s] }

// Row is one line of the list, ready to draw.
type Row struct {
	ID       incident.ID
	Section  Section
	Severity incident.Severity
	Title    string
	Meta     string // source · alerts · who
	Age      string
	Open     bool
}

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
		rows[n] = Row{ID: r.ID, Section: section(r, now), Severity: r.Severity, Title: text.Line(r.Title, 200),
			Meta: meta(r, now, name), Age: text.Age(now.Sub(r.StartedAt)), Open: r.Status != incident.Resolved}
	}
	return rows
}

func section(r store.Row, now time.Time) Section {
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
