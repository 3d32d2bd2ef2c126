package pager

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/page"
	"turnaround/internal/fake/statuspage"
)

// confirms says that customers are affected.
func (l *live) confirms(id incident.ID) {
	l.Helper()
	if _, err := l.Desk.SetImpact(l.Context(), l.Who("window"), id, incident.Affected{Impact: incident.ImpactConfirmed, Start: l.now().Add(-time.Minute)}); err != nil {
		l.Fatal(err)
	}
}

// twin waits until a copy finds that an incident is open twice.
func (l *live) twin(id incident.ID) (t desk.Twin) {
	l.Helper()
	l.until("the second incident to be found", func() bool {
		all, err := l.Desk.Twins()
		if err != nil {
			l.Fatal(err)
		}
		if len(all) > 0 {
			t = all[0]
		}
		return len(all) > 0
	})
	if t.Incident != id {
		l.Errorf("it is about %s, not %s", t.Incident, id)
	}
	return t
}

func (l *live) heard(id incident.ID) incident.Heard {
	l.Helper()
	d, err := l.Desk.Show(id, 1)
	if err != nil {
		l.Fatal(err)
	}
	return d.Incident.Customers.Heard["status page"]
}

// copied is one of two copies of the app, and what it knows.
type copied struct {
	*live
	id   incident.ID
	twin desk.Twin
}

// openTwice has two copies open an incident on a page at the same moment: each
// has read that there is none.
func openTwice(t *testing.T, page *statuspage.Server, clock hasty) (first, later copied) {
	t.Helper()
	ann, bob := colleague(t, "Ann", clock, page), colleague(t, "Bob", clock, page)
	hers, his := ann.declare("Payments fail"), bob.declare("Cards are declined")
	ann.confirms(hers)
	bob.confirms(his)
	page.Gate(2)
	ann.say(hers, incident.Investigating, "Paying by card fails.")
	bob.say(his, incident.Investigating, "Cards are declined.")
	ann.stands(hers, desk.DeliveryVisible)
	bob.stands(his, desk.DeliveryVisible)
	first, later = copied{ann, hers, ann.twin(hers)}, copied{bob, his, bob.twin(his)}
	if first.twin.Later {
		first, later = later, first
	}
	return first, later
}

func TestTwoCopiesThatOpenAnIncidentAtTheSameMomentMakeOneOfThem(t *testing.T) {
	clock := hasty{time.Now()}
	server := statuspage.Start(t, clock.now)
	server.Limit(120)
	first, later := openTwice(t, server, clock)
	if n := len(server.Incidents()); n != 2 || first.twin.Later || !later.twin.Later {
		t.Fatalf("%d incidents; who is later: %+v and %+v", n, first.twin, later.twin)
	}
	if first.twin.Ours != later.twin.Theirs || first.twin.Theirs != later.twin.Ours {
		t.Fatalf("they do not mean the same: %+v and %+v", first.twin, later.twin)
	}
	for _, c := range []copied{first, later} {
		found, err := c.Desk.Contradictions()
		if err != nil || len(found) != 1 || found[0].Kind != desk.OpenTwice || found[0].Incident != c.id {
			t.Errorf("%s is told %+v, %v", c.Who("").Name, found, err)
		}
	}
	stuck := func(c copied) (states []page.StuckState) {
		for s := range c.Desk.Board().Stuck() {
			states = append(states, s.State)
		}
		return states
	}
	if a, b := stuck(first), stuck(later); len(a) != 0 || len(b) != 1 || b[0] != page.StuckTwice {
		t.Errorf("called: who was first for %v, the other for %v", a, b)
	}
	if _, err := first.JoinTwin(t.Context(), "window", first.id, "status page"); err == nil {
		t.Error("both could close theirs")
	}
	if err := first.Desk.Join(t.Context(), first.Who("window"), first.id, "status page", first.twin.Theirs); err == nil {
		t.Error("what is closed as a duplicate was joined")
	}

	// The person says yes, and takes it back; then yes.
	later.holding(time.Hour)
	if _, err := later.JoinTwin(t.Context(), "window", later.id, "status page"); err != nil {
		t.Fatal(err)
	}
	if all, err := later.Desk.Twins(); err != nil || len(all) != 0 {
		t.Errorf("asked again while it is closed: %+v, %v", all, err)
	}
	if _, err := later.Desk.Undo(t.Context(), later.Who("window")); err != nil {
		t.Fatal(err)
	}
	later.twin.Since = later.live.twin(later.id).Since
	later.holding(0)
	if _, err := later.JoinTwin(t.Context(), "window", later.id, "status page"); err != nil {
		t.Fatal(err)
	}
	later.until("it to go on in the other", func() bool { return later.heard(later.id).Ref == later.twin.Theirs })

	closed, open := seenAs(server, later.twin.Ours), seenAs(server, later.twin.Theirs)
	if closed.Status != "resolved" || len(closed.Updates) != 2 || !strings.Contains(closed.Updates[0].Body, "not resolved yet") ||
		!strings.Contains(closed.Updates[0].Body, open.Name) || !strings.Contains(closed.Updates[0].Body, open.Link) {
		t.Errorf("the duplicate says %+v", closed)
	}
	if open.Status != "investigating" || len(open.Updates) != 1 {
		t.Errorf("the other says %+v", open)
	}
	if h := later.heard(later.id); h.Phase != incident.Investigating {
		t.Errorf("customers count as told that it is over: %+v", h)
	}
	later.until("the other's words to count", func() bool { return len(later.spoken(later.id)) == 2 })
	first.until("the second to be gone", func() bool { all, err := first.Desk.Twins(); return err == nil && len(all) == 0 })
	if said := first.spoken(first.id); len(said) != 1 || first.heard(first.id).Phase != incident.Investigating {
		t.Errorf("who was first heard %+v", said)
	}

	// From now on both write into one.
	later.say(later.id, incident.Identified, "We know the cause.")
	later.stands(later.id, desk.DeliveryVisible)
	first.until("it to be heard by the other", func() bool { return len(first.spoken(first.id)) == 2 })
	first.say(first.id, incident.PhaseResolved, "Paying works again.")
	first.stands(first.id, desk.DeliveryVisible)
	later.until("the end to be heard by the other", func() bool { return later.heard(later.id).Phase == incident.PhaseResolved })
	if all := server.Incidents(); len(all) != 2 || len(seenAs(server, later.twin.Ours).Updates) != 2 || len(seenAs(server, later.twin.Theirs).Updates) != 3 {
		t.Errorf("readers see %+v", all)
	}
	if wrong := server.Refused(); len(wrong) > 0 {
		t.Errorf("asked wrongly: %v", wrong)
	}
}

func seenAs(s *statuspage.Server, id string) statuspage.Incident {
	for _, i := range s.Incidents() {
		if i.ID == id {
			return i
		}
	}
	return statuspage.Incident{}
}

// TestADuplicateIsNotClosedWhereNothingWouldGoOn: theirs ended before ours was
// closed.
func TestADuplicateIsNotClosedWhereNothingWouldGoOn(t *testing.T) {
	clock := hasty{time.Now()}
	server := statuspage.Start(t, clock.now)
	server.Limit(120)
	_, later := openTwice(t, server, clock)
	later.holding(time.Hour)
	if _, err := later.JoinTwin(t.Context(), "window", later.id, "status page"); err != nil {
		t.Fatal(err)
	}
	waiting, err := later.Desk.Outbox()
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	server.Post(later.twin.Theirs, "", "resolved", "It is over.")
	if err := later.Desk.Retry(t.Context(), waiting[0].ID, false); err != nil {
		t.Fatal(err)
	}
	asked := later.stands(later.id, desk.DeliveryAsking)
	if !strings.Contains(asked.Text, "not open any more") || len(seenAs(server, later.twin.Ours).Updates) != 1 {
		t.Errorf("asked %+v", asked)
	}
}
