package compose

import (
	"fyne.io/fyne/v2"

	"turnaround/app/desk"
	"turnaround/app/text"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// sentRow is how the last update stands on one channel.
type sentRow struct {
	card  *parts.CheckCard
	check parts.Check
	at    desk.Delivery
}

// sentRows say of the last update what is not with its readers yet, with what
// can be done about it.
func (v *previews) sentRows(p page) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range p.sent {
		if d.State == desk.DeliveryVisible {
			continue
		}
		key := d.Channel + " " + d.Publication
		check := checkOf(d, p)
		k := v.sent[key]
		if k == nil || k.check != check || k.at.Link != d.Link || k.at.State != d.State {
			k = &sentRow{check: check, at: d}
			k.card = parts.NewCheckCard(check, v.fixes(d)...)
			v.sent[key] = k
		}
		rows = append(rows, k.card)
	}
	return rows
}

// checkOf words how an update stands on a channel.
func checkOf(d desk.Delivery, p page) parts.Check {
	data := words.Data{"Channel": text.Line(d.Channel, 60), "Time": words.Moment(d.At, p.now)}
	c := parts.Check{Grade: parts.GradeSettled, Text: text.Line(d.Text, 200)}
	switch d.State {
	case desk.DeliveryWaiting:
		c.Title = words.T("The last update waits for {{.Channel}}", data)
		if !d.At.IsZero() {
			c.Title = words.T("The last update goes to {{.Channel}} at {{.Time}}", data)
		}
	case desk.DeliverySending:
		c.Title = words.T("The last update is on its way to {{.Channel}}", data)
	case desk.DeliveryHidden:
		c.Grade, c.Title = parts.GradeAdvice, words.T("{{.Channel}} does not show the last update yet", data)
	case desk.DeliveryAsking:
		c.Grade, c.Title = parts.GradeBad, words.T("{{.Channel}} asks before it takes the last update", data)
	default:
		c.Grade, c.Title = parts.GradeBad, words.T("The last update did not reach {{.Channel}}", data)
	}
	if d.Fix != "" && c.Grade != parts.GradeSettled {
		c.Text = text.Line(c.Text+" "+d.Fix, 300)
	}
	return c
}

// fixes is the one step there is: what waits for a person stands in the queue,
// the rest can be looked at.
func (v *previews) fixes(d desk.Delivery) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	step := func(text, icon string, do func()) {
		b := parts.NewKeyButton(text, icon, "", parts.Outline, do)
		b.Small = true
		all = append(all, b)
	}
	switch {
	case d.State == desk.DeliveryAsking || d.State == desk.DeliveryFailed && d.Action != "":
		step(words.T("Decide"), "hourglass_top", func() { v.s.Host.Go("queue") })
	case d.State == desk.DeliveryFailed:
		step(words.T("Look at the channel"), "tune", func() { v.s.Host.Go("settings/channels/" + d.Channel) })
	}
	if d.Link != "" && d.State != desk.DeliveryWaiting {
		step(words.T("Look at the page"), "open_in_new", func() { v.s.Host.OpenURL(d.Link) })
	}
	return all
}
