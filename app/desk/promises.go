package desk

import (
	"iter"
	"time"

	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/app/page"
	"turnaround/app/store"
)

// onItsWay is how long an update that waits to be sent counts as given: whoever
// wrote it has done what can be done.
const onItsWay = 10 * time.Minute

// Promises yields what customers wait for: promised updates, and first ones.
func (b Board) Promises() iter.Seq[page.Promise] {
	return func(yield func(page.Promise) bool) {
		var leaving map[incident.ID]time.Time
		for row := range b.d.customerRows() {
			p, ok := b.d.promise(row)
			if !ok {
				continue
			}
			if leaving == nil {
				leaving = b.d.leaving()
			}
			if at := leaving[row.ID].Add(onItsWay); !leaving[row.ID].IsZero() && at.After(p.Due) {
				p.Due = at
			}
			if !yield(p) {
				return
			}
		}
	}
}

// promise is what is owed on one incident; false: nothing.
func (d *Desk) promise(r store.Row) (page.Promise, bool) {
	p := page.Promise{ID: r.ID, Number: r.Number, Title: r.Title, Service: r.Service, Source: r.Source, Severity: r.Severity,
		Impact: r.Impact, By: r.DueBy}
	p.Holder, p.Held = whoHas(r)
	target := d.Target(r.Severity)
	p.Every, p.Practice = target.Every(r.Phase), d.rules.Load().Practice
	switch {
	case !r.Impact.Affects() || r.EndedUntold || r.Phase == incident.PhaseResolved:
		return p, false
	case !r.LastUpdate.IsZero():
		p.Due, p.Since = r.DueAt, r.LastUpdate
	case !r.ResolvedAt.IsZero() || target.First == 0:
		return p, false
	default:
		p.First, p.Since = true, r.ImpactStart
		if p.Since.IsZero() {
			p.Since = r.StartedAt
		}
		p.Due = p.Since.Add(target.First)
	}
	return p, !p.Due.IsZero()
}

// whoHas is who has an incident; false: nobody has it here.
func whoHas(r store.Row) (incident.PersonID, bool) {
	switch {
	case r.Assignee != "":
		return r.Assignee, true
	case !r.AckedAt.IsZero() && r.Status != incident.Triggered:
		return r.AckedBy, true
	}
	return "", false
}

// leaving is when the newest update of each incident that waits was written.
func (d *Desk) leaving() map[incident.ID]time.Time {
	waiting := map[incident.ID]time.Time{}
	all, err := d.Outbox()
	if err != nil {
		d.log.Error("look for updates on their way", "err", err)
		return waiting
	}
	for _, a := range all {
		if a.Verb == outbox.Publish && a.State == outbox.Waiting && a.Created.After(waiting[a.Incident]) {
			waiting[a.Incident] = a.Created
		}
	}
	return waiting
}
