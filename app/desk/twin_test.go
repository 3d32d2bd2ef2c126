package desk

import (
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// opens publishes a first update on page, which makes an incident there.
func (r *rig) opens(id incident.ID, ref string) incident.Spoken {
	r.Helper()
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.pass(20 * time.Second)
	said := incident.Spoken{Ref: ref, Post: ref + "-1", Visible: r.clock, Phase: incident.Investigating, Title: "Payments fail", Body: "Payments fail.", Link: "https://page/" + ref}
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: said.Visible, Ref: ref, Post: said.Post, Link: said.Link})
	r.pass(time.Second)
	return said
}

// stranger is what a colleague opened on the page, so long after ours.
func stranger(ref string, ours incident.Spoken, after time.Duration) incident.Spoken {
	return incident.Spoken{Ref: ref, Post: ref + "-1", Visible: ours.Visible.Add(after), Phase: incident.Investigating, Title: "Cards are declined", Body: "Cards are declined."}
}

func (r *rig) twins() []Twin {
	r.Helper()
	all, err := r.desk.Twins()
	if err != nil {
		r.Fatal(err)
	}
	return all
}

func TestTwoAreOpenWhereTheyWereOpenedAtTheSameMoment(t *testing.T) {
	for _, c := range []struct {
		name  string
		ref   string
		after time.Duration // theirs after ours
		end   bool          // theirs has ended
		twin  bool
		later bool // ours
	}{
		{"theirs a moment before", "b2", -3 * time.Second, false, true, true},
		{"theirs a moment after", "b2", 3 * time.Second, false, true, false},
		{"at the very same time, theirs has the lower ID", "a0", 0, false, true, true},
		{"at the very same time, theirs has the higher ID", "z9", 0, false, true, false},
		{"long before", "b2", -time.Hour, false, false, false},
		{"long after", "b2", 3 * time.Minute, false, false, false},
		{"theirs is over", "b2", -time.Second, true, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			r.channel("page")
			id := r.firing("eu")
			r.confirm(id)
			ours := r.opens(id, "m5")
			theirs := stranger(c.ref, ours, c.after)
			if c.end {
				theirs.Phase = incident.PhaseResolved
			}
			r.pass(5 * time.Minute)
			r.seen("page", ours, theirs)
			all := r.twins()
			if (len(all) == 1) != c.twin {
				t.Fatalf("%+v", all)
			}
			if c.twin && (all[0].Later != c.later || all[0].Incident != id || all[0].Ours != "m5" || all[0].Theirs != c.ref || all[0].By != incident.NewPersonID("Anna")) {
				t.Errorf("%+v", all[0])
			}
			r.start() // what is open twice is found again after a restart
			r.channel("page")
			r.seen("page", ours, theirs)
			if len(r.twins()) != len(all) {
				t.Errorf("after a restart: %+v", r.twins())
			}
		})
	}
}

func TestWhatAPersonOpenedBesideAnotherIsNoTwin(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	theirs := incident.Spoken{Ref: "b2", Post: "b2-1", Visible: r.clock, Phase: incident.Investigating, Title: "Search is slow", Body: "Search is slow."}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.settle("page", outbox.Outcome{Result: outbox.Conflict, Ref: "b2", Text: `"Search is slow" is open there already`})
	if err := r.desk.Retry(t.Context(), r.queuedFor("page").ID, true); err != nil {
		t.Fatal(err)
	}
	r.pass(20 * time.Second)
	ours := incident.Spoken{Ref: "m5", Post: "m5-1", Visible: r.clock, Phase: incident.Investigating, Title: "Payments fail", Body: "Payments fail."}
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: ours.Visible, Ref: "m5", Post: ours.Post})
	r.pass(time.Second)
	r.seen("page", ours, theirs)
	if all := r.twins(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestWhatOthersOpenedIsNotOursToClose(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	one := incident.Spoken{Ref: "m5", Post: "m5-1", Visible: r.clock, Phase: incident.Investigating, Title: "Payments fail", Body: "Payments fail."}
	r.seen("page", one, stranger("b2", one, -time.Second))
	if err := r.desk.Join(t.Context(), anna, id, "page", "m5"); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Second)
	r.seen("page", one, stranger("b2", one, -time.Second))
	if all := r.twins(); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestWhatWaitsGoesWhereItGoesOn(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	ours := r.opens(id, "m5")
	theirs := stranger("b2", ours, -time.Second)
	r.seen("page", ours, theirs)
	if _, err := r.desk.JoinTwin(t.Context(), anna, r.twins()[0], outbox.Update{Text: "It goes on there."}); err != nil {
		t.Fatal(err)
	}
	closing := r.queuedFor("page")
	if u := closing.Update; u.Duplicate != "b2" || u.Ref != "m5" || u.Phase != incident.PhaseResolved || closing.NotBefore.IsZero() {
		t.Errorf("queued %+v", u)
	}
	if why, err := r.desk.Outdated(closing); err != nil || why != "" {
		t.Errorf("it may not fit: %s, %v", why, err)
	}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Identified, Text: "We know the cause."})
	r.pass(20 * time.Second)
	if err := r.desk.Settle(t.Context(), closing.ID, outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "m5", Post: "m5-2"}); err != nil {
		t.Fatal(err)
	}
	if u := r.queuedFor("page").Update; u.Ref != "b2" || u.Joined.IsZero() {
		t.Errorf("what waits goes to %q", u.Ref)
	}
	// What the duplicate says now counts for none, what the other says does.
	end := incident.Spoken{Ref: "m5", Post: "m5-2", Visible: r.clock, Phase: incident.PhaseResolved, Title: "Payments fail", Body: "It goes on there."}
	more := incident.Spoken{Ref: "b2", Post: "b2-2", Visible: r.clock, Phase: incident.Identified, Title: "Cards are declined", Body: "A bank is down."}
	r.pass(time.Second)
	r.seen("page", ours, end, theirs, more)
	c := r.customers(id)
	if h := c.Heard["page"]; h.Ref != "b2" || h.Post != "b2-2" || h.Phase != incident.Identified || c.Spoken != 3 {
		t.Errorf("heard %+v, %d updates", h, c.Spoken)
	}
	if len(r.twins()) != 0 || len(r.desk.Loose()) != 0 {
		t.Errorf("twins %+v, loose %+v", r.twins(), r.desk.Loose())
	}
	if e := r.last(id, incident.KindMoved); e.By != incident.NewPersonID("Anna") || e.Text != `closed on page as a duplicate of "Cards are declined", where it goes on: It goes on there.` {
		t.Errorf("the timeline says %+v", e)
	}
	// It follows a merge.
	into, err := r.desk.Declare(t.Context(), anna, "All of it", "", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Merge(t.Context(), anna, into, id); err != nil {
		t.Fatal(err)
	}
	if h := r.customers(into).Heard["page"]; h.Ref != "b2" {
		t.Errorf("after a merge: %+v", h)
	}
}

func TestAMergeThatIsUndoneKeepsWhereItGoesOn(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	ours := r.opens(id, "m5")
	theirs := stranger("b2", ours, -time.Second)
	r.seen("page", ours, theirs)
	if _, err := r.desk.JoinTwin(t.Context(), anna, r.twins()[0], outbox.Update{Text: "It goes on there."}); err != nil {
		t.Fatal(err)
	}
	r.pass(11 * time.Second)
	into, err := r.desk.Declare(t.Context(), anna, "All of it", "", incident.Critical)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.desk.Merge(t.Context(), anna, into, id); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Second)
	r.settle("page", outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "m5", Post: "m5-2"})
	r.seen("page", ours, theirs)
	if h := r.customers(into).Heard["page"]; h.Ref != "b2" {
		t.Errorf("merged, it goes on in %+v", h)
	}
	if _, err := r.desk.Undo(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	if h := r.customers(id).Heard["page"]; h.Ref != "b2" || h.Phase != incident.Investigating {
		t.Errorf("by itself again, it goes on in %+v", h)
	}
	if h, told := r.customers(into).Heard["page"]; told {
		t.Errorf("the other keeps %+v", h)
	}
	if of, err := r.desk.ThreadOf("page", "b2"); err != nil || of != id {
		t.Errorf("theirs is about %q, %v", of, err)
	}
}
