package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// entry is at so many minutes past noon.
func entry(id string, minute int, kind incident.Kind, change func(*incident.Entry)) incident.Entry {
	e := incident.Entry{ID: id, At: noon.Add(time.Duration(minute) * time.Minute), Kind: kind, Via: "eu", Text: "text of " + id}
	change(&e)
	return e
}

func same(*incident.Entry) {}

func by(id incident.PersonID, via string, data any) func(*incident.Entry) {
	return func(e *incident.Entry) {
		e.By, e.Via = id, via
		if data != nil {
			e.Data = incident.Pack(data)
		}
	}
}

// told writes a timeline down, a moment a line.
func told(moments []Moment) string {
	var b strings.Builder
	for _, m := range moments {
		if m.Day != "" {
			fmt.Fprintf(&b, "-- %s\n", m.Day)
		}
		shape := map[Glyph]string{Machine: "[]", Person: "()"}[m.Glyph]
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s | %s | %s %s", m.Clock, shape, m.Lead, m.Rest, m.Text, m.Fold))
		fmt.Fprintln(&b, strings.TrimRight(line, " |"))
	}
	return b.String()
}

func TestATimelineTellsTheNewestFirst(t *testing.T) {
	entries := []incident.Entry{
		entry("yesterday", -24*60, incident.KindFired, same),
		entry("open", 0, incident.KindOpened, same),
		entry("first", 0, incident.KindFired, func(e *incident.Entry) { e.Text = "text of open" }),
		entry("page", 1, incident.KindNotified, func(e *incident.Entry) { e.Text = "Notified with sound" }),
		entry("ack", 3, incident.KindAcknowledged, by(me, "window", incident.Held{})),
		entry("sent", 4, incident.KindActed, func(e *incident.Entry) {
			e.Text, e.Data = "", incident.Pack(incident.Acted{Verb: "acknowledge", Source: "eu", Outcome: "done"})
		}),
		entry("fail", 5, incident.KindActed, func(e *incident.Entry) {
			e.Text, e.Data = "403 forbidden", incident.Pack(incident.Acted{Verb: "note", Source: "eu", Outcome: "refused"})
		}),
		entry("note", 6, incident.KindNoted, func(e *incident.Entry) { e.By, e.Via, e.Text = anna, "PagerTree", "looking\r\n\x1b[2Jat it" }),
		entry("silence", 7, incident.KindAcknowledged, by(anna, "eu", incident.Held{Mark: incident.MarkSilenced})),
		entry("sev", 8, incident.KindSeverity, by(me, "window", incident.Value{Severity: incident.Major})),
		entry("give", 9, incident.KindAssigned, by(me, "window", incident.Value{Person: anna})),
		entry("take", 10, incident.KindAssigned, by(anna, "window", incident.Value{Person: anna})),
		entry("snooze", 11, incident.KindSnoozed, by(me, "command", incident.Held{Until: noon.Add(3 * time.Hour)})),
		entry("back", 12, incident.KindUnsnoozed, by(me, "window", nil)),
		entry("lapse", 13, incident.KindUnacknowledged, same),
		entry("here", 14, incident.KindResolved, by(me, "window", incident.Ended{Here: true})),
		entry("again", 15, incident.KindReopened, same),
		entry("end", 16, incident.KindResolved, func(e *incident.Entry) { e.Data = incident.Pack(incident.Ended{}) }),
		entry("new", 17, incident.Kind("from a newer version"), same),
		entry("learned", 18, incident.KindPostmortem, by(me, "window", incident.Postmortem{Title: "Cards\x1b[2J failed"})),
	}
	s := scene()
	s.Now = noon.Add(time.Hour)
	s.meet(anna, me)
	const want = `12:18 () You | exported the postmortem for customers | Cards [2J failed
12:17 [] eu | text of new
12:16 [] Resolved | no alert fires any more
12:15 [] Fires again | eu
12:14 () You | closed it here until an alert fires anew
12:13 [] The acknowledgement ended | eu
12:12 () You | took the snooze back
12:11 () You | snoozed until 15:00
12:10 () ANNA | took it over
12:09 () You | handed it to ANNA
12:08 () You | set SEV2 Major
12:07 () ANNA | silenced it in eu, which counts as acknowledged
12:06 () ANNA | noted in PagerTree | looking
[2Jat it
12:05 [] eu | did not take it: Note | 403 forbidden
12:04 [] eu | took it: Acknowledge
12:03 () You | acknowledged, 2 min after the page
12:01 () Paged you | on this computer
12:00 [] text of open | started it, eu
-- Mon 11 May
12:00 [] text of yesterday | eu
`
	if got := told((&timeline{Scene: s}).moments(entries)); got != want {
		t.Errorf("the timeline tells\n%s\nwant\n%s", got, want)
	}
}

func TestRepeatsAreOneLineUntilTheyAreAskedFor(t *testing.T) {
	entries := []incident.Entry{entry("open", 0, incident.KindOpened, same)}
	for n := range 12 {
		entries = append(entries, entry(fmt.Sprintf("f%02d", n), n+1, incident.KindFired, func(e *incident.Entry) {
			e.Text = [...]string{"PaymentTimeout", "CheckoutErrorRate", "Queue"}[n%3]
		}))
	}
	entries = append(entries, entry("note", 20, incident.KindNoted, by(me, "window", nil)),
		entry("c1", 21, incident.KindCleared, same), entry("c2", 22, incident.KindFired, same))
	s := scene()
	s.meet(me)
	closed := (&timeline{Scene: s}).moments(entries)
	const want = `12:22 [] text of c2 | eu
12:21 [] text of c1 | cleared, eu
12:20 () You | noted | text of note
12:12 [] 12 alerts fired | Queue, CheckoutErrorRate and more |  Show 12
12:00 [] text of open | started it, eu
`
	if got := told(closed); got != want {
		t.Errorf("the timeline tells\n%s\nwant\n%s", got, want)
	}
	open := (&timeline{Scene: s, opened: map[string]bool{closed[3].Key: true}}).moments(entries)
	if len(open) != len(closed)+12 || open[3].Fold != "Hide" || !open[4].Nested || open[4].Key != "f11" || open[16].Nested {
		t.Errorf("opened, the timeline tells\n%s", told(open))
	}
}

func TestADetailSaysWhatIsKnown(t *testing.T) {
	s := scene()
	s.Me = incident.NewPersonID("sam")
	s.Rings = map[incident.ID]time.Time{"i": noon.Add(time.Minute)}
	inc := incident.Incident{ID: "i", Number: 2417, Title: "Checkout\nfails \u202e", Service: "checkout", Source: "eu", Severity: incident.Critical,
		Status: incident.Acknowledged, AckedBy: s.Me, AckedAt: noon.Add(-3 * time.Minute), StartedAt: noon.Add(-32 * time.Minute),
		Alerts: 14, Firing: 3, Flaps: 5, Labels: map[string]string{"b": "2", "a": "1"},
		Runbook: "https://wiki/run", Dashboard: "file:///etc/passwd", Link: "javascript:alert(1)"}
	alert := incident.Alert{Fingerprint: "f", Title: "Timeouts", Severity: incident.Major, Firing: true, Fired: 6, StartsAt: noon.Add(-30 * time.Minute),
		Sources: []incident.Sighting{{Source: "eu", Kind: "rest"}, {Source: "ops", Kind: "mail"}},
		Marks: []incident.Marking{{Kind: incident.MarkSilenced, By: "Ben", Until: noon.Add(time.Hour), Ref: "s1", Comment: "maintenance"},
			{Kind: incident.MarkAcknowledged, Action: "x", By: "Sam", Until: noon.Add(2 * time.Hour), Ref: "s2"}}}
	second := alert
	second.Fingerprint, second.Marks = "g", []incident.Marking{{Kind: incident.MarkAcknowledged, Action: "y", By: "Sam", Until: noon.Add(2 * time.Hour), Ref: "s4"}}
	d := s.Detail(Sheet{
		Detail: desk.Detail{Incident: inc, Alerts: []incident.Alert{alert, second}, More: 12, Texts: map[string]string{"f": "long"},
			Waiting: []outbox.Action{
				{ID: "w", Verb: outbox.Note, Source: "eu", State: outbox.Waiting, Created: noon.Add(-time.Minute)},
				{ID: "q", Verb: outbox.Resolve, Source: "eu", State: outbox.Asking, LastError: "Ben has it", By: "Me", Created: noon.Add(-time.Minute)},
				{ID: "u", Verb: outbox.Snooze, Source: "eu", State: outbox.Waiting, Created: noon},
			}},
		Silences: map[string][]incident.Silence{"eu": {{ID: "s1", State: "active"}, {ID: "s2", State: "expired"}, {ID: "s4", State: "active"}}},
		NoteGoes: []string{"PagerTree"},
	})
	var facts []string
	for _, f := range d.Facts {
		for _, line := range f.Lines {
			facts = append(facts, strings.TrimRight(fmt.Sprintf("%s: %s %s", f.Title, line.Name, line.Value), " "))
		}
	}
	for what, pair := range map[string][2]string{
		"title":    {d.Title, "Checkout fails"},
		"about":    {d.About, "checkout · eu · started 11:28, 32 min ago · flapped 5 times"},
		"holder":   {d.Holder.Text, "Acknowledged by you at 11:57"},
		"standing": {d.Standing.Text, "Active"},
		"links":    {fmt.Sprint(d.Links), "[{assignment Runbook https://wiki/run}]"},
		"note":     {d.NoteGoes, "Goes to PagerTree"},
		"queued":   {d.Queued[0].Text + "; " + d.Queued[1].Text, "eu has changed meanwhile: Resolve waits for you; Note waits for eu"},
		"compare":  {d.Queued[0].Mine + "; " + d.Queued[0].Theirs, "Resolve, by Me at 11:59; Ben has it"},
		"alert":    {d.Alerts[0].Meta, "eu · ops · since 11:30 · fired 6 times"},
		"facts": {strings.Join(facts, "\n"), `Who has it: You acknowledged
Customers affected: Impact not known
Alerts: Firing 3 of 14
Alerts: Fired again 5 times
Alerts: Next ring 12:01
Silences: Silenced until 13:00 by Ben maintenance
Silences: Silenced by your acknowledgement until 14:00
Labels: a 1
Labels: b 2`},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s:\n%s\nwant\n%s", what, pair[0], pair[1])
		}
	}
	if len(d.Queued) != 2 {
		t.Errorf("%d lines of what waits; what has just begun is none", len(d.Queued))
	}
	if all := d.Facts[3].Lines[0].Silences; len(all) != 1 || all[0].ID != "s1" || all[0].Source != "eu" {
		t.Errorf("the silence can be ended as %+v", all)
	}
	if all := d.Facts[3].Lines[1].Silences; len(all) != 1 || all[0].ID != "s4" {
		t.Errorf("of two silences of one act, one ended: can be ended %+v", all)
	}
}

func TestLinksLeadToTheWebAlone(t *testing.T) {
	for link, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "http://localhost:9093": "http://localhost:9093", " https://a.example ": "https://a.example",
		"file:///etc/passwd": "", "javascript:alert(1)": "", "ssh://host": "", "//a.example": "", "https://": "", "%zz": "", "": "",
		"https://a.example/" + strings.Repeat("x", 5000): "",
	} {
		if got := webLink(link); got != want {
			t.Errorf("%.40q leads to %q, want %q", link, got, want)
		}
	}
}

func TestTheTimelinesCountIsWhatItShows(t *testing.T) {
	opening := incident.Entry{ID: "1", Kind: incident.KindOpened, At: noon, Text: "Checkout fails"}
	first := incident.Entry{ID: "2", Kind: incident.KindFired, At: noon, Text: "Checkout fails"}
	d := (&Scene{Now: noon}).Detail(Sheet{Detail: desk.Detail{Entries: []incident.Entry{opening, first}}})
	if d.Told != 1 || len(d.Moments) != 1 {
		t.Errorf("the tab says %d, the timeline shows %d; want 1", d.Told, len(d.Moments))
	}
}
