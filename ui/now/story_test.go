package now

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/store"
)

// story is the afternoon of the mockups: an online shop at 14:24.
func story() *fakeDesk {
	row := func(id, title, source string, alerts int, sev incident.Severity, started time.Duration, change func(*store.Row)) store.Row {
		r := store.Row{ID: incident.ID(id), Number: 2400 + len(id), Title: title, Source: source, Severity: sev, Alerts: alerts, Firing: alerts,
			Status: incident.Acknowledged, AckedBy: mine1, AckedAt: ago(started / 2), StartedAt: ago(started), RingSince: ago(started)}
		change(&r)
		return r
	}
	ended := func(started time.Duration) func(*store.Row) {
		return func(r *store.Row) { r.Status, r.ResolvedAt, r.Firing = incident.Resolved, ago(started), 0 }
	}
	// told: affected, told and promised so many minutes ago.
	told := func(start, last, due int, phase incident.Phase) func(*store.Row) {
		minutes := func(n int) time.Time { return ago(time.Duration(n) * time.Minute) }
		return func(r *store.Row) {
			r.Impact, r.ImpactStart, r.FirstUpdate, r.LastUpdate, r.Phase, r.DueAt =
				incident.ImpactConfirmed, minutes(start), minutes(last), minutes(last), phase, minutes(due)
		}
	}
	over := func(since time.Duration) func(*store.Row) {
		return func(r *store.Row) {
			ended(since)(r)
			r.Impact, r.FirstUpdate, r.LastUpdate, r.Phase = incident.ImpactConfirmed, ago(since+time.Hour), ago(since-time.Minute), incident.PhaseResolved
		}
	}
	d := newFakeDesk(
		row("search", "Search shows no results in the mobile app", "Alertmanager", 3, incident.Major, 2*time.Minute, func(r *store.Row) {
			r.Status, r.AckedBy, r.Service, r.Impact = incident.Triggered, "", "search", incident.ImpactSuspected
		}),
		row("mails", "Order confirmation emails arrive late", "IMAP", 5, incident.Major, 72*time.Minute, func(r *store.Row) {
			r.AckedBy = support
			told(70, 42, 12, incident.Investigating)(r)
		}),
		row("checkout", "Checkout failing for card payments in the EU", "Alertmanager", 14, incident.Critical, 32*time.Minute, func(r *store.Row) {
			r.Service, r.AckedAt, r.Number, r.Flaps = "Checkout, Payments", ago(27*time.Minute), 2417, 2
			told(32, 24, -6, incident.Investigating)(r)
		}),
		row("stock", "Warehouse stock sync is slow", "PagerTree", 2, incident.Minor, 125*time.Minute, func(r *store.Row) { r.Impact = incident.ImpactNone }),
		row("prices", "Nightly price import finished with warnings", "Generic REST", 3, incident.Minor, 8*time.Hour, func(r *store.Row) {
			r.SnoozedUntil = at.Add(36 * time.Minute)
		}),
		row("disk", "Disk 85% full on the reporting database", "Alertmanager", 1, incident.Info, 5*time.Hour, func(r *store.Row) {
			r.SnoozedUntil, r.SnoozeKind, r.AckMark, r.AckedBy = at.Add(96*time.Minute), incident.MarkSilenced, incident.MarkSilenced, support
		}),
		row("cards", "Gift cards rejected at checkout", "PagerTree", 6, incident.Major, 2*time.Hour, ended(47*time.Minute)),
		row("addresses", "Saved addresses missing for some accounts", "IMAP", 2, incident.Major, 3*time.Hour, ended(91*time.Minute)),
		row("images", "Product images slow to load in APAC", "Uptime probe", 4, incident.Minor, 4*time.Hour, over(2*time.Hour)),
		row("rounding", "Prices rounded wrongly in CHF", "Generic REST", 1, incident.Minor, 6*time.Hour, over(3*time.Hour)),
	)
	d.details["checkout"] = checkout()
	d.unseen["search"] = at
	return d
}

// checkout is the incident in the middle of the story.
func checkout() desk.Detail {
	entry := func(id string, clock string, kind incident.Kind, by incident.PersonID, via, text string, data any) incident.Entry {
		t, err := time.Parse("15:04", clock)
		if err != nil {
			panic(err)
		}
		e := incident.Entry{ID: id, At: time.Date(2026, 5, 12, t.Hour(), t.Minute(), 0, 0, time.UTC), Kind: kind, By: by, Via: via, Text: text}
		if data != nil {
			e.Data = incident.Pack(data)
		}
		return e
	}
	entries := []incident.Entry{
		entry("open", "13:52", incident.KindOpened, "", "Alertmanager", "First failed checkouts", incident.Opened{}),
		entry("page", "13:55", incident.KindNotified, "", "notification", "Notified with sound", nil),
		entry("ack", "13:57", incident.KindAcknowledged, mine1, "window", "", incident.Held{}),
		entry("sent", "13:57", incident.KindActed, "", "Alertmanager", "", incident.Acted{Verb: "acknowledge", Source: "Alertmanager", Outcome: "done"}),
	}
	for n := range 12 {
		entries = append(entries, entry("fired"+string(rune('a'+n)), "13:58", incident.KindFired, "", "Alertmanager",
			[...]string{"PaymentTimeout", "CheckoutErrorRate"}[n%2], incident.Fired{}))
	}
	entries = append(entries,
		entry("told", "14:00", incident.KindPublished, mine1, "Status page", "", incident.Spoken{Publication: "p1", Channel: "Status page",
			Phase: incident.Investigating, Visible: ago(24 * time.Minute), Due: at.Add(6 * time.Minute),
			Body: "Since 13:52, some card payments in the EU fail. We see the problem and are working on it. Next update by 14:30, even if nothing has changed."}),
		entry("told too", "14:01", incident.KindPublished, mine1, "Chat", "", incident.Spoken{Publication: "p1", Channel: "Chat",
			Phase: incident.Investigating, Visible: ago(23 * time.Minute), Due: at.Add(6 * time.Minute)}),
		entry("support", "14:09", incident.KindNoted, support, "PagerTree", "41 tickets tagged “checkout” so far", nil),
		entry("mail", "14:14", incident.KindFired, "", "ops mailbox", "Provider reports “degraded, EU”", incident.Fired{}),
		entry("cause", "14:19", incident.KindNoted, mine1, "window",
			"Card provider EU endpoint times out. 10% of payments moved to the second provider; all of them succeed.", nil),
		entry("depth", "14:22", incident.KindFired, "", "Alertmanager", "Queue depth above 5 000", incident.Fired{}),
	)
	alert := func(fp, title string, sev incident.Severity, source, kind string) incident.Alert {
		return incident.Alert{Fingerprint: fp, Title: title, Severity: sev, Firing: true, Fired: 1, StartsAt: ago(26 * time.Minute),
			Labels:  map[string]string{"alertname": title, "region": "eu", "service": "checkout"},
			Sources: []incident.Sighting{{Source: source, Kind: kind, Firing: true}}}
	}
	first := alert("a1", "PaymentTimeout", incident.Critical, "Alertmanager", "rest")
	first.Marks = []incident.Marking{{Kind: incident.MarkAcknowledged, Action: "x", By: me, Ref: "s-1", Until: at.Add(93 * time.Minute)}}
	return desk.Detail{
		Incident: incident.Incident{Customers: incident.Customers{Asked: true, Affected: incident.Affected{
			Who: "EU, paying by card", Share: "about 1 in 8 payments", Contacts: 41}}, Labels: map[string]string{"region": "eu", "service": "checkout"},
			Runbook: "https://wiki.example/runbooks/payments", Dashboard: "https://grafana.example/d/checkout",
			Link: "https://alerts.example/#/alerts?filter=checkout"},
		Alerts: []incident.Alert{first, alert("a2", "CheckoutErrorRate", incident.Major, "Alertmanager", "rest"),
			alert("a3", "Provider reports “degraded, EU”", incident.Major, "ops mailbox", "mail")},
		More: 11, Entries: entries, Texts: map[string]string{"a1": "Half of the card payments in the EU time out after 30 s."},
	}
}
