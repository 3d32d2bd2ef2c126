package view

import (
	"context"
	"slices"
	"strings"
	"time"

	"turnaround/app/desk"
	"turnaround/app/text"
	"turnaround/ui/words"
)

// Delivery is how an update stands on one channel, ready to draw.
type Delivery struct {
	Key     string // names it between redraws
	Channel string
	Icon    string
	Tone    Tone
	State   string // "visible since 14:00"
	Why     string // in the channel's own words; empty: there is nothing to explain
	Settled bool   // readers have it, and nobody has to do anything
	Steps   []Step // what can be done about it, the best first
}

// Deliveries are how the last update stands, channel by channel.
type Deliveries struct {
	Rows []Delivery
	// Summary says it in a line where all of them are settled; empty: they are
	// not, or there is only one.
	Summary string
	Ticks   bool // seconds are told
}

// Steps name what can be done about a delivery.
const (
	StepUndo    = "undo"    // keep it here: it has not left
	StepJoin    = "join"    // write it into what is open there
	StepForce   = "force"   // send it although something speaks against it
	StepRetry   = "retry"   // try again, or look again, now
	StepDrop    = "drop"    // give it up
	StepCorrect = "correct" // change the words readers have
	StepOpen    = "open"    // look there
	StepSetUp   = "set-up"  // look at the channel's settings
)

// Step is one of them; what it needs is beside it.
type Step struct {
	Do         string
	Text, Icon string
	Action     string // a row of the outbox
	Entry      string // of the timeline
	Channel    string // its whole name
	Link       string // http or https
}

// Settler is who does what a person decided about an update on its way.
type Settler interface {
	Retry(ctx context.Context, action string, force bool) error
	Drop(ctx context.Context, who desk.Who, action string) error
	JoinAndSend(ctx context.Context, who desk.Who, action string) error
}

// Settle does a step that needs no more of a person and leads nowhere else.
func (s Step) Settle(ctx context.Context, to Settler, who desk.Who) error {
	switch s.Do {
	case StepUndo, StepDrop:
		return to.Drop(ctx, who, s.Action)
	case StepJoin:
		return to.JoinAndSend(ctx, who, s.Action)
	}
	return to.Retry(ctx, s.Action, s.Do == StepForce)
}

// Worst is the row that needs a person most; the rows are not empty.
func (d Deliveries) Worst() Delivery {
	worst := d.Rows[0]
	for _, r := range d.Rows[1:] {
		if weight(r) > weight(worst) {
			worst = r
		}
	}
	return worst
}

func weight(r Delivery) int {
	switch {
	case r.Settled:
		return 0
	case r.Tone == Warn:
		return 2
	case r.Tone == Bad:
		return 3
	}
	return 1
}

// DeliveriesOf words how updates stand; Fix tells what the buttons do not.
func DeliveriesOf(all []desk.Delivery, now time.Time) Deliveries {
	var out Deliveries
	var names []string
	since := time.Time{}
	for n, d := range all {
		row := Delivery{Key: d.Channel + " " + d.Publication, Channel: text.Line(d.Channel, 60)}
		row.say(d, now)
		if d.Publication != all[0].Publication {
			row.State, row.Settled = words.T("an earlier update: {{.State}}", words.Data{"State": row.State}), false
		}
		row.Steps = stepsOf(d)
		out.Ticks = out.Ticks || d.Undoable && d.At.After(now)
		if n == 0 || d.At.After(since) {
			since = d.At
		}
		names = append(names, row.Channel)
		out.Rows = append(out.Rows, row)
	}
	if len(all) > 1 && !slices.ContainsFunc(out.Rows, func(r Delivery) bool { return !r.Settled }) {
		out.Summary = words.T("The last update is visible since {{.Time}}: {{.Channels}}",
			words.Data{"Time": words.Moment(since, now), "Channels": strings.Join(names, ", ")})
	}
	return out
}

// say words how it stands, and why.
func (r *Delivery) say(d desk.Delivery, now time.Time) {
	data := words.Data{"Time": words.Moment(d.At, now), "Age": words.Age(d.At.Sub(now))}
	r.Why = why(d.Text)
	switch d.State {
	case desk.DeliveryWaiting:
		r.Icon, r.Tone = "hourglass_top", Soft
		switch {
		case d.Undoable && d.At.After(now):
			r.State = words.T("leaves in {{.Age}}", data)
		case d.Text != "" && d.At.After(now):
			r.State = words.T("is tried again at {{.Time}}", data)
		default:
			r.State = words.T("waits to be sent")
		}
		r.advise(d)
	case desk.DeliverySending:
		r.Icon, r.Tone, r.State = "send", Soft, words.T("is being sent")
	case desk.DeliveryVisible:
		r.Icon, r.Tone, r.State = "check_circle", Good, words.T("visible since {{.Time}}", data)
		r.Settled = r.Why == ""
	case desk.DeliveryHidden:
		r.Icon, r.Tone, r.State = "visibility", Warn, words.T("not visible yet; it is looked for again")
		if d.Action == "" {
			r.Why = "" // the state says it
		}
	case desk.DeliveryAsking:
		r.Icon, r.Tone, r.State = "warning", Warn, words.T("asks you first")
	default:
		r.Icon, r.Tone, r.State = "error_outline", Bad, words.T("not published")
		r.advise(d)
	}
}

// advise adds what to do where no button says it.
func (r *Delivery) advise(d desk.Delivery) {
	if fix := text.Line(d.Fix, 300); r.Why != "" && fix != "" && !strings.HasPrefix(fix, "nothing") {
		r.Why = strings.TrimSuffix(r.Why, ".") + ". " + sentence(why(fix)) + "."
	}
}

// stepsOf are what can be done, the best first.
func stepsOf(d desk.Delivery) []Step {
	var all []Step
	add := func(do, text, icon string) {
		all = append(all, Step{Do: do, Text: text, Icon: icon, Action: d.Action, Entry: d.Entry, Channel: d.Channel, Link: webLink(d.Link)})
	}
	link := func() {
		if webLink(d.Link) != "" {
			add(StepOpen, words.T("Look there"), "open_in_new")
		}
	}
	drop := func() {
		if d.Action != "" {
			add(StepDrop, words.T("Drop it"), "close")
		}
	}
	switch d.State {
	case desk.DeliveryWaiting:
		if d.Undoable {
			add(StepUndo, words.T("Undo"), "undo")
			return all
		}
		add(StepRetry, words.T("Try again now"), "send")
		drop()
	case desk.DeliveryVisible:
		link()
		if d.Correctable && d.Entry != "" {
			add(StepCorrect, words.T("Correct the text"), "edit_note")
		}
	case desk.DeliveryHidden:
		link()
		if d.Action != "" {
			add(StepRetry, words.T("Look again now"), "sync")
		}
		drop()
	case desk.DeliveryAsking:
		if d.Joins != "" {
			add(StepJoin, words.T("Join and send"), "link")
		}
		add(StepForce, words.T("Send anyway"), "send")
		drop()
		link()
	case desk.DeliveryFailed:
		if d.Action != "" {
			add(StepRetry, words.T("Try again now"), "send")
		}
		add(StepSetUp, words.T("Look at the channel"), "tune")
		drop()
		link()
	}
	return all
}

// why says a channel's reason in the person's language where it is one of the
// usual; else in the channel's own words.
func why(said string) string {
	said = text.Line(said, 300)
	if slices.Contains(reasons, said) {
		return words.T(said)
	}
	return said
}

// reasons are what channels say again and again.
var reasons = []string{
	words.Mark("it is not known yet whether it arrived"),
	words.Mark("look there, then send it anyway or drop it"),
	words.Mark("the incident this update belongs to is not on the page any more"),
	words.Mark("the incident is not on the page any more"),
	words.Mark("the incident was resolved there meanwhile"),
	words.Mark("what was published there cannot be changed"),
	words.Mark("publish a new update that corrects it"),
	words.Mark("configure it again, or drop the update"),
	words.Mark("check the network and url"),
}
