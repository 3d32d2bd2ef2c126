package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
)

// channel registers a channel that publishes.
func (r *rig) channel(name string) {
	r.desk.SetSource(Source{Name: outbox.ChannelSource(name), Identity: "https://" + name, Kind: "channel",
		Audience: "public", May: may(outbox.Publish)})
}

// serves maps the service shop to what customers see.
func (r *rig) serves(facing bool, channels ...string) {
	rules := *r.desk.rules.Load()
	rules.Services = []Service{{Name: "shop", Say: "buying", Components: []string{"c1"}, Channels: channels, CustomerFacing: facing,
		Matches: func(labels map[string]string) bool { return labels["service"] == "shop" }}}
	r.desk.SetRules(rules)
}

func (r *rig) customers(id incident.ID) incident.Customers {
	r.Helper()
	detail, err := r.desk.Show(id, 1)
	if err != nil {
		r.Fatal(err)
	}
	return detail.Incident.Customers
}

func (r *rig) confirm(id incident.ID) {
	r.Helper()
	if _, err := r.desk.SetImpact(r.Context(), anna, id, incident.Affected{Impact: incident.ImpactConfirmed, Start: r.clock.Add(-5 * time.Minute)}); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) publish(id incident.ID, updates ...outbox.Update) Receipt {
	r.Helper()
	receipt, err := r.desk.Publish(r.Context(), anna, id, updates)
	if err != nil {
		r.Fatal(err)
	}
	return receipt
}

func (r *rig) seen(channel string, said ...incident.Spoken) {
	r.Helper()
	if err := r.desk.Seen(r.Context(), channel, said); err != nil {
		r.Fatal(err)
	}
}

func TestImpactIsSuspectedWhereCustomersSeeTheService(t *testing.T) {
	for _, c := range []struct {
		name     string
		facing   bool
		severity string
		service  string
		want     incident.Impact
	}{
		{"faces customers, and is bad", true, "critical", "shop", incident.ImpactSuspected},
		{"only minor", true, "warning", "shop", incident.ImpactUnknown},
		{"does not face them", false, "critical", "shop", incident.ImpactUnknown},
		{"another service", true, "critical", "billing", incident.ImpactUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			r.serves(c.facing)
			a := r.alert("Slow", "service", c.service)
			a.Severity = c.severity
			r.pull("eu")
			r.pull("eu", a)
			row := r.only()
			if row.Impact != c.want {
				t.Errorf("impact %q, want %q", row.Impact, c.want)
			}
			if inc := r.customers(row.ID); inc.Asked || !inc.Start.IsZero() {
				t.Errorf("a guess counts as an answer, or names a start: %+v", inc)
			}
		})
	}
}

func TestImpactIsSuspectedOnceItIsBad(t *testing.T) {
	r := newRig(t)
	r.serves(true)
	id, err := r.desk.Declare(t.Context(), anna, "Slow", "shop", incident.Minor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.SetSeverity(t.Context(), anna, incident.Critical, id); err != nil {
		t.Fatal(err)
	}
	if got := r.only().Impact; got != incident.ImpactSuspected {
		t.Fatalf("impact %q", got)
	}
	if _, err := r.desk.SetImpact(t.Context(), anna, id, incident.Affected{Impact: incident.ImpactNone}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.desk.SetSeverity(t.Context(), anna, incident.Major, id); err != nil {
		t.Fatal(err)
	}
	if got := r.only().Impact; got != incident.ImpactNone {
		t.Errorf("what a person said was overruled: %q", got)
	}
}

func TestAcknowledgingAsksAboutCustomers(t *testing.T) {
	for _, c := range []struct {
		facing bool
		answer incident.Impact
		want   incident.Impact
	}{
		{true, incident.ImpactConfirmed, incident.ImpactConfirmed},
		{true, incident.ImpactNone, incident.ImpactNone},
		{true, incident.ImpactUnknown, incident.ImpactSuspected},
		{false, incident.ImpactUnknown, incident.ImpactUnknown},
	} {
		r := newRig(t)
		r.serves(c.facing)
		id := r.firing("eu")
		if _, err := r.desk.AcknowledgeKnowing(t.Context(), Who{Via: "window"}, c.answer, id); err != nil {
			t.Fatal(err)
		}
		row, customers := r.only(), r.customers(id)
		if row.Impact != c.want || row.Status != incident.Acknowledged || !customers.Asked {
			t.Errorf("answered %q: impact %q, status %s, asked %v; want %q", c.answer, row.Impact, row.Status, customers.Asked, c.want)
		}
	}
}

func TestWrongImpactIsExplained(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	for _, c := range []struct {
		a    incident.Affected
		says string
	}{
		{incident.Affected{Impact: "bad"}, "confirmed, suspected"},
		{incident.Affected{Data: "gone"}, "safe"},
		{incident.Affected{Start: r.clock.Add(time.Hour)}, "not come yet"},
		{incident.Affected{Start: r.clock, End: r.clock.Add(-time.Hour)}, "before the start"},
		{incident.Affected{Contacts: -1}, "0 or more"},
	} {
		if _, err := r.desk.SetImpact(t.Context(), anna, id, c.a); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.a, err)
		}
	}
}

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
	good := outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "x"}
	for _, c := range []struct {
		change func(*outbox.Update)
		says   string
	}{
		{func(u *outbox.Update) { u.Channel = "pag" }, "no channel named"},
		{func(u *outbox.Update) { u.Channel = "read" }, "read only"},
		{func(u *outbox.Update) { u.Text = " " }, "empty"},
		{func(u *outbox.Update) { u.Text = strings.Repeat("x", 20_001) }, "longer"},
		{func(u *outbox.Update) { u.Phase = "broken" }, "investigating"},
		{func(u *outbox.Update) { u.Due = r.clock }, "past"},
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

func TestToldElsewhereCountsAsAnUpdate(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	r.confirm(id)
	if _, err := r.desk.ToldElsewhere(t.Context(), anna, id, incident.Spoken{Body: "We called them. Next update in 20 minutes."}); err != nil {
		t.Fatal(err)
	}
	row := r.only()
	if !row.DueAt.Equal(r.clock.Add(20*time.Minute)) || row.DueBy != incident.NewPersonID("Anna") || row.Phase != incident.Investigating {
		t.Errorf("row: %+v", row)
	}
	for _, s := range []incident.Spoken{{Visible: r.clock.Add(time.Hour)}, {Due: r.clock.Add(-time.Hour)}, {Phase: "broken"}} {
		if _, err := r.desk.ToldElsewhere(t.Context(), anna, id, s); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}

func TestClosingWhileCustomersHeardBadNewsNeedsAReason(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id, err := r.desk.Declare(t.Context(), anna, "Payments fail", "", incident.Major)
	if err != nil {
		t.Fatal(err)
	}
	r.confirm(id)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u"})
	if _, err := r.desk.Resolve(t.Context(), anna, false, id); !errors.Is(err, ErrUntold) || !strings.Contains(err.Error(), "page") {
		t.Fatalf("resolve says %v", err)
	}
	if _, err := r.desk.EndUntold(t.Context(), anna, " ", false, id); err == nil {
		t.Fatal("closed without a reason")
	}
	if _, err := r.desk.EndUntold(t.Context(), anna, "sandbox customers only", false, id); err != nil {
		t.Fatal(err)
	}
	row := r.only()
	if row.Status != incident.Resolved || !row.EndedUntold || r.last(id, incident.KindEndedUntold).Text != "sandbox customers only" {
		t.Errorf("row: %+v", row)
	}
	if clocks := r.desk.Clocks(); len(clocks) != 0 {
		t.Errorf("it still asks: %+v", clocks)
	}
	if gaps, err := r.desk.Gaps(id); err != nil || len(gaps) != 0 {
		t.Errorf("gaps: %+v, %v", gaps, err)
	}
}

func TestAResolutionOnItsWayCounts(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id, err := r.desk.Declare(t.Context(), anna, "Payments fail", "", incident.Major)
	if err != nil {
		t.Fatal(err)
	}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail."})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u"})
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.PhaseResolved, Text: "It works again."})
	if _, err := r.desk.Resolve(t.Context(), anna, false, id); err != nil {
		t.Errorf("resolve says %v", err)
	}
}

func TestWhoHasNoCurrentUpdate(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	r.channel("mail")
	r.channel("chat")
	r.serves(true, "page", "mail")
	id := r.firing("eu")
	r.confirm(id)
	gaps := func() (all []string) {
		t.Helper()
		found, err := r.desk.Gaps(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range found {
			all = append(all, g.Channel+" "+string(g.State)+" "+g.Audience)
		}
		return all
	}
	if got := gaps(); !slices.Equal(got, []string{"mail dark public", "page dark public"}) {
		t.Errorf("before the first update: %v", got)
	}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail.", Due: r.clock.Add(20 * time.Minute)})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u"})
	if got := gaps(); !slices.Equal(got, []string{"mail dark public"}) {
		t.Errorf("after the page: %v", got)
	}
	r.pass(23 * time.Minute)
	if got := gaps(); !slices.Equal(got, []string{"mail dark public", "page overdue public"}) {
		t.Errorf("after the promise: %v", got)
	}
	r.pull("eu")
	if got := gaps(); !slices.Equal(got, []string{"mail untold public", "page untold public"}) {
		t.Errorf("after it ended: %v", got)
	}
	if clocks := r.desk.Clocks(); len(clocks) != 1 || clocks[0].Reading.State != journey.Untold {
		t.Errorf("clocks: %+v", clocks)
	}
	r.start() // and after a restart
	if clocks := r.desk.Clocks(); len(clocks) != 1 {
		t.Errorf("clocks after a restart: %+v", clocks)
	}
	r.pass(8 * 24 * time.Hour)
	if clocks := r.desk.Clocks(); len(clocks) != 0 {
		t.Errorf("a week later: %+v", clocks)
	}
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
	r.desk.Shows("page", map[string]string{"c1": "degraded", "c2": "operational"})
	if got := kinds(r); !slices.Equal(got, []ContradictionKind{ComponentsLeft}) {
		t.Errorf("components left: %v", got)
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

func TestDraftsSurviveARestart(t *testing.T) {
	r := newRig(t)
	id := r.firing("eu")
	save := func(name, body string) {
		t.Helper()
		if err := r.desk.SaveDraft(t.Context(), anna, Draft{Incident: id, Name: name, Body: []byte(body), Meta: map[string]string{"phase": "x"}}); err != nil {
			t.Fatal(err)
		}
	}
	save("update", "one")
	r.pass(time.Second)
	save("update", "two")
	save("postmortem", "why")
	r.start()
	got, ok, err := r.desk.Draft(id, "update")
	if err != nil || !ok || string(got.Body) != "two" || got.By != incident.NewPersonID("Anna") || !got.At.Equal(r.clock) || got.Meta["phase"] != "x" {
		t.Errorf("draft: %+v, %v, %v", got, ok, err)
	}
	if all, err := r.desk.Drafts(); err != nil || len(all) != 2 {
		t.Errorf("drafts: %+v, %v", all, err)
	}
	if err := r.desk.DropDraft(t.Context(), id, "update"); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.desk.Draft(id, "update"); ok || err != nil {
		t.Errorf("dropped: %v, %v", ok, err)
	}
	for _, d := range []Draft{{Incident: id}, {Name: "x", Body: make([]byte, longestDraft+1)}} {
		if err := r.desk.SaveDraft(context.Background(), anna, d); err == nil {
			t.Error("a draft that cannot be kept was taken")
		}
	}
}

func TestWhatChangedSinceADraftIsTold(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "x"})
	basis := r.outbox()[0].Update.Basis
	if news, err := r.desk.Since(id, basis); err != nil || len(news) != 0 {
		t.Fatalf("news at once: %+v, %v", news, err)
	}
	r.pass(time.Minute)
	if _, err := r.desk.Note(t.Context(), anna, "looking", id); err != nil {
		t.Fatal(err)
	}
	r.pull("eu")
	news, err := r.desk.Since(id, basis)
	if err != nil || len(news) != 1 || news[0].Kind != incident.KindResolved {
		t.Errorf("news: %+v, %v", news, err)
	}
}
