package desk

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// two gives two incidents with one firing alert each.
func (r *rig) two() (one, other incident.ID, signals []incident.Signal) {
	r.Helper()
	r.pull("eu")
	signals = []incident.Signal{r.alert("A", "service", "x"), r.alert("B", "service", "x")}
	r.pull("eu", signals...)
	for row := range r.desk.Rows() {
		if row.Title == "A" {
			one = row.ID
		} else {
			other = row.ID
		}
	}
	return one, other, signals
}

// splitOff gives the new incident.
func (r *rig) splitOff(id incident.ID, fingerprints ...string) (incident.ID, error) {
	receipt, err := r.desk.Split(r.Context(), anna, id, fingerprints...)
	if err != nil {
		return "", err
	}
	return receipt.Incidents[0], nil
}

func (r *rig) row(id incident.ID) rowT {
	r.Helper()
	row, ok := r.store.Row(id)
	if !ok {
		r.Fatalf("no incident %s", id)
	}
	return row
}

func TestMergingBackAndForthMakesNoCircle(t *testing.T) {
	r := newRig(t)
	one, other, signals := r.two()
	if err := r.desk.Merge(t.Context(), anna, one, other); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Merge(t.Context(), anna, other, one); err == nil {
		t.Error("an incident was merged into one that is part of it")
	}
	if err := r.desk.Merge(t.Context(), anna, one, other); err == nil {
		t.Error("an incident was merged twice")
	}
	r.check(r.row(one), incident.Triggered, 2)
	r.pass(time.Minute)
	r.pull("eu", signals[0])
	r.check(r.row(one), incident.Triggered, 1)
}

func TestMergingIntoWhatIsResolvedIsRefused(t *testing.T) {
	r := newRig(t)
	one, other, signals := r.two()
	r.pass(time.Minute)
	r.pull("eu", signals[1])
	r.check(r.row(one), incident.Resolved, 0)
	if err := r.desk.Merge(t.Context(), anna, one, other); err == nil {
		t.Error("a firing incident disappeared in a resolved one")
	}
	r.check(r.row(other), incident.Triggered, 1)
}

func TestAMergedIncidentRingsWhereItWent(t *testing.T) {
	r := newRig(t)
	old, fresh := r.alert("A", "service", "x"), r.alert("B", "service", "x")
	r.pull("eu", old) // at first contact: never rings
	one := r.only().ID
	r.pass(time.Minute)
	r.pull("eu", old, fresh)
	for row := range r.desk.Rows() {
		if row.ID == one {
			continue
		}
		if err := r.desk.Merge(t.Context(), anna, one, row.ID); err != nil {
			t.Fatal(err)
		}
	}
	if row := r.row(one); row.RingSince.IsZero() {
		t.Error("what rang is silent since it was merged")
	}
}

func TestTheSameAlertOfTwoSourcesIsMergedIntoOne(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(restSource("us"))
	r.pull("eu")
	r.pull("us")
	a := r.alert("A", "service", "x")
	r.pull("eu", a)
	one := r.only().ID
	r.pull("us", a)
	for row := range r.desk.Rows() {
		if row.ID == one {
			continue
		}
		if err := r.desk.Merge(t.Context(), anna, one, row.ID); err != nil {
			t.Fatal(err)
		}
	}
	r.check(r.row(one), incident.Triggered, 1)
	r.pass(time.Minute)
	r.pull("us")
	r.check(r.row(one), incident.Triggered, 1)
	r.pull("eu")
	r.check(r.row(one), incident.Resolved, 0)
}

func TestSplittingOffAllThatFiresResolvesTheRest(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a, b := r.alert("A", "service", "x", "pod", "1"), r.alert("A", "service", "x", "pod", "2")
	r.pull("eu", a, b)
	r.pass(time.Minute)
	r.pull("eu", b)
	old := r.only().ID
	fresh, err := r.splitOff(old, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.check(r.row(old), incident.Resolved, 0)
	r.check(r.row(fresh), incident.Triggered, 1)
	if r.row(fresh).RingSince.IsZero() {
		t.Error("what rang is silent since it was split off")
	}
}

func TestSplittingOffWhatClearedGivesAResolvedIncident(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a, b := r.alert("A", "service", "x", "pod", "1"), r.alert("A", "service", "x", "pod", "2")
	r.pull("eu", a, b)
	r.pass(time.Minute)
	r.pull("eu", b)
	fresh, err := r.splitOff(r.only().ID, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.check(r.row(fresh), incident.Resolved, 0)
}

func TestSplittingKeepsAnAcknowledgement(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	a, b := r.alert("A", "service", "x", "pod", "1"), r.alert("A", "service", "x", "pod", "2")
	r.pull("eu", a, b)
	if _, err := r.desk.Acknowledge(t.Context(), anna, r.only().ID); err != nil {
		t.Fatal(err)
	}
	fresh, err := r.splitOff(r.only().ID, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.check(r.row(fresh), incident.Acknowledged, 1)
}

func TestSplittingThousands(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	var signals []incident.Signal
	var ids []string
	for n := range 3000 {
		s := r.alert("Storm", "service", "shop", "pod", fmt.Sprint(n))
		signals = append(signals, s)
		if n > 0 {
			ids = append(ids, s.ID)
		}
	}
	r.pull("eu", signals...)
	old := r.only().ID
	fresh, err := r.splitOff(old, ids...)
	if err != nil {
		t.Fatal(err)
	}
	r.check(r.row(old), incident.Triggered, 1)
	r.check(r.row(fresh), incident.Triggered, 2999)
}

func TestNamingAnIncidentTwiceActsOnce(t *testing.T) {
	r := newRig(t)
	one, other, _ := r.two()
	if err := r.desk.Merge(t.Context(), anna, one, other); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Acknowledge(t.Context(), anna, one, other, one); err != nil {
		t.Fatal(err)
	}
	if actions := r.outbox(); len(actions) != 1 || len(actions[0].Targets) != 2 {
		t.Errorf("outbox holds %+v, want one action for two alerts", actions)
	}
}

func TestUndoTakesTheAcknowledgementBackPastANote(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Note(t.Context(), anna, "looking", id); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Triggered, 1)
}

func TestUndoingAResolutionRingsAgain(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.pass(time.Minute)
	if _, err := r.desk.Resolve(t.Context(), anna, true, id); err != nil {
		t.Fatal(err)
	}
	r.pass(5 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Triggered, 1)
	if r.only().RingSince.IsZero() {
		t.Error("it rang before it was closed by mistake, and is silent now")
	}
}

func TestUndoingAResolutionOfWhatClearedMeanwhileIsRefused(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Resolve(t.Context(), anna, true, id); err != nil {
		t.Fatal(err)
	}
	r.pass(5 * time.Second)
	r.pull("eu")
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo answers %v: nothing would ever resolve it again", err)
	}
	r.check(r.only(), incident.Resolved, 0)
}

func TestUndoWhileAnActionIsOnItsWayTakesItBack(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	a, ok, _, err := r.desk.Due("eu")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if ok, err := r.desk.Claim(t.Context(), a.ID); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := r.desk.Drop(t.Context(), anna, a.ID); err == nil {
		t.Error("what is on its way was dropped as unsent")
	}
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Settle(t.Context(), a.ID, outbox.Outcome{Result: outbox.Done, Ref: "s1"}); err != nil {
		t.Fatal(err)
	}
	actions := r.outbox()
	if len(actions) != 1 || actions[0].Verb != outbox.Unacknowledge || actions[0].Undoes != a.ID {
		t.Errorf("outbox holds %+v, want what arrived taken back", actions)
	}
}

func TestAcknowledgingTenThousandAlertsAtOnce(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	signals := make([]incident.Signal, 10_000)
	for n := range signals {
		signals[n] = r.alert("Storm", "service", "shop", "pod", fmt.Sprintf("shop-%030d", n), "instance", fmt.Sprintf("10.0.0.%d:9090", n),
			"job", "kubernetes-pods-of-the-shop", "namespace", "production-eu-central-1", "summary", fmt.Sprintf("%0200d", n))
	}
	r.pull("eu", signals...)
	if _, err := r.desk.Acknowledge(t.Context(), anna, r.only().ID); err != nil {
		t.Fatal(err)
	}
	targets := 0
	for _, a := range r.outbox() {
		targets += len(a.Targets)
	}
	if targets != len(signals) {
		t.Errorf("%d targets in the outbox, want %d", targets, len(signals))
	}
	r.check(r.only(), incident.Acknowledged, 10_000)
	r.send(outbox.Outcome{Result: outbox.Done, Ref: "s1"})
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	r.check(r.only(), incident.Triggered, 10_000)
}

func TestActionsStaySmallWhateverTheLabels(t *testing.T) {
	r := newRig(t)
	r.pull("eu")
	var signals []incident.Signal
	for n := range 300 {
		s := r.alert("Storm", "service", "shop", "pod", fmt.Sprint(n))
		for m := range 10 {
			s.Labels[fmt.Sprint("l", m)] = fmt.Sprintf("%04000d", m)
		}
		signals = append(signals, s)
	}
	r.pull("eu", signals...)
	if _, err := r.desk.Acknowledge(t.Context(), anna, r.only().ID); err != nil {
		t.Fatal(err)
	}
	targets := 0
	for _, a := range r.outbox() {
		targets += len(a.Targets)
		if len(a.Targets) > 60 {
			t.Errorf("an action of %d targets with 40 KB of labels each", len(a.Targets))
		}
	}
	if targets != len(signals) {
		t.Errorf("%d targets in the outbox, want %d", targets, len(signals))
	}
}

func TestAMailedAcknowledgementSurvivesABrokenPull(t *testing.T) {
	r := newRig(t)
	r.desk.SetSource(mailSource("mail"))
	r.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	problem := r.alert("Disk", "service", "db")
	r.mail(problem)
	handled := marked(problem, incident.Marking{Kind: incident.MarkAcknowledged, By: "Ben", At: r.clock.Add(time.Minute)})
	handled.Handled, handled.At = true, r.clock.Add(time.Minute)
	r.pass(2 * time.Minute)
	// The mailbox is read on from here: nobody will tell it again.
	r.batch("mail", incident.Batch{Signals: []incident.Signal{handled}, Cursor: []byte("2")})
	r.start()
	r.check(r.only(), incident.Acknowledged, 1)
}
