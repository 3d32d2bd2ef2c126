package main

import (
	"context"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the zone of the story, where the system has none
	"unicode"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
	"turnaround/cmd/pager"
)

// The people of the story.
const (
	me      = "Robin"
	support = "Support lead"
)

// The sources of the story.
const (
	prod    = "Alertmanager eu-prod"
	tree    = "PagerTree"
	mailbox = "IMAP ops mailbox"
	probe   = "Uptime probe"
	staging = "Alertmanager staging"
)

// zone is where the story happens.
var zone = func() *time.Location {
	z, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // it is built in
	}
	return z
}()

// clock is the time of the story: 12 May, an online shop, card payments fail.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// on is a time of the story's day.
func on(hour, minute int) time.Time { return time.Date(2026, 5, 12, hour, minute, 0, 0, zone) }

// teller writes the story through the desk, as sources and people would.
type teller struct {
	ctx   context.Context
	desk  *desk.Desk
	pager *pager.Pager
	clock *clock
	ids   map[string]incident.ID // by what the story calls them
	err   error
}

// alert is one alert, or several alike, of the story.
type alert struct {
	key, title, severity, service, text string
	count                               int
	ends                                time.Time
	marks                               []incident.Marking
	notes                               []incident.Remark
}

func (t *teller) try(what string, err error) {
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("%s at %s: %w", what, t.clock.at.Format("15:04"), err)
	}
}

// meet has a source be known: what it tells from then on is news.
func (t *teller) meet(at time.Time, sources ...string) {
	for _, s := range sources {
		t.hear(at, s)
	}
}

// hear is a source telling of alerts.
func (t *teller) hear(at time.Time, source string, alerts ...alert) {
	if t.err != nil {
		return
	}
	t.clock.at = at
	p, _, err := t.desk.Begin(source)
	if err != nil {
		t.try("begin "+source, err)
		return
	}
	b := incident.Batch{Done: true}
	for _, a := range alerts {
		for n := range max(a.count, 1) {
			b.Signals = append(b.Signals, a.signal(at, n))
		}
	}
	t.try("hear "+source, p.Apply(t.ctx, b))
	for _, a := range alerts {
		if _, known := t.ids[a.key]; !known {
			t.find(a.key, a.title)
		}
	}
}

func (t *teller) find(key, title string) {
	for r := range t.desk.Rows() {
		if r.Title != "" && strings.HasPrefix(title, r.Title[:min(len(r.Title), 40)]) {
			t.ids[key] = r.ID
		}
	}
}

// signal is the nth of an alert's kind.
func (a alert) signal(at time.Time, n int) incident.Signal {
	s := incident.Signal{ID: fmt.Sprintf("%s-%s-%d", a.key, a.title, n), Group: a.key, Firing: a.ends.IsZero(), Title: a.title, Text: a.text,
		Severity: a.severity, Service: a.service, At: at, StartsAt: at, EndsAt: a.ends, Marks: a.marks, Notes: a.notes,
		Labels: map[string]string{"alertname": a.name(), "service": a.service, "region": "eu", "instance": fmt.Sprintf("web-%d", n+1)},
		Link:   "https://alerts.example/#/alerts", Runbook: "https://wiki.example/runbooks/" + a.service,
		Dashboard: "https://dashboards.example/" + a.service}
	if !s.Firing {
		s.At = a.ends
	}
	return s
}

// ended is an incident that came and went.
func (t *teller) ended(source string, from, to time.Time, who string, a alert) {
	t.hear(from, source, a)
	t.ack(from.Add(4*time.Minute), who, a.key)
	t.impact(from.Add(10*time.Minute), a.key, incident.Affected{Impact: incident.ImpactConfirmed, Start: from})
	t.told(a.key, incident.Investigating, from.Add(12*time.Minute), time.Time{}, "We see the problem and are working on it.")
	t.clear(source, from, to, a)
	t.told(a.key, incident.PhaseResolved, to.Add(3*time.Minute), time.Time{}, "It is over. Thank you for your patience.")
}

// clear is the end of an alert that began at from.
func (t *teller) clear(source string, from, to time.Time, a alert) {
	if t.err != nil {
		return
	}
	t.clock.at = to
	p, _, err := t.desk.Begin(source)
	if err != nil {
		t.try("begin "+source, err)
		return
	}
	b := incident.Batch{Done: true}
	for n := range max(a.count, 1) {
		s := a.signal(from, n)
		s.Firing, s.EndsAt, s.At = false, to, to
		b.Signals = append(b.Signals, s)
	}
	t.try("clear "+a.key, p.Apply(t.ctx, b))
}

// name is what the rule behind an alert is called.
func (a alert) name() string {
	words := strings.FieldsFunc(a.title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	name := ""
	for _, w := range words[:min(3, len(words))] {
		name += strings.ToUpper(w[:1]) + w[1:]
	}
	return name
}

func (t *teller) ack(at time.Time, who string, keys ...string) {
	t.act(at, func(w desk.Who, ids []incident.ID) error {
		_, err := t.desk.Acknowledge(t.ctx, w, ids...)
		return err
	}, who, keys...)
}

func (t *teller) note(at time.Time, who, text string, keys ...string) {
	t.act(at, func(w desk.Who, ids []incident.ID) error {
		_, err := t.desk.Note(t.ctx, w, text, ids...)
		return err
	}, who, keys...)
}

func (t *teller) snooze(at, until time.Time, keys ...string) {
	t.act(at, func(w desk.Who, ids []incident.ID) error {
		_, err := t.desk.Snooze(t.ctx, w, until, ids...)
		return err
	}, me, keys...)
}

// act is a person doing something; what goes to a source arrives there.
func (t *teller) act(at time.Time, do func(desk.Who, []incident.ID) error, who string, keys ...string) {
	if t.err != nil {
		return
	}
	t.clock.at = at
	w := desk.Who{Name: who, Via: "window"}
	if who != me {
		w.Via = tree
	}
	var ids []incident.ID
	for _, k := range keys {
		ids = append(ids, t.ids[k])
	}
	t.try(who+" acts", do(w, ids))
	t.settle(outbox.Outcome{Result: outbox.Done, Ref: "s-1", Until: at.Add(2 * time.Hour)})
}

// settle ends every action that waits.
func (t *teller) settle(out outbox.Outcome) {
	all, err := t.desk.Outbox()
	t.try("read the outbox", err)
	for _, a := range all {
		_, err := t.desk.Claim(t.ctx, a.ID)
		t.try("claim", err)
		t.try("settle", t.desk.Settle(t.ctx, a.ID, out))
	}
}

// paged is that a person was called.
func (t *teller) paged(at time.Time, key string) {
	if t.err == nil {
		t.clock.at = at
		t.try("page", t.desk.Board().Notified(t.ctx, []incident.ID{t.ids[key]}, at, "Notified with sound"))
	}
}

// afternoon tells the story up to 14:24.
func (t *teller) afternoon() error {
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.past()
	t.resolvedToday()
	t.hear(on(6, 24), probe, alert{key: "prices", title: "Nightly price import finished with warnings", severity: "minor", service: "prices", count: 3})
	t.hear(on(9, 24), prod, alert{key: "disk", title: "Disk 85% full on the reporting database", severity: "info", service: "reports",
		marks: []incident.Marking{{Kind: incident.MarkSilenced, By: support, At: on(9, 40), Until: on(16, 0), Ref: "s-9", Comment: "Clean-up runs at 15:30"}}})
	t.hear(on(12, 19), tree, alert{key: "stock", title: "Warehouse stock sync is slow", severity: "minor", service: "warehouse", count: 2})
	t.ack(on(12, 30), me, "stock")
	for _, key := range []string{"stock", "prices", "disk"} {
		t.impact(on(12, 31), key, incident.Affected{Impact: incident.ImpactNone})
	}
	t.hear(on(13, 12), mailbox, alert{key: "mails", title: "Order confirmation emails arrive late", severity: "major", service: "mail", count: 5})
	t.ack(on(13, 20), support, "mails")
	t.impact(on(13, 22), "mails", incident.Affected{Impact: incident.ImpactConfirmed, Start: on(13, 12), Who: "people who ordered", What: "confirmations arrive late"})
	t.told("mails", incident.Identified, on(13, 32), on(14, 12), "Order confirmations arrive up to an hour late. Orders are safe.")
	t.snooze(on(13, 30), on(15, 0), "prices")
	t.outage()
	t.hear(on(14, 22), prod, alert{key: "search", title: "Search shows no results in the mobile app", severity: "major", service: "search", count: 3,
		text: "Every search in the app answers with an empty list since release 8.3."})
	t.paged(on(14, 22).Add(20*time.Second), "search")
	t.impact(on(14, 23), "search", incident.Affected{Impact: incident.ImpactSuspected, Start: on(14, 22)})
	return t.looked()
}

// looked is that the person saw everything.
func (t *teller) looked() error {
	t.clock.at = on(14, 24)
	t.desk.Away(false)
	t.try("mark as seen", t.desk.MarkAllSeen(t.ctx))
	return t.err
}

// outage is what the day is about.
func (t *teller) outage() {
	const key = "checkout"
	t.hear(on(13, 52), prod, alert{key: key, title: "Checkout failing for card payments in the EU", severity: "critical", service: "checkout",
		text: "Half of the card payments in the EU time out after 30 s."})
	t.paged(on(13, 55), key)
	t.ack(on(13, 57), me, key)
	cards := incident.Affected{Impact: incident.ImpactConfirmed, Start: on(13, 52), Who: "paying by card", What: "some payments fail",
		Where: "EU", Share: "1 in 8 payments"}
	t.impact(on(13, 57), key, cards)
	t.hear(on(13, 58), prod, alert{key: key, title: "PaymentTimeout", severity: "critical", service: "checkout", count: 7},
		alert{key: key, title: "CheckoutErrorRate", severity: "major", service: "checkout", count: 5})
	t.told(key, incident.Investigating, on(14, 0), on(14, 30),
		"Since 13:52, some card payments in the EU fail. We see the problem and are working on it. Next update by 14:30, even if nothing has changed.")
	cards.Contacts = 41
	t.impact(on(14, 9), key, cards)
	t.note(on(14, 9), support, "41 tickets tagged “checkout” so far", key)
	t.note(on(14, 19), me, "Card provider EU endpoint times out. 10% of payments moved to the second provider; all of them succeed.", key)
	t.hear(on(14, 22), prod, alert{key: key, title: "Queue depth above 5 000", severity: "major", service: "checkout"})
}

func (t *teller) resolvedToday() {
	t.ended(probe, on(8, 20), on(10, 2), me, alert{key: "rounding", title: "Prices rounded wrongly in CHF", severity: "minor", service: "prices"})
	t.ended(probe, on(9, 2), on(11, 31), me, alert{key: "images", title: "Product images slow to load in APAC", severity: "minor", service: "images", count: 4})
	t.ended(mailbox, on(10, 4), on(12, 53), support, alert{key: "addresses", title: "Saved addresses missing for some accounts", severity: "major", service: "accounts", count: 2})
	t.ended(tree, on(11, 20), on(13, 37), me, alert{key: "cards", title: "Gift cards rejected at checkout", severity: "major", service: "checkout", count: 6})
}

func (t *teller) impact(at time.Time, key string, a incident.Affected) {
	if t.err == nil {
		t.clock.at = at
		_, err := t.desk.SetImpact(t.ctx, desk.Who{Name: me, Via: "window"}, t.ids[key], a)
		t.try("say who is affected", err)
	}
}

// told is an update that readers of the status page could see.
func (t *teller) told(key string, phase incident.Phase, at, due time.Time, body string) {
	if t.err == nil {
		t.clock.at = at
		_, err := t.desk.ToldElsewhere(t.ctx, desk.Who{Name: me, Via: "window"}, t.ids[key],
			incident.Spoken{Channel: "Status page", Phase: phase, Visible: at, Due: due, Body: body})
		t.try("tell customers", err)
	}
}

// recent are the titles of what was.
var recent = []alert{
	{title: "Checkout timeouts after deploy", severity: "critical", service: "checkout"},
	{title: "Refunds shown twice in the account", severity: "major", service: "accounts"},
	{title: "Slow product search in the evening", severity: "minor", service: "search"},
	{title: "Card form blank in one browser", severity: "major", service: "checkout"},
	{title: "Certificate renewed late", severity: "info", service: "web"},
	{title: "Newsletter images missing", severity: "minor", service: "mail"},
	{title: "Stock counts wrong after import", severity: "major", service: "warehouse"},
	{title: "Login slow for staff accounts", severity: "minor", service: "accounts"},
}

// past is what happened in the weeks before.
func (t *teller) past() { t.years(40, 3*24*time.Hour+5*time.Hour) }

// years writes n incidents that ended, one every so often, the last yesterday.
func (t *teller) years(n int, every time.Duration) {
	first := on(6, 1).Add(-24 * time.Hour)
	for from := 0; from < n && t.err == nil; from += 500 {
		p, _, err := t.desk.Begin(prod)
		if err != nil {
			t.try("begin", err)
			return
		}
		b := incident.Batch{Done: true}
		for k := from; k < min(from+500, n); k++ {
			a := recent[k%len(recent)]
			a.key = fmt.Sprintf("past-%d", k)
			at := first.Add(-time.Duration(n-k) * every)
			s := a.signal(at, 0)
			b.Signals = append(b.Signals, s)
			s.Firing, s.EndsAt, s.At = false, at.Add(35*time.Minute), at.Add(35*time.Minute)
			b.Signals = append(b.Signals, s)
		}
		t.try("write the past", p.Apply(t.ctx, b))
	}
}

// strange are texts that are long, or missing. Other scripts are not drawn here:
// their fonts are the system's, and the pictures are to be the same everywhere.
func (t *teller) strange() error {
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.hear(on(2, 24), prod, alert{key: "long", title: "Zahlungsbestätigungsbenachrichtigungen werden für Geschäftskundenkonten verspätet zugestellt und erscheinen im Kundenportal doppelt, " +
		"wenn die Bestellung über die Mobil-App mit einem Firmenkonto aufgegeben wurde", severity: "major", service: "mail", count: 12,
		text: "Warteschlange zahlungsbestaetigung-geschaeftskunden-eu-central über 40 000."})
	t.hear(on(13, 20), prod, alert{key: "who", title: "Login to the customer portal fails", severity: "major", service: "accounts", count: 3})
	t.hear(on(14, 2), mailbox, alert{key: "none", title: "", severity: "info", service: ""})
	t.ack(on(14, 5), "Dr. Wilhelmina Featherstonehaugh-Cholmondeley", "who")
	t.clock.at = on(14, 24)
	return t.err
}

// practice is the drill at 1:08.
func (t *teller) practice() error {
	const source = "practice-alerts"
	begin := on(14, 22).Add(52 * time.Second)
	t.meet(begin.Add(-time.Minute), source, "practice-mail")
	t.hear(begin, source, alert{key: "disk", title: "Disk of reports-1 is full in 3 days", severity: "info", service: "reports"})
	at := func(s int) time.Time { return begin.Add(time.Duration(s) * time.Second) }
	t.hear(at(8), source, alert{key: "pay", title: "Card payments fail: 38 % errors on pay-1", severity: "critical", service: "checkout",
		text: "More than 5 % of card payments fail for 2 minutes."})
	t.paged(at(9), "pay")
	t.ack(at(14), me, "pay")
	t.hear(at(16), source, alert{key: "pay", title: "Card payments fail: 41 % errors on pay-2", severity: "critical", service: "checkout"})
	t.impact(at(20), "pay", incident.Affected{Impact: incident.ImpactConfirmed, Start: at(8)})
	t.told("pay", incident.Investigating, at(31), on(14, 25), "Some card payments have failed since 14:23. We see the problem and are working on it.")
	t.clock.at = at(38)
	_, err := t.desk.Note(t.ctx, desk.Who{Name: "Practice support", Via: "drill"}, "2 mails from practice customers so far", t.ids["pay"])
	t.try("note", err)
	t.hear(at(48), "practice-mail", alert{key: "db", title: "replication on payments-db is WARNING", severity: "major", service: "replication"})
	t.paged(at(49), "db")
	return t.looked()
}
