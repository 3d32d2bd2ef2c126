package page

import (
	"time"

	"turnaround/app/incident"
)

// call turns what is due into notes: alone where they are few, in one note
// where they are a burst or where somebody comes back to them.
func (d *decision) call() {
	if d.Hold {
		return
	}
	for _, c := range d.lone {
		d.single(c)
	}
	joined := 0
	switch reason := d.reason(); reason {
	case "":
		for _, c := range d.fresh {
			d.single(c)
		}
	case Storm:
		joined = d.join(d.fresh, reason)
		d.join(d.recent, reason)
		d.again, d.solo = without(d.again, d.recent), without(d.solo, d.recent)
	default:
		joined = d.join(d.fresh, reason) + d.join(d.again, reason)
		d.again, d.solo = nil, nil
	}
	if len(d.again) > 0 && len(d.solo) >= d.storm {
		d.join(d.solo, Storm)
	} else {
		for _, c := range d.again {
			d.single(c)
		}
	}
	d.group(joined)
}

// reason tells why what is due now belongs into one note; empty: it does not.
func (d *decision) reason() Reason {
	several := len(d.fresh)+len(d.again) > 1
	if several && (d.Return || d.returning()) {
		return Return
	}
	if several && len(d.fresh) > 0 {
		for _, c := range d.fresh {
			if c.ring.Phase == Waiting {
				return c.ring.Reason
			}
		}
	}
	if len(d.fresh) > 0 && len(d.fresh)+d.burst >= d.storm {
		return Storm
	}
	return ""
}

// returning tells whether what is due comes from a source that was out of
// contact until now: its news rings as one.
func (d *decision) returning() bool {
	for _, c := range d.fresh {
		for _, key := range []string{ContactKey(c.Source), ContactKey("")} {
			r := d.remembered(key)
			if r.Phase == Ringing || r.Phase == Ended && d.Now.Sub(r.Ended) < longWait {
				return c.Kind == KindIncident
			}
		}
	}
	return false
}

func without(from, those []*candidate) []*candidate {
	keys := make(map[string]bool, len(those))
	for _, c := range those {
		keys[c.key] = true
	}
	var left []*candidate
	for _, c := range from {
		if !keys[c.key] {
			left = append(left, c)
		}
	}
	return left
}

// rung gives the ring after it rang now, shown in the note of key.
func (d *decision) rung(c *candidate, key string) Ring {
	r := c.ring
	if r.Phase != Ringing || r.First.IsZero() {
		r.First = d.Now
	}
	r.Phase, r.Reason, r.Ended = Ringing, "", time.Time{}
	r.Key, r.Last, r.Count = key, d.Now, r.Count+1
	if s := c.Severity.OrDefault(); r.Severity == 0 || s < r.Severity {
		r.Severity = s
	}
	return r
}

// notified is the line in the timeline of what is not the incident itself.
var notified = map[Kind]string{
	KindUpdate: "Notified: an update for customers is due",
	KindStuck:  "Notified: an update does not reach its readers",
}

// single rings one subject by itself.
func (d *decision) single(c *candidate) {
	news := c.ring.Phase != Ringing || c.ring.Count == 0
	c.ring = d.rung(c, c.key)
	c.ring.Pending = true
	d.keep(c.key, c.ring)
	if gap := c.manner.after(c.ring.Count); gap > 0 {
		d.look(d.Now.Add(gap))
		d.will(c, d.Now.Add(gap))
	}
	call := Call{Note: d.note(c), Ring: true}
	if c.Kind == KindIncident {
		call.All = []incident.ID{c.ID}
		if news {
			call.IDs, call.Text = call.All, entryText(c)
		}
	}
	if text := notified[c.Kind]; text != "" && news {
		call.IDs, call.Text = []incident.ID{c.ID}, text
	}
	d.plan.Calls = append(d.plan.Calls, call)
}

// join puts subjects into the group's note and says how many.
func (d *decision) join(these []*candidate, reason Reason) int {
	for _, c := range these {
		if c.ring.Key == c.key {
			d.plan.Withdraw = append(d.plan.Withdraw, c.key)
		}
		told := c.ring.Phase == Ringing
		if told {
			c.ring.Key = GroupKey
		} else {
			c.ring = d.rung(c, GroupKey)
			c.ring.Reason = reason
		}
		c.ring.Pending, c.ring.Stays = false, false
		d.keep(c.key, c.ring)
		d.members = append(d.members, c)
	}
	return len(these)
}

// group keeps the one note that stands for several: it rings when subjects
// join, but once per interval, and goes on like its most urgent member.
func (d *decision) group(joined int) {
	g := d.remembered(GroupKey)
	if len(d.members) == 0 {
		if g.Phase != "" {
			d.endGroup(g)
		}
		return
	}
	lead := d.lead()
	if joined > 0 {
		g.Count = 0
	}
	due, ok := d.groupDue(g, lead.manner)
	switch {
	case !ok:
	case due.After(d.Now):
		d.look(due)
		d.willAll(due)
		d.refresh(&g, lead)
	case joined == 0 && g.Count > 0 && len(d.members) < d.storm && !g.Pending:
		d.dissolve(g)
		return
	default:
		d.ringGroup(&g, lead)
	}
	if g.Phase == "" {
		g.Phase = Ringing
	}
	d.keep(GroupKey, g)
}

// groupDue is when the group's note rings next; false: never.
func (d *decision) groupDue(g Ring, m Manner) (time.Time, bool) {
	switch {
	case g.Last.IsZero():
		return d.Now, true
	case g.Pending:
		return g.Last.Add(retry), true
	case g.Count == 0:
		return g.Last.Add(orElse(m.Repeat, fastRepeat)), true
	}
	gap := m.after(g.Count)
	return g.Last.Add(gap), gap > 0
}

// lead is the member that decides how the group rings.
func (d *decision) lead() *candidate {
	best := d.members[0]
	for _, c := range d.members[1:] {
		if c.manner.Urgent() != best.manner.Urgent() {
			if c.manner.Urgent() {
				best = c
			}
			continue
		}
		if a, b := c.Severity.OrDefault(), best.Severity.OrDefault(); a < b || a == b && c.RingSince.Before(best.RingSince) {
			best = c
		}
	}
	return best
}

func (d *decision) ringGroup(g *Ring, lead *candidate) {
	g.Phase, g.Key, g.Severity = Ringing, GroupKey, lead.Severity.OrDefault()
	if g.First.IsZero() {
		g.First = d.Now
	}
	before := g.Last
	if g.Pending {
		// That one did not count.
		before, g.Count = before.Add(-1), max(0, g.Count-1)
	}
	g.Last, g.Count, g.Shown, g.Pending = d.Now, g.Count+1, len(d.members), true
	call := Call{Note: d.groupNote(lead, *g), Ring: true, Text: groupEntryText(len(d.members))}
	for _, c := range d.members {
		if c.Kind != KindIncident {
			continue
		}
		call.All = append(call.All, c.ID)
		if c.ring.First.After(before) {
			call.IDs = append(call.IDs, c.ID)
		}
	}
	d.plan.Calls = append(d.plan.Calls, call)
	if gap := lead.manner.after(g.Count); gap > 0 {
		d.look(d.Now.Add(gap))
		d.willAll(d.Now.Add(gap))
	}
}

// willAll says when the group's members ring next.
func (d *decision) willAll(at time.Time) {
	for _, c := range d.members {
		d.will(c, at)
	}
}

// refresh corrects the number shown, without a sound, once the burst had its
// window to come in.
func (d *decision) refresh(g *Ring, lead *candidate) {
	if g.Shown >= len(d.members) || g.Pending {
		return
	}
	if at := g.Last.Add(d.window); at.After(d.Now) {
		d.look(at)
		return
	}
	g.Shown = len(d.members)
	note := d.groupNote(lead, *g)
	note.Sound = ""
	d.plan.Calls = append(d.plan.Calls, Call{Note: note})
}

// dissolve lets the few that are left ring by themselves, where each can be
// acknowledged.
func (d *decision) dissolve(g Ring) {
	for _, c := range d.members {
		c.ring.Key, c.ring.Count, c.ring.Last = "", max(c.ring.Count, g.Count), g.Last
		if c.manner.after(c.ring.Count) == 0 {
			d.keep(c.key, c.ring)
			continue
		}
		d.single(c)
	}
	d.members = nil
	d.endGroup(g)
}

// endGroup takes the group's note away.
func (d *decision) endGroup(g Ring) {
	d.keep(GroupKey, Ring{})
	if g.Key == "" {
		return
	}
	if note, ok := d.recovered(GroupKey, g.Stays); ok {
		d.plan.Calls = append(d.plan.Calls, Call{Note: note})
		return
	}
	d.plan.Withdraw = append(d.plan.Withdraw, GroupKey)
}
