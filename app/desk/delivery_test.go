package desk

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// deliveries words how the last update stands, channel by channel.
func (r *rig) deliveries(id incident.ID) string {
	r.Helper()
	all, err := r.desk.Deliveries(id)
	if err != nil {
		r.Fatal(err)
	}
	var words []string
	for _, d := range all {
		words = append(words, d.Channel+" "+string(d.State))
	}
	return strings.Join(words, ", ")
}

func (r *rig) delivery(id incident.ID, channel string) Delivery {
	r.Helper()
	all, err := r.desk.Deliveries(id)
	if err != nil {
		r.Fatal(err)
	}
	for _, d := range all {
		if d.Channel == channel {
			return d
		}
	}
	r.Fatalf("no delivery on %s: %+v", channel, all)
	return Delivery{}
}

// queuedFor gives the newest action for a channel.
func (r *rig) queuedFor(channel string) outbox.Action {
	r.Helper()
	all := r.outbox()
	for n := len(all) - 1; n >= 0; n-- {
		if all[n].Source == outbox.ChannelSource(channel) {
			return all[n]
		}
	}
	r.Fatalf("nothing waits for %s", channel)
	return outbox.Action{}
}

func (r *rig) settle(channel string, out outbox.Outcome) {
	r.Helper()
	if err := r.desk.Settle(r.Context(), r.queuedFor(channel).ID, out); err != nil {
		r.Fatal(err)
	}
}

func TestAnUpdatesWayIsToldChannelByChannel(t *testing.T) {
	r := newRig(t)
	for _, name := range []string{"chat", "mail", "page", "second"} {
		r.channel(name)
	}
	id := r.firing("eu")
	if got := r.deliveries(id); got != "" {
		t.Fatalf("before anything was said: %s", got)
	}
	say := func(phase incident.Phase, text string, channels ...string) {
		var all []outbox.Update
		for _, name := range channels {
			all = append(all, outbox.Update{Channel: name, Phase: phase, Text: text})
		}
		r.publish(id, all...)
	}
	say(incident.Investigating, "Payments fail.", "page", "mail", "chat", "second")
	if got := r.deliveries(id); got != "chat waiting, mail waiting, page waiting, second waiting" {
		t.Fatalf("queued: %s", got)
	}
	if d := r.delivery(id, "page"); !d.Undoable || !d.At.Equal(r.clock.Add(10*time.Second)) || d.Phase != incident.Investigating {
		t.Errorf("before it leaves: %+v", d)
	}
	r.pass(11 * time.Second)
	if there, err := r.desk.Claim(t.Context(), r.queuedFor("page").ID); !there || err != nil {
		t.Fatal(there, err)
	}
	if d := r.delivery(id, "page"); d.State != DeliverySending || d.Undoable {
		t.Errorf("on its way: %+v", d)
	}
	seen := r.clock.Add(-time.Second)
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: seen, Ref: "inc1", Post: "u1", Link: "https://page/inc1"})
	r.settle("mail", outbox.Outcome{Result: outbox.Refused, Text: "no address was taken", Fix: "correct the list"})
	r.settle("chat", outbox.Outcome{Result: outbox.Conflict, Text: "it may have arrived or not", Fix: "look there, then send it anyway or drop it", Link: "https://chat"})
	r.settle("second", outbox.Outcome{Result: outbox.Retry, Text: "second answered 503; nothing: it is tried again", Fix: "nothing: it is tried again", After: time.Minute})
	if got := r.deliveries(id); got != "chat asking, mail failed, page visible, second waiting" {
		t.Fatalf("settled: %s", got)
	}
	for name, want := range map[string]Delivery{
		"page":   {At: seen, Link: "https://page/inc1"},
		"mail":   {Text: "no address was taken", Fix: "correct the list"},
		"chat":   {Text: "it may have arrived or not", Fix: "look there, then send it anyway or drop it", Link: "https://chat"},
		"second": {At: r.clock.Add(time.Minute), Text: "second answered 503", Fix: "nothing: it is tried again"},
	} {
		d := r.delivery(id, name)
		if d.Text != want.Text || d.Fix != want.Fix || d.Link != want.Link || !want.At.IsZero() && !d.At.Equal(want.At) || d.Undoable || (d.Action == "") == (name != "page") {
			t.Errorf("%s: %+v, wants %+v", name, d, want)
		}
	}
	// Read back: the page shows it, then it does not.
	r.pass(time.Second)
	r.seen("page", incident.Spoken{Ref: "inc1", Post: "u1", Visible: seen, Body: "Payments fail.", Phase: incident.Investigating})
	if d := r.delivery(id, "page"); d.State != DeliveryVisible {
		t.Errorf("read back: %+v", d)
	}
	r.pass(time.Second)
	r.seen("page")
	if d := r.delivery(id, "page"); d.State != DeliveryHidden || d.Fix == "" || !strings.Contains(d.Text, "does not show it yet") {
		t.Errorf("a page that lags: %+v", d)
	}
	// In doubt it may be there already.
	r.settle("second", outbox.Outcome{Result: outbox.Retry, Text: "it is not known yet whether it arrived", Hidden: true, After: time.Minute})
	if d := r.delivery(id, "second"); d.State != DeliveryHidden {
		t.Errorf("in doubt: %+v", d)
	}
	// The next update comes first; what of this one is not settled stays.
	r.pass(time.Minute)
	say(incident.Identified, "Found.", "page")
	if got := r.deliveries(id); got != "page waiting, chat asking, mail failed, second hidden" {
		t.Errorf("after the next: %s", got)
	}
	if err := r.desk.Retry(t.Context(), r.delivery(id, "mail").Action, false); err != nil {
		t.Fatal(err)
	}
	r.settle("mail", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "m1", Post: "m1", Text: "2 addresses have it, 1 were refused: gone@example.org"})
	if err := r.desk.Drop(t.Context(), anna, r.delivery(id, "chat").Action); err != nil {
		t.Fatal(err)
	}
	if got := r.deliveries(id); got != "page waiting, second hidden" {
		t.Errorf("after its troubles were settled: %s", got)
	}
	if note := incident.Unpack[incident.Spoken](r.last(id, incident.KindPublished)).Note; !strings.Contains(note, "gone@example.org") {
		t.Errorf("who did not get it is not told: %q", note)
	}
	r.desk.RemoveSource("channel:second")
	if d := r.delivery(id, "second"); d.State != DeliveryFailed || !strings.Contains(d.Text, "configured") || d.Fix == "" {
		t.Errorf("a channel that was taken out: %+v", d)
	}
}

func TestACorrectionsWayIsToldInThePlaceOfWhatItCorrects(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	promised := r.clock.Add(30 * time.Second)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payements fail.", Due: promised})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	first := r.delivery(id, "page")
	if !first.Correctable || first.Entry != r.last(id, incident.KindPublished).ID {
		t.Fatalf("published: %+v", first)
	}
	r.pass(time.Minute)
	if _, err := r.desk.Correct(t.Context(), anna, id, first.Entry, outbox.Update{Text: "Payments fail."}); err != nil {
		t.Fatal(err)
	}
	if d := r.delivery(id, "page"); r.deliveries(id) != "page waiting" || !d.Undoable || d.Entry != first.Entry {
		t.Errorf("being corrected: %s %+v", r.deliveries(id), d)
	}
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	if d := r.delivery(id, "page"); r.deliveries(id) != "page visible" || d.Entry != first.Entry || !d.Correctable {
		t.Errorf("corrected: %s %+v", r.deliveries(id), d)
	}
	if c, _ := r.desk.Clock(id); !c.Row.DueAt.Equal(promised) {
		t.Errorf("other words took the promise back: it was for %s, now %s", promised, c.Row.DueAt)
	}
	r.desk.SetSource(Source{Name: "channel:page", Identity: "https://page", Kind: "channel", May: may(outbox.Publish)})
	if _, err := r.desk.Correct(t.Context(), anna, id, first.Entry, outbox.Update{Text: "x"}); err == nil || !strings.Contains(err.Error(), "publish a new update") {
		t.Errorf("a channel that cannot correct: %v", err)
	}
}

func TestAnUpdateJoinsTheIncidentThatIsThere(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	theirs := incident.Spoken{Ref: "theirs", Post: "t1", Title: "Checkout is slow", Visible: r.clock, Body: "We look into it.", Phase: incident.Investigating}
	r.seen("page", theirs) // about none of ours yet: nobody said that customers are affected
	r.send(outbox.Outcome{Result: outbox.Conflict, Text: `"Checkout is slow" is open there already`, Ref: "theirs", Link: "https://page/theirs"})
	d := r.delivery(id, "page")
	if d.State != DeliveryAsking || d.Joins != "theirs" || d.Link != "https://page/theirs" {
		t.Fatalf("asked: %+v", d)
	}
	if err := r.desk.JoinAndSend(t.Context(), anna, d.Action); err != nil {
		t.Fatal(err)
	}
	a := r.queuedFor("page")
	if a.Update.Ref != "theirs" || a.State != outbox.Waiting || a.Forced || r.customers(id).Spoken != 1 {
		t.Errorf("joined: %+v, %+v", a, r.customers(id))
	}
	if err := r.desk.JoinAndSend(t.Context(), anna, d.Action); err == nil {
		t.Error("what does not ask was joined")
	}
}

func TestWhatStoodThereWhenAnUpdateJoinedIsNotAskedAboutAgain(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	before := incident.Spoken{Ref: "theirs", Post: "t1", Visible: r.clock, Body: "We look into it.", Phase: incident.Investigating}
	r.send(outbox.Outcome{Result: outbox.Conflict, Text: "open there already", Ref: "theirs"})
	r.pass(time.Second)
	r.must(Receipt{}, r.desk.JoinAndSend(t.Context(), anna, r.delivery(id, "page").Action))
	r.pass(time.Second)
	r.seen("page", before) // the page is read only now
	if news, err := r.desk.Outdated(r.queuedFor("page")); news != "" || err != nil {
		t.Errorf("asked again: %q, %v", news, err)
	}
	after := incident.Spoken{Ref: "theirs", Post: "t2", Visible: r.clock, Body: "We know why.", Phase: incident.Identified}
	r.seen("page", before, after)
	if news, err := r.desk.Outdated(r.queuedFor("page")); !strings.Contains(news, `"We know why."`) || strings.Contains(news, "more updates") || err != nil {
		t.Errorf("said there after it joined: %q, %v", news, err)
	}
}

func TestAnUpdateOfAMergedIncidentIsToldWhereItLivesOn(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	one, other, _ := r.two()
	r.publish(one, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.pass(time.Minute)
	r.must(Receipt{}, r.desk.Merge(t.Context(), anna, other, one))
	if news, err := r.desk.Outdated(r.queuedFor("page")); err != nil || !strings.Contains(news, "merged") {
		t.Errorf("before it leaves: %q, %v", news, err)
	}
	if got := r.deliveries(other); got != "page waiting" {
		t.Errorf("waiting: %q", got)
	}
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "inc1", Post: "u1"})
	if got := r.deliveries(other); got != "page visible" {
		t.Errorf("published: %q", got)
	}
}
