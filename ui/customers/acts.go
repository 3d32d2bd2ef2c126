package customers

import (
	"context"

	"fyne.io/fyne/v2"

	"turnaround/app/text"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// compose opens the composer for the incident shown.
func (s *Screen) compose() {
	if id := s.detail.shown.id; id != "" && s.Forms.Compose != nil {
		s.Forms.Compose(id)
	}
}

// openIncident shows the incident whole.
func (s *Screen) openIncident() {
	id := s.detail.shown.id
	if id == "" {
		id = s.list.list.Selected()
	}
	if id != "" {
		s.Host.Go("now/" + string(id))
	}
}

func (s *Screen) editImpact() {
	if r := s.detail.shown; r.id != "" {
		s.Forms.Impact(r.id, r.affected)
	}
}

func (s *Screen) tellElsewhere() {
	if r := s.detail.shown; r.id != "" {
		s.Forms.Told(r.id, r.phase)
	}
}

// stillWorking publishes that somebody works on it, with the promise the button
// named.
func (s *Screen) stillWorking() {
	r := s.detail.shown
	if r.id == "" || r.next.IsZero() {
		return
	}
	s.detail.steps.still.Disable() // once
	s.run(func(ctx context.Context) error {
		_, err := s.Core.StillWorking(ctx, r.id, r.next)
		said := words.T("Customers hear that you are still working on it, next by {{.Time}}", words.Data{"Time": r.nextText})
		s.Post(func() {
			s.detail.steps.still.Enable()
			if err == nil {
				s.Host.Toast(said, true)
			}
		})
		return err
	})
}

// handOn copies the draft as text that another copy of the app opens.
func (s *Screen) handOn() {
	id := s.detail.shown.id
	s.run(func(context.Context) error {
		packed, err := s.Core.Packed(id)
		if err != nil {
			return err
		}
		s.Post(func() {
			fyne.CurrentApp().Clipboard().SetContent(packed)
			s.Host.Toast(words.T("The draft is copied. Another copy of the app opens it."), false)
		})
		return nil
	})
}

// askDrop throws the draft away, if that is meant.
func (s *Screen) askDrop() {
	r := s.detail.shown
	content := parts.NewWrapText(words.T("What was written on “{{.Title}}” cannot be brought back.", words.Data{"Title": text.Line(r.title, 60)}),
		look.Body, false, look.InkText2, 0)
	s.Host.Modal(words.T("Throw the draft away?"), content,
		parts.Choice{Text: words.T("Keep it"), Importance: parts.Outline},
		parts.Choice{Text: words.T("Throw it away"), Icon: "cancel", Importance: parts.Danger, Do: func() {
			s.run(func(ctx context.Context) error { return s.Core.DropWriting(ctx, r.id) })
		}})
}
