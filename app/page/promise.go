package page

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"turnaround/app/incident"
)

// Promise is an update that customers of one incident wait for.
type Promise struct {
	ID       incident.ID
	Number   int
	Title    string
	Service  string
	Source   string
	Severity incident.Severity

	Impact incident.Impact
	Due    time.Time // when it was promised for; of a first update when the target wants it
	First  bool      // nothing was said yet
	// Since is when customers last heard, or of a first update when they began
	// to be affected.
	Since time.Time
	By    incident.PersonID // who promised; empty: nobody knows
	// Holder is who has the incident, where Held says that somebody has it here.
	Holder incident.PersonID
	Held   bool
	Every  time.Duration // how long the next update holds; zero: half an hour
	// Practice: of a drill, where the next one may be minutes away.
	Practice bool
}

const (
	// handOver is how long a missed promise rings for who made it alone.
	handOver = 5 * time.Minute
	// onIt is how long an acknowledged update is waited for: somebody writes it.
	onIt = 10 * time.Minute
	// usualPromise is how long an update holds where no target says.
	usualPromise = 30 * time.Minute
	// roundPromise is what promised times are rounded up to: people read clocks.
	roundPromise = 5 * time.Minute
)

// UpdateKey names the ring of an update that is due. Each promise rings anew.
func UpdateKey(id incident.ID, due time.Time) string {
	return fmt.Sprintf("%s/%s/%d", KindUpdate, id, due.Unix())
}

func isUpdate(key string) bool { return strings.HasPrefix(key, string(KindUpdate)+"/") }

// NextPromise is when the update after one given now would be due.
func (p Promise) NextPromise(now time.Time) time.Time {
	every, round := orElse(p.Every, usualPromise), roundPromise
	if p.Practice {
		round = time.Minute
	}
	return now.Add(every).Add(round - 1).Truncate(round)
}

// Owed gives what is due and rings for the person me, and when to look again.
// It rings while customers are known to be affected: for who promised; after 5
// minutes, or where nothing was promised yet, for who has the incident; for
// nobody else.
func Owed(promises iter.Seq[Promise], me incident.PersonID, now time.Time) (alarms []Alarm, next time.Time) {
	for p := range promises {
		at, mine := p.rings(me)
		if !mine {
			continue
		}
		if at.After(now) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		alarms = append(alarms, p.alarm(at, now))
	}
	return alarms, next
}

// rings tells from when on a promise rings for a person, if it does.
func (p Promise) rings(me incident.PersonID) (time.Time, bool) {
	if p.Impact != incident.ImpactConfirmed || p.Due.IsZero() {
		return time.Time{}, false
	}
	holds := p.Held && p.Holder == me
	switch {
	case p.First:
		return p.Due, holds
	case p.By == me:
		return p.Due, true
	}
	return p.Due.Add(handOver), holds
}

func (p Promise) alarm(since, now time.Time) Alarm {
	what := fmt.Sprintf("#%d", p.Number)
	if service := plain(p.Service, longService); service != "" {
		what += " " + service
	}
	a := Alarm{Key: UpdateKey(p.ID, p.Due), Kind: KindUpdate, Source: p.Source, Severity: p.Severity, Since: since,
		Incident: p.ID, Service: p.Service, Next: p.NextPromise(now), title: p.Title, heard: p.Since, due: p.Due}
	a.Title = p.Severity.OrDefault().String() + " " + what + ": update due"
	if p.First {
		a.first, a.Title = true, p.Severity.OrDefault().String()+" "+what+": no update yet"
	}
	return a
}

// updateBody says what customers wait for, in the person's own zone.
func (d *decision) updateBody(c *candidate) string {
	text := fmt.Sprintf("Customers were promised an update by %s and last heard at %s.", Clock(c.due, d.Now, d.zone()), Clock(c.heard, d.Now, d.zone()))
	if c.first {
		text = fmt.Sprintf("Customers have been affected since %s and were told nothing yet.", Clock(c.heard, d.Now, d.zone()))
	}
	if title := plain(c.title, longTitle); title != "" {
		text += " About: " + title
	}
	return text
}

// still words the button that says "still working" to customers.
func (d *decision) still(n *Note, c *candidate) {
	if d.Still && !c.next.IsZero() && !c.first {
		n.Next, n.Publish = c.next, "Publish 'still working', next "+Clock(c.next, d.Now, d.zone())
	}
}

// publish says "still working" to customers, with the promise the button named.
func (l *Loop) publish(ctx context.Context, p Press) {
	next, ok := l.offers[p.Key]
	if l.Still == nil || !ok {
		l.open(p.Incident) // an old note: the person looks at it
		return
	}
	err := l.Still(ctx, p.Incident, next)
	if err == nil {
		l.acknowledge(ctx, p.Key)
		return
	}
	l.Log.Error("publish from a notification", "incident", p.Incident, "err", err)
	failed := Note{Key: "failed/" + p.Key, Incident: p.Incident, Severity: incident.Minor, Open: true,
		Title: "Could not publish", Body: "Customers were told nothing. Why: " + plain(err.Error(), longTitle)}
	if _, err := l.hand(ctx, failed); err != nil {
		return // logged there, and the update stays due
	}
}

// offer remembers what a note's button promises.
func (l *Loop) offer(n Note) {
	if n.Publish == "" {
		delete(l.offers, n.Key)
		return
	}
	if l.offers == nil {
		l.offers = map[string]time.Time{}
	}
	l.offers[n.Key] = n.Next
}
