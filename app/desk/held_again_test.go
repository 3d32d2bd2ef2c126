package desk

import (
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func TestHeldAgainByTheSameMarkIsHeldAgain(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	inhibited := marked(a, incident.Marking{Kind: incident.MarkInhibited, Ref: "node"})
	for range 3 {
		r.pass(time.Minute)
		r.pull("eu", inhibited)
		if row := r.only(); row.SnoozeKind != incident.MarkInhibited {
			t.Fatalf("inhibited, but snoozed as %q; timeline %s", row.SnoozeKind, r.kinds(row.ID))
		}
		r.pass(time.Minute)
		r.pull("eu", a)
		if row := r.only(); row.SnoozeKind != "" || !row.RingSince.Equal(r.clock) {
			t.Fatalf("free again, but snoozed as %q, rings since %s", row.SnoozeKind, row.RingSince)
		}
	}
}

func TestASilenceStillThereHoldsTheReopenedIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	silence := incident.Marking{Kind: incident.MarkSilenced, By: "Ben", At: r.clock, Until: noon.Add(5 * time.Hour), Ref: "s1"}
	r.pass(time.Minute)
	r.pull("eu", marked(a, silence))
	r.pass(time.Minute)
	r.pull("eu")
	r.check(r.only(), incident.Resolved, 0)
	r.pass(time.Minute)
	r.pull("eu", marked(r.alert("Slow", "service", "shop"), silence))
	row := r.only()
	r.check(row, incident.Acknowledged, 1)
	if !row.RingSince.IsZero() {
		t.Errorf("silenced, but rings since %s", row.RingSince)
	}
}

func TestAHoldThatEndsOnItsTimeRings(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", marked(a, incident.Marking{Kind: incident.MarkSnoozed, By: "Ben", Until: noon.Add(time.Hour), Ref: "z"}))
	r.pass(time.Hour + 15*time.Second)
	r.pull("eu", a)
	row := r.only()
	if row.SnoozeKind != "" || !row.RingSince.Equal(r.clock) {
		t.Errorf("its snooze is over, but snoozed as %q, rings since %s", row.SnoozeKind, row.RingSince)
	}
}

func TestOurAcknowledgementHoldsNoLaterOccurrence(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	ours := incident.Marking{Kind: incident.MarkAcknowledged, By: "Anna", At: r.clock, Until: noon.Add(2 * time.Hour),
		Ref: "s1", Action: "of ours"}
	r.pass(time.Minute)
	r.pull("eu", marked(a, ours))
	r.check(r.only(), incident.Acknowledged, 1)
	for _, wait := range []time.Duration{time.Minute, 40 * time.Minute} {
		r.pass(time.Minute)
		r.pull("eu")
		r.pass(wait) // within the reopening window, and after it
		r.pull("eu", marked(r.alert("Slow", "service", "shop"), ours))
		open := 0
		for row := range r.desk.Open() {
			open++
			r.check(row, incident.Triggered, 1)
			if !row.RingSince.Equal(r.clock) {
				t.Errorf("it fired anew, but rings since %s", row.RingSince)
			}
		}
		if open != 1 {
			t.Errorf("%d open incidents, want one", open)
		}
	}
}

func TestWhatIsBeingTakenBackHoldsNothing(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	action := ""
	for e := range r.acted() {
		action = e.Action
	}
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	// The source is out of reach for writing, and still shows our silence.
	r.pass(time.Second)
	r.pull("eu", marked(a, incident.Marking{Kind: incident.MarkAcknowledged, By: "Anna", At: noon, Until: noon.Add(2 * time.Hour),
		Ref: "s1", Action: action}))
	r.check(r.only(), incident.Triggered, 1)
}

func TestAMailedAcknowledgementCountsWithItsProblemMail(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	problem := r.alert("Disk", "service", "db")
	handled := marked(problem, incident.Marking{Kind: incident.MarkAcknowledged, By: "Ben", At: r.clock.Add(time.Minute)})
	handled.Handled, handled.At = true, r.clock.Add(time.Minute)
	r.pass(2 * time.Minute)
	r.batch("mail", incident.Batch{Signals: []incident.Signal{problem, handled}, Done: true})
	r.check(r.only(), incident.Acknowledged, 1)
}

// acted yields what became of every action on the only incident.
func (r *rig) acted() func(func(incident.Acted) bool) {
	r.Helper()
	detail, err := r.desk.Show(r.only().ID, 1)
	if err != nil {
		r.Fatal(err)
	}
	return func(yield func(incident.Acted) bool) {
		for _, e := range detail.Entries {
			if e.Kind == incident.KindActed && incident.Unpack[incident.Acted](e).Verb == string(outbox.Acknowledge) &&
				!yield(incident.Unpack[incident.Acted](e)) {
				return
			}
		}
	}
}
