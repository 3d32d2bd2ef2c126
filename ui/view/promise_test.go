package view

import (
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
)

func TestPromisesAreToldByWhenAndByWhom(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
	anna := incident.NewPersonID("Anna")
	minutes := func(n int) time.Time { return now.Add(time.Duration(n) * time.Minute) }
	target := journey.Presets(incident.Major)
	confirmed := func(change func(*store.Row)) store.Row {
		r := store.Row{ID: "a", Title: "Payments fail", Severity: incident.Major, Impact: incident.ImpactConfirmed, ImpactStart: minutes(-5), StartedAt: minutes(-5)}
		change(&r)
		return r
	}
	promised := func(due int, by incident.PersonID) func(*store.Row) {
		return func(r *store.Row) {
			r.FirstUpdate, r.LastUpdate, r.Phase, r.DueAt, r.DueBy = minutes(-60), minutes(-60), incident.Investigating, minutes(due), by
		}
	}
	for _, c := range []struct {
		name           string
		row            store.Row
		draft          bool
		when, note, by string
	}{
		{"to come", confirmed(promised(6, anna)), true, "14:30", "in 6m", "Anna · draft ready"},
		{"late", confirmed(promised(-12, "")), false, "14:12", "12m late", "nobody yet"},
		{"hours late", confirmed(promised(-132, "")), false, "12:12", "2h late", "nobody yet"},
		{"days late", confirmed(promised(-3*24*60, "")), false, "Sat", "3d late", "nobody yet"},
		{"the first, by the target, for who has it", confirmed(func(r *store.Row) { r.Assignee = anna }), false, "14:34", "in 10m", "Anna"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Scene{Now: now, Name: func(incident.PersonID) string { return "Anna" }, Clock: func(r store.Row, now time.Time) desk.Clock {
				return desk.Clock{Row: r, Target: target, Reading: journey.Facts{Impact: r.Impact, Start: r.ImpactStart, First: r.FirstUpdate, Last: r.LastUpdate,
					Phase: r.Phase, Due: r.DueAt, Began: r.StartedAt}.Clock(target, now)}
			}}
			lines := s.Owed([]Promise{{Clock: s.Clock(c.row, now), Draft: c.draft}})
			if got := lines.Row(0); got.When != c.when || got.WhenNote != c.note || got.Who != c.by || lines.ID(0) != "a" {
				t.Errorf("it says %q, %q, %q", got.When, got.WhenNote, got.Who)
			}
		})
	}
}

func TestWhoHeardNothingIsNamedFirst(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
	s := &Scene{Now: now}
	waits := func(channel string, state journey.State, heard time.Time) desk.Hearing {
		return desk.Hearing{Channel: channel, Heard: incident.Heard{At: heard}, Clock: journey.Reading{State: state, Since: now.Add(-9 * time.Minute)}}
	}
	before := now.Add(-time.Hour)
	for _, c := range []struct {
		name           string
		waiting        []desk.Hearing
		when, who, say string
	}{
		{"one of three", []desk.Hearing{waits("mail", journey.Dark, time.Time{})}, "1", "mail: nothing", "Not told, 9m"},
		{"some long ago", []desk.Hearing{waits("chat", journey.Overdue, before), waits("mail", journey.Dark, time.Time{})}, "2", "mail: nothing · chat: nothing since", "Not told, 9m"},
		{"it is over", []desk.Hearing{waits("mail", journey.Untold, before)}, "1", "mail: nothing since", "Only bad news"},
		{"it is over, unheard", []desk.Hearing{waits("mail", journey.Untold, time.Time{})}, "1", "mail: nothing", "Heard nothing"},
		{"no channel", nil, "0", "no channel is configured", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := s.Unheard([]Promise{{Waiting: c.waiting, Of: 3}}).Row(0)
			if got.When != c.when || got.WhenNote != "of 3" || got.Who != c.who || got.Chip.Text != c.say {
				t.Errorf("it says %q %q, %q, %q", got.When, got.WhenNote, got.Who, got.Chip.Text)
			}
		})
	}
}

func TestHearingsAreWordedAndTamed(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 24, 0, 0, time.UTC)
	s := &Scene{Now: now}
	lines := s.Hearings([]desk.Hearing{
		{Channel: "pa\u202ege", Audience: "public", Heard: incident.Heard{At: now.Add(-24 * time.Minute), Phase: incident.Investigating, Due: now.Add(-time.Minute), Link: "javascript:alert(1)"},
			Clock: journey.Reading{State: journey.Overdue, Since: now.Add(-time.Minute)}},
		{Channel: desk.Elsewhere, Audience: "resellers", Heard: incident.Heard{At: now, Phase: incident.PhaseResolved, Due: now.Add(time.Hour), Link: "https://page.example/i/1"},
			Clock: journey.Reading{State: journey.Over}},
		{Channel: "mail", Audience: "internal", Clock: journey.Reading{State: journey.Dark, Since: now.Add(-2 * time.Minute)}},
	})
	want := []Hearing{
		{Channel: "pa ge", Audience: "everybody", Phase: "Investigating", When: "14:00, 24 min ago", Until: "14:23", Passed: true,
			State: Chip{Icon: "bulb_off", Text: "Update overdue 1m", Tone: Unlit}, Waits: true},
		{Channel: "told elsewhere", Audience: "resellers", Phase: "Resolved", When: "14:24, 0 s ago", State: Chip{Icon: "lightbulb", Text: "Resolution sent", Tone: Lit},
			Link: "https://page.example/i/1"},
		{Channel: "mail", Audience: "colleagues", State: Chip{Icon: "bulb_off", Text: "Not told, 2m", Tone: Unlit}, Waits: true},
	}
	for n, line := range lines {
		if line != want[n] {
			t.Errorf("line %d is %+v, want %+v", n, line, want[n])
		}
	}
}
