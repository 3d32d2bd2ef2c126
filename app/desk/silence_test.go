package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// bens is a silence of Ben's, by no means of this app; annas is one that our
// acknowledgement made.
func bens(ends time.Time) incident.Silence {
	return incident.Silence{ID: "b5b5b5b5-1", By: "Ben", Kind: incident.MarkSilenced, State: "active", EndsAt: ends, Matchers: `alertname="Slow"`}
}

func annas(action string, ends time.Time) incident.Silence {
	return incident.Silence{ID: "s1", By: "Anna", Action: action, Kind: incident.MarkAcknowledged, State: "active", EndsAt: ends}
}

func (r *rig) list() []StandingSilence {
	r.Helper()
	all, err := r.desk.ListSilences(anna)
	if err != nil {
		r.Fatal(err)
	}
	return all
}

func (r *rig) allow(verbs ...outbox.Verb) {
	s := restSource("eu")
	s.May = may(verbs...)
	r.desk.SetSource(s)
}

// heldByBen brings an incident to where Ben's silence holds it.
func heldByBen(r *rig) (incident.Signal, incident.ID) {
	r.Helper()
	r.pull("eu")
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a)
	ends := r.clock.Add(time.Hour)
	held := marked(a, incident.Marking{Kind: incident.MarkSilenced, By: "Ben", Until: ends, Ref: "b5b5b5b5-1"})
	r.batch("eu", incident.Batch{Signals: []incident.Signal{held}, Silences: []incident.Silence{bens(ends)}, Done: true, Complete: true})
	r.check(r.only(), incident.Acknowledged, 1)
	return a, r.only().ID
}

func TestSilencesAreListedWithWhoseTheyAreAndWhatMayBeDone(t *testing.T) {
	r := newRig(t)
	a := r.alert("Slow")
	ends := r.clock.Add(time.Hour)
	gone := bens(ends.Add(-2 * time.Hour))
	gone.ID, gone.State = "gone", "expired"
	devices := annas("ACT", ends)
	devices.ID, devices.By = "s2", "Cleo"
	r.silences(a, gone, bens(ends), annas("ACT", ends.Add(time.Minute)), devices)
	list := r.list()
	var got []string
	for _, s := range list {
		line := s.ID
		if s.Own {
			line += " own"
		}
		if s.MayEnd {
			line += " may"
		} else if s.Why == "" {
			t.Errorf("%s may not be ended, and nobody says why", s.ID)
		}
		got = append(got, line)
	}
	if want := []string{"b5b5b5b5-1", "s2", "s1 own may", "gone"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	r.allow(outbox.EndSilence)
	r.silences(a, bens(ends), annas("ACT", ends))
	for _, s := range r.list() {
		if s.MayEnd == s.Own {
			t.Errorf("with leave to end others': %+v", s)
		}
	}
}

func TestEndingSomebodysSilenceIsWrittenWhereItHeld(t *testing.T) {
	r := newRig(t)
	r.allow(outbox.EndSilence)
	a, id := heldByBen(r)
	receipt, err := r.desk.EndSilence(t.Context(), anna, "eu", "b5b5b5b5")
	if err != nil || !slices.Equal(receipt.Incidents, []incident.ID{id}) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.EndSilence || actions[0].Ref != "b5b5b5b5-1" || actions[0].By != "Anna" ||
		!actions[0].Until.Equal(noon.Add(time.Hour)) {
		t.Fatalf("queued %+v", actions)
	}
	if s := r.list()[0]; !s.Ending {
		t.Errorf("the list does not tell that it is ending: %+v", s)
	}
	again, err := r.desk.EndSilence(t.Context(), anna, "eu", "b5b5b5b5-1")
	if err != nil || len(r.outbox()) != 1 || !strings.Contains(again.Said[0], "already") {
		t.Errorf("asked twice: %+v, %v, queued %d", again, err, len(r.outbox()))
	}
	r.check(r.only(), incident.Acknowledged, 1)
	r.send(outbox.Outcome{Result: outbox.Done})
	r.pass(time.Second)
	r.silences(a)
	row := r.only()
	r.check(row, incident.Triggered, 1)
	if !row.RingSince.Equal(r.clock) {
		t.Errorf("rings since %v, want from now", row.RingSince)
	}
	if !r.told(id, "Anna", "ended the silence of Ben") {
		t.Errorf("the timeline does not tell it: %s", r.kinds(id))
	}
	if len(r.list()) != 0 {
		t.Errorf("listed still: %+v", r.list())
	}
}

// told tells whether somebody's line stands in a timeline.
func (r *rig) told(id incident.ID, who, text string) bool {
	r.Helper()
	detail, err := r.desk.Show(id, 10)
	if err != nil {
		r.Fatal(err)
	}
	return slices.ContainsFunc(detail.Entries, func(e incident.Entry) bool {
		return r.desk.Name(e.By) == who && strings.Contains(e.Text, text)
	})
}

func TestEndingOnesOwnSilenceTakesTheAcknowledgementBackOnce(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	id := r.only().ID
	ends := r.clock.Add(2 * time.Hour)
	var action string
	if standing := r.standing(); len(standing) == 1 {
		action = standing[0].Action
	}
	r.silences(a, annas(action, ends))
	r.pass(time.Minute)
	receipt, err := r.desk.EndSilence(t.Context(), anna, "eu", "s1")
	if err != nil || !slices.Equal(receipt.Incidents, []incident.ID{id}) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if actions := r.outbox(); len(actions) != 1 || actions[0].Verb != outbox.Unacknowledge || actions[0].Ref != "s1" {
		t.Fatalf("queued %+v", actions)
	}
	r.send(outbox.Outcome{Result: outbox.Done})
	r.check(r.only(), incident.Triggered, 1)
	r.pass(time.Second)
	expired := annas(action, r.clock)
	expired.State = "expired"
	r.silences(a, expired)
	r.check(r.only(), incident.Triggered, 1)
	if kinds := r.kinds(id); strings.Count(kinds, string(incident.KindUnacknowledged)) != 1 {
		t.Errorf("taken back more than once: %s", kinds)
	}
	if !r.told(id, "Anna", "ended the silence at eu") || r.told(id, "", "somebody ended") {
		t.Error("the timeline does not tell who ended it")
	}
	if len(r.outbox()) > 0 {
		t.Errorf("queued %+v", r.outbox())
	}
}

// standing gives what of ours stands at eu.
func (r *rig) standing() (all []standingHold) {
	r.Helper()
	err := r.store.View(func(tx *store.Tx) (err error) {
		all, err = standings(tx, "http://eu")
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	return all
}

func TestWhatCannotBeEndedIsSaid(t *testing.T) {
	r := newRig(t)
	heldByBen(r)
	gone := bens(noon)
	gone.ID, gone.State = "gone-gone", "expired"
	twins := []incident.Silence{bens(noon.Add(time.Hour)), bens(noon.Add(time.Hour)), gone}
	twins[1].ID = "b5b5b5b5-2"
	r.silences(r.alert("Slow", "service", "shop"), twins...)
	for _, c := range []struct {
		source, id, says string
		is               error
	}{
		{"eu", "b5b5b5b5-1", "not allowed", nil},
		{"eu", "nothing", "lists them", store.ErrNotFound},
		{"eu", "b5b5b5b5", "2 silences", ErrAmbiguous},
		{"eu", "b5", "lists them", store.ErrNotFound},
		{"us", "b5b5b5b5-1", "there are: eu", nil},
	} {
		_, err := r.desk.EndSilence(t.Context(), anna, c.source, c.id)
		if err == nil || !strings.Contains(err.Error(), c.says) || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s at %s: %v, want %q", c.id, c.source, err, c.says)
		}
	}
	receipt, err := r.desk.EndSilence(t.Context(), anna, "eu", "gone-gone")
	if err != nil || len(receipt.Said) != 1 || !strings.Contains(receipt.Said[0], "already") {
		t.Errorf("one that has ended: %+v, %v", receipt, err)
	}
	if len(r.outbox()) > 0 {
		t.Errorf("queued %+v", r.outbox())
	}
}

func TestASilenceThatWasChangedMeanwhileAsks(t *testing.T) {
	r := newRig(t)
	r.allow(outbox.EndSilence)
	_, id := heldByBen(r)
	if _, err := r.desk.EndSilence(t.Context(), anna, "eu", "b5b5b5b5-1"); err != nil {
		t.Fatal(err)
	}
	r.send(outbox.Outcome{Result: outbox.Conflict, Text: "Ben changed the silence meanwhile"})
	actions := r.outbox()
	if len(actions) != 1 || actions[0].State != outbox.Asking {
		t.Fatalf("queued %+v", actions)
	}
	if err := r.desk.Retry(t.Context(), actions[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if a := r.outbox()[0]; !a.Forced || a.State != outbox.Waiting {
		t.Errorf("after deciding: %+v", a)
	}
	r.send(outbox.Outcome{Result: outbox.Already})
	if len(r.outbox()) != 0 || !r.told(id, "Anna", "had ended there already") {
		t.Error("what had ended already is not done, or not told")
	}
}

func TestWhereANoteGoes(t *testing.T) {
	r := newRig(t)
	tree, duty := restSource("tree"), restSource("duty")
	tree.May, duty.May = may(outbox.Note), may(outbox.Note)
	r.desk.SetSource(tree)
	r.desk.SetSource(duty)
	a, b := r.alert("Slow", "pod", "1"), r.alert("Slow", "pod", "2")
	r.pull("eu", a)
	r.pull("tree", b)
	r.pull("duty", b)
	byName := map[string][]string{}
	for _, row := range r.rows() {
		byName[row.Source] = r.desk.NoteGoesTo(row.ID)
	}
	if got := byName["eu"]; len(got) != 0 {
		t.Errorf("a note on what fires at eu goes to %q", got)
	}
	if got := byName["tree"]; !slices.Equal(got, []string{"tree"}) {
		t.Errorf("a note on what fires at tree goes to %q", got)
	}
	r.pass(time.Minute)
	r.pull("tree")
	for _, row := range r.rows() {
		if got := r.desk.NoteGoesTo(row.ID); row.Source == "tree" && len(got) > 0 {
			t.Errorf("nothing fires, and a note goes to %q", got)
		}
	}
	if got := r.desk.NoteGoesTo("nobody"); len(got) > 0 {
		t.Errorf("a note on nothing goes to %q", got)
	}
}
