package now

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// Corrector changes the words of an update that was published.
type Corrector interface {
	// PublishedWords are those that readers have by now.
	PublishedWords(id incident.ID, entry string) (string, error)
	// CorrectWords queues others; what blocks is a [compose.BlockedError].
	CorrectWords(ctx context.Context, via string, id incident.ID, entry, text string) (desk.Receipt, error)
}

// deliveries say below the clock how the last update stands on each channel,
// with what can be done about it. Where one line stands for all it opens to
// them, on a phone in a dialog.
type deliveries struct {
	s       *Screen
	content *fyne.Container
	line    *fyne.Container // that folds
	rows    *fyne.Container
	lines   map[string]*parts.DeliveryLine
	fold    *parts.Link
	rule    *parts.Ground
	shown   view.Deliveries
	of      incident.ID
	phone   bool
	opened  bool
}

func newDeliveries(s *Screen) *deliveries {
	d := &deliveries{s: s, rows: container.New(column{0}), lines: map[string]*parts.DeliveryLine{}, rule: parts.NewGround(look.InkLine)}
	d.fold = parts.NewLink("", "", s.unfoldDeliveries)
	d.line = container.New(folding{d}, d.fold)
	d.content = container.New(column{0}, d.line, d.rows, d.rule)
	return d
}

// folds tells whether one line stands for all: because there is nothing to be
// done, or, on a phone, because the timeline needs the room.
func (d *deliveries) folds() bool {
	return d.shown.Summary != "" || d.phone && len(d.shown.Rows) > 1
}

// some tells whether anything was published.
func (d *deliveries) some() bool { return len(d.shown.Rows) > 0 }

func (d *deliveries) show(detail view.Detail) {
	if detail.ID != d.of {
		d.of, d.opened, d.lines = detail.ID, false, map[string]*parts.DeliveryLine{}
	} else if reflect.DeepEqual(detail.Sent, d.shown) {
		return
	}
	d.shown = detail.Sent
	d.fill()
}

func (d *deliveries) setPhone(phone bool) {
	if d.phone != phone {
		d.phone, d.lines = phone, map[string]*parts.DeliveryLine{}
		d.fill()
	}
}

// fill shows a line for each channel; those that stay keep the focus.
func (d *deliveries) fill() {
	show(d.line, d.folds())
	if d.folds() {
		d.fold.Icon, d.fold.Ink = "check_circle", look.InkText2
		said := d.shown.Summary
		if said == "" {
			worst := d.shown.Worst()
			d.fold.Icon, d.fold.Ink = worst.Icon, parts.ToneInk(worst.Tone)
			said = words.N("{{.Worst}}, and {{.Count}} more channels", len(d.shown.Rows)-1, words.Data{"Worst": worst.Channel + " " + worst.State})
		}
		d.fold.Hint = said
		switch {
		case d.phone: // there is no room for more
		case d.opened:
			said += " · " + words.T("Hide")
		default:
			said += " · " + words.T("Show")
		}
		d.fold.Set(said)
		d.fold.Refresh()
	}
	show(d.rows, !d.folds() || d.opened && !d.phone)
	d.rows.Objects = d.linesFor(d.s.stepOn(d.of))
	d.rows.Refresh()
}

// linesFor are the lines; those that stay keep their place.
func (d *deliveries) linesFor(do func(view.Step)) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	seen := map[string]*parts.DeliveryLine{}
	for _, each := range d.shown.Rows {
		l := d.lines[each.Key]
		if l == nil {
			l = parts.NewDeliveryLine(each, d.phone, do)
		}
		l.Set(each)
		seen[each.Key] = l
		rows = append(rows, l)
	}
	d.lines = seen
	return rows
}

// folding gives the line that unfolds a finger's height on a phone.
type folding struct{ d *deliveries }

func (f folding) pad() float32 {
	if f.d.phone {
		return look.S16
	}
	return look.S20
}

// MinSize is a line's.
func (f folding) MinSize(objects []fyne.CanvasObject) fyne.Size {
	high := objects[0].MinSize().Height + 2*look.S4
	if f.d.phone {
		high = look.Scaled(look.Target)
	}
	return fyne.NewSize(look.Scaled(200), high)
}

// Layout places it where the icons of the lines stand.
func (f folding) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide := size.Width - 2*f.pad() + 2*look.S4
	put(objects[0], f.pad()-look.S4, 0, min(wide, objects[0].MinSize().Width), size.Height)
}

// unfoldDeliveries shows the line of each channel, or folds them.
func (s *Screen) unfoldDeliveries() {
	d := s.detail.sent
	if d.phone {
		s.showDeliveries()
		return
	}
	d.opened = !d.opened
	d.fill()
	s.detail.arrange()
}

// showDeliveries lists the channels in a dialog; a step closes it.
func (s *Screen) showDeliveries() {
	d := s.detail.sent
	var shut func()
	do := s.stepOn(d.of)
	rows := container.New(column{0})
	for _, each := range d.shown.Rows {
		rows.Add(parts.NewDeliveryLine(each, true, func(step view.Step) {
			shut()
			do(step)
		}))
	}
	shut = s.Host.Modal(words.T("How the last update stands"), rows, parts.Choice{Text: words.T("Close"), Importance: parts.Outline})
}

// stepOn does what a person chose about an update on an incident.
func (s *Screen) stepOn(id incident.ID) func(view.Step) {
	return func(step view.Step) {
		switch step.Do {
		case view.StepOpen:
			s.Host.OpenURL(step.Link)
		case view.StepSetUp:
			s.Host.Go("settings/channels/" + step.Channel)
		case view.StepDrop:
			s.askDrop(step)
		case view.StepCorrect:
			s.correct(id, step)
		default:
			s.settleStep(step)
		}
	}
}

// settleStep does what needs no more of the person.
func (s *Screen) settleStep(step view.Step) {
	s.run(func(ctx context.Context) error {
		err := step.Settle(ctx, s.Desk, s.who())
		if err == nil && step.Do == view.StepUndo {
			s.say(words.T("The update stays here: {{.Channel}} does not get it", channelData(step)))
		}
		return err
	})
}

func channelData(step view.Step) words.Data {
	return words.Data{"Channel": text.Line(step.Channel, 60)}
}

// say toasts, from off the screen's goroutine.
func (s *Screen) say(said string) { s.Post(func() { s.Host.Toast(said, false) }) }

// askDrop asks before a channel's readers are not told.
func (s *Screen) askDrop(step view.Step) {
	s.Host.Modal(words.T("Give this update up?"), prose(words.T("The readers of {{.Channel}} do not get it.", channelData(step))),
		parts.Choice{Text: words.T("Drop it"), Icon: "close", Importance: parts.Danger, Do: func() {
			s.settleStep(step)
		}})
}

// correct asks for other words in the place of those that readers have.
func (s *Screen) correct(id incident.ID, step view.Step) {
	if s.Corrects == nil {
		return
	}
	s.run(func(context.Context) error {
		said, err := s.Corrects.PublishedWords(id, step.Entry)
		switch {
		case err != nil:
			return err
		case utf8.RuneCountInString(said) > parts.NoteLimit:
			s.say(words.T("The text is too long to be corrected here: correct it on the page."))
		default:
			s.Post(func() { s.askCorrection(id, step, said) })
		}
		return nil
	})
}

func (s *Screen) askCorrection(id incident.ID, step view.Step, said string) {
	box := parts.NewTextBox(words.T("The text, as customers read it"), "", 4, 10, nil)
	box.SetText(said)
	wrong := parts.NewWrapText("", look.Body, false, look.InkCrit, 6)
	content := stack(prose(words.T("Readers of {{.Channel}} get these words in the place of the old ones. The promised time stays.", channelData(step))), box, wrong)
	busy := false // a second press is no second correction
	refuse := func(why string) {
		busy = false
		wrong.Set(why)
		box.SetWrong(true)
		content.Refresh()
		box.Focus()
	}
	var shut func()
	shut = s.Host.Modal(words.T("Correct the text"), content, parts.Choice{Text: words.T("Publish the correction"), Icon: "campaign", Importance: parts.Amber, Stay: true, Do: func() {
		typed := strings.TrimSpace(box.Text())
		if busy {
			return
		}
		switch typed {
		case "":
			refuse(words.T("Write what customers should read."))
			return
		case strings.TrimSpace(said):
			refuse(words.T("It is the text that readers have."))
			return
		}
		busy = true
		s.run(func(ctx context.Context) error {
			there, err := s.Corrects.PublishedWords(id, step.Entry)
			if err == nil && there != said {
				s.Post(func() { refuse(words.T("The text was changed meanwhile. Close this, and look at it again.")) })
				return nil
			}
			if err == nil {
				_, err = s.Corrects.CorrectWords(ctx, "window", id, step.Entry, typed)
			}
			var blocked *compose.BlockedError
			switch {
			case errors.As(err, &blocked):
				s.Post(func() { refuse(blocking(blocked)) })
				return nil
			case err != nil:
				s.Post(func() { refuse(failed(err)) })
				return nil
			}
			s.Post(func() {
				shut()
				s.Host.Toast(words.T("Correction on its way to {{.Channel}}", channelData(step)), true)
			})
			return nil
		})
	}})
	box.Focus()
}

// blocking words what the checks found.
func blocking(e *compose.BlockedError) string {
	var said []string
	for _, f := range e.Found {
		data := words.Data{}
		for name, value := range f.Data {
			data[name] = text.Line(value, 80)
		}
		said = append(said, words.T(f.Message, data))
	}
	return strings.Join(said, "\n")
}
