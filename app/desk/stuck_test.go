package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
)

// stuck gives what paging hears of a channel's updates.
func (r *rig) stuck(channel string) []page.Stuck {
	var all []page.Stuck
	for s := range r.desk.Board().Stuck() {
		if s.Channel == channel {
			all = append(all, s)
		}
	}
	return all
}

func (r *rig) onlyStuck(channel string) page.Stuck {
	r.Helper()
	all := r.stuck(channel)
	if len(all) != 1 {
		r.Fatalf("%s: %+v", channel, all)
	}
	return all[0]
}

func TestWhatDoesNotReachReadersIsToldToPaging(t *testing.T) {
	r := newRig(t)
	for _, name := range []string{"page", "chat", "mail"} {
		r.channel(name)
	}
	id := r.firing("eu")
	var all []outbox.Update
	for _, name := range []string{"page", "chat", "mail"} {
		all = append(all, outbox.Update{Channel: name, Phase: incident.Investigating, Text: "Payments fail.", Due: r.clock.Add(time.Hour)})
	}
	r.publish(id, all...)
	written := r.clock
	if s := r.onlyStuck("page"); s.State != page.StuckLate || !s.Since.Equal(written) || s.By != incident.NewPersonID("Anna") || s.ID != id {
		t.Errorf("queued: %+v", s)
	}
	r.pass(time.Minute)
	r.settle("page", outbox.Outcome{Result: outbox.Conflict, Ref: "inc9", Text: `"Cards" is open there already`, Fix: "join it"})
	r.settle("chat", outbox.Outcome{Result: outbox.Conflict, Hidden: true, Text: "it may have arrived or not", Fix: "look there"})
	r.settle("mail", outbox.Outcome{Result: outbox.Refused, Text: "no address was taken"})
	asked := r.onlyStuck("page")
	if asked.State != page.StuckAsking || asked.Fix != page.FixJoin || !asked.Since.Equal(r.clock) || !strings.Contains(asked.Why, "open there already") {
		t.Errorf("asks: %+v", asked)
	}
	if s := r.onlyStuck("chat"); s.State != page.StuckAsking || s.Fix != page.NoFix {
		t.Errorf("what may have arrived is not sent without a look: %+v", s)
	}
	if s := r.onlyStuck("mail"); s.State != page.StuckFailed || s.Fix != page.NoFix {
		t.Errorf("failed: %+v", s)
	}
	r.pass(time.Minute)
	if err := r.desk.Unstick(t.Context(), anna, asked); err != nil {
		t.Fatal(err)
	}
	if a := r.queuedFor("page"); a.Update.Ref != "inc9" || a.State != outbox.Waiting {
		t.Errorf("joined: %+v", a)
	}
	if s := r.onlyStuck("page"); s.State != page.StuckLate || !s.Since.Equal(r.clock) {
		t.Errorf("sent again, it has its time again: %+v", s)
	}
	if err := r.desk.Unstick(t.Context(), anna, asked); err == nil {
		t.Error("the old question was answered twice")
	}
	// It asks anew, something else, and is sent anyway.
	r.pass(time.Minute)
	r.settle("page", outbox.Outcome{Result: outbox.Conflict, Text: "a newer update is there"})
	again := r.onlyStuck("page")
	if again.Fix != page.FixSend || again.Key() == asked.Key() {
		t.Errorf("asks anew: %+v", again)
	}
	stale := asked
	stale.Fix = page.FixSend
	if err := r.desk.Unstick(t.Context(), anna, stale); err == nil || r.queuedFor("page").Forced {
		t.Errorf("an old question sent what asks something else: %v", err)
	}
	if err := r.desk.Unstick(t.Context(), anna, again); err != nil || !r.queuedFor("page").Forced {
		t.Error(err)
	}
	r.pass(2 * time.Hour)
	r.settle("page", outbox.Outcome{Result: outbox.Conflict, Text: "the next update is promised for a time that is past"})
	if s := r.onlyStuck("page"); s.Fix != page.NoFix {
		t.Errorf("a promise of the past is not sent by one press: %+v", s)
	}
}

func TestWhatAChannelTookAndDoesNotShowIsToldToPaging(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.pass(20 * time.Second)
	r.settle("page", outbox.Outcome{Result: outbox.Retry, Hidden: true, Text: "page took it and does not show it yet", After: time.Minute})
	first := r.onlyStuck("page")
	r.pass(time.Minute)
	r.settle("page", outbox.Outcome{Result: outbox.Retry, Hidden: true, Text: "page took it and does not show it yet", After: time.Minute})
	if s := r.onlyStuck("page"); s.State != page.StuckLate || s.Key() != first.Key() {
		t.Errorf("another look is no other state: %+v, before %+v", s, first)
	}
	seen := r.clock
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: seen, Ref: "inc1", Post: "u1"})
	shown := incident.Spoken{Ref: "inc1", Post: "u1", Visible: seen, Body: "Payments fail.", Phase: incident.Investigating}
	r.pass(time.Second)
	r.seen("page", shown)
	if all := r.stuck("page"); len(all) != 0 {
		t.Fatalf("readers see it: %+v", all)
	}
	r.pass(time.Minute)
	r.seen("page")
	if s := r.onlyStuck("page"); s.State != page.StuckLate || s.By != incident.NewPersonID("Anna") || s.ID != id {
		t.Errorf("it is gone from the page: %+v", s)
	}
	r.pass(time.Minute)
	r.seen("page", shown)
	if all := r.stuck("page"); len(all) != 0 {
		t.Errorf("it is back: %+v", all)
	}
}

func TestPagingHearsThatAnUpdateAsks(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	heard := 0
	defer r.desk.Board().Listen(func() { heard++ })()
	a := r.queuedFor("page")
	if err := r.desk.Settle(t.Context(), a.ID, outbox.Outcome{Result: outbox.Retry, Text: "503"}); err != nil {
		t.Fatal(err)
	}
	if heard == 0 {
		t.Error("nobody told paging")
	}
	if states := slices.Collect(r.desk.Board().Stuck()); len(states) != 1 || states[0].Why != "503" {
		t.Errorf("%+v", states)
	}
}
