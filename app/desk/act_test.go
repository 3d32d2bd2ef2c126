package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func (r *rig) firing(source string) incident.ID {
	r.Helper()
	r.pull(source)
	r.pull(source, r.alert("Slow", "service", "shop"))
	return r.only().ID
}

func TestUndoBeforeSendingDropsTheAction(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	r.pass(5 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Triggered, 1)
	if actions := r.outbox(); len(actions) != 0 {
		t.Errorf("outbox holds %+v after undo", actions)
	}
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("a second undo answers %v", err)
	}
}

func TestUndoAfterSendingTakesItBackAtTheSource(t *testing.T) {
	r := newRig(t)
	acknowledged(r)
	r.pass(5 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.Unacknowledge || actions[0].Ref != "s1" {
		t.Fatalf("outbox holds %+v, want the silence taken back", actions)
	}
	r.check(r.only(), incident.Triggered, 1)
}

func TestWhatIsBeingTakenBackAcknowledgesNothing(t *testing.T) {
	r := newRig(t)
	a := acknowledged(r)
	id, action := r.only().ID, ""
	detail, err := r.desk.Show(id, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range detail.Entries {
		if e.Kind == incident.KindActed {
			action = incident.Unpack[incident.Acted](e).Action
		}
	}
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	a.Marks = []incident.Marking{{Kind: incident.MarkAcknowledged, By: "Anna", Ref: "s1", Action: action, Until: r.clock.Add(time.Hour)}}
	r.silences(a, ours("active", r.clock.Add(time.Hour)))
	r.check(r.only(), incident.Triggered, 1)
	r.send(outbox.Outcome{Result: outbox.Done})
	a.Marks = nil
	r.silences(a)
	r.check(r.only(), incident.Triggered, 1)
	if kinds := r.kinds(id); strings.Contains(kinds, "ring") {
		t.Errorf("an undo rings: %s", kinds)
	}
}

func TestUndoAfterTheWindowIsRefused(t *testing.T) {
	r := newRig(t)
	acknowledged(r)
	r.pass(11 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo after 11 s answers %v", err)
	}
}

func TestUndoAfterADoubtfulAttemptTakesItBack(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	r.send(outbox.Outcome{Result: outbox.Retry, Text: "timed out", After: time.Second})
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.Unacknowledge || actions[0].Undoes == "" {
		t.Errorf("outbox holds %+v, want what may have arrived taken back", actions)
	}
}

func TestResolveWhereTheSourceCannot(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Resolve(t.Context(), anna, false, id); !errors.Is(err, ErrStillFiring) {
		t.Fatalf("resolving a firing alert at Alertmanager answers %v", err)
	}
	if _, err := r.desk.Resolve(t.Context(), anna, true, id); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Minute)
	a := r.alert("Slow", "service", "shop")
	r.pull("eu", a) // the same alert with a new start: it fired anew
	row := r.only()
	r.check(row, incident.Triggered, 1)
	if _, err := r.desk.Resolve(t.Context(), anna, true, id); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Minute)
	a.At = r.clock
	r.pull("eu", a) // still the same occurrence
	r.check(r.only(), incident.Resolved, 1)
	if len(r.outbox()) != 0 {
		t.Errorf("closing here sends %+v", r.outbox())
	}
}

func TestReadOnlySourceIsToldNothing(t *testing.T) {
	r := newRig(t)
	s := restSource("eu")
	s.May = may()
	r.desk.SetSource(s)
	id := r.firing("eu")
	receipt, err := r.desk.Acknowledge(t.Context(), anna, id)
	if err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Acknowledged, 1)
	if len(r.outbox()) != 0 || !strings.Contains(strings.Join(receipt.Said, " "), "only on this computer") {
		t.Errorf("outbox %+v, said %q", r.outbox(), receipt.Said)
	}
}

func TestActsOnOneIncidentAreSentInOrder(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	first := r.outbox()[0]
	if err := r.desk.Settle(t.Context(), first.ID, outbox.Outcome{Result: outbox.Retry, After: time.Minute}); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Second)
	if _, err := r.desk.Snooze(t.Context(), anna, r.clock.Add(time.Hour), id); err != nil {
		t.Fatal(err)
	}
	if a, ok, next, _ := r.desk.Due("eu"); ok || next.IsZero() {
		t.Errorf("%s overtakes the acknowledgement that waits (next %s)", a.Verb, next)
	}
	if err := r.desk.Hasten(t.Context(), "eu"); err != nil {
		t.Fatal(err)
	}
	if a, ok, _, _ := r.desk.Due("eu"); !ok || a.ID != first.ID {
		t.Errorf("due is %+v, want the acknowledgement first", a)
	}
}

func TestAConflictAsks(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	a := r.outbox()[0]
	if err := r.desk.Settle(t.Context(), a.ID, outbox.Outcome{Result: outbox.Conflict, By: "Ben", Text: "Ben resolved it at 12:01"}); err != nil {
		t.Fatal(err)
	}
	if _, ok, _, _ := r.desk.Due("eu"); ok {
		t.Error("a conflict is sent without asking")
	}
	if err := r.desk.Retry(t.Context(), a.ID, true); err != nil {
		t.Fatal(err)
	}
	if due, ok, _, _ := r.desk.Due("eu"); !ok || !due.Forced {
		t.Errorf("after the person decided, due is %+v, %v", due, ok)
	}
	if err := r.desk.Drop(t.Context(), anna, a.ID); err != nil {
		t.Fatal(err)
	}
	if len(r.outbox()) != 0 {
		t.Error("what was dropped waits on")
	}
}

func TestMergeAndSplitKeepEveryAlert(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a1, a2 := r.alert("A", "service", "x", "pod", "1"), r.alert("A", "service", "x", "pod", "2")
	b := r.alert("B", "service", "x")
	r.pull("eu", a1, a2, b)
	rows := r.rows()
	slices.SortFunc(rows, func(x, y rowT) int { return strings.Compare(x.Title, y.Title) })
	into, other := rows[0].ID, rows[1].ID
	if err := r.desk.Merge(t.Context(), anna, into, other); err != nil {
		t.Fatal(err)
	}
	row, _ := r.store.Row(into)
	r.check(row, incident.Triggered, 3)
	r.pass(time.Minute)
	r.pull("eu", a1, b) // one cleared in the merged incident
	row, _ = r.store.Row(into)
	r.check(row, incident.Triggered, 2)
	fresh, err := r.splitOff(into, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	row, _ = r.store.Row(fresh)
	r.check(row, incident.Triggered, 1)
	r.pull("eu")
	for _, id := range []incident.ID{into, fresh} {
		row, _ := r.store.Row(id)
		r.check(row, incident.Resolved, 0)
	}
}

func TestClockSetBackLosesNothing(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.pass(-3 * time.Hour)
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Acknowledged, 1)
	r.pull("eu")
	r.check(r.only(), incident.Resolved, 0)
	again := r.alert("Slow", "service", "shop")
	r.pull("eu", again)
	r.check(r.only(), incident.Triggered, 1)
}

func TestFindReadsWhatPeopleType(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	row := r.only()
	for _, text := range []string{string(id), strings.ToLower(string(id)), string(id[:10]), "#" + itoa(row.Number), itoa(row.Number)} {
		if got, err := r.desk.Find(text); err != nil || got != id {
			t.Errorf("%q finds %s, %v", text, got, err)
		}
	}
	if _, err := r.desk.Find("nothing"); err == nil {
		t.Error("nonsense finds something")
	}
}
