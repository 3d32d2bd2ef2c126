package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/event"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// stand is all that is known of an incident but that it was merged.
func (r *rig) stand(id incident.ID) string {
	r.Helper()
	detail, err := r.desk.Show(id, 1000)
	if err != nil {
		r.Fatal(err)
	}
	inc := detail.Incident
	inc.Entries, inc.UpdatedAt, inc.TakenBack, inc.MergedInto = 0, time.Time{}, nil, ""
	delete(inc.Clocks, "merge")
	lines := slices.DeleteFunc(detail.Entries, func(e incident.Entry) bool {
		switch e.Kind {
		case incident.KindMerged, incident.KindUnmerged, incident.KindAbsorbed, incident.KindSplit, incident.KindParted:
			return true
		}
		return false
	})
	slices.SortFunc(detail.Alerts, func(a, b incident.Alert) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	raw, err := json.MarshalIndent(map[string]any{"incident": inc, "alerts": detail.Alerts, "lines": lines}, "", " ")
	if err != nil {
		r.Fatal(err)
	}
	return string(raw)
}

func (r *rig) sameAs(what string, id incident.ID, before string) {
	r.Helper()
	if now := r.stand(id); now != before {
		r.Errorf("%s is not as it was:\n%s", what, differing(before, now))
	}
}

// differing gives the lines that two texts do not share.
func differing(a, b string) string {
	var out strings.Builder
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for _, l := range la {
		if !slices.Contains(lb, l) {
			fmt.Fprintln(&out, "-", l)
		}
	}
	for _, l := range lb {
		if !slices.Contains(la, l) {
			fmt.Fprintln(&out, "+", l)
		}
	}
	return out.String()
}

// tell does one thing to the customers' side of an incident.
func (h *history) tell(id incident.ID) {
	ctx, n := context.Background(), h.random.IntN(1000)
	var err error
	switch h.random.IntN(4) {
	case 0:
		impacts := []incident.Impact{incident.ImpactNone, incident.ImpactSuspected, incident.ImpactConfirmed}
		_, err = h.desk.SetImpact(ctx, anna, id, incident.Affected{Impact: impacts[h.random.IntN(3)], Who: "who " + itoa(n), Contacts: n,
			Start: h.clock.Add(-time.Duration(n) * time.Second), Components: []string{"c" + itoa(n%3)}})
	case 1:
		_, err = h.desk.ToldElsewhere(ctx, anna, id, incident.Spoken{Channel: "phone", Phase: incident.Identified, Body: "Said " + itoa(n), Visible: h.clock})
	case 2:
		ref := "ref of " + string(id)
		if err = h.desk.Join(ctx, anna, id, "page", ref); err == nil {
			h.page = append(h.page, incident.Spoken{Channel: "page", Ref: ref, Post: "post " + itoa(len(h.page)), Phase: incident.Investigating,
				Body: "Words " + itoa(n), Visible: h.clock, Due: h.clock.Add(time.Hour)})
			err = h.desk.Seen(ctx, "page", slices.Clone(h.page))
		}
	case 3:
		if len(h.page) > 0 {
			h.page[h.random.IntN(len(h.page))].Body = "Corrected " + itoa(n)
			err = h.desk.Seen(ctx, "page", slices.Clone(h.page))
		}
	}
	if err != nil {
		h.Fatalf("%s: %v", h.steps, err)
	}
}

// two chooses two incidents that can be merged.
func (h *history) two() (into, other incident.ID, ok bool) {
	into, ok = h.some(any1)
	other, _ = h.some(any1)
	if !ok || into == other {
		return "", "", false
	}
	to, _ := h.desk.Row(into)
	from, _ := h.desk.Row(other)
	return into, other, to.Status != incident.Resolved || from.Status == incident.Resolved
}

func TestUndoingAMergeGivesBackWhatWas(t *testing.T) {
	undone := 0
	for seed := range uint64(12) {
		undone += playMerges(t, seed)
	}
	if undone < 50 {
		t.Errorf("only %d merges were undone", undone)
	}
}

// FuzzUnmerge undoes merges in histories beyond those of the test.
func FuzzUnmerge(f *testing.F) {
	f.Add(uint64(1000))
	f.Fuzz(func(t *testing.T, seed uint64) { playMerges(t, seed) })
}

// playMerges plays a history; now and then it merges two incidents and takes it
// back, at once or after something happened.
func playMerges(t *testing.T, seed uint64) (undone int) {
	h := &history{rig: newRig(t), random: rand.New(rand.NewPCG(seed, 2)), firing: map[string]incident.Signal{},
		held: map[string]bool{}, told: map[string]incident.Signal{}, closed: map[string]bool{}}
	h.again()
	h.pull("eu")
	h.batch("mail", incident.Batch{Done: true, Cursor: []byte("1")})
	for range 50 {
		h.step()
		h.pull("eu", h.listed()...)
		if id, ok := h.some(any1); ok {
			h.tell(id)
		}
		if into, other, ok := h.two(); ok {
			h.mergeAndUndo(into, other)
			undone++
		}
		h.pull("eu", h.listed()...)
		h.check()
		if t.Failed() {
			t.Fatalf("seed %d, after %q", seed, h.steps)
		}
	}
	return undone
}

func (h *history) mergeAndUndo(into, other incident.ID) {
	h.Helper()
	was := map[incident.ID]string{into: h.stand(into), other: h.stand(other)}
	h.say("merge %.4s into %.4s, and back", other, into)
	if err := h.desk.Merge(h.Context(), anna, into, other); err != nil {
		h.Fatalf("%s: %v", h.steps, err)
	}
	busy := h.random.IntN(3) == 0
	if busy {
		for range 2 {
			id, ok := h.one()
			if ok && h.random.IntN(2) == 0 {
				delete(h.firing, id)
				h.say("  meanwhile clear %s", id)
			} else if ok {
				s := h.firing[id]
				delete(h.firing, id)
				h.pull("eu", h.listed()...)
				h.pass(time.Second)
				s.StartsAt = h.clock
				h.firing[id], h.told[id] = s, s
				delete(h.closed, id)
				h.say("  meanwhile again %s", id)
			}
			h.pull("eu", h.listed()...)
		}
		h.tell(into)
	}
	h.pass(time.Second)
	r, err := h.desk.Undo(h.Context(), anna)
	if err != nil {
		h.Fatalf("%s: %v", h.steps, err)
	}
	if !slices.Equal(r.Incidents, []incident.ID{other, into}) || len(r.Said) != 1 {
		h.Errorf("the receipt is %+v", r)
	}
	if !busy {
		h.sameAs("what was merged", other, was[other])
		h.sameAs("what it was merged into", into, was[into])
	}
}

func (r *rig) merge(into incident.ID, others ...incident.ID) {
	r.Helper()
	if err := r.desk.Merge(r.Context(), anna, into, others...); err != nil {
		r.Fatal(err)
	}
}

func TestWhatAChannelSaidDuringAMergeGoesBackWithItsThread(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Pay"), r.alert("Search"))
	pay, search := r.byTitle("Pay"), r.byTitle("Search")
	r.confirm(pay)
	first := incident.Spoken{Channel: "page", Ref: "p1", Post: "u1", Phase: incident.Investigating, Body: "Payments fail.", Visible: r.clock}
	r.seen("page", first)
	before := r.stand(search)
	r.pass(time.Second)
	r.merge(search, pay)
	r.pass(time.Second)
	next := incident.Spoken{Channel: "page", Ref: "p1", Post: "u2", Phase: incident.Identified, Body: "Found.", Visible: r.clock}
	r.seen("page", first, next)
	if c := r.customers(search); c.Spoken != 2 {
		t.Fatalf("while it was part of it: %+v", c)
	}
	r.must(r.desk.Undo(t.Context(), anna))
	r.sameAs("the other", search, before)
	if c := r.customers(pay); c.Spoken != 2 || c.Phase != incident.Identified {
		t.Errorf("what was said meanwhile is lost: %+v", c)
	}
	if id, err := r.desk.ThreadOf("page", "p1"); err != nil || id != pay {
		t.Errorf("the thread is about %s, %v", id, err)
	}
	r.start() // nothing is known from memory
	r.seen("page", first, next)
	if c := r.customers(pay); c.Spoken != 2 {
		t.Errorf("read again, it counts twice: %+v", c)
	}
	// Merged again, all of it counts there again.
	r.merge(search, pay)
	if c := r.customers(search); c.Spoken != 2 || c.Impact != incident.ImpactConfirmed {
		t.Errorf("merged again: %+v", c)
	}
}

func TestAnUpdateWrittenBeforeAMergeGoesBackToWhatItIsAbout(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	r.pull("eu", r.alert("Pay"), r.alert("Search"))
	pay, search := r.byTitle("Pay"), r.byTitle("Search")
	r.confirm(pay)
	r.must(r.desk.Publish(t.Context(), anna, pay, []outbox.Update{{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."}}))
	r.pass(8 * time.Second)
	r.merge(search, pay)
	r.pass(4 * time.Second)
	r.send(outbox.Outcome{Result: outbox.Done, Ref: "p9", Post: "u9", At: r.clock})
	if c := r.customers(search); c.Spoken != 1 {
		t.Fatalf("while it was part of it: %+v", c)
	}
	r.must(r.desk.Undo(t.Context(), anna))
	if c := r.customers(search); c.Spoken != 0 || c.Impact != incident.ImpactUnknown {
		t.Errorf("of the other is known %+v", c)
	}
	if c := r.customers(pay); c.Spoken != 1 || c.Heard["page"].Ref != "p9" {
		t.Errorf("the update is not where it belongs: %+v", c)
	}
	if id, err := r.desk.ThreadOf("page", "p9"); err != nil || id != pay {
		t.Errorf("the thread is about %s, %v", id, err)
	}
}

func TestADeclaredIncidentStaysOpenWhenWhatItTookInCleared(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("Pay"))
	pay := r.only().ID
	hand, err := r.desk.Declare(t.Context(), anna, "By hand", "", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	r.merge(hand, pay)
	r.pass(time.Second)
	r.pull("eu")
	r.check(r.row(hand), incident.Resolved, 0)
	r.must(r.desk.Undo(t.Context(), anna))
	r.check(r.row(hand), incident.Triggered, 0)
	r.check(r.row(pay), incident.Resolved, 0)
}

func TestUndoingMergesOfThousandsGoesOnAfterACrash(t *testing.T) {
	r := newRig(t)
	many := []incident.Signal{r.alert("B", "service", "x")}
	for n := range 3 * atOnce {
		many = append(many, r.alert("A", "service", "x", "pod", itoa(n)))
	}
	third := r.alert("C", "service", "x")
	r.pull("eu", append(many, third)...)
	a, b, c := r.byTitle("A"), r.byTitle("B"), r.byTitle("C")
	was := map[incident.ID]string{a: r.stand(a), b: r.stand(b), c: r.stand(c)}
	r.merge(b, c, a)
	ctx, cancel := context.WithCancel(t.Context())
	stop := r.desk.Listen(func(event.Event) { cancel() }) // it dies after the first transaction
	if _, err := r.desk.Undo(ctx, anna); err == nil {
		t.Fatal("it was not broken off")
	}
	stop()
	r.start()
	r.pass(time.Hour)
	receipt, err := r.desk.Undo(t.Context(), anna)
	if err != nil || !slices.Equal(receipt.Incidents, []incident.ID{a, b, c}) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	for id, before := range was {
		r.sameAs(string(id), id, before)
	}
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undone twice: %v", err)
	}
}

func TestEachStormKeepsItsOwnAlertsWhenAMergeIsUndone(t *testing.T) {
	r := newRig(t)
	var storm []incident.Signal
	for n := range 2*atOnce + 5 {
		storm = append(storm, r.alert("A", "service", "x", "pod", itoa(n)))
	}
	r.pull("eu", storm...)
	yesterday := r.byTitle("A")
	r.pull("eu")
	r.pass(24 * time.Hour)
	for n := range storm {
		storm[n].StartsAt, storm[n].At = r.clock, r.clock
	}
	r.pull("eu", storm...)
	today := incident.ID("")
	for row := range r.desk.Open() {
		today = row.ID
	}
	if today == "" || today == yesterday {
		t.Fatal("the storm of today is no incident of its own")
	}
	was := map[incident.ID]string{yesterday: r.stand(yesterday), today: r.stand(today)}
	r.merge(today, yesterday)
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	for id, before := range was {
		r.sameAs(string(id), id, before)
	}
	r.pull("eu") // whoever ends them, ends today's
	if row := r.row(today); row.Firing != 0 || row.Alerts != len(storm) {
		t.Errorf("today's holds %d alerts, %d fire", row.Alerts, row.Firing)
	}
}

func TestAMergeThatCannotBeCostsNoUndo(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("A"), r.alert("B"))
	a, b := r.byTitle("A"), r.byTitle("B")
	before := r.stand(b)
	r.merge(a, b)
	if err := r.desk.Merge(t.Context(), anna, a, b); err == nil {
		t.Fatal("it was merged twice")
	}
	r.must(r.desk.Undo(t.Context(), anna))
	r.sameAs("the merged one", b, before)
}

func TestAMergeIsUndoneInItsWindowOnly(t *testing.T) {
	r := newRig(t)
	r.pull("eu", r.alert("A"), r.alert("B"), r.alert("C"))
	a, b, c := r.byTitle("A"), r.byTitle("B"), r.byTitle("C")
	r.merge(a, b)
	r.pass(11 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("after 11 s: %v", err)
	}
	r.merge(c, a)
	r.must(r.desk.Undo(t.Context(), anna))
	if row := r.row(a); row.MergedInto != "" {
		t.Error("the last merge was not undone")
	}
	if row := r.row(b); row.MergedInto != a {
		t.Error("more than the last merge was undone")
	}
}
