package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// side is the proof: the test page, the days it passed, and starting at login.
func (p *notify) side() (fyne.CanvasObject, bool) {
	out := vbox(look.S14, p.s.hearing.card(), p.planCard())
	if p.s.now.canLogin {
		out.Add(p.loginCard())
	}
	return out, false
}

// planCard shows on which of the last days a test page arrived.
func (p *notify) planCard() fyne.CanvasObject {
	p.days = vbox(look.S8)
	p.fillDays()
	return card(headline("task_alt", words.T("Test plan")),
		say(words.T("Keep your present pager until your own test pages have passed on 14 days. Send one each day, at the hours you sleep too."), styleSoft), p.days)
}

func (p *notify) fillDays() {
	if p.days == nil {
		return
	}
	t := p.s.now.tests
	var days []fyne.CanvasObject
	for _, d := range t.Days {
		name, ink := "radio_button_unchecked", look.InkText3
		switch {
		case d.Passed:
			name, ink = "check_circle", look.InkOK
		case d.Tested:
			name, ink = "cancel", look.InkCrit
		}
		days = append(days, vbox(2, left(icon(name, ink, look.Icon18)), cut(d.Day[max(0, len(d.Day)-2):], styleHint)))
	}
	p.days.Objects = []fyne.CanvasObject{cut(planText(t), styleBold)}
	if len(days) > 0 {
		p.days.Add(grid(7, look.S4, look.S8, days...))
	}
	p.s.sides.settle()
}

// loginCard starts the app with the computer's session.
func (p *notify) loginCard() fyne.CanvasObject {
	var at *field
	p.login = parts.NewToggle(words.T("Start at login"), words.T("on"), words.T("off"), p.s.now.login, func(on bool) {
		p.s.crew.serial(func(ctx context.Context) func() {
			err := p.s.Core.StartAtLogin(ctx, on)
			next := p.s.look(ctx)
			return func() {
				at.tell("")
				if err != nil {
					at.tell(words.T("It could not be changed: {{.Why}}", words.Data{"Why": plain(err)}))
				}
				p.s.show(next)
			}
		})
	})
	at = setting(words.T("Start at login"), words.T("A pager that is not running cannot ring. It starts when you sign in to this computer."), p.login)
	return card(at)
}
