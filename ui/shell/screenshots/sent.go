package main

import (
	"time"

	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/outbox"
)

// sentReels are the pictures of how an update stands on each channel.
func sentReels() []reel {
	return []reel{
		{name: "sent", size: desktop, looks: both, tell: sent, more: channels, shots: []shot{{"sent", open("checkout")}, {"sent-compose", compose("checkout")}}},
		{name: "sent", size: desktop, looks: german, tell: sent, more: channels, shots: []shot{{"sent", open("checkout")}}},
		{name: "sent", prefix: "phone", size: phone, looks: both, tell: sent, more: channels, shots: []shot{{"sent", open("checkout")}}},
		{name: "seen", size: desktop, looks: both, tell: seen, more: channels, shots: []shot{{"sent-all", open("checkout")}}},
		{name: "seen", prefix: "phone", size: phone, looks: both, tell: seen, more: channels, shots: []shot{{"sent-all", open("checkout")}}},
	}
}

// say publishes to the channels, and gives each its outcome; none: it waits.
func (t *teller) say(at time.Time, key string, outcomes map[string]outbox.Outcome) {
	t.clock.at = at
	var all []outbox.Update
	for _, name := range []string{"Status page", "#customer-help", "Email"} {
		all = append(all, outbox.Update{Channel: name, Phase: incident.Identified, Title: "Card payments in the EU", Due: on(15, 0),
			Text: "Since 13:52 CEST, some card payments in the EU fail. We have found the cause and move payments to a second provider. Next update by 15:00 CEST."})
	}
	_, err := t.desk.Publish(t.ctx, desk.Who{Name: me, Via: "window"}, t.ids[key], all)
	t.try("publish", err)
	waiting, err := t.desk.Outbox()
	t.try("read the outbox", err)
	for _, a := range waiting {
		out, ok := outcomes[a.Update.Channel]
		if !ok {
			continue
		}
		_, err := t.desk.Claim(t.ctx, a.ID)
		t.try("claim", err)
		t.try("settle", t.desk.Settle(t.ctx, a.ID, out))
	}
}

// sent is an update of which one channel shows it, one asks and one waits.
func sent(t *teller) error {
	if err := toldOnce(t); err != nil {
		return err
	}
	t.say(on(14, 24), "checkout", map[string]outbox.Outcome{
		"Status page": {Result: outbox.Conflict, Text: `"Some card payments fail" is open there already`, Fix: "join it, send this anyway as another incident, or drop it",
			Ref: "p31zjtct2jer", Link: "https://status.example.org/incidents/p31zjtct2jer"},
		"#customer-help": {Result: outbox.Done, At: on(14, 24), Ref: "c1", Post: "c1", Link: "https://chat.example.org/archives/c1"}})
	t.clock.at = on(14, 24).Add(2 * time.Second)
	return t.err
}

// seen is an update that every channel shows.
func seen(t *teller) error {
	if err := toldOnce(t); err != nil {
		return err
	}
	done := func(ref string) outbox.Outcome {
		return outbox.Outcome{Result: outbox.Done, At: on(14, 22), Ref: ref, Post: ref, Link: "https://status.example.org/incidents/" + ref}
	}
	t.say(on(14, 22), "checkout", map[string]outbox.Outcome{"Status page": done("p1"), "#customer-help": done("c1"), "Email": done("m1")})
	t.clock.at = on(14, 24)
	return t.err
}
