package cmd

import (
	"turnaround/app/desk"
	"turnaround/app/text"
)

// deliveries say how the last update stands, channel by channel.
func (p *printer) deliveries(all []desk.Delivery) {
	if len(all) == 0 {
		return
	}
	p.linef("\nThe last update")
	for _, d := range all {
		p.linef("  %-14s %s", text.Line(d.Channel, 40), p.delivery(d))
		if d.Fix != "" {
			p.linef("  %-14s %s", "", text.Line(d.Fix, 300))
		}
		if d.Action != "" && !d.Undoable {
			p.choices(ActionItem{ID: d.Action, State: outboxState(d.State), Link: d.Link, Joins: d.Joins})
		}
	}
}

func (p *printer) delivery(d desk.Delivery) string {
	line := ""
	switch d.State {
	case desk.DeliveryWaiting:
		line = "leaves at " + p.when(d.At)
		if !d.At.After(p.now) {
			line = "waits"
		}
	case desk.DeliverySending:
		line = "on its way"
	case desk.DeliveryVisible:
		line = "published at " + p.when(d.At)
		if d.Link != "" {
			line += ", " + text.Line(d.Link, 200)
		}
	case desk.DeliveryHidden:
		line = "not visible yet"
	case desk.DeliveryAsking:
		line = "asks first"
	case desk.DeliveryFailed:
		line = "not published"
	}
	if d.Text != "" {
		line += ": " + text.Line(d.Text, 400)
	}
	return line
}

// outboxState is a delivery's state as the outbox calls it.
func outboxState(s desk.DeliveryState) string {
	switch s {
	case desk.DeliveryAsking:
		return "asking"
	case desk.DeliveryFailed:
		return "rejected"
	}
	return "waiting"
}
