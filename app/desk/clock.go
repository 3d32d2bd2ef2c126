package desk

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"turnaround/app/incident"
	"turnaround/app/journey"
	"turnaround/app/outbox"
	"turnaround/app/store"
)

// Clock is the customer clock of one incident.
type Clock struct {
	Row     store.Row
	Reading journey.Reading
	Target  journey.Target
}

// Affected is how long customers have been affected; zero: not known, or over.
func (c Clock) Affected(now time.Time) time.Duration {
	if c.Row.ImpactStart.IsZero() || !c.Row.Impact.Affects() || !c.Row.ResolvedAt.IsZero() {
		return 0
	}
	return max(0, now.Sub(c.Row.ImpactStart))
}

// ClockOf reads the clock of a row at now.
func (d *Desk) ClockOf(r store.Row, now time.Time) Clock {
	target := d.Target(r.Severity)
	return Clock{Row: r, Target: target, Reading: facts(r).Clock(target, now)}
}

func facts(r store.Row) journey.Facts {
	return journey.Facts{Impact: r.Impact, Start: r.ImpactStart, First: r.FirstUpdate, Last: r.LastUpdate, Phase: r.Phase,
		Due: r.DueAt, Began: r.StartedAt, Resolved: r.ResolvedAt, Untold: r.EndedUntold}
}

// Clock reads an incident's customer clock; false: there is no such incident.
func (d *Desk) Clock(id incident.ID) (Clock, bool) {
	row, ok := d.store.Row(id)
	if !ok {
		return Clock{}, false
	}
	return d.ClockOf(row, d.now()), true
}

// owedFor is how long after its end an incident asks for the last update.
const owedFor = 7 * 24 * time.Hour

// isOwed: it is closed, customers were told of it or are known to have been
// affected, and nobody told them that it is over.
func isOwed(r store.Row) bool {
	return r.Status == incident.Resolved && r.MergedInto == "" && !r.EndedUntold &&
		(r.Impact == incident.ImpactConfirmed || !r.LastUpdate.IsZero()) && r.Phase != incident.PhaseResolved
}

// customerRows yields the open incidents and those closed lately of which
// customers do not know that they are over.
func (d *Desk) customerRows() iter.Seq[store.Row] {
	d.mu.Lock()
	d.knowOpen()
	ids := slices.AppendSeq(slices.Collect(maps.Keys(d.open)), maps.Keys(d.owed))
	d.mu.Unlock()
	since := d.now().Add(-owedFor)
	return func(yield func(store.Row) bool) {
		for _, id := range ids {
			row, ok := d.store.Row(id)
			if !ok || !row.ResolvedAt.IsZero() && row.ResolvedAt.Before(since) {
				continue
			}
			if !yield(row) {
				return
			}
		}
	}
}

// Clocks reads every clock that runs: what was promised first, in order of when
// an update is owed. Incidents nobody spoke of the customers of are not in it.
func (d *Desk) Clocks() []Clock {
	now := d.now()
	var all []Clock
	for row := range d.customerRows() {
		c := d.ClockOf(row, now)
		switch c.Reading.State {
		case journey.Unknown, journey.NoImpact, journey.Over:
			continue
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Clock) int {
		if a, b := a.Reading.Next, b.Reading.Next; !a.Equal(b) {
			switch {
			case a.IsZero():
				return 1
			case b.IsZero():
				return -1
			}
			return a.Compare(b)
		}
		return cmp.Or(a.Row.StartedAt.Compare(b.Row.StartedAt), cmp.Compare(a.Row.ID, b.Row.ID))
	})
	return all
}

// Owes tells whether an incident needs an update, as every count and filter of
// them has it: see [journey.Reading.Owes]. What ended a week ago asks no more.
func (c Clock) Owes(now time.Time) bool {
	return c.Row.MergedInto == "" && c.Reading.Owes(now) && (c.Row.ResolvedAt.IsZero() || now.Sub(c.Row.ResolvedAt) <= owedFor)
}

// Owner is who gives the next update: who promised it, else who has the
// incident; empty: nobody yet.
func (c Clock) Owner() incident.PersonID {
	switch r := c.Row; {
	case c.Reading.Promised && r.DueBy != "":
		return r.DueBy
	case r.Assignee != "":
		return r.Assignee
	case r.Status != incident.Triggered:
		return r.AckedBy
	}
	return ""
}

// Hearing is where the readers of one channel stand on an incident.
type Hearing struct {
	Channel, Audience string
	Heard             incident.Heard // zero: nothing
	Clock             journey.Reading
}

// Waits tells whether they have no current update: they heard nothing, what
// they heard is old, or they only heard bad news.
func (h Hearing) Waits() bool { return h.Clock.State.InTheDark() || h.Clock.State == journey.Untold }

// Gap is a channel whose readers have no current update.
type Gap struct {
	Channel, Audience string
	State             journey.State // dark, overdue, stale, or untold: only bad news
	Since             time.Time
	Heard             incident.Heard // zero: nothing
}

// Gaps tells who has no current update on an incident, by channel: those its
// service names (else every channel), and those that heard of it.
func (d *Desk) Gaps(id incident.ID) ([]Gap, error) {
	all, err := d.Hearings(id)
	if err != nil {
		return nil, err
	}
	var gaps []Gap
	for _, h := range all {
		if h.Waits() {
			gaps = append(gaps, Gap{Channel: h.Channel, Audience: h.Audience, State: h.Clock.State, Since: h.Clock.Since, Heard: h.Heard})
		}
	}
	return gaps, nil
}

// Hearings tells what the readers of each channel heard last on an incident:
// of those its service names (else every channel), and those that heard of it.
// Of one that was ended untold on purpose nobody is owed anything.
func (d *Desk) Hearings(id incident.ID) ([]Hearing, error) {
	var inc incident.Incident
	var service Service
	err := d.store.View(func(tx *store.Tx) (err error) {
		if inc, err = tx.Incident(id); err == nil {
			service, _, err = d.serviceOf(tx, &inc)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look who has no current update on incident %s: %w", id, err)
	}
	c := &inc.Customers
	expected := service.Channels
	if len(expected) == 0 {
		expected = d.Channels()
	}
	names := map[string]bool{}
	for _, name := range expected {
		names[name] = c.Impact.Affects()
	}
	for name := range c.Heard {
		names[name] = true
	}
	target, now := d.Target(inc.Severity), d.now()
	var all []Hearing
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !names[name] {
			continue
		}
		heard := c.Heard[name]
		// Whoever heard of it is owed the rest, whatever is known by now.
		f := journey.Facts{Impact: incident.ImpactConfirmed, Start: c.Start, First: heard.At, Last: heard.At, Phase: heard.Phase,
			Due: heard.Due, Began: inc.StartedAt, Resolved: inc.ResolvedAt, Untold: c.EndedUntold}
		all = append(all, Hearing{Channel: name, Audience: cmp.Or(heard.Audience, d.audience(name)), Heard: heard, Clock: f.Clock(target, now)})
	}
	return all, nil
}

// Channels names the configured channels.
func (d *Desk) Channels() []string {
	var names []string
	for source := range d.registered() {
		if name, ok := outbox.ChannelOf(source); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (d *Desk) audience(channel string) string {
	if src := d.source(outbox.ChannelSource(channel)); src != nil {
		return src.Audience
	}
	return ""
}
