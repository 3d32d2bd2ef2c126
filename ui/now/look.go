package now

import (
	"context"
	"errors"
	"reflect"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
	"turnaround/ui/words"
)

// mostRead is how many alerts of an incident are read for its detail.
const mostRead = 200

// glance shows an incident that nobody chose yet: it stays marked unseen.
func (s *Screen) glance(id incident.ID) {
	s.asked.set(func(a *asked) {
		if a.id != id {
			a.id, a.groups = id, nil
			a.look++
		}
	})
	s.looks.Raise()
	s.read.Raise()
}

// look shows the incident a person chose. What it marked is seen, if it is seen.
// So is the one before: it was looked at until now.
func (s *Screen) look(id incident.ID) {
	before := s.Selected()
	s.list.taken = true
	s.glance(id)
	if s.frame.detailShown() {
		s.seen(before, id)
	}
}

// busy tells whether a person is in the middle of something.
func (s *Screen) busy() bool {
	if s.detail.writes() || s.list.field.Focused() || len(s.list.list.Marked()) > 0 {
		return true
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(s.frame.content)
	return c != nil && c.Overlays().Top() != nil
}

func (s *Screen) seen(ids ...incident.ID) {
	s.run(func(ctx context.Context) error { return s.Desk.MarkSeen(ctx, ids...) })
}

// setOpened shows the detail instead of the list, or the list again, where they
// do not stand beside each other.
func (s *Screen) setOpened(opened bool) {
	if s.opened == opened {
		return
	}
	s.opened = opened
	s.frame.arrange()
	if id := s.Selected(); opened && id != "" {
		s.seen(id)
	}
}

// canGoBack tells whether anything is open that goBack leaves.
func (s *Screen) canGoBack() bool {
	return len(s.list.list.Marked()) > 0 || s.opened && !s.frame.beside() || s.list.searched() || s.detail.writes()
}

// goBack leaves what is open, the innermost first.
func (s *Screen) goBack() {
	switch {
	case s.detail.writes():
	case s.list.list.ClearMarks():
	case s.opened && !s.frame.beside():
		s.setOpened(false)
	default:
		s.list.stopSearch()
	}
	parts.Focus(s.list.list)
}

// reading is a detail that was drawn, and in which look.
type reading struct {
	detail view.Detail
	look   int
}

// readDetail reads one incident off the screen's goroutine. What says the same
// as last is not drawn again.
func (s *Screen) readDetail(w wish, last reading) reading {
	read, err := s.Desk.Show(w.id, mostRead)
	if err != nil {
		title, said := words.T("This incident cannot be shown"), err.Error()
		if errors.Is(err, store.ErrNotFound) {
			title, said = words.T("This incident is gone"), words.T("It was too old to be kept.")
		}
		s.posts.detail.Do(func() {
			if s.Selected() == w.id {
				s.detail.none(title, said)
			}
		})
		return reading{}
	}
	scene := s.scene()
	sheet := view.Sheet{Detail: read, Silences: s.Desk.Silences(), NoteGoes: s.Desk.NoteGoesTo(w.id), Opened: w.groups, Loose: s.Desk.Loose()}
	if found, err := s.Desk.Contradictions(); err == nil { // what cannot be compared claims nothing
		sheet.Wrong = found
	}
	if sent, err := s.Desk.Deliveries(w.id); err == nil { // the queue tells of what cannot be read here
		sheet.Sent = sent
	}
	if row, ok := s.Desk.Row(w.id); ok {
		sheet.Clock = s.Desk.ClockOf(row, scene.Now)
	}
	detail := scene.Detail(sheet)
	if last.look == w.look && reflect.DeepEqual(detail, last.detail) {
		return last
	}
	s.posts.detail.Do(func() {
		if s.Selected() == w.id {
			s.detail.show(detail)
		}
	})
	return reading{detail, w.look}
}

// noting writes a note on one incident; back gets it where that fails.
func (s *Screen) noting(id incident.ID, text string, back func()) func(context.Context) error {
	return func(ctx context.Context) error {
		if _, err := s.Desk.Note(ctx, s.who(), text, id); err != nil {
			s.Post(back)
			return err
		}
		return nil
	}
}

// one does to one incident what is done to the chosen ones.
func (s *Screen) one(do func()) func(incident.ID) {
	return func(id incident.ID) {
		s.list.list.Select(id)
		s.glance(id)
		do()
	}
}

// snooze opens the menu of spans where the button is.
func (s *Screen) snooze() {
	if len(s.targets()) == 0 {
		s.Host.Toast(words.T("Select an incident first."), false)
		return
	}
	var at fyne.CanvasObject = s.list.title
	switch {
	case len(s.list.list.Marked()) > 0:
		at = s.list.batch.text
	case s.detail.shown.ID != "" && s.frame.detailShown():
		at = s.detail.head.snooze
	}
	parts.ShowMenu(at, s.snoozeMenu())
}

// writeNote goes to the box, or asks for a note on all that is marked.
func (s *Screen) writeNote() {
	if len(s.list.list.Marked()) > 0 || !s.frame.detailShown() {
		s.noteAll()
		return
	}
	s.detail.note.Focus()
}

// prose is a text of a dialog.
func prose(text string) fyne.CanvasObject {
	return parts.NewWrapText(text, look.Body, false, look.InkText2, 0)
}
