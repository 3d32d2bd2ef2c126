package compose

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// sentRow is how the last update stands on one channel.
type sentRow struct {
	card  *parts.CheckCard
	shown view.Delivery
}

// sentRows say of the last update what is not with its readers yet, with what
// can be done about it.
func (v *previews) sentRows(p page) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range view.DeliveriesOf(p.sent, p.now).Rows {
		if d.Settled {
			continue
		}
		k := v.sent[d.Key]
		if k == nil {
			k = &sentRow{card: parts.NewCheckCard(cardOf(d), v.fixes(d)...)}
			v.sent[d.Key] = k
		} else if !slices.Equal(k.shown.Steps, d.Steps) {
			k.card.Set(cardOf(d), v.fixes(d))
		} else {
			k.card.Set(cardOf(d), nil)
		}
		k.shown = d
		rows = append(rows, k.card)
	}
	return rows
}

// cardOf says how an update stands on a channel.
func cardOf(d view.Delivery) parts.Check {
	c := parts.Check{Grade: parts.GradeSettled, Text: d.Why,
		Title: words.T("The last update: {{.Channel}} {{.State}}", words.Data{"Channel": d.Channel, "State": d.State})}
	switch d.Tone {
	case view.Bad:
		c.Grade = parts.GradeBad
	case view.Warn:
		c.Grade = parts.GradeAdvice
	}
	return c
}

// fixes are the steps there are.
func (v *previews) fixes(d view.Delivery) []fyne.CanvasObject {
	all := []fyne.CanvasObject{}
	for _, step := range d.Steps {
		if step.Do == view.StepCorrect {
			continue // one is about to write the next
		}
		b := parts.NewKeyButton(step.Text, step.Icon, "", parts.Outline, func() { v.s.settle(step) })
		b.Small = true
		v.s.finger(b)
		all = append(all, b)
	}
	return all
}

// settle does what a person chose about an update on its way.
func (s *Screen) settle(step view.Step) {
	switch step.Do {
	case view.StepOpen:
		s.Host.OpenURL(step.Link)
		return
	case view.StepSetUp:
		s.Host.Go("settings/channels/" + step.Channel)
		return
	}
	s.scribe.do(func(ctx context.Context) {
		if err := s.Core.Settle(ctx, step); err != nil {
			s.Post(func() {
				s.Host.Toast(words.T("That did not work: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 300)}), false)
			})
		}
	})
}
