package compose

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/compose"
	"turnaround/app/desk"
	"turnaround/app/incident"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// Bindings are the screen's keys.
func (s *Screen) Bindings() []keys.Binding {
	writes := func() bool { return s.page.id != "" && s.page.fault == nil }
	all := []keys.Binding{
		{Action: keys.Send, Do: s.publish, When: writes},
		{Action: keys.Save, Do: s.save, When: writes},
		{Action: keys.Undo, Do: s.undo, When: func() bool { return writes() && s.page.undoable }},
		{Action: keys.Copy, Do: s.copyText, When: writes},
		{Action: keys.Export, Do: s.saveDraft, When: func() bool { return writes() && s.SaveAs != nil }},
		{Action: keys.Import, Do: s.openDraft, When: func() bool { return writes() && s.OpenFile != nil }},
		{Action: keys.NextPane, Do: s.nextPane, When: s.inPane},
		{Action: keys.Back, Do: s.back},
	}
	for n, a := range []keys.Action{keys.Question1, keys.Question2, keys.Question3, keys.Question4, keys.Question5, keys.Question6} {
		all = append(all, keys.Binding{Action: a, Do: func() { s.question(n) }, When: writes})
	}
	return all
}

// question goes to one of the six.
func (s *Screen) question(n int) {
	if s.frame.mode == onPhone {
		s.frame.phone.step(n)
	}
	s.frame.questions.focus(n)
}

// ask goes to where an answer is given.
func (s *Screen) ask(field string) {
	f := s.frame
	for n, name := range asked {
		if name == field && name != "" {
			s.question(n)
			return
		}
	}
	switch b, m := f.questions.facts.boxes[field], f.questions.more.boxes[field]; {
	case field == "next":
		s.pickTime()
	case b != nil:
		f.phone.stepTo(stepFacts)
		b.Focus()
	case m != nil:
		f.phone.stepTo(stepFacts)
		m.Focus()
	case field == "data":
		f.phone.stepTo(stepFacts)
		parts.Focus(f.questions.facts.data)
	case field == "since":
		f.phone.stepTo(stepFacts)
		f.questions.facts.since.field.Focus()
	case field == "end":
		f.phone.stepTo(stepFacts)
		f.questions.facts.end.field.Focus()
	default: // a template's own answer that this one does not ask for
		s.question(askDoing)
	}
}

// setPhase moves to one of the phases.
func (s *Screen) setPhase(n int) {
	s.change("", func(w *compose.Writing, now time.Time) { w.SetPhase(phases[n], now) })
}

func (s *Screen) focusNow() fyne.Focusable {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.frame.content); c != nil {
		return c.Focused()
	}
	return nil
}

// panes are what F6 goes through.
func (s *Screen) panes() []fyne.CanvasObject {
	f := s.frame
	switch f.mode {
	case threeColumns:
		return []fyne.CanvasObject{f.left, f.middle, f.right, f.foot.content}
	case twoColumns:
		return []fyne.CanvasObject{f.left, f.right, f.foot.content}
	}
	return nil
}

// pane is the one with the focus; -1: none.
func (s *Screen) pane() int {
	o, ok := s.focusNow().(fyne.CanvasObject)
	if !ok {
		return -1
	}
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(o).AddXY(1, 1)
	for n, p := range s.panes() {
		from, size := d.AbsolutePositionForObject(p), p.Size()
		if at.X >= from.X && at.X < from.X+size.Width && at.Y >= from.Y && at.Y < from.Y+size.Height {
			return n
		}
	}
	return -1
}

// inPane tells whether another pane of this screen follows.
func (s *Screen) inPane() bool { return s.pane() < len(s.panes())-1 && len(s.panes()) > 0 }

// nextPane goes on; after the last the window does.
func (s *Screen) nextPane() {
	f := s.frame
	switch next := s.pane() + 1; s.panes()[next] {
	case f.left:
		f.questions.focus(askWhat)
	case f.middle:
		for _, v := range s.page.on() {
			if k := f.previews.cards[v.Name]; k != nil {
				parts.Focus(k.edit)
				return
			}
		}
		f.checks.focus()
	case f.right:
		f.checks.focus()
	default:
		f.foot.focus()
	}
}

// toCheck goes to the card of a number.
func (f *frame) toCheck(number int) {
	for _, x := range f.s.page.checks {
		if k := f.checks.cards[x.key()]; x.Number == number && k != nil && len(k.acts) > 0 {
			parts.Focus(k.acts[0].(fyne.Focusable))
		}
	}
}

// focusFirst goes where one goes on: to Publish where nothing is left to do.
func (f *frame) focusFirst() {
	p := f.s.page
	switch {
	case f.mode == onPhone || f.mode == nothing:
	case p.Hurdle == compose.NoHurdle:
		parts.Focus(f.foot.publish)
	case p.Hurdle == compose.Blocked:
		f.checks.focus()
	default:
		f.questions.focus(askWhat)
	}
}

// back keeps what is written and goes to the incident.
func (s *Screen) back() {
	if s.frame.mode == onPhone && s.frame.phone.back() {
		return
	}
	s.leave()
}

func (s *Screen) leave() {
	id := s.asked
	s.scribe.save()
	s.Host.Go("now/" + string(id))
}

// save keeps the draft now.
func (s *Screen) save() { s.scribe.save() }

// publish sends it; what keeps it from that is said.
func (s *Screen) publish() {
	if s.page.id == "" || s.page.fault != nil {
		return
	}
	s.scribe.publish()
}

// refused says why it was not published; ready: the text would do.
func (s *Screen) refused(err error, ready bool) {
	if ready {
		s.Host.Toast(words.T("Not published: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 300)}), false)
		return
	}
	why, more := hurdleText(s.page)
	said := words.T("Not published yet. {{.Why}}.", words.Data{"Why": why})
	if more != "" && s.page.Hurdle != compose.Blocked {
		said = words.T("Not published yet. {{.Why}}: {{.More}}.", words.Data{"Why": why, "More": more})
	}
	s.Host.Toast(said, false)
	s.frame.refused()
}

// refused shows what is to be mended.
func (f *frame) refused() {
	switch f.s.page.Hurdle {
	case compose.Blocked:
		f.phone.stepTo(stepSend)
		f.checks.focus()
	case compose.NothingSaid:
		f.s.question(askWhat)
	case compose.OldApproval:
		f.checks.approved.field.Focus()
	}
}

// published goes back to the incident.
func (s *Screen) published(id incident.ID, r desk.Receipt, err error) {
	offline := s.page.offline
	s.page, s.asked = page{}, ""
	said := words.T("Update on its way to {{.Channels}}", words.Data{"Channels": channelsOf(r)})
	if offline {
		said = words.T("Will send to {{.Channels}} when back", words.Data{"Channels": channelsOf(r)})
	}
	s.Host.Go("now/" + string(id))
	s.Host.Toast(said, true)
	if err != nil {
		s.Host.Toast(text.Line(err.Error(), 300), false)
	}
}

// channelsOf names where it goes.
func channelsOf(r desk.Receipt) string {
	var all []string
	for _, said := range r.Said {
		if name, ok := strings.CutPrefix(said, "goes to "); ok {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}

// dropped says that the draft is gone.
func (s *Screen) dropped(id incident.ID, err error) {
	if err != nil {
		s.Host.Toast(words.T("The draft was not deleted: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 200)}), false)
		return
	}
	s.page, s.asked = page{}, ""
	s.Host.Go("now/" + string(id))
	s.Host.Toast(words.T("Draft deleted"), false)
}

// recorded says that what customers were told elsewhere is kept.
func (s *Screen) recorded(id incident.ID, err error) {
	if err != nil {
		s.failed(err)
		return
	}
	s.page, s.asked = page{}, ""
	s.Host.Go("now/" + string(id))
	s.Host.Toast(words.T("Recorded what customers were told"), false)
}

// unaffected records that no customers are affected, or that nobody is sure,
// and leaves.
func (s *Screen) unaffected(impact incident.Impact) {
	id := s.asked
	s.scribe.do(func(ctx context.Context) {
		err := s.Core.SetImpact(ctx, id, impact)
		s.Post(func() {
			if err != nil && !errors.Is(err, context.Canceled) {
				s.Host.Toast(words.T("That did not work: {{.Why}}", words.Data{"Why": text.Line(err.Error(), 200)}), false)
				return
			}
			s.leave()
		})
	})
}
