package desk

import (
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func marked(s incident.Signal, marks ...incident.Marking) incident.Signal {
	s.Marks = marks
	return s
}

func TestSomebodysSilenceCountsAsAcknowledged(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	silence := incident.Marking{Kind: incident.MarkSilenced, By: "Ben", Until: noon.Add(time.Hour), Ref: "s1", Comment: "known"}
	r.pass(time.Minute)
	r.pull("eu", marked(a, silence))
	row := r.only()
	r.check(row, incident.Acknowledged, 1)
	if who := r.desk.Name(row.AckedBy); who != "Ben" || !row.SnoozedUntil.Equal(silence.Until) {
		t.Errorf("acknowledged by %q, snoozed until %s", who, row.SnoozedUntil)
	}
	r.pass(time.Minute)
	r.pull("eu", a)
	row = r.only()
	r.check(row, incident.Triggered, 1)
	if !row.RingSince.Equal(r.clock) {
		t.Errorf("the silence ended, but it rings since %s", row.RingSince)
	}
}

func TestWhatIsHeldAtTheSourceNeverRings(t *testing.T) {
	for _, kind := range []incident.Mark{incident.MarkSilenced, incident.MarkInhibited, incident.MarkMuted} {
		t.Run(string(kind), func(t *testing.T) {
			r := newRig(t)
			r.pull("eu")
			r.pull("eu", marked(r.alert("Slow", "service", "shop"), incident.Marking{Kind: kind, By: "Ben", Ref: "x"}))
			row := r.only()
			if !row.RingSince.IsZero() || row.SnoozeKind != kind || !row.SnoozedUntil.Equal(incident.Indefinitely) {
				t.Errorf("rings since %s, snoozed as %q until %s", row.RingSince, row.SnoozeKind, row.SnoozedUntil)
			}
		})
	}
}

func TestAnUnheldAlertWakesASilencedIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	silence := incident.Marking{Kind: incident.MarkSilenced, By: "Ben", Until: noon.Add(time.Hour), Ref: "s1"}
	a := marked(r.alert("Slow", "service", "shop", "pod", "1"), silence)
	r.pull("eu", a)
	r.check(r.only(), incident.Acknowledged, 1)
	r.pass(time.Minute)
	r.pull("eu", a, r.alert("Slow", "service", "shop", "pod", "2"))
	row := r.only()
	r.check(row, incident.Triggered, 2)
	if row.SnoozedUntil.After(r.clock) || !row.RingSince.Equal(r.clock) {
		t.Errorf("snoozed until %s, rings since %s", row.SnoozedUntil, row.RingSince)
	}
}

// acknowledged brings an incident to where our silence s1 stands for it.
func acknowledged(r *rig) incident.Signal {
	r.Helper()
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	if _, err := r.desk.Acknowledge(r.Context(), anna, r.only().ID); err != nil {
		r.Fatalf("acknowledge: %v", err)
	}
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.Acknowledge || len(actions[0].Targets) != 1 {
		r.Fatalf("outbox holds %+v, want one acknowledgement of one alert", actions)
	}
	r.send(outbox.Outcome{Result: outbox.Done, Ref: "s1"})
	return a
}

func (r *rig) silences(a incident.Signal, list ...incident.Silence) {
	r.Helper()
	r.batch("eu", incident.Batch{Signals: []incident.Signal{a}, Silences: list, Done: true, Complete: true})
}

func ours(state string, ends time.Time) incident.Silence {
	return incident.Silence{ID: "s1", State: state, EndsAt: ends, Kind: incident.MarkAcknowledged}
}

func TestALostSilenceIsNoticedAndMadeAgain(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	r.pass(time.Minute)
	r.silences(a)
	row := r.only()
	r.check(row, incident.Acknowledged, 1)
	if kinds := r.kinds(row.ID); !contains(kinds, string(incident.KindSilenceLost)) {
		t.Errorf("the loss is not in the timeline: %s", kinds)
	}
	if actions := r.outbox(); len(actions) != 1 || actions[0].Verb != outbox.Acknowledge {
		t.Errorf("outbox holds %+v, want the acknowledgement again", actions)
	}
}

func TestASilenceSomebodyEndedTakesTheAcknowledgementBack(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	r.pass(10 * time.Minute)
	r.silences(a, ours("expired", r.clock))
	row := r.only()
	r.check(row, incident.Triggered, 1)
	if !row.RingSince.Equal(r.clock) {
		t.Errorf("rings since %s, want from now", row.RingSince)
	}
	if actions := r.outbox(); len(actions) != 0 {
		t.Errorf("outbox holds %+v, want nothing: somebody decided", actions)
	}
}

func TestASilenceIsExtendedWhileTheAlertFires(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	end := noon.Add(2 * time.Hour)
	r.pass(time.Hour)
	r.silences(a, ours("active", end))
	if actions := r.outbox(); len(actions) != 0 {
		t.Fatalf("outbox holds %+v an hour before the end", actions)
	}
	r.pass(35 * time.Minute)
	r.silences(a, ours("active", end))
	r.silences(a, ours("active", end))
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.Extend || actions[0].Ref != "s1" {
		t.Fatalf("outbox holds %+v, want one extension", actions)
	}
	r.send(outbox.Outcome{Result: outbox.Done, Ref: "s1"})
	r.pass(time.Hour)
	r.silences(a, ours("active", noon.Add(3*time.Hour+35*time.Minute)))
	r.check(r.only(), incident.Acknowledged, 1)
}

func TestAnotherDevicesAcknowledgementShows(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	r.pass(time.Second)
	r.pull("eu", marked(a, incident.Marking{Kind: incident.MarkAcknowledged, By: "Ben", Ref: "s9",
		Action: "01ACTION", Until: noon.Add(2 * time.Hour)}))
	row := r.only()
	r.check(row, incident.Acknowledged, 1)
	if !row.SnoozedUntil.IsZero() {
		t.Errorf("an acknowledgement snoozes until %s", row.SnoozedUntil)
	}
	if len(r.outbox()) != 0 {
		t.Error("what a colleague acknowledged is acknowledged again")
	}
}

func TestPagingIsToldWhatHoldsAnAcknowledgement(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	r.pull("eu", marked(r.alert("Slow", "service", "shop"), incident.Marking{Kind: incident.MarkSilenced, By: "Ben",
		Until: noon.Add(48 * time.Hour), Ref: "s1"}))
	for s := range r.desk.Board().Subjects() {
		if s.AckMark != incident.MarkSilenced || !s.AckUntil.Equal(noon.Add(48*time.Hour)) {
			t.Errorf("paging sees an acknowledgement by %q until %s: a silence of two days would grow old", s.AckMark, s.AckUntil)
		}
	}
}
