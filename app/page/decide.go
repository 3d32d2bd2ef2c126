package page

import (
	"time"

	"turnaround/app/incident"
)

// How long things are waited for.
const (
	// retry is when a note is handed over again whose fate is not known.
	retry = 30 * time.Second
	// forget is how long a ring that ended is remembered.
	forget = 30 * time.Minute
	// tardy is how long after its end a hold at the source still counts, so
	// that the source is asked first.
	tardy = 2 * time.Minute
)

// decision is one run of [Policy.Decide].
type decision struct {
	*Policy
	View
	plan     Plan
	quietNow bool
	quietEnd time.Time
	seen     map[string]struct{}

	fresh   []*candidate // due, not rung yet
	again   []*candidate // due once more
	recent  []*candidate // rung alone within the storm window
	members []*candidate // shown in the group's note
	burst   int          // rings that began within the storm window
	solo    []*candidate // subjects that keep ringing by themselves
	lone    []*candidate // due, and never part of a burst: what is stuck
}

// candidate is a subject with its ring and its manner.
type candidate struct {
	Subject
	key    string
	ring   Ring
	manner Manner
}

// Decide says what is to be shown, taken back and remembered now, and when
// to look again. It is pure: the same view gives the same plan.
func (p *Policy) Decide(v View) Plan {
	d := &decision{Policy: p, View: v, seen: make(map[string]struct{}, len(v.Rings))}
	d.plan.Rings, d.plan.Due = map[string]Ring{}, map[incident.ID]time.Time{}
	d.quietNow, d.quietEnd = p.Quiet(v.Now)
	if v.Subjects != nil {
		for s := range v.Subjects {
			d.weigh(s)
		}
	}
	for _, a := range v.Alarms {
		d.weigh(a.subject())
	}
	if len(d.seen) > 0 {
		d.look(v.Duty.Until)
	}
	d.look(v.Muted)
	for key, r := range v.Rings {
		if !isStuck(key) {
			d.count(r)
		}
		if _, ok := d.seen[key]; !ok && key != GroupKey {
			d.bury(key, d.remembered(key))
		}
	}
	d.call()
	return d.plan
}

// look asks for a next decision at t.
func (d *decision) look(t time.Time) {
	if t.After(d.Now) && (d.plan.Next.IsZero() || t.Before(d.plan.Next)) {
		d.plan.Next = t
	}
}

// will says when a subject rings next.
func (d *decision) will(c *candidate, at time.Time) {
	if c.Kind == KindIncident && at.After(d.Now) {
		d.plan.Due[c.ID] = at
	}
}

// remembered gives the ring of key. A time in the future means that the clock
// was set back: it counts as now, so that the next ring is one interval away
// and neither hours away nor at once.
func (d *decision) remembered(key string) Ring {
	r, ok := d.plan.Rings[key]
	if !ok {
		r = d.Rings[key]
	}
	set := false
	for _, t := range []*time.Time{&r.Last, &r.Held, &r.Ended} {
		if t.After(d.Now) {
			*t, set = d.Now, true
		}
	}
	if set {
		d.plan.Rings[key] = r
	}
	return r
}

func (d *decision) keep(key string, r Ring) {
	if d.Rings[key] != r {
		d.plan.Rings[key] = r
		return
	}
	delete(d.plan.Rings, key)
}

func (d *decision) drop(key string, r Ring) {
	if r.Key == key {
		d.plan.Withdraw = append(d.plan.Withdraw, key)
	}
	d.keep(key, Ring{})
}

// count notes whether a ring belongs to a burst that goes on.
func (d *decision) count(r Ring) {
	if r.Count > 0 && !r.First.After(d.Now) && d.Now.Sub(r.First) < d.window {
		d.burst++
	}
}

// weigh finds out whether one subject is due.
func (d *decision) weigh(s Subject) {
	c := &candidate{Subject: s, key: s.Key(), manner: d.Manner(s)}
	d.seen[c.key] = struct{}{}
	c.ring = d.remembered(c.key)
	if s.RingSince.IsZero() || !c.manner.Notify {
		d.drop(c.key, c.ring)
		return
	}
	if held, until := d.held(c); held {
		d.look(until)
		return
	}
	d.resume(c)
	if d.gated(c) {
		return
	}
	d.sort(c)
}

// held tells whether somebody or something holds the subject, and until when.
// It leaves in c the ring to go on with.
func (d *decision) held(c *candidate) (bool, time.Time) {
	r := c.ring
	switch {
	case c.SnoozedUntil.After(d.Now):
		d.settle(c, Ring{Phase: Held})
		return true, c.SnoozedUntil
	case !c.QuietSince.IsZero():
		d.settle(c, Ring{Phase: Held})
		return true, time.Time{}
	case c.Kind != KindIncident:
		if r.Phase != Held && !r.Stale {
			return false, time.Time{}
		}
		c.AckedAt = r.Since
	case c.Status != incident.Acknowledged:
		return false, time.Time{}
	}
	if c.silenced() && !c.AckUntil.IsZero() && d.Now.After(c.AckUntil.Add(tardy)) {
		return false, time.Time{}
	}
	if r.Stale && r.Since.Equal(c.AckedAt) {
		return false, time.Time{}
	}
	return d.acknowledged(c)
}

// silenced tells whether the acknowledgement is somebody's silence.
func (s Subject) silenced() bool {
	return s.AckMark != "" && s.AckMark != incident.MarkAcknowledged
}

// acknowledged holds until the acknowledgement is old. A silence somebody
// made has an end of its own and never grows old.
func (d *decision) acknowledged(c *candidate) (bool, time.Time) {
	c.AckedAt = c.AckedAt.UTC().Round(0)
	next := Ring{Phase: Held, Since: c.AckedAt, Held: c.AckedAt}
	if next.Held.After(d.Now) {
		next.Held = d.Now
	}
	if r := c.ring; r.Phase == Held && r.Since.Equal(c.AckedAt) && !r.Held.IsZero() {
		next.Held = r.Held
	}
	if c.silenced() {
		d.settle(c, next)
		return true, until(c.AckUntil, tardy)
	}
	old := next.Held.Add(d.stale[c.Severity.OrDefault()])
	if c.Kind == KindUpdate {
		old = next.Held.Add(onIt)
	}
	if d.Now.Before(old) {
		d.settle(c, next)
		return true, old
	}
	if c.ring.Key == c.key {
		d.plan.Withdraw = append(d.plan.Withdraw, c.key)
	}
	c.ring = Ring{Stale: true, Since: c.AckedAt}
	return false, time.Time{}
}

func until(t time.Time, more time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(more)
}

// settle ends the ringing of a subject that is held.
func (d *decision) settle(c *candidate, next Ring) {
	if c.ring.Key == c.key {
		d.plan.Withdraw = append(d.plan.Withdraw, c.key)
	}
	c.ring = next
	d.keep(c.key, next)
}

// resume goes on from a ring that was held or over.
func (d *decision) resume(c *candidate) {
	r := &c.ring
	switch {
	case r.Phase == Held:
		*r = Ring{}
	case r.Phase == Ended && d.Now.Sub(r.Last) < c.manner.calm():
		r.Phase, r.Ended, r.Key = Flapping, time.Time{}, ""
		d.keep(c.key, *r)
	case r.Phase == Ended:
		*r = Ring{}
	case r.Phase == Ringing && c.Severity.OrDefault() < r.Severity && c.Kind != KindStuck:
		// Worse than what was told: rings as new.
		if r.Key == GroupKey {
			r.Key = ""
		}
		r.Phase, r.Count = "", 0
	}
}

// gated holds a subject back while muted, off call and in quiet hours.
func (d *decision) gated(c *candidate) bool {
	r := c.ring
	if r.Phase == Ringing && !r.Pending && c.manner.after(r.Count) == 0 {
		if !d.Duty.OnCall && r.Key != "" {
			if r.Key == c.key {
				d.plan.Withdraw = append(d.plan.Withdraw, c.key)
			}
			r.Key, c.ring.Key = "", ""
			d.keep(c.key, r)
		}
		return false // told already, and once is all
	}
	switch {
	case !d.Muted.IsZero():
		d.mute(c, &r)
		d.will(c, d.Muted)
	case !d.Duty.OnCall:
		if r.Key == c.key {
			d.plan.Withdraw = append(d.plan.Withdraw, c.key)
		}
		r.Key, r.Reason = "", OffCall
		d.look(d.Duty.Until)
		d.will(c, d.Duty.Until)
	case d.hushed(c.Subject, d.quietNow):
		if r.Key == GroupKey {
			r.Key = ""
		}
		r.Reason = QuietHours
		d.look(d.quietEnd)
		d.will(c, d.quietEnd)
	default:
		return false
	}
	r.Phase, r.Count, r.Pending = Waiting, 0, false
	d.keep(c.key, r)
	return true
}

// mute takes a subject's note away. Lost contact and a missing heartbeat hide
// whatever else may happen: of these a note without sound stays.
func (d *decision) mute(c *candidate, r *Ring) {
	if r.Phase == Waiting && r.Reason == Muted {
		return
	}
	if r.Key == c.key {
		d.plan.Withdraw = append(d.plan.Withdraw, c.key)
	}
	r.Key, r.Reason = "", Muted
	if c.hides() {
		r.Key = c.key
		d.plan.Calls = append(d.plan.Calls, Call{Note: d.mutedNote(c)})
	}
}

// sort puts a subject among those that are due, or says when it will be.
func (d *decision) sort(c *candidate) {
	r := c.ring
	due := d.Now
	switch {
	case r.Phase == Ringing && r.Key == GroupKey:
		d.members = append(d.members, c)
		return
	case r.Phase == Ringing:
		gap := c.manner.after(r.Count)
		if gap > 0 {
			d.solo = append(d.solo, c)
		}
		if r.Key == c.key && !r.First.After(d.Now) && d.Now.Sub(r.First) < d.window && c.Kind != KindStuck {
			d.recent = append(d.recent, c)
		}
		if r.Pending {
			// That one did not count.
			gap, c.ring.Count = retry, max(0, r.Count-1)
		}
		if gap == 0 {
			return
		}
		due = r.Last.Add(gap)
	case r.Phase == Flapping:
		gap := c.manner.after(r.Count)
		if gap == 0 {
			gap = c.manner.calm()
		}
		due = r.Last.Add(gap)
	}
	switch {
	case due.After(d.Now):
		d.look(due)
		d.will(c, due)
	case d.Hold:
	case c.Kind == KindStuck:
		d.lone = append(d.lone, c)
	case r.Phase == Ringing:
		d.again = append(d.again, c)
	default:
		d.fresh = append(d.fresh, c)
	}
}

// bury ends the ring of what is open no more.
func (d *decision) bury(key string, r Ring) {
	switch r.Phase {
	case Ended:
		if d.Now.Sub(r.Ended) >= forget {
			d.keep(key, Ring{})
		}
		return
	case Ringing, Flapping:
	default:
		d.drop(key, r)
		return
	}
	shown, stays := r.Key == key, r.Stays
	r.Phase, r.Ended, r.Key = Ended, d.Now, ""
	r.Pending, r.Stays, r.Stale = false, false, false
	d.keep(key, r)
	if !shown {
		return
	}
	if note, ok := d.recovered(key, stays); ok {
		d.plan.Calls = append(d.plan.Calls, Call{Note: note})
		return
	}
	d.plan.Withdraw = append(d.plan.Withdraw, key)
}
