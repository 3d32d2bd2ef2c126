package main

import (
	"fmt"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	doc "turnaround/app/postmortem"
	"turnaround/app/postmortem/book"
	"turnaround/cmd/pager"
	"turnaround/ui/postmortem"
	"turnaround/ui/shell"
)

// postmortemPage is the screen of postmortems; nothing saves by itself in a picture.
func postmortemPage(p *pager.Pager, h shell.Host, now func() time.Time) shell.Page {
	screen := postmortem.New(postmortem.Config{Core: shell.PostmortemsOf(p), Host: h, Now: now, Memory: &postmortem.Memory{},
		After:  func(time.Duration, func()) func() { return func() {} },
		SaveAs: func(string, func(string)) {}})
	return shell.Page{Screen: screen, Open: func(rest string) { screen.Open(incident.ID(rest)) }}
}

// over tells the story to its end at 15:47.
func (t *teller) over() error {
	if err := t.afternoon(); err != nil {
		return err
	}
	const key = "checkout"
	told := func(hour, minute int, phase incident.Phase, promised time.Time, body string) {
		t.told(key, phase, on(hour, minute), promised, body)
	}
	told(14, 29, incident.Identified, on(15, 0), "We have found the cause: our card provider answers slowly in the EU. Next update by 15:00.")
	t.note(on(14, 31), me, "60% of payments moved to the second provider", key)
	t.impact(on(14, 40), key, incident.Affected{Impact: incident.ImpactConfirmed, Start: on(13, 52), Who: "paying by card", What: "some payments fail",
		Where: "EU", Share: "1 in 8 payments", Works: "bank transfer and PayPal", Data: incident.DataSafe, Contacts: 41})
	t.note(on(15, 2), support, "OK in chat still missing for the next update", key)
	told(15, 9, incident.Monitoring, on(15, 40), "Sorry, this update is late. Most card payments work again. Next update by 15:40.")
	t.clear(prod, on(13, 52), on(15, 47), alert{key: key, title: "Checkout failing for card payments in the EU", severity: "critical", service: "checkout"})
	told(15, 47, incident.PhaseResolved, time.Time{}, "Card payments in the EU work again. Nobody was charged twice.")
	t.act(on(15, 48), func(w desk.Who, ids []incident.ID) error {
		_, err := t.desk.Resolve(t.ctx, w, true, ids...)
		return err
	}, me, key)
	return t.err
}

// learned is the postmortem half written.
func (t *teller) learned() error {
	if err := t.over(); err != nil {
		return err
	}
	t.clock.at = on(16, 20)
	b, id, who := book.Book{Desk: t.desk, Zone: zone, Now: t.clock.now, Grace: 2 * time.Minute}, t.ids["checkout"], desk.Who{Name: me, Via: "window"}
	p, err := b.New(t.ctx, who, id, "en")
	if err != nil {
		return fmt.Errorf("begin the postmortem: %w", err)
	}
	cite := func(part string) string {
		for _, e := range p.Facts.Evidence {
			if strings.Contains(e.Text, part) {
				return " " + doc.Cite(e.ID)
			}
		}
		return ""
	}
	for section, body := range map[string]string{
		"summary": "For 1 hour 55 minutes about 1 in 8 card payments in the EU failed at the checkout. Bank transfer and PayPal worked. Nobody was charged twice.",
		"impact":  "About 1 in 8 card payments in the EU failed between 13:52 and 15:47. 41 people wrote to us.",
		"factors": "1. **One provider for all EU cards.** When the provider's EU endpoint slowed down, checkout had nowhere else to go. Retries piled up and used all workers." + cite("PaymentTimeout") +
			"\n\n2. **Moving traffic was a manual step.** The second provider was ready, but nobody had tried it at full load. We found out during the outage." + cite("60%") +
			"\n\n3. **The update waited for one OK in chat.** The Support lead failed to answer at 14:58, so the promise of 15:00 was missed and customers had no current update for 9 minutes.",
		"well": "- First update after 8 minutes, inside our target.\n- Nobody was charged twice.",
	} {
		if _, err := b.Write(t.ctx, who, id, section, body, p.Document.Sections[section].Body); err != nil {
			return fmt.Errorf("write %s: %w", section, err)
		}
	}
	for _, a := range []doc.Action{
		{Text: "Responder may publish alone after 5 min", Kind: doc.Communicate, Owner: "Support lead", Due: "2026-05-19", Done: true},
		{Text: "Switch provider above 5% failed cards", Kind: doc.Prevent, Owner: "Payments team", Due: "2026-06-02"},
		{Text: "Alert on failed card payments by region", Kind: doc.Detect, Owner: me, Due: "2026-05-26"},
		{Text: "Cap checkout retries per worker", Kind: doc.Mitigate, Owner: "Payments team", Due: "2026-05-26"},
		{Text: "Drill: provider down at peak hour", Kind: doc.Process},
	} {
		if _, err := b.SetAction(t.ctx, who, id, a, nil); err != nil {
			return fmt.Errorf("write an action: %w", err)
		}
	}
	return t.err
}

// later is the screen of a postmortem, at half past four.
func later(key, text string) func(*set) error {
	return func(s *set) error {
		s.tell.clock.at = on(16, 30)
		s.Go("postmortem/" + string(s.tell.ids[key]))
		return s.Await(text)
	}
}

// inSection takes a section in hand.
func inSection(title, text string) func(*set) error {
	return func(s *set) error {
		if err := s.Press(title); err != nil {
			return err
		}
		return s.Await(text)
	}
}

// after does one thing after another.
func after(first, then func(*set) error) func(*set) error {
	return func(s *set) error {
		if err := first(s); err != nil {
			return err
		}
		return then(s)
	}
}

// unfocused takes the ring away, for the picture.
func unfocused(do func(*set) error) func(*set) error {
	return func(s *set) error {
		err := do(s)
		s.Window.Canvas().Unfocus()
		return err
	}
}
