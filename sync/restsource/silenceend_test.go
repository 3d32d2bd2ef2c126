package restsource

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/outbox"
	"turnaround/internal/rig"
)

// allowSilences lets a source end what others silenced.
func allowSilences(c *Config) { c.Source.Allow = append(c.Source.Allow, "silences") }

// ending is the action that ends one silence, last seen to end at a time.
func ending(verb outbox.Verb, id string, until time.Time) outbox.Action {
	return outbox.Action{ID: "01END", Verb: verb, By: "Anna", Ref: id, Until: until}
}

// silenceOfBen makes one over an alert, and waits until it holds.
func silenceOfBen(t *testing.T, am *rig.Alertmanager, a rig.Alert, until time.Time) rig.Silence {
	t.Helper()
	s := rig.Silence{Comment: "on it", CreatedBy: "ben", StartsAt: time.Now(), EndsAt: until,
		Matchers: []rig.Matcher{{Name: "alertname", Value: a.Labels["alertname"], IsEqual: true}}}
	s.ID = am.Silence(t, s)
	rig.Await(t, "the silence to hold", func() bool { return suppressed(t, am)[target(a).ID] })
	return s
}

func TestASomebodysSilenceIsEndedOnlyWithLeave(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down")
	am.Post(t, down)
	until := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	ben := silenceOfBen(t, am, down, until)

	refused := act(t, sourceOf(t, "alertmanager", am.URL, wallClock), ending(outbox.EndSilence, ben.ID, until), outbox.Refused)
	if !strings.Contains(refused.Text, `add "silences" to allow`) || len(am.ActiveSilences(t)) != 1 {
		t.Errorf("without leave: %q, %d stand", refused.Text, len(am.ActiveSilences(t)))
	}
	s := sourceOf(t, "alertmanager", am.URL, wallClock, allowSilences)
	act(t, s, ending(outbox.EndSilence, ben.ID, until), outbox.Done)
	rig.Await(t, "the alert to fire on", func() bool { return !suppressed(t, am)[target(down).ID] })
	act(t, s, ending(outbox.EndSilence, ben.ID, until), outbox.Already)
	act(t, s, ending(outbox.EndSilence, "00000000-0000-0000-0000-000000000000", until), outbox.Already)
}

func TestOnesOwnSilenceIsEndedWithLeaveToAcknowledge(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down, also := alert("alertname", "Down", "pod", "1"), alert("alertname", "Down", "pod", "2")
	am.Post(t, down, also)
	s := sourceOf(t, "alertmanager", am.URL, wallClock, func(c *Config) { c.Source.Allow = []string{"ack"} })
	made := act(t, s, action(outbox.Acknowledge, "01ACK", down, also), outbox.Done)
	first, _, _ := strings.Cut(made.Ref, ",")
	rig.Await(t, "both to be held", func() bool { return suppressed(t, am)[target(down).ID] && suppressed(t, am)[target(also).ID] })
	act(t, s, ending(outbox.Unacknowledge, first, time.Time{}), outbox.Done)
	if active := am.ActiveSilences(t); len(active) != 1 || active[0].ID == first {
		t.Errorf("there stand %+v, want the other one", active)
	}
	act(t, s, ending(outbox.Unacknowledge, first, time.Time{}), outbox.Already)
}

func TestASilenceItsOwnerChangedIsNotEndedUnasked(t *testing.T) {
	am := rig.StartAlertmanager(t)
	down := alert("alertname", "Down")
	am.Post(t, down)
	until := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	ben := silenceOfBen(t, am, down, until)
	s := sourceOf(t, "alertmanager", am.URL, wallClock, allowSilences)

	// Ben prolongs it in place.
	longer := ben
	longer.EndsAt, longer.StartsAt = until.Add(time.Hour), am.ActiveSilences(t)[0].StartsAt
	if longer.ID = am.Silence(t, longer); longer.ID != ben.ID {
		t.Fatalf("prolonging made another silence: %s, %s", ben.ID, longer.ID)
	}
	asked := act(t, s, ending(outbox.EndSilence, ben.ID, until), outbox.Conflict)
	if !strings.Contains(asked.Text, "ben changed the silence") || !strings.Contains(asked.Text, longer.EndsAt.UTC().Format("15:04")) {
		t.Errorf("asks %q", asked.Text)
	}
	// Ben ends it and makes the same again.
	am.Expire(t, ben.ID)
	next := silenceOfBen(t, am, down, until.Add(2*time.Hour))
	act(t, s, ending(outbox.EndSilence, ben.ID, until), outbox.Conflict)
	if active := am.ActiveSilences(t); len(active) != 1 || active[0].ID != next.ID {
		t.Fatalf("there stand %+v", active)
	}
	sure := ending(outbox.EndSilence, ben.ID, until)
	sure.Forced = true
	act(t, s, sure, outbox.Done)
	if active := am.ActiveSilences(t); len(active) != 0 {
		t.Errorf("still there: %+v", active)
	}
	act(t, s, sure, outbox.Already)
}
