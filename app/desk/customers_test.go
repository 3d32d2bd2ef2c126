package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/page"
)

// channel registers a channel that publishes.
func (r *rig) channel(name string) {
	r.desk.SetSource(Source{Name: outbox.ChannelSource(name), Identity: "https://" + name, Kind: "channel",
		Audience: "public", Corrects: true, May: may(outbox.Publish)})
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

func TestWhatCustomersWaitFor(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	promise := func() (only page.Promise) {
		t.Helper()
		n := 0
		for p := range r.desk.Board().Promises() {
			only = p
			n++
		}
		if n > 1 {
			t.Fatalf("%d promises of one incident", n)
		}
		return only
	}
	if p := promise(); p.ID != "" {
		t.Errorf("owed though nobody is known to be affected: %+v", p)
	}
	r.confirm(id)
	if _, err := r.desk.Acknowledge(t.Context(), anna, id); err != nil {
		t.Fatal(err)
	}
	began := r.clock.Add(-5 * time.Minute)
	if p := promise(); !p.First || !p.Due.Equal(began.Add(10*time.Minute)) || !p.Since.Equal(began) || !p.Held || p.Holder != incident.NewPersonID("Anna") {
		t.Errorf("the first update: %+v", p)
	}
	due := r.clock.Add(20 * time.Minute)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail.", Due: due})
	if p := promise(); !p.Due.Equal(r.clock.Add(onItsWay)) {
		t.Errorf("while it is on its way: %+v", p)
	}
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u"})
	if p := promise(); p.First || !p.Due.Equal(due) || p.By != incident.NewPersonID("Anna") || p.Every != 15*time.Minute {
		t.Errorf("the promise: %+v", p)
	}
	r.pull("eu") // it ends, and customers still wait for what was promised
	if p := promise(); !p.Due.Equal(due) {
		t.Errorf("after it ended: %+v", p)
	}
	r.pass(time.Minute)
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.PhaseResolved, Text: "It works again."})
	for _, a := range r.outbox() {
		if a.Verb == outbox.Publish {
			if err := r.desk.Settle(t.Context(), a.ID, outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u2"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if p := promise(); p.ID != "" {
		t.Errorf("owed though they know: %+v", p)
	}
}

func TestTheNextUpdateIsOwedByWhoPromisedItElseByWhoHasIt(t *testing.T) {
	r := newRig(t)
	r.channel("page")
	id := r.firing("eu")
	r.confirm(id)
	owner := func() string {
		t.Helper()
		c, ok := r.desk.Clock(id)
		if !ok {
			t.Fatal("there is no clock")
		}
		return r.desk.Name(c.Owner())
	}
	if got := owner(); got != "" {
		t.Errorf("nobody has it, and %q owes", got)
	}
	if _, err := r.desk.Acknowledge(t.Context(), Who{Name: "ben", Via: "window"}, id); err != nil {
		t.Fatal(err)
	}
	if got := owner(); got != "ben" {
		t.Errorf("who has it is ben, and %q owes", got)
	}
	r.publish(id, outbox.Update{Channel: "page", Phase: incident.Investigating, Text: "Payments fail.", Due: r.clock.Add(20 * time.Minute)})
	r.send(outbox.Outcome{Result: outbox.Done, At: r.clock, Ref: "p", Post: "u"})
	if got := owner(); got != anna.Name {
		t.Errorf("anna promised, and %q owes", got)
	}
	if c, _ := r.desk.Clock(id); c.Owes(r.clock) {
		t.Error("a promise that holds is owed now")
	}
	r.pass(23 * time.Minute)
	if c, _ := r.desk.Clock(id); !c.Owes(r.clock) {
		t.Error("a promise that has passed is not owed")
	}
	all, err := r.desk.Hearings(id)
	if err != nil || len(all) != 1 || all[0].Channel != "page" || all[0].Heard.Phase != incident.Investigating || !all[0].Waits() {
		t.Errorf("hearings: %+v, %v", all, err)
	}
}
