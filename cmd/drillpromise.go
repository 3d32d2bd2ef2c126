package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
	"turnaround/app/text"
)

const (
	// dueSoon is how far a promise may be away for a drill to wait for it.
	dueSoon = 4 * time.Minute
	// rung is how long after its time the drill goes on: long enough to answer the
	// ring with an update that still keeps the promise.
	rung = drillGrace + 10*time.Second
)

// promised is an update that practice customers wait for.
type promised struct {
	id  incident.ID
	due time.Time
}

// promised is the promise that comes due next, of an update that was published
// or is about to be; false: none, or it is far away.
func (r *Rehearsal) promised(now time.Time) (next promised, ok bool) {
	take := func(id incident.ID, due time.Time) {
		if due.After(now) && due.Sub(now) <= dueSoon && (!ok || due.Before(next.due)) {
			next, ok = promised{id, due}, true
		}
	}
	for row := range r.pager.Desk.Open() {
		if row.Phase != incident.PhaseResolved {
			take(row.ID, row.DueAt)
		}
	}
	waiting, err := r.pager.Desk.Outbox()
	if err != nil {
		return next, ok // the drill goes on without what waits to be sent
	}
	for _, a := range waiting {
		if a.Verb == outbox.Publish && a.Update != nil && a.Update.Phase != incident.PhaseResolved {
			take(a.Incident, a.Update.Due)
		}
	}
	return next, ok
}

// Await lets the outage go on until the promise that comes due next was kept or
// has rung: that is what a drill with customers practises.
func (r *Rehearsal) Await(ctx context.Context, at time.Duration) error {
	now := time.Now()
	next, ok := r.promised(now)
	if !ok {
		return nil
	}
	said := fmt.Sprintf("The outage goes on: customers were promised an update by %s. Keep the promise, or hear it ring.",
		page.Clock(next.due, now, r.pager.Zone()))
	if row, ok := r.pager.Desk.Row(next.id); ok && row.Impact != incident.ImpactConfirmed {
		said += " It rings only where somebody said that customers are affected."
	}
	r.Say(at, said)
	_, err := r.until(ctx, next.due.Add(rung).Sub(now), func() bool { return r.kept(next) })
	return err
}

// kept tells whether customers were told anew since, or the incident has ended.
func (r *Rehearsal) kept(p promised) bool {
	clock, ok := r.pager.Desk.Clock(p.id)
	return !ok || tellsMore(clock, p.due)
}

func tellsMore(c desk.Clock, due time.Time) bool {
	return c.Row.DueAt.After(due) || c.Row.Phase == incident.PhaseResolved || c.Row.Status == incident.Resolved
}

// still publishes "still working" where customers wait for an update: what the
// button of a notification does, for a terminal that has none.
func (r *Rehearsal) still(ctx context.Context) {
	said := false
	for _, clock := range r.pager.Desk.Clocks() {
		next := r.pager.NextStill(clock)
		if next.IsZero() {
			continue
		}
		said = true
		receipt, err := r.pager.StillWorking(ctx, "command", clock.Row.ID, next)
		if err != nil {
			r.linef("Not published: %s", text.Line(err.Error(), 300))
			continue
		}
		r.linef("Published \"still working\" on #%d, next update by %s: %s", clock.Row.Number, page.Clock(next, time.Now(), r.pager.Zone()), strings.Join(receipt.Said, "; "))
	}
	if !said {
		r.linef("Customers were told nothing yet: publish a first update, in the window or with \"turnaround --drill update publish ID\".")
	}
}
