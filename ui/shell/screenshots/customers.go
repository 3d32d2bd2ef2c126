package main

import (
	"errors"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/ui/keys"
)

// channels are those of the story, and what customers call what fails.
const channels = `
[[channel]]
name = "Status page"
kind = "statuspage"
page = "kctbh9vrtdwd"
secret = "keyring:statuspage"
[[channel]]
name = "#customer-help"
kind = "slack"
secret = "keyring:slack"
[[channel]]
name = "Email"
kind = "smtp"
url = "smtps://mail.example.org"
from = "status@example.org"
to = ["all@example.org"]
secret = "keyring:mail"
[[service]]
name = "Checkout"
match = ["service=checkout"]
say = "card payments in the EU"
components = ["8kbf7d35c070"]
customer_facing = true
`

// affected says that customers are, and since when.
func (t *teller) affected(at time.Time, a incident.Affected, key string) {
	t.clock.at = at
	_, err := t.desk.SetImpact(t.ctx, desk.Who{Name: me, Via: "window"}, t.ids[key], a)
	t.try("set the impact", err)
}

// rung is the moment after the acknowledgement.
func rung(t *teller) error {
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.hear(on(13, 52), prod, alert{key: "checkout", title: "Checkout failing for card payments in the EU", severity: "critical", service: "checkout",
		text: "Half of the card payments in the EU time out after 30 s."})
	t.paged(on(13, 55), "checkout")
	t.ack(on(13, 57), me, "checkout")
	t.affected(on(13, 57), incident.Affected{Impact: incident.ImpactConfirmed, Start: on(13, 52), Who: "people paying by card in the EU"}, "checkout")
	return t.looked()
}

// toldOnce is the afternoon after the first update.
func toldOnce(t *teller) error {
	const key = "checkout"
	t.meet(on(6, 0), prod, tree, mailbox, probe)
	t.hear(on(13, 52), prod, alert{key: key, title: "Checkout failing for card payments in the EU", severity: "critical", service: "checkout",
		text: "Half of the card payments in the EU time out after 30 s."})
	t.paged(on(13, 55), key)
	t.ack(on(13, 57), me, key)
	known := incident.Affected{Impact: incident.ImpactConfirmed, Start: on(13, 52), Who: "people paying by card in the EU"}
	t.affected(on(13, 57), known, key)
	t.clock.at = on(14, 0)
	_, err := t.desk.ToldElsewhere(t.ctx, desk.Who{Name: me, Via: "window"}, t.ids[key], incident.Spoken{Channel: "Status page", Phase: incident.Investigating,
		Title: "Card payments in the EU", Visible: on(14, 0), Due: on(14, 30),
		Body: "Since 13:52 CEST, some card payments in the EU fail. We see the problem and are working on it. Next update by 14:30 CEST, even if nothing has changed."})
	t.try("tell", err)
	known.Share, known.Contacts = "about 1 in 8", 41
	t.affected(on(14, 9), known, key)
	t.note(on(14, 19), me, "Cause identified: the card provider's EU endpoint times out", key)
	t.note(on(14, 22), me, "10% of payments moved, all of them succeed", key)
	return t.looked()
}

// compose opens the screen where an update is written.
func compose(key string) func(*set) error {
	return func(s *set) error {
		s.Go("compose/" + string(s.tell.ids[key]))
		return s.Until("the questions", func() bool { return s.Shows("Where are we?") || s.Shows("First message") })
	}
}

// write types an answer into the box of a question.
func write(texts ...string) func(*set) error {
	return func(s *set) error {
		for n, text := range texts {
			if text == "" {
				continue
			}
			keys.Of(s.Content()).Do([]keys.Action{keys.Question1, keys.Question2, keys.Question3, keys.Question4, keys.Question5, keys.Question6}[n])
			f := s.Window.Canvas().Focused()
			if f, ok := f.(fyne.Shortcutable); ok {
				f.TypedShortcut(&fyne.ShortcutSelectAll{})
			}
			for _, r := range text {
				f.TypedRune(r)
			}
		}
		return nil
	}
}

// second is the second update of the story, with what the checks find in it.
func second(s *set) error {
	if err := compose("checkout")(s); err != nil {
		return err
	}
	keys.Of(s.Content()).Do(keys.Question1)
	s.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	return write("", "", "About 1 in 8 card payments in the EU fails with “Something went wrong”. Your basket is kept and you won't be charged twice.",
		"psp-eu-2 times out at our card provider. We are moving payments to a second provider. Sorry for the minor inconvenience.",
		"Bank transfer and invoice work. If a card fails once, please wait a few minutes before you try again.")(s)
}

// named opens the names of the checks that pass.
func named(s *set) error {
	for n := 32; n > 0; n-- { // 26 before 6, which it ends in
		if label := fmt.Sprintf("%d checks pass · Show", n); s.Shows(label) {
			return s.Press(label)
		}
	}
	return errors.New("no check passes")
}

// laststep goes on to where it is sent.
func laststep(s *set) error {
	for range 4 {
		if s.Shows("Last step") {
			return nil
		}
		if err := press("Next: workaround", "Next: next update", "Next: facts", "Next: publish")(s); err != nil {
			return err
		}
	}
	return nil
}

// composing are the pictures of writing to customers.
func composing() []reel {
	return []reel{
		{name: "compose", prefix: "compose", size: desktop, looks: both, more: channels, tell: rung, at: on(13, 57), shots: []shot{{"first", compose("checkout")}}},
		{name: "compose", prefix: "compose", size: desktop, looks: both, more: channels, tell: toldOnce, shots: []shot{{"second", second}, {"passed", named}}},
		{name: "compose", prefix: "compose-1000", size: medium, looks: both, more: channels, tell: toldOnce, shots: []shot{{"second", second}}},
		{name: "compose", prefix: "compose-phone", size: phone, looks: both, more: channels, tell: rung, at: on(13, 57), shots: []shot{{"first", compose("checkout")}}},
		{name: "compose", prefix: "compose-phone", size: phone, looks: both, more: channels, tell: toldOnce, shots: []shot{{"step", second}, {"send", laststep}}},
	}
}
