package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/store"
)

// lived is a course affected since an hour ago, told at the given minutes, each
// update promising the next within a span.
func lived(updates ...journey.Update) journey.Course {
	return journey.Course{Start: minutes(-60), AsOf: noon, Updates: updates}
}

func update(minute int, p incident.Phase, due int) journey.Update {
	u := journey.Update{At: minutes(minute), Phase: p, Text: "We work on it."}
	if due != 0 {
		u.Due = minutes(due)
	}
	return u
}

func tells(j Journey) string {
	var b strings.Builder
	for _, m := range j.Steps {
		fmt.Fprintf(&b, "%s %s: %s\n", m.Clock, m.Lead, m.Rest)
	}
	return b.String()
}

func TestAJourneyIsToldInReadableLines(t *testing.T) {
	s := clocked()
	r := row("x", toldAt(-20, 6))
	course := lived(update(-52, incident.Investigating, -40), update(-20, incident.Identified, 6))
	j := s.journey(s.Clock(r, s.Now), course)
	const want = `11:00 Customers affected: for 1 h by now
11:08 First update: Investigating · 8 min after customers were affected
11:08 Longest silence: 32 min, until 11:40
11:20 Next update promised: missed by 20 min
11:40 Update: Identified · 32 min after the update before
12:06 Next update promised: in 6 min
`
	if got := tells(j); got != want {
		t.Errorf("the journey tells\n%s\nwant\n%s", got, want)
	}
	if j.Steps[1].Text != "We work on it." || j.Steps[3].Tone != Bad || j.Steps[5].Tone != Warn {
		t.Errorf("steps %+v", j.Steps)
	}
	if len(j.Updates) != 2 || len(j.Promises) != 2 || j.Updates[0].Note != "Investigating" || j.Promises[0].Text != "11:20" {
		t.Errorf("marked: %+v, %+v", j.Updates, j.Promises)
	}
	if j.Silence.Text != "32 min without an update" || j.Silence.From != j.Updates[0].At || j.Silence.To != j.Updates[1].At {
		t.Errorf("the silence is %+v, the updates %+v", j.Silence, j.Updates)
	}
	if j.Now == 0 || j.Now >= j.Promises[1].At {
		t.Errorf("now stands at %v, the promise at %v", j.Now, j.Promises[1].At)
	}
}

func TestWhatIsOverIsToldToItsEnd(t *testing.T) {
	s := clocked()
	r := row("x", func(r *store.Row) {
		toldAt(-10, 0)(r)
		r.Status, r.ResolvedAt, r.Phase = incident.Resolved, minutes(-12), incident.PhaseResolved
	})
	course := lived(update(-52, incident.Investigating, 15), update(-10, incident.PhaseResolved, 0))
	course.Ended, course.Resolved = minutes(-15), minutes(-10)
	j := s.journey(s.Clock(r, s.Now), course)
	const want = `11:00 Customers affected: 
11:08 First update: Investigating · 8 min after customers were affected
11:08 Longest silence: 42 min, until 11:50
11:45 Customers no longer affected: 
11:50 Told that it is over: 42 min after the update before
12:15 Next update promised: kept, 25 min early
`
	if got := tells(j); got != want {
		t.Errorf("the journey tells\n%s\nwant\n%s", got, want)
	}
	if j.Now != 0 || j.To != "12:15" {
		t.Errorf("it ends at %q, now at %v", j.To, j.Now)
	}
}

func TestAJourneyOfWhichLittleIsKnown(t *testing.T) {
	s := clocked()
	unhurt := row("x", func(r *store.Row) { r.Impact = incident.ImpactNone })
	if j := s.journey(s.Clock(unhurt, s.Now), journey.Course{AsOf: noon}); j.Shown() {
		t.Errorf("no customer was affected, and it tells %q", tells(j))
	}
	unknown := row("x", func(r *store.Row) {
		toldAt(-20, 0)(r)
		r.ImpactStart = time.Time{}
	})
	j := s.journey(s.Clock(unknown, s.Now), journey.Course{AsOf: noon, Updates: []journey.Update{update(-20, incident.Investigating, 0)}})
	if got := tells(j); !strings.HasPrefix(got, "? Customers affected: since when is not known\n11:40 First update: Investigating\n") {
		t.Errorf("the journey tells\n%s", got)
	}
	yesterday := row("x", func(r *store.Row) {
		toldAt(-20, 0)(r)
		r.ImpactStart = noon.Add(-25 * time.Hour)
	})
	course := lived(update(-20, incident.Investigating, 0))
	course.Start = yesterday.ImpactStart
	if j = s.journey(s.Clock(yesterday, s.Now), course); j.Steps[0].Day == "" || j.Steps[len(j.Steps)-1].Day == "" {
		t.Errorf("two days without their names: %+v", j.Steps)
	}
}
