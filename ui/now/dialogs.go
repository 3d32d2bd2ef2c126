package now

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// form asks for some fields; take is called with them, and says what is wrong
// with which field, or nothing when all is well.
func (s *Screen) form(title string, content fyne.CanvasObject, button string, take func() bool) {
	var shut func()
	shut = s.Host.Modal(title, content, parts.Choice{Text: button, Importance: parts.Primary, Stay: true, Do: func() {
		if take() {
			shut()
		}
	}})
}

// declare opens an incident by hand.
func (s *Screen) declare() {
	title, service := parts.NewField(words.T("What is wrong, in one sentence")), parts.NewField(words.T("Service (optional)"))
	level := newLevels(incident.Major)
	content := stack(caption(words.T("Title")), title, caption(words.T("Service")), service, caption(words.T("Severity")), level.group())
	s.form(words.T("Declare an incident"), content, words.T("Declare"), func() bool {
		what := strings.TrimSpace(title.Text())
		if what == "" {
			title.SetError(words.T("Say what is wrong."))
			title.Focus()
			return false
		}
		where, sev := strings.TrimSpace(service.Text()), level.chosen()
		s.run(func(ctx context.Context) error {
			id, err := s.Desk.Declare(ctx, s.who(), what, where, sev)
			if err != nil {
				return err
			}
			s.Post(func() {
				s.Host.Toast(words.T("Declared “{{.Title}}”", words.Data{"Title": text.Line(what, 40)}), false)
				s.Open(id)
			})
			return nil
		})
		return true
	})
}

// levels is the choice of a severity.
type levels struct {
	radio *parts.RadioGroup
	box   *fyne.Container
}

func newLevels(now incident.Severity) *levels {
	l := &levels{radio: parts.NewRadioGroup(int(now.OrDefault()-incident.Critical), nil), box: container.New(column{look.S4})}
	for sev := incident.Critical; sev <= incident.Info; sev++ {
		l.box.Add(l.radio.Add(sev.String()+"  "+view.SeverityWord(sev), severityHint(sev)))
	}
	return l
}

func severityHint(sev incident.Severity) string {
	switch sev {
	case incident.Critical, incident.Major:
		return words.T("rings until somebody has it")
	case incident.Minor:
		return words.T("shown once, without sound")
	}
	return words.T("in the list alone")
}

func (l *levels) chosen() incident.Severity {
	return incident.Critical + incident.Severity(l.radio.Chosen())
}

// severity changes it by hand.
func (s *Screen) severity() {
	ids := s.fitting(endable)
	if len(ids) == 0 {
		return
	}
	level := newLevels(s.detail.shown.Severity)
	s.form(words.T("Change severity"), level.group(), words.T("Change"), func() bool {
		s.setSeverity(ids, level.chosen())
		return true
	})
	level.radio.Focus()
}

// handOver names who has it from now on.
func (s *Screen) handOver() {
	ids := s.fitting(endable)
	if len(ids) == 0 {
		return
	}
	name := parts.NewField(words.T("Name, as its source knows it"))
	me := parts.NewLink(words.T("Take it over yourself"), "person", func() { name.SetText(s.Me()) })
	s.form(words.T("Hand over"), stack(caption(words.T("To whom")), name, me), words.T("Hand over"), func() bool {
		to := strings.TrimSpace(name.Text())
		if to == "" {
			name.SetError(words.T("Give a name."))
			name.Focus()
			return false
		}
		s.assign(ids, to)
		return true
	})
}

// pickTime asks until when to snooze.
func (s *Screen) pickTime(ids []incident.ID) {
	at := parts.NewField(words.T("15:30, 2026-05-13 08:00, 2h or 3d"))
	s.form(words.T("Snooze until"), stack(caption(words.T("A time, a day with a time, or a span")), at), words.T("Snooze"), func() bool {
		until, err := words.ReadTime(at.Text(), s.Now(), words.Zone())
		if err != nil {
			at.SetError(whenTrouble(err))
			at.Focus()
			return false
		}
		s.snoozeUntil(ids, until)
		return true
	})
}

func whenTrouble(err error) string {
	if errors.Is(err, words.ErrPast) {
		return words.T("That is in the past. Give a time to come.")
	}
	return words.T("That is not a time. Give 15:30, 2026-05-13 08:00, 2h or 3d.")
}

// group lays the choices below each other.
func (l *levels) group() fyne.CanvasObject { return l.box }
