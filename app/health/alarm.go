package health

import (
	"fmt"
	"time"

	"turnaround/app/incident"
	"turnaround/app/page"
)

// weigh draws the conclusions of time passing: what is lost, what stays away,
// whether it is the own network. It tells whether anything changed. The caller
// holds the lock.
func (t *Tracker) weigh(now time.Time) bool {
	changed := false
	for r := range t.all {
		r.unheard(now, t.grace)
		if r.Missed.After(now) {
			r.Missed = now // the clock was set back
		}
	}
	if since, down := t.network(); down != !t.offline.IsZero() {
		t.offline = since
		t.noNetwork()
		changed = true
	}
	for r := range t.all {
		if t.offline.IsZero() && r.Lost.IsZero() && r.gone(now) {
			r.Lost = r.Missed
			r.turnTo(NoContact, r.Missed)
			changed = true
		}
		changed = r.listen(now) || changed
	}
	return changed
}

// gone tells whether the banner's rule is met.
func (r *record) gone(now time.Time) bool {
	return r.Misses >= bannerMisses && now.Sub(r.Missed) >= bannerAfter
}

// unheard counts a source nobody reports on any more as missing: the fault is
// ours then, and no better for it.
func (r *record) unheard(now, grace time.Time) {
	if overdue := r.overdue(grace); !overdue.IsZero() && !now.Before(overdue) {
		r.Misses, r.Missed = bannerMisses, overdue.Add(-bannerAfter)
		r.Why, r.Kind, r.Network = "it was not asked any more", "", false
	}
}

// overdue is when a report that stays away counts as missing; zero: never.
func (r *record) overdue(grace time.Time) time.Time {
	from := r.Tried
	if grace.After(from) {
		from = grace
	}
	if r.Every == 0 || from.IsZero() || r.Misses >= bannerMisses {
		return time.Time{}
	}
	return from.Add(3*r.Every + bannerAfter)
}

// network tells whether every source not yet announced as lost fails without
// any answer, and since when. One source alone proves nothing.
func (t *Tracker) network() (since time.Time, down bool) {
	n := 0
	for r := range t.all {
		if !r.Lost.IsZero() {
			continue
		}
		if r.Misses == 0 || !r.Network {
			return time.Time{}, false
		}
		if n++; r.Missed.After(since) {
			since = r.Missed
		}
	}
	if n < 2 {
		return time.Time{}, false
	}
	return since, true
}

// listen finds heartbeats that stay away while contact is fine. Where none was
// ever seen it counts from the beginning of contact: it is configured, so its
// absence is the alarm.
func (r *record) listen(now time.Time) bool {
	changed := false
	for _, b := range r.Beats {
		due, ok := r.due(b)
		if !ok || now.Before(due) {
			continue
		}
		p := r.Pulse[b.Name]
		if p.Absent = p.Seen; p.Absent.IsZero() {
			p.Absent = r.First
		}
		if r.Pulse == nil {
			r.Pulse = map[string]pulse{}
		}
		r.Pulse[b.Name] = p
		changed = true
	}
	return changed
}

// due is when a heartbeat's absence pages; false while it cannot.
func (r *record) due(b Beat) (time.Time, bool) {
	p := r.Pulse[b.Name]
	if !p.Absent.IsZero() || r.Since.IsZero() || r.Misses > 0 || !r.Lost.IsZero() {
		return time.Time{}, false
	}
	from := r.Since
	if p.Seen.After(from) {
		from = p.Seen
	}
	return from.Add(b.Within), true
}

// Alarms gives what there is to ring about, and when to ask again; zero: when
// something changes.
func (t *Tracker) Alarms(now time.Time) ([]page.Alarm, time.Time) {
	t.mu.Lock()
	changed := t.weigh(now)
	var alarms []page.Alarm
	var next time.Time
	look := func(at time.Time) {
		if at.After(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if !t.offline.IsZero() {
		if at := t.offline.Add(t.LostAfter); !at.After(now) {
			alarms = append(alarms, t.offlineAlarm(now))
		} else {
			look(at)
		}
	}
	for r := range t.all {
		t.look(r, look)
		if !r.Lost.IsZero() {
			if at := r.Lost.Add(t.LostAfter); !at.After(now) {
				alarms = append(alarms, t.contactAlarm(r, now))
			} else {
				look(at)
			}
		}
		for _, b := range r.Beats {
			if p := r.Pulse[b.Name]; !p.Absent.IsZero() {
				alarms = append(alarms, t.beatAlarm(r, b, p, now))
			}
		}
	}
	t.mu.Unlock()
	if changed {
		t.Changed("")
	}
	return alarms, next
}

// look names the moments at which time alone changes a source's state.
func (t *Tracker) look(r *record, at func(time.Time)) {
	if r.Lost.IsZero() && r.Misses >= bannerMisses {
		at(r.Missed.Add(bannerAfter))
	}
	at(r.overdue(t.grace))
	for _, b := range r.Beats {
		if due, ok := r.due(b); ok {
			at(due)
		}
	}
}

func (t *Tracker) contactAlarm(r *record, now time.Time) page.Alarm {
	return page.Alarm{
		Key: page.ContactKey(r.Name), Kind: page.KindContact, Source: r.Name, Severity: incident.Major, Since: r.Lost,
		Title: t.lostText(r, now, "No contact"),
		Body:  "Alerts from there cannot reach you. Why: " + r.Why,
	}
}

func (t *Tracker) offlineAlarm(now time.Time) page.Alarm {
	return page.Alarm{
		Key: page.ContactKey(""), Kind: page.KindContact, Severity: incident.Major, Since: t.offline,
		Title: "No contact with any source since " + page.Clock(t.offline, now, t.Zone()),
		Body:  "No alert can reach you. The network of this computer seems to be down.",
	}
}

func (t *Tracker) beatAlarm(r *record, b Beat, p pulse, now time.Time) page.Alarm {
	severity := b.Severity
	if severity == incident.Unknown {
		severity = incident.Critical
	}
	return page.Alarm{
		Key: page.HeartbeatKey(r.Name, b.Name), Kind: page.KindHeartbeat, Source: r.Name, Severity: severity, Since: p.Absent,
		Title: "No heartbeat from " + b.Name + " at " + r.Name + " since " + page.Clock(p.Absent, now, t.Zone()),
		Body:  fmt.Sprintf("It should be seen every %s; the monitoring behind it may be down.", page.Span(b.Within)),
	}
}

// lostText is "No contact with eu-prod since 14:02".
func (t *Tracker) lostText(r *record, now time.Time, begin string) string {
	if r.Last.IsZero() {
		return begin + " with " + r.Name + " yet"
	}
	return begin + " with " + r.Name + " since " + page.Clock(r.Last, now, t.Zone())
}
