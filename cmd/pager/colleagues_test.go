package pager

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"turnaround/app/config"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/secret"
	"turnaround/internal/fake/statuspage"
)

// colleague is a copy of the app with a store of its own that publishes on a page.
func colleague(t *testing.T, name string, clock hasty, page *statuspage.Server) *live {
	t.Helper()
	return colleagueAt(t, name, clock.now, clock.wait, page)
}

func colleagueAt(t *testing.T, name string, now func() time.Time, wait func(context.Context, time.Duration) error, page *statuspage.Server) *live {
	t.Helper()
	dir := t.TempDir()
	places := config.Places{Config: filepath.Join(dir, "config.toml")}.WithData(filepath.Join(dir, "data"))
	c := config.Defaults()
	c.Me.Name, c.Duty.Mode, c.Channels = name, config.DutyAlways, []config.Channel{pageOf(t, page)}
	l := &live{T: t, config: c}
	var err error
	l.Pager, err = Open(t.Context(), Options{Places: places, Config: c, Now: now, Wait: wait, Log: slog.New(slog.DiscardHandler),
		Secrets: &secret.Resolver{Known: &secret.Redactor{}, Ring: noRing{}, Home: dir}})
	if err != nil {
		t.Fatal(err)
	}
	l.holding(0)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); l.Engine.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		if err := l.Pager.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// holding has updates wait before they leave.
func (l *live) holding(d time.Duration) {
	rules := l.deskRules(l.config)
	rules.Hold = d
	l.Desk.SetRules(rules)
}

func (l *live) declare(title string) incident.ID {
	l.Helper()
	id, err := l.Desk.Declare(l.Context(), l.Who("window"), title, "shop", 2)
	if err != nil {
		l.Fatal(err)
	}
	return id
}

func (l *live) say(id incident.ID, phase incident.Phase, text string) {
	l.Helper()
	if _, err := l.Desk.Publish(l.Context(), l.Who("window"), id, []outbox.Update{{Channel: "status page", Phase: phase, Title: "Payments fail", Text: text}}); err != nil {
		l.Fatal(err)
	}
}

// stands waits until the last update stands so on the page.
func (l *live) stands(id incident.ID, state desk.DeliveryState) (d desk.Delivery) {
	l.Helper()
	l.until("the update to be "+string(state), func() bool {
		all, err := l.Desk.Deliveries(id)
		if err != nil {
			l.Fatal(err)
		}
		if len(all) > 0 {
			d = all[0]
		}
		return d.State == state
	})
	return d
}

func TestASecondCopyOfTheAppAsksBeforeItOpensASecondIncident(t *testing.T) {
	clock := hasty{time.Now()}
	page := statuspage.Start(t, clock.now)
	ann, bob := colleague(t, "Ann", clock, page), colleague(t, "Bob", clock, page)
	hers, his := ann.declare("Payments fail"), bob.declare("Cards are declined")
	ann.say(hers, incident.Investigating, "Paying by card fails.")
	first := ann.stands(hers, desk.DeliveryVisible)

	bob.say(his, incident.Investigating, "Cards are declined.")
	asked := bob.stands(his, desk.DeliveryAsking)
	if n := len(page.Incidents()); n != 1 || page.Shown("Cards are declined.") != 0 {
		t.Fatalf("%d incidents before Bob was asked", n)
	}
	if !strings.Contains(asked.Text, `"Payments fail" is open there already`) || !strings.Contains(asked.Fix, "join it") ||
		asked.Joins != page.Incidents()[0].ID || asked.Link == "" {
		t.Errorf("asked %+v", asked)
	}
	if err := bob.Desk.JoinAndSend(t.Context(), bob.Who("window"), asked.Action); err != nil {
		t.Fatal(err)
	}
	bob.stands(his, desk.DeliveryVisible)
	if n := len(page.Incidents()); n != 1 || page.Shown("Cards are declined.") != 1 {
		t.Errorf("joined: %d incidents, seen %d times", n, page.Shown("Cards are declined."))
	}
	bob.until("Ann's update to count for Bob", func() bool { return len(bob.spoken(his)) == 2 })
	ann.until("Bob's update to count for Ann", func() bool { return len(ann.spoken(hers)) == 2 })
	if said := ann.spoken(hers)[1]; !said.Elsewhere || said.Body != "Cards are declined." {
		t.Errorf("Ann reads %+v", said)
	}

	// Ann's next one is written before Bob's and leaves after it.
	ann.holding(time.Hour)
	ann.say(hers, incident.Identified, "We know the cause.")
	waiting := ann.stands(hers, desk.DeliveryWaiting)
	bob.say(his, incident.Monitoring, "It works again, we watch it.")
	bob.stands(his, desk.DeliveryVisible)
	if err := ann.Desk.Retry(t.Context(), waiting.Action, false); err != nil {
		t.Fatal(err)
	}
	asked = ann.stands(hers, desk.DeliveryAsking)
	if !strings.Contains(asked.Text, "It works again, we watch it.") || asked.Joins != "" || page.Shown("We know the cause.") != 0 {
		t.Errorf("Ann is asked %+v", asked)
	}
	if err := ann.Desk.Drop(t.Context(), ann.Who("window"), asked.Action); err != nil {
		t.Fatal(err)
	}
	if d, err := ann.Desk.Deliveries(hers); err != nil || len(d) == 0 || d[0].Publication != first.Publication {
		t.Errorf("after it was dropped: %+v, %v", d, err)
	}
}

// TestTwoCopiesPublishForOneIncident: both publish at once, and send anyway
// what they are asked about.
func TestTwoCopiesPublishForOneIncident(t *testing.T) {
	total, rounds := 25, 1
	if os.Getenv("TURNAROUND_SOAK") != "" {
		rounds = 20
	}
	clock := hasty{time.Now()}
	page := statuspage.Start(t, clock.now)
	page.Limit(120) // each copy keeps its own rate
	ann, bob := colleague(t, "Ann", clock, page), colleague(t, "Bob", clock, page)
	for round := range rounds {
		one, other := ann.declare(fmt.Sprint("Payments fail ", round)), bob.declare(fmt.Sprint("Payments fail ", round))
		said := func(n int) string { return fmt.Sprintf("We are still working on it (%d of %d).", n, round) }
		ann.say(one, incident.Identified, said(0))
		d := ann.stands(one, desk.DeliveryVisible)
		there := page.Incidents()[len(page.Incidents())-1].ID
		if err := bob.Desk.Join(t.Context(), bob.Who("window"), other, "status page", there); err != nil {
			t.Fatal(err)
		}
		for n := 1; n < total; n++ {
			who, id := ann, one
			if n%2 == 0 {
				who, id = bob, other
			}
			who.say(id, incident.Identified, said(n))
		}
		asked := ann.insist() + bob.insist()
		for n := range total {
			if seen := page.Shown(said(n)); seen != 1 {
				t.Errorf("readers see %q %d times", said(n), seen)
			}
		}
		if n := len(page.Incidents()); n != round+1 {
			t.Fatalf("%d incidents were made of %d", n, round+1)
		}
		t.Logf("%d publications by two, asked %d times", total, asked)
		page.Post(d.Link[strings.LastIndex(d.Link, "/")+1:], "", "resolved", "It is over.")
	}
	if wrong := page.Refused(); len(wrong) > 0 {
		t.Errorf("asked wrongly: %v", wrong)
	}
}

// insist sends what asks, until nothing waits.
func (l *live) insist() (asked int) {
	l.Helper()
	l.until("nothing to wait any more", func() bool {
		waiting, err := l.Desk.Outbox()
		if err != nil {
			l.Fatal(err)
		}
		for _, a := range waiting {
			if a.State != outbox.Asking {
				continue
			}
			asked++
			if err := l.Desk.Retry(l.Context(), a.ID, true); err != nil {
				l.Fatal(err)
			}
		}
		return len(waiting) == 0
	})
	return asked
}
