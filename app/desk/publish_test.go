package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

func TestAnUpdateWaitsToBeUndoneAndIsThenPublished(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	r.channel("mail")
	id := r.firing("eu")
	r.confirm(id)
	due := r.clock.Add(30 * time.Minute)
	update := func(channel string) outbox.Update {
		return outbox.Update{Channel: channel, Phase: incident.Investigating, Text: "Payments fail.", Due: due, Audience: "public"}
	}
	r.publish(id, update("page"), update("mail"))
	if _, ok, next, _ := r.desk.Due("channel:page"); ok || !next.Equal(r.clock.Add(10*time.Second)) {
		t.Fatalf("due at once: %v, next %v", ok, next)
	}
	if receipt, err := r.desk.Undo(t.Context(), anna); err != nil || len(r.outbox()) != 0 || len(receipt.Said) != 2 || len(receipt.Incidents) != 1 {
		t.Fatalf("undone: %v, %+v; waiting %v", err, receipt, r.outbox())
	}
	r.publish(id, update("page"), update("mail"))
	if _, err := r.desk.Publish(t.Context(), anna, id, []outbox.Update{update("mail")}); err == nil || !strings.Contains(err.Error(), "wait to be sent to mail already") || len(r.outbox()) != 2 {
		t.Errorf("the same words once more: %v, %d wait", err, len(r.outbox()))
	}
	r.pass(11 * time.Second)
	if _, err := r.desk.Undo(t.Context(), anna); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo after the window says %v", err)
	}
	for _, a := range r.outbox() {
		if a.Update.Publication == "" || a.Update.Basis == "" {
			t.Errorf("queued without publication or basis: %+v", a.Update)
		}
		out := outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1", Link: "https://page/inc1"}
		if a.Source == "channel:mail" {
			out = outbox.Outcome{Result: outbox.Refused, Text: "the list is empty"}
		}
		if err := r.desk.Settle(t.Context(), a.ID, out); err != nil {
			t.Fatal(err)
		}
	}
	kinds, row := r.kinds(id), r.only()
	if !strings.Contains(kinds, "published publish-failed") && !strings.Contains(kinds, "publish-failed published") {
		t.Errorf("timeline: %s", kinds)
	}
	if !row.DueAt.Equal(due) || row.DueBy != incident.NewPersonID("Anna") || !row.LastUpdate.Equal(r.clock) || row.Phase != incident.Investigating {
		t.Errorf("row: %+v", row)
	}
	if waiting := r.outbox(); len(waiting) != 1 || waiting[0].State != outbox.Rejected {
		t.Errorf("waits: %+v", waiting)
	}
	// The page tells of it too: it is the same update.
	r.seen("page", incident.Spoken{Ref: "inc1", Post: "u1", Visible: r.clock, Body: "Payments fail.", Phase: incident.Investigating})
	if got := r.customers(id).Spoken; got != 1 {
		t.Errorf("%d updates, want 1", got)
	}
	// The next one goes on where this one is.
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Identified, Text: "Found."})
	waiting := r.outbox()
	if last := waiting[len(waiting)-1]; last.Update.Ref != "inc1" {
		t.Errorf("the second update opens another incident: %+v", last.Update)
	}
}

func TestAnUpdateReadBackBeforeItsOutcomeCountsOnce(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	action := r.outbox()[0]
	back := incident.Spoken{Ref: "inc1", Post: "u1", Publication: action.ID, Visible: r.clock, Body: "Payments fail.", Phase: incident.Investigating}
	r.seen("page", back) // as after a crash between sending and settling
	if got := r.customers(id).Spoken; got != 0 {
		t.Fatalf("%d updates before the outcome is known", got)
	}
	if err := r.desk.Settle(t.Context(), action.ID, outbox.Outcome{Result: outbox.Already, At: r.clock}); err != nil {
		t.Fatal(err)
	}
	r.seen("page", back)
	r.start() // what was seen is forgotten, what is in the timeline is not
	r.channel("page")
	r.seen("page", back)
	c := r.customers(id)
	if c.Spoken != 1 || c.DueBy != incident.NewPersonID("Anna") {
		t.Errorf("customers: %+v", c)
	}
}

func TestWrongUpdatesAreExplained(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.desk.SetSource(Source{Name: "channel:read", Kind: "channel"})
	r.desk.SetSource(Source{Name: "channel:chat", Kind: "channel", Longest: 100, May: may(outbox.Publish)})
	good := outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "x"}
	for _, c := range []struct {
		change func(*outbox.Update)
		says   string
	}{
		{func(u *outbox.Update) { u.Channel = "pag" }, "no channel named"},
		{func(u *outbox.Update) { u.Channel = "read" }, "read only"},
		{func(u *outbox.Update) { u.Text = " " }, "empty"},
		{func(u *outbox.Update) { u.Text = strings.Repeat("x", 20_001) }, "20001 characters and may have 20000"},
		{func(u *outbox.Update) { u.Channel, u.Text = "chat", strings.Repeat("ö", 101) }, "101 characters and may have 100"},
		{func(u *outbox.Update) { u.Phase = "broken" }, "investigating"},
		{func(u *outbox.Update) { u.Due = r.clock }, "past"},
		{func(u *outbox.Update) { u.Overruled = []incident.Overruled{{Check: "CU02", Reason: " "}} }, "say why CU02"},
	} {
		u := good
		c.change(&u)
		if _, err := r.desk.Publish(t.Context(), anna, id, []outbox.Update{u}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v", c.says, err)
		}
	}
	if _, err := r.desk.Publish(t.Context(), anna, id, []outbox.Update{good, good}); err == nil {
		t.Error("one channel was told twice")
	}
}

func TestACorrectionGoesToItsPost(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payements fail.", Due: r.clock.Add(time.Hour)})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	published := r.last(id, incident.KindPublished)
	shown := r.clock
	r.pass(5 * time.Minute)
	if _, err := r.desk.Correct(t.Context(), anna, id, published.ID, outbox.Update{Text: "Payments fail.", Due: r.clock.Add(20 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	a := r.outbox()[0]
	if a.Ref != "u1" || a.Update.Ref != "inc1" || a.Update.Channel != "page" {
		t.Fatalf("queued %+v", a)
	}
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	c := r.customers(id)
	if c.Spoken != 1 || !c.Last.Equal(shown) || !c.Due.Equal(r.clock.Add(20*time.Minute)) || r.last(id, incident.KindCorrected).ID == "" {
		t.Errorf("customers: %+v", c)
	}
	if _, err := r.desk.ToldElsewhere(t.Context(), anna, id, incident.Spoken{Body: "By phone."}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.Correct(t.Context(), anna, id, r.last(id, incident.KindPublished).ID, outbox.Update{Text: "x"}); err == nil {
		t.Error("what was told elsewhere was corrected from here")
	}
}

func TestWhatWasOverruledStandsWithTheUpdate(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	many := []incident.Overruled{{Check: "CU02", Reason: " The next one is in the text. "}}
	for range 60 {
		many = append(many, incident.Overruled{Check: "CU21", Reason: strings.Repeat("x", 600)})
	}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail.", Overruled: many})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	kept := incident.Unpack[incident.Spoken](r.last(id, incident.KindPublished)).Overruled
	if len(kept) != 40 || kept[0] != (incident.Overruled{Check: "CU02", Reason: "The next one is in the text."}) || len([]rune(kept[1].Reason)) > 501 {
		t.Errorf("kept %d: %+v", len(kept), kept[:min(len(kept), 2)])
	}
}

// last gives the newest entry of a kind.
func (r *rig) last(id incident.ID, kind incident.Kind) (last incident.Entry) {
	r.Helper()
	detail, err := r.desk.Show(id, 1)
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range detail.Entries {
		if e.Kind == kind {
			last = e
		}
	}
	return last
}
