package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
)

func TestWhatIsSeenOnAPageResetsTheClock(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.confirm(id)
	r.pass(8 * time.Minute)
	first := incident.Spoken{Ref: "p1", Post: "u1", Visible: r.clock, Phase: "Investigating", Body: "Payments fail. Next update in 30 minutes.", Title: "Payments"}
	r.seen("page", first)
	clock, _ := r.desk.Clock(id)
	if clock.Reading.State != journey.Informed || !clock.Reading.Next.Equal(r.clock.Add(30*time.Minute)) || !clock.Reading.Promised {
		t.Fatalf("reads %+v", clock.Reading)
	}
	second := incident.Spoken{Ref: "p1", Post: "u2", Visible: r.clock.Add(10 * time.Minute), Phase: incident.Monitoring, Body: "A fix is out."}
	r.pass(11 * time.Minute)
	for range 3 {
		r.seen("page", second, first)
	}
	entries := r.kinds(id)
	if c := r.customers(id); c.Spoken != 2 || c.Phase != incident.Monitoring || c.DueBy != "" || !c.Due.IsZero() {
		t.Errorf("customers: %+v, timeline %s", c, entries)
	}
	second.Body, second.Phase = "A fix is out. Next update by 13:00 UTC.", incident.Monitoring
	r.seen("page", first, second)
	r.seen("page", first, second)
	if c := r.customers(id); c.Spoken != 2 || !c.Due.Equal(noon.Add(time.Hour)) {
		t.Errorf("after it was edited there: %+v", c)
	}
}

func TestAPageIsAboutTheOnlyIncidentItCanBeAbout(t *testing.T) {
	said := func(r *rig, ref string) incident.Spoken {
		return incident.Spoken{Ref: ref, Post: ref + "u", Visible: r.clock, Phase: incident.Investigating, Body: "Broken.", Title: "Trouble"}
	}
	t.Run("customers are not affected", func(t *testing.T) {
		r := newRig(t)
		id := r.firing("eu")
		r.seen("page", said(r, "p1"))
		if loose := r.desk.Loose(); len(loose) != 1 || loose[0].Title != "Trouble" || r.customers(id).Spoken != 0 {
			t.Errorf("loose: %+v", loose)
		}
		// Once they are, it is taken for this one.
		r.confirm(id)
		r.seen("page", said(r, "p1"))
		if loose := r.desk.Loose(); len(loose) != 0 || r.customers(id).Spoken != 1 {
			t.Errorf("loose: %+v", loose)
		}
	})
	t.Run("two could be meant", func(t *testing.T) {
		r := newRig(t)
		a := r.firing("eu")
		b, err := r.desk.Declare(t.Context(), anna, "Another", "", incident.Major)
		if err != nil {
			t.Fatal(err)
		}
		r.confirm(a)
		r.confirm(b)
		r.seen("page", said(r, "p1"))
		if len(r.desk.Loose()) != 1 {
			t.Fatal("one of two was guessed")
		}
		if err := r.desk.Join(t.Context(), anna, b, "page", "p1"); err != nil {
			t.Fatal(err)
		}
		if r.customers(b).Spoken != 1 || r.customers(a).Spoken != 0 || len(r.desk.Loose()) != 0 {
			t.Error("the page's words went elsewhere")
		}
		r.seen("page", said(r, "p2")) // the other one, then
		if r.customers(a).Spoken != 1 {
			t.Error("the second of the page's incidents found none")
		}
	})
	t.Run("long before", func(t *testing.T) {
		r := newRig(t)
		id := r.firing("eu")
		r.confirm(id)
		old := said(r, "p1")
		old.Visible = r.clock.Add(-24 * time.Hour)
		r.seen("page", old)
		if r.customers(id).Spoken != 0 {
			t.Error("yesterday's update counts today")
		}
	})
}

func TestContradictionsArePointedOut(t *testing.T) {
	kinds := func(r *rig) (all []ContradictionKind) {
		r.Helper()
		found, err := r.desk.Contradictions()
		if err != nil {
			r.Fatal(err)
		}
		for _, c := range found {
			all = append(all, c.Kind)
		}
		return all
	}
	say := func(r *rig, channel, post string, phase incident.Phase) {
		r.Helper()
		r.seen(channel, incident.Spoken{Ref: channel, Post: post, Visible: r.clock, Phase: phase, Body: post})
	}
	r := newRig(t)
	id := r.firing("eu")
	r.confirm(id)
	say(r, "page", "u1", incident.Investigating)
	if got := kinds(r); len(got) != 0 {
		t.Errorf("all fits: %v", got)
	}
	r.pass(time.Minute)
	say(r, "page", "u2", incident.PhaseResolved)
	if got := kinds(r); !slices.Equal(got, []ContradictionKind{ResolvedButFiring}) {
		t.Errorf("resolved while it fires: %v", got)
	}
	say(r, "mail", "m1", incident.Investigating)
	if got := kinds(r); !slices.Equal(got, []ContradictionKind{ResolvedButFiring, ChannelsDisagree}) {
		t.Errorf("two channels: %v", got)
	}
	r.pull("eu")
	r.pass(20 * time.Minute)
	if got := kinds(r); !slices.Equal(got, []ContradictionKind{TroubleButQuiet, ChannelsDisagree}) {
		t.Errorf("over here: %v", got)
	}
	r.pass(time.Minute)
	say(r, "mail", "m2", incident.PhaseResolved)
	r.desk.Shows("page", map[string]string{"Search": "degraded", "Checkout": "operational"})
	if got := kinds(r); !slices.Equal(got, []ContradictionKind{ComponentsLeft}) {
		t.Errorf("components left: %v", got)
	}
	if found, err := r.desk.Contradictions(); err != nil || found[0].Text != "page shows Search as not working, and says nothing of it" {
		t.Errorf("%v: %v", found, err)
	}
	say(r, "page", "other", incident.Identified)
	r.desk.Shows("page", nil)
	r.seen("page", incident.Spoken{Ref: "z", Post: "z1", Visible: r.clock, Phase: incident.Identified, Body: "z", Title: "Search is slow"})
	found, err := r.desk.Contradictions()
	if err != nil || !slices.ContainsFunc(found, func(c Contradiction) bool {
		return c.Kind == TroubleButQuiet && c.Incident == "" && strings.Contains(c.Text, "Search is slow")
	}) {
		t.Errorf("a page's own trouble: %+v, %v", found, err)
	}
}

func TestAPostReadBackWithoutItsPhaseIsNoCorrection(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Identified, Text: "Payments fail."})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u1"})
	r.pass(time.Minute)
	r.seen("page", incident.Spoken{Ref: "p", Post: "u1", Visible: r.clock.Add(-time.Minute), Body: "Payments fail."})
	if e := r.last(id, incident.KindCorrected); e.ID != "" || r.customers(id).Phase != incident.Identified {
		t.Errorf("corrected: %+v, %+v", e, r.customers(id))
	}
	r.seen("page", incident.Spoken{Ref: "p", Post: "u1", Visible: r.clock.Add(-time.Minute), Body: "Card payments fail."})
	if e := r.last(id, incident.KindCorrected); e.ID == "" || r.customers(id).Phase != incident.Identified {
		t.Errorf("other words: %+v, %+v", e, r.customers(id))
	}
}
