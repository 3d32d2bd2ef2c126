package view

import (
	"strings"
	"testing"
	"time"

	"turnaround/app/desk"
)

// told is how one delivery reads: state | why | steps.
func deliveryText(d Delivery) string {
	var steps []string
	for _, s := range d.Steps {
		steps = append(steps, s.Do)
	}
	return d.State + " | " + d.Why + " | " + strings.Join(steps, " ")
}

func TestEachStateOfADeliverySaysWhyAndWhatCanBeDone(t *testing.T) {
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	link, action := "https://page/1", "a1"
	for name, c := range map[string]struct {
		d    desk.Delivery
		want string
	}{
		"waiting":    {desk.Delivery{State: desk.DeliveryWaiting, At: now.Add(8 * time.Second), Undoable: true, Action: action, Link: link}, "leaves in 8s |  | undo"},
		"tried":      {desk.Delivery{State: desk.DeliveryWaiting, At: now.Add(time.Minute), Action: action, Text: "page answered 502", Fix: "nothing: it is tried again"}, "is tried again at 12:01 | page answered 502 | retry drop"},
		"sending":    {desk.Delivery{State: desk.DeliverySending, Action: action}, "is being sent |  | "},
		"visible":    {desk.Delivery{State: desk.DeliveryVisible, At: now.Add(-time.Hour), Entry: "e", Correctable: true, Link: link}, "visible since 11:00 |  | open correct"},
		"for good":   {desk.Delivery{State: desk.DeliveryVisible, At: now, Entry: "e"}, "visible since 12:00 |  | "},
		"in part":    {desk.Delivery{State: desk.DeliveryVisible, At: now, Text: "2 addresses have it, 1 was refused: gone@example.org"}, "visible since 12:00 | 2 addresses have it, 1 was refused: gone@example.org | "},
		"not shown":  {desk.Delivery{State: desk.DeliveryHidden, Link: link, Text: "page took it and does not show it yet"}, "not visible yet; it is looked for again |  | open"},
		"in doubt":   {desk.Delivery{State: desk.DeliveryHidden, Action: action, Text: "it is not known yet whether it arrived"}, "not visible yet; it is looked for again | it is not known yet whether it arrived | retry drop"},
		"asking":     {desk.Delivery{State: desk.DeliveryAsking, Action: action, Text: `"Slow" is open there already`, Joins: "x", Link: link, Fix: "join it, or drop it"}, `asks you first | "Slow" is open there already | join force drop open`},
		"no join":    {desk.Delivery{State: desk.DeliveryAsking, Action: action, Text: "since this was written: resolved"}, "asks you first | since this was written: resolved | force drop"},
		"refused":    {desk.Delivery{State: desk.DeliveryFailed, Action: action, Text: "page answered 401", Fix: "make a new key"}, "not published | page answered 401. Make a new key. | retry set-up drop"},
		"given up":   {desk.Delivery{State: desk.DeliveryFailed, Text: "page answered 401"}, "not published | page answered 401 | set-up"},
		"bad link":   {desk.Delivery{State: desk.DeliveryVisible, At: now, Link: "file:///etc/passwd"}, "visible since 12:00 |  | "},
		"odd in why": {desk.Delivery{State: desk.DeliveryFailed, Text: "bad\x1b[31m {{.Boom}}"}, "not published | bad [31m {{.Boom}} | set-up"},
	} {
		d := DeliveriesOf([]desk.Delivery{c.d}, now).Rows[0]
		if got := deliveryText(d); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if d.Settled != (name == "visible" || name == "for good" || name == "bad link") {
			t.Errorf("%s: settled is %v", name, d.Settled)
		}
	}
}

func TestOneLineStandsForAllChannelsThatShowAnUpdate(t *testing.T) {
	now := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	page := desk.Delivery{Channel: "page", Publication: "p2", State: desk.DeliveryVisible, At: now.Add(-2 * time.Minute)}
	chat := desk.Delivery{Channel: "chat", Publication: "p2", State: desk.DeliveryVisible, At: now.Add(-time.Minute)}
	if got := DeliveriesOf([]desk.Delivery{chat, page}, now).Summary; got != "The last update is visible since 11:59: chat, page" {
		t.Errorf("%q", got)
	}
	if got := DeliveriesOf([]desk.Delivery{page}, now).Summary; got != "" {
		t.Errorf("one channel needs no summary: %q", got)
	}
	old := desk.Delivery{Channel: "mail", Publication: "p1", State: desk.DeliveryAsking, Action: "a"}
	all := DeliveriesOf([]desk.Delivery{page, old}, now)
	if all.Summary != "" || all.Rows[1].State != "an earlier update: asks you first" || all.Worst().Channel != "mail" {
		t.Errorf("%+v", all)
	}
	if none := DeliveriesOf(nil, now); len(none.Rows) != 0 || none.Summary != "" {
		t.Errorf("%+v", none)
	}
}
