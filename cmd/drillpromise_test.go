package cmd

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/sync/drill"
)

// waiting is a drill whose outage waits for a promise.
const waiting = `
name = "waiting"
title = "Waiting"
length = "3s"
[[service]]
name = "shop"
say = "the shop"
component = "Shop"
customer_facing = true
[[alert]]
id = "a"
labels = { alertname = "Down", service = "shop", severity = "critical" }
[[step]]
at = "1s"
fire = ["a"]
[[step]]
at = "2s"
awaits_promise = true
say = "It is over."
clear = ["a"]
`

// A promise that comes due in a drill rings, is kept by an update published in
// time, and is counted.
func TestAPromiseComesDueInADrill(t *testing.T) {
	newShell(t, "")
	scenario, err := drill.Parse([]byte(waiting))
	if err != nil {
		t.Fatal(err)
	}
	out := &heard{}
	c := &cli{out: out, errs: out, in: strings.NewReader("")}
	if err := c.locate(); err != nil {
		t.Fatal(err)
	}
	// So slow that the outage is there until an update was published.
	r, err := c.startDrill(t.Context(), scenario, rehearsal{speed: 0.1, way: "terminal", screen: out}, voices{out: c.printer(), words: c.printer()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.End(); err != nil {
			t.Error(err)
		}
	})
	p := r.Pager()
	id := first(t, r)
	if _, err := p.Desk.SetImpact(t.Context(), p.Who("window"), id, incident.Affected{Impact: incident.ImpactConfirmed}); err != nil {
		t.Fatal(err)
	}
	w, _, err := p.Write(id)
	if err != nil {
		t.Fatal(err)
	}
	if next := time.Until(w.Answers().Next); next < time.Minute || next > 3*time.Minute {
		t.Errorf("the next update is offered in %s", next)
	}
	due := time.Now().Add(14 * time.Second)
	update := outbox.Update{Channel: practicePage, Phase: incident.Investigating, Title: "The shop is down", Text: "You cannot order now. We look into it.", Due: due}
	if _, err := p.Desk.Publish(t.Context(), p.Who("window"), id, []outbox.Update{update}); err != nil {
		t.Fatal(err)
	}
	if err := r.Drill.Speed(1); err != nil {
		t.Fatal(err)
	}
	if ok, err := r.until(t.Context(), time.Minute, func() bool { return strings.Contains(out.String(), "update due") }); !ok || err != nil {
		t.Fatalf("the promise did not ring (%v):\n%s", err, out)
	}
	if time.Now().Before(due) || !strings.Contains(out.String(), "The outage goes on: customers were promised an update by") {
		t.Errorf("it rang too soon, or the outage did not wait for it:\n%s", out)
	}
	r.still(t.Context())
	if !strings.Contains(out.String(), `Published "still working" on #`) {
		t.Fatalf("it cannot be answered:\n%s", out)
	}
	select {
	case <-r.Played():
	case <-time.After(time.Minute):
		t.Fatalf("the drill waits on, though the promise was kept:\n%s", out)
	}
	o := r.Outcomes()[0].Customers
	if o == nil || o.Made != 2 || o.Kept != 1 || o.Pending != 1 || o.Updates != 2 {
		t.Errorf("customers went through %+v", o)
	}
	if err := r.Err(); err != nil {
		t.Error(err)
	}
}
