package view

import (
	"slices"
	"strings"
	"time"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Limits of a moment's texts.
const (
	leadLimit = 200
	noteLimit = 8000
)

// grouped is how many repeats in a row become one line.
const grouped = 3

// timeline words entries; what it needs of the incident was read before.
type timeline struct {
	*Scene
	mail   map[string]bool // sources that are mailboxes
	opened map[string]bool // groups that are shown whole
	// channels of each published update, by its entry.
	channels map[string][]string
}

// moments gives the timeline, newest first; entries come oldest first.
func (t *timeline) moments(entries []incident.Entry) []Moment {
	entries = slices.Clone(entries)
	entries = slices.DeleteFunc(entries, t.told(entries))
	slices.Reverse(entries)
	entries, t.channels = published(entries)
	var all []Moment
	for from := 0; from < len(entries); {
		to := run(entries, from)
		all = append(all, t.stretch(entries, from, to)...)
		from = to
	}
	t.days(all, entries)
	return all
}

// told finds what another entry says already: the first alert is the opening.
func (t *timeline) told(entries []incident.Entry) func(incident.Entry) bool {
	var opening incident.Entry
	for _, e := range entries {
		if e.Kind == incident.KindOpened {
			opening = e
			break
		}
	}
	return func(e incident.Entry) bool {
		return e.Kind == incident.KindFired && opening.ID != "" && e.At.Equal(opening.At) && e.Text == opening.Text
	}
}

// count is how many entries the timeline tells.
func (t *timeline) count(entries []incident.Entry) int {
	said, n := t.told(entries), 0
	for _, e := range entries {
		if !said(e) {
			n++
		}
	}
	return n
}

// run ends where another sort of entry begins.
func run(entries []incident.Entry, from int) int {
	to := from + 1
	for sort := sortOf(entries[from]); sort != "" && to < len(entries) && sortOf(entries[to]) == sort; {
		to++
	}
	return to
}

// sortOf tells what repeats like what; empty: it stands alone.
func sortOf(e incident.Entry) string {
	switch e.Kind {
	case incident.KindFired, incident.KindCleared:
		return "alerts"
	case incident.KindNotified:
		return "pages"
	case incident.KindSilenceLost:
		return "silences"
	}
	return ""
}

// stretch words entries[from:to], as one line where they are many.
func (t *timeline) stretch(entries []incident.Entry, from, to int) []Moment {
	if to-from < grouped {
		var all []Moment
		for n := from; n < to; n++ {
			all = append(all, t.moment(entries, n))
		}
		return all
	}
	group := t.group(entries[from:to])
	if !group.Opened {
		return []Moment{group}
	}
	all := []Moment{group}
	for n := from; n < to; n++ {
		m := t.moment(entries, n)
		m.Nested = true
		all = append(all, m)
	}
	return all
}

// group words repeats as one. Its key is its oldest entry, which stays while
// newer ones join.
func (t *timeline) group(entries []incident.Entry) Moment {
	newest, oldest := entries[0], entries[len(entries)-1]
	m := Moment{Key: "group " + oldest.ID, Clock: words.Clock(newest.At)}
	m.Opened = t.opened[m.Key]
	m.Fold = words.T("Show {{.Number}}", words.Data{"Number": words.Number(len(entries))})
	if m.Opened {
		m.Fold = words.T("Hide")
	}
	switch sortOf(newest) {
	case "pages":
		m.Glyph, m.Icon, m.Tone = Person, "notifications_active", Accent
		m.Lead = words.N("Paged you {{.Count}} times", len(entries))
		m.Rest = words.T("since {{.Time}}", words.Data{"Time": words.Moment(oldest.At, t.Now)})
	case "silences":
		m.Icon, m.Tone = "warning", Warn
		m.Lead = words.N("A silence was lost {{.Count}} times", len(entries))
	default:
		m.Icon = t.icon(newest)
		m.Lead, m.Rest = countAlerts(entries), t.names(entries)
	}
	return m
}

func countAlerts(entries []incident.Entry) string {
	fired := 0
	for _, e := range entries {
		if e.Kind == incident.KindFired {
			fired++
		}
	}
	switch fired {
	case len(entries):
		return words.N("{{.Count}} alerts fired", fired)
	case 0:
		return words.N("{{.Count}} alerts cleared", len(entries))
	}
	return words.T("{{.Fired}} alerts fired, {{.Cleared}} cleared",
		words.Data{"Fired": words.Number(fired), "Cleared": words.Number(len(entries) - fired)})
}

// names lists what fired, each once.
func (t *timeline) names(entries []incident.Entry) string {
	var names []string
	for _, e := range entries {
		if name := text.Line(e.Text, 60); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		if len(names) == 3 {
			return words.T("{{.Names}} and more", words.Data{"Names": strings.Join(names[:2], ", ")})
		}
	}
	return strings.Join(names, ", ")
}

// days heads each day but today.
func (t *timeline) days(all []Moment, entries []incident.Entry) {
	at := map[string]time.Time{}
	for _, e := range entries {
		at[e.ID] = e.At
	}
	last := t.Now
	for n := range all {
		m := &all[n]
		when, ok := at[m.Key]
		if !ok {
			when = at[strings.TrimPrefix(m.Key, "group ")]
		}
		if when.IsZero() || sameDay(when, last) {
			continue
		}
		last = when
		m.Day = words.Day(when)
		if when.In(words.Zone()).Year() != t.Now.In(words.Zone()).Year() {
			m.Day = words.Date(when)
		}
	}
}

// icon of what a source told.
func (t *timeline) icon(e incident.Entry) string {
	if t.mail[e.Via] {
		return "mail"
	}
	return "sensors"
}
