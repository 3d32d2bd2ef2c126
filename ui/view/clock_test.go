package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
)

// clocked is a scene that reads clocks by the presets.
func clocked() *Scene {
	s := scene()
	s.Clock = func(r store.Row, now time.Time) desk.Clock {
		target := journey.Presets(r.Severity)
		f := journey.Facts{Impact: r.Impact, Start: r.ImpactStart, First: r.FirstUpdate, Last: r.LastUpdate, Phase: r.Phase,
			Due: r.DueAt, Began: r.StartedAt, Resolved: r.ResolvedAt, Untold: r.EndedUntold}
		return desk.Clock{Row: r, Target: target, Reading: f.Clock(target, now)}
	}
	return s
}

func minutes(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

// told changes a row to confirmed, affected since an hour ago and told then.
func toldAt(last, due int) func(*store.Row) {
	return func(r *store.Row) {
		r.Impact, r.ImpactStart, r.FirstUpdate, r.LastUpdate = incident.ImpactConfirmed, minutes(-60), minutes(last), minutes(last)
		r.Phase = incident.Investigating
		if due != 0 {
			r.DueAt = minutes(due)
		}
	}
}

func TestARowSaysWhatCustomersKnow(t *testing.T) {
	ended := func(r *store.Row) { r.Status, r.ResolvedAt = incident.Resolved, minutes(-20) }
	for _, c := range []struct {
		name, chip, strip string
		change            func(*store.Row)
	}{
		{"unknown", "Impact not known", "", func(*store.Row) {}},
		{"unknown and over", "", "", ended},
		{"unknown and minor", "", "", func(r *store.Row) { r.Severity = incident.Minor }},
		{"unknown and snoozed", "", "", func(r *store.Row) { r.SnoozedUntil = minutes(30) }},
		{"none", "No customer impact", "No customer impact", func(r *store.Row) { r.Impact = incident.ImpactNone }},
		{"none and over", "", "No customer impact", func(r *store.Row) {
			ended(r)
			r.Impact = incident.ImpactNone
		}},
		{"none and snoozed", "", "No customer impact", func(r *store.Row) { r.Impact, r.SnoozedUntil = incident.ImpactNone, minutes(30) }},
		{"suspected, nothing said", "No update yet, 2m", "No update yet for customers, for 2 min / First update due 12:08, in 8 min", func(r *store.Row) {
			r.Impact, r.ImpactStart = incident.ImpactSuspected, minutes(-2)
		}},
		{"first late", "No update yet, 30m", "No update yet for customers, for 30 min / First update was due 11:40, 20 min ago", func(r *store.Row) {
			r.Impact, r.ImpactStart = incident.ImpactConfirmed, minutes(-30)
		}},
		{"promised", "All channels updated", "Customers last heard 4 min ago / Next update promised 12:26, in 26 min", toldAt(-4, 26)},
		{"due soon", "Update due in 6m", "Customers last heard 24 min ago / Next update promised 12:06, in 6 min", toldAt(-24, 6)},
		{"due now", "Update due now", "Customers last heard 24 min ago / Next update was promised for 11:59, 1 min ago", toldAt(-24, -1)},
		{"overdue", "Update overdue 12m", "No current update since 11:48 / Customers last heard 42 min ago", toldAt(-42, -12)},
		{"stale", "Update overdue 15m", "No current update since 11:45 / Customers last heard 30 min ago", toldAt(-30, 0)},
		{"over, told", "All channels updated", "Customers were told that it is over 11:41", func(r *store.Row) {
			ended(r)
			toldAt(-19, 0)(r)
			r.Phase = incident.PhaseResolved
		}},
		{"over, not told", "Not told that it is over", "Customers were not told that it is over 20 min ago / Customers last heard 42 min ago", func(r *store.Row) {
			ended(r)
			toldAt(-42, 0)(r)
		}},
		{"ended untold", "Ended without an update", "Ended on purpose without telling customers", func(r *store.Row) {
			ended(r)
			toldAt(-42, 0)(r)
			r.EndedUntold = true
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, r := clocked(), row("x", c.change)
			if got := s.row(r).Chip.Text; got != c.chip {
				t.Errorf("the row says %q, want %q", got, c.chip)
			}
			strip := s.strip(s.Clock(r, s.Now), journey.Course{})
			said := strings.TrimSpace(strip.Lead + " " + strip.Value)
			if strip.Detail != "" {
				said += strings.TrimRight(" / "+strip.Detail+" "+strip.DetailValue, " ")
			}
			if said != c.strip {
				t.Errorf("the strip says %q, want %q", said, c.strip)
			}
		})
	}
	s := clocked()
	s.Partly = map[incident.ID]bool{"x": true}
	if got := s.row(row("x", toldAt(-4, 26))).Chip.Text; got != "Customers updated" {
		t.Errorf("where a channel heard nothing, the row says %q", got)
	}
}

func TestWhatCustomersWaitForStandsFirst(t *testing.T) {
	held := func(change func(*store.Row)) func(*store.Row) {
		return func(r *store.Row) {
			r.Status, r.AckedBy = incident.Acknowledged, anna
			change(r)
		}
	}
	all := []store.Row{
		row("calm", held(toldAt(-2, 40))), row("due", held(toldAt(-24, 6))), row("late", held(func(r *store.Row) {
			toldAt(-42, -12)(r)
			r.Severity = incident.Minor
		})), row("unknown", held(func(*store.Row) {})),
	}
	sections := Sections(all, clocked(), unfolded)
	if got := outline(sections); got != "Active 4: late due calm unknown\n" {
		t.Errorf("the list is %s", got)
	}
	if sections[0].Note != "most overdue first" {
		t.Errorf("the head says %q", sections[0].Note)
	}
	if note := Sections(all[2:3:3], scene(), unfolded)[0].Note; note != "" {
		t.Errorf("without clocks the head says %q", note)
	}
}

func TestTheLightBarIsDarkWhereNothingHolds(t *testing.T) {
	s := clocked()
	said := func(minute int, p incident.Phase, due int) incident.Entry {
		return entry(fmt.Sprint(minute), minute, incident.KindPublished, func(e *incident.Entry) {
			spoken := incident.Spoken{Channel: "page", Phase: p, Visible: minutes(minute)}
			if due != 0 {
				spoken.Due = minutes(due)
			}
			e.Data = incident.Pack(spoken)
		})
	}
	impact := entry("impact", -60, incident.KindImpact, func(e *incident.Entry) {
		e.Data = incident.Pack(incident.Affected{Impact: incident.ImpactConfirmed, Start: minutes(-60)})
	})
	r := row("x", toldAt(-20, 10))
	course := journey.Of([]incident.Entry{impact, said(-50, incident.Investigating, -40), said(-20, incident.Identified, 10)}, s.Now)
	strip := s.strip(s.Clock(r, s.Now), course)
	var lights []string
	for _, b := range strip.Bar {
		whole := float32(70 * 21.0 / 20)
		lights = append(lights, fmt.Sprintf("%s %.0f-%.0f", [...]string{"unknown", "dark", "lit", "next"}[b.Light], b.From*whole-60, b.To*whole-60))
	}
	if got := strings.Join(lights, ", "); got != "dark -60--50, lit -50--40, dark -40--20, lit -20-0, next 0-10" {
		t.Errorf("the bar is %s", got)
	}
	if strip.From != "11:00" || strip.DueText != "12:10" || strip.FirstText != "11:10 first update" || strip.NowText != "Now" {
		t.Errorf("the bar stands from %q to %q, now %q", strip.From, strip.To, strip.NowText)
	}
	r.ImpactStart = time.Time{}
	if strip = s.strip(s.Clock(r, s.Now), journey.Course{}); strip.Bar[0].Light != BarUnknown {
		t.Errorf("a start nobody knows is drawn as %v", strip.Bar[0])
	}
}

func TestAnUpdateInTwoChannelsIsOneCard(t *testing.T) {
	spoken := func(channel, publication string) func(*incident.Entry) {
		return by(me, "window", incident.Spoken{Publication: publication, Channel: channel, Phase: incident.Investigating, Body: "Payments fail."})
	}
	entries := []incident.Entry{
		entry("impact", 0, incident.KindImpact, by(me, "window", incident.Affected{Impact: incident.ImpactConfirmed, Who: "card payers"})),
		entry("page", 1, incident.KindPublished, spoken("Status page", "p")),
		entry("chat", 2, incident.KindPublished, spoken("Chat", "p")),
		entry("call", 3, incident.KindPublished, func(e *incident.Entry) {
			e.By, e.Text = anna, ""
			e.Data = incident.Pack(incident.Spoken{Channel: "elsewhere", Elsewhere: true, Phase: incident.Monitoring, Due: minutes(30)})
		}),
		entry("lost", 4, incident.KindPublishFailed, func(e *incident.Entry) {
			e.Text, e.Data = "401 unauthorized", incident.Pack(incident.Spoken{Channel: "Mail"})
		}),
		entry("quiet", 5, incident.KindEndedUntold, func(e *incident.Entry) { e.By, e.Text = me, "only a test system" }),
	}
	s := scene()
	s.Now = noon.Add(time.Hour)
	s.meet(anna, me)
	moments := (&timeline{Scene: s}).moments(entries)
	const want = `12:05 () You | ended it without telling customers | only a test system
12:04 [] Mail | did not take the customer update | 401 unauthorized
12:03 () Customer update | Monitoring · told elsewhere · ANNA | Next update by 12:30
12:01 () Customer update | Investigating · Status page, Chat · You | Payments fail.
12:00 () You | Customers affected: yes | card payers
`
	if got := told(moments); got != want {
		t.Errorf("the timeline tells\n%s\nwant\n%s", got, want)
	}
	if !moments[2].Card || !moments[3].Card || moments[0].Card {
		t.Error("what customers were told stands on a card, and nothing else does")
	}
}
