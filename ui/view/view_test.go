package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

const (
	anna = incident.PersonID("anna")
	me   = incident.PersonID("me")
)

func scene() *Scene {
	return &Scene{Now: noon, Me: me, Name: func(id incident.PersonID) string { return strings.ToUpper(string(id)) }}
}

func unfolded(string) bool { return false }

func row(title string, change func(*store.Row)) store.Row {
	r := store.Row{ID: incident.ID(title), Title: title, Status: incident.Triggered, Severity: incident.Critical,
		RingSince: noon, StartedAt: noon.Add(-time.Hour), Alerts: 5, Source: "eu"}
	change(&r)
	return r
}

// outline says what the list shows, a section a line.
func outline(sections []Section) string {
	var b strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&b, "%s %s:", s.Title, s.Count)
		for n := range s.Rows.Len() {
			b.WriteString(" " + s.Rows.Row(n).Title)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestSectionsStandInTheOrderOfUrgency(t *testing.T) {
	all := []store.Row{
		row("ended-first", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-3*time.Hour) }),
		row("ended-last", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-time.Hour) }),
		row("late", func(r *store.Row) { r.SnoozedUntil = noon.Add(2 * time.Hour) }),
		row("soon", func(r *store.Row) { r.SnoozedUntil = noon.Add(time.Hour) }),
		row("still", func(r *store.Row) { r.QuietSince = noon.Add(-30 * time.Hour) }),
		row("held", func(r *store.Row) { r.Status, r.AckedBy = incident.Acknowledged, anna }),
		row("unheld", func(r *store.Row) { r.RingSince = time.Time{} }),
		row("minor", func(r *store.Row) { r.Severity = incident.Minor }),
		row("unknown", func(r *store.Row) { r.Severity, r.StartedAt = incident.Unknown, noon.Add(-2*time.Hour) }),
		row("major", func(r *store.Row) { r.Severity = incident.Major }),
		row("older", func(r *store.Row) { r.StartedAt = noon.Add(-2 * time.Hour) }),
		row("newer", func(r *store.Row) {}),
	}
	const want = `Paging you 3: newer older major
Active 4: unheld held minor unknown
Snoozed 3: soon late still
Resolved today 2: ended-last ended-first
`
	if got := outline(Sections(slices.Clone(all), scene(), unfolded)); got != want {
		t.Errorf("the list is\n%swant\n%s", got, want)
	}
	off := scene()
	off.Quiet = true
	if got := outline(Sections(slices.Clone(all), off, unfolded)); !strings.HasPrefix(got, "Active 7: newer unheld older held major") {
		t.Errorf("off call nothing pages; the list is\n%s", got)
	}
	if got := Sections(nil, scene(), unfolded); got != nil {
		t.Errorf("nothing gives %v", got)
	}
}

func TestOnlyTheRecentIsListed(t *testing.T) {
	for _, c := range []struct {
		row  store.Row
		want bool
	}{
		{row("open", func(*store.Row) {}), true},
		{row("merged", func(r *store.Row) { r.MergedInto = "x" }), false},
		{row("just resolved", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon }), true},
		{row("long resolved", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-25*time.Hour) }), false},
	} {
		if got := Listed(c.row, noon); got != c.want {
			t.Errorf("%s is listed: %v", c.row.Title, got)
		}
	}
}

func TestHeadsSayWhatTheSectionHolds(t *testing.T) {
	s := scene()
	s.Rings = map[incident.ID]time.Time{"a": noon.Add(4 * time.Minute), "b": noon.Add(42 * time.Second)}
	sections := Sections([]store.Row{
		row("a", func(*store.Row) {}), row("b", func(*store.Row) {}),
		row("yesterday", func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, noon.Add(-13*time.Hour) }),
	}, s, func(key string) bool { return key == "resolved" })
	if got := sections[0]; got.Note != "rings in 0:42" || got.Tone != Bad {
		t.Errorf("head %+v, want the countdown in red", got)
	}
	if got := sections[1]; got.Title != "Resolved since yesterday" || got.Note != "Show" || !got.Folded {
		t.Errorf("head %+v, want a folded one that does not claim today", got)
	}
	for left, want := range map[time.Duration]string{0: "0:00", 9 * time.Second: "0:09", 9*time.Minute + 5*time.Second: "9:05", time.Hour + 2*time.Minute + 3*time.Second: "1:02:03"} {
		if got := digits(left); got != want {
			t.Errorf("%v counts down as %s, want %s", left, got, want)
		}
	}
}

func TestRowsSayWhoHasItAndWhatKeepsItQuiet(t *testing.T) {
	until := noon.Add(3 * time.Hour)
	for _, c := range []struct {
		name      string
		row       store.Row
		meta, who string
		age       string
	}{
		{"paging", row("x", func(r *store.Row) { r.Alerts = 3 }), "eu · 3 alerts", "nobody yet", "1h"},
		{"mine", row("x", func(r *store.Row) { r.Status, r.AckedBy = incident.Acknowledged, me }), "eu · 5 alerts", "you", "1h"},
		{"hers", row("x", func(r *store.Row) { r.Status, r.AckedBy, r.Flaps = incident.Acknowledged, anna, 2 }),
			"eu · 5 alerts · flapped 2 times", "ANNA", "1h"},
		{"handed over", row("x", func(r *store.Row) { r.Assignee = anna }), "eu · 5 alerts", "ANNA", "1h"},
		{"by hand", row("x", func(r *store.Row) { r.Source, r.Alerts = "", 0 }), "declared by hand", "nobody yet", "1h"},
		{"snoozed", row("x", func(r *store.Row) { r.SnoozedUntil = until }), "eu · 5 alerts", "until 15:00", "1h"},
		{"silenced", row("x", func(r *store.Row) {
			r.Status, r.AckedBy, r.AckMark = incident.Acknowledged, anna, incident.MarkSilenced
			r.SnoozedUntil, r.SnoozeKind = until, incident.MarkSilenced
		}), "eu · 5 alerts", "silenced until 15:00 by ANNA", "1h"},
		{"silenced without end", row("x", func(r *store.Row) { r.SnoozedUntil, r.SnoozeKind = incident.Indefinitely, incident.MarkSilenced }),
			"eu · 5 alerts", "silenced there", "1h"},
		{"inhibited", row("x", func(r *store.Row) { r.SnoozedUntil, r.SnoozeKind = until, incident.MarkInhibited }),
			"eu · 5 alerts", "held back there by another alert", "1h"},
		{"no news", row("x", func(r *store.Row) { r.QuietSince = noon.Add(-25 * time.Hour) }), "eu · 5 alerts", "no news since Mon 11:00", "1h"},
		{"resolved", row("x", func(r *store.Row) {
			r.Status, r.ResolvedAt, r.AckedBy, r.ClosedHere = incident.Resolved, noon.Add(-47*time.Minute), me, true
		}), "eu · 5 alerts · closed here", "you", "47m"},
	} {
		s := scene()
		got := Sections([]store.Row{c.row}, s, unfolded)[0].Rows.Row(0)
		if got.Meta != c.meta || got.Who != c.who || got.Age != c.age {
			t.Errorf("%s: %q, %q, %q; want %q, %q, %q", c.name, got.Meta, got.Who, got.Age, c.meta, c.who, c.age)
		}
	}
}

func TestRowsWarnOfWhatIsNotSentAndWhatMayBeOld(t *testing.T) {
	s := scene()
	s.Lost = map[string]time.Time{"eu": noon.Add(-time.Hour)}
	s.Unseen = map[incident.ID]bool{"asks": true}
	at := func(id string, ago time.Duration, change func(*outbox.Action)) outbox.Action {
		a := outbox.Action{Incident: incident.ID(id), State: outbox.Waiting, Created: noon.Add(-ago)}
		change(&a)
		return a
	}
	s.Waits = Waits([]outbox.Action{
		at("waits", time.Minute, func(*outbox.Action) {}),
		at("fresh", time.Second, func(*outbox.Action) {}),
		at("asks", time.Minute, func(a *outbox.Action) { a.State = outbox.Asking }),
		at("asks", time.Minute, func(*outbox.Action) {}),
		at("update", time.Minute, func(a *outbox.Action) { a.State, a.Update = outbox.Asking, &outbox.Update{} }),
		at("refused", 0, func(a *outbox.Action) { a.State = outbox.Rejected }),
	}, noon)
	for id, want := range map[string]string{"waits": "Will send", "asks": "Compare", "update": "Decide", "refused": "Not sent", "fresh": "", "stale": ""} {
		got := Sections([]store.Row{row(id, func(*store.Row) {})}, s, unfolded)[0].Rows.Row(0)
		if got.Chip.Text != want {
			t.Errorf("%s: chip %q, want %q", id, got.Chip.Text, want)
		}
		if stale := got.Who == "No contact since 11:00, may be stale"; stale != (want == "") {
			t.Errorf("%s: says %q", id, got.Who)
		}
		if got.Unseen != (id == "asks") {
			t.Errorf("%s: unseen %v", id, got.Unseen)
		}
	}
}

func TestHostileTitlesBecomeOneCleanLine(t *testing.T) {
	for title, want := range map[string]string{
		"":                       "No title",
		"\u202e\x1b[31m\n":       "[31m",
		"a\u202eb\r\n\tc":        "a b c",
		strings.Repeat("ä", 500): strings.Repeat("ä", 200) + "…",
	} {
		got := Sections([]store.Row{row("x", func(r *store.Row) { r.Title = title })}, scene(), unfolded)[0].Rows.Row(0)
		if got.Title != want {
			t.Errorf("%.20q reads %q, want %q", title, got.Title, want)
		}
	}
}

func TestASearchReachesIntoThePastByMonth(t *testing.T) {
	past := func(title string, at time.Time) Past {
		return PastOf(row(title, func(r *store.Row) { r.StartedAt = at }))
	}
	found := &Found{}
	found.AddPast(past("mar", noon.AddDate(0, -2, 0)))
	found.AddPast(past("apr-a", noon.AddDate(0, -1, -1)))
	found.AddPresent(row("open", func(*store.Row) {}))
	found.AddPast(past("apr-b", noon.AddDate(0, -1, 0)))
	found.Arrange(scene(), func(key string) bool { return key == "2026-03" })
	const want = `Paging you 1: open
April 2026 2: apr-b apr-a
March 2026 1: mar
`
	if got := outline(found.Sections); got != want || !found.Compact || found.Matches != 4 {
		t.Errorf("found %d (compact %v)\n%swant\n%s", found.Matches, found.Compact, got, want)
	}
	if got := found.Sections[1].Rows.Row(0).Age; got != "12 Apr" {
		t.Errorf("a row of the past says %q, want its day", got)
	}
	if s := found.Sections[2]; !s.Folded || s.Note != "Show" {
		t.Errorf("a folded month is %+v", s)
	}
	found = &Found{}
	found.AddPresent(row("open", func(*store.Row) {}))
	if found.Arrange(scene(), unfolded); found.Compact {
		t.Error("a result of the present is compact")
	}
}
