package now

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/app/store"
	"turnaround/ui/keys"
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
		}
	})
	s.read.raise()
}

// look shows the incident a person chose. What it marked is seen, if it is seen.
func (s *Screen) look(id incident.ID) {
	s.glance(id)
	if s.frame.detailShown() {
		s.seen(id)
	}
}

func (s *Screen) seen(id incident.ID) {
	s.run(func(ctx context.Context) error { return s.Desk.MarkSeen(ctx, id) })
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

// readDetail reads one incident off the screen's goroutine.
func (s *Screen) readDetail(w wish) {
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
		return
	}
	scene := s.scene()
	detail := scene.Detail(view.Sheet{Detail: read, Silences: s.Desk.Silences(), NoteGoes: s.Desk.NoteGoesTo(w.id), Opened: w.groups})
	s.posts.detail.Do(func() {
		if s.Selected() == w.id {
			s.detail.show(detail)
		}
	})
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

// rowMenu is what a right click on a row offers.
func (s *Screen) rowMenu() []parts.Item {
	return []parts.Item{
		{Icon: "open_in_full", Text: words.T("Open"), Action: keys.Open, Do: func() { s.list.list.OnOpen(s.list.list.Selected()) }},
		{Icon: "task_alt", Text: words.T("Acknowledge"), Action: keys.Acknowledge, Divided: true, Do: s.acknowledge},
		{Icon: "snooze", Text: words.T("Snooze"), Action: keys.Snooze, Do: s.snooze},
		{Icon: "done_all", Text: words.T("Resolve"), Action: keys.Resolve, Do: s.resolve},
		{Icon: "check_box", Text: words.T("Select"), Action: keys.Select, Divided: true, Do: s.list.list.ToggleMark},
		{Icon: "flag", Text: words.T("Change severity"), Action: keys.Severity, Do: s.severity},
		{Icon: "person", Text: words.T("Hand over"), Action: keys.Assign, Do: s.handOver},
		{Icon: "call_split", Text: words.T("Merge"), Action: keys.Merge, Do: s.merge},
	}
}

// focused is what has the focus.
func (s *Screen) focused() fyne.Focusable {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.frame.content); c != nil {
		return c.Focused()
	}
	return nil
}

// inPane tells whether another pane of this screen follows the one in use.
func (s *Screen) inPane() bool {
	at := s.focused()
	return s.frame.detailShown() && s.detail.shown.ID != "" &&
		(at == fyne.Focusable(s.list.list) && s.detail.timeline.Visible() || at == fyne.Focusable(s.detail.timeline))
}

// nextPane moves the focus on: list, timeline, note; the shell goes on from there.
func (s *Screen) nextPane() {
	if s.focused() == fyne.Focusable(s.list.list) {
		parts.Focus(s.detail.timeline)
		return
	}
	s.detail.note.Focus()
}

// Bindings are the keys of this screen.
func (s *Screen) Bindings() []keys.Binding {
	chosen := func() bool { return len(s.targets()) > 0 }
	shown := func() bool { return s.detail.shown.ID != "" }
	list := s.list.list
	bound := []keys.Binding{
		{Action: keys.Down, Do: func() { list.Step(1) }},
		{Action: keys.Up, Do: func() { list.Step(-1) }},
		{Action: keys.Open, Do: func() { list.OnOpen(list.Selected()) }, When: func() bool { return list.Selected() != "" }},
		{Action: keys.Back, Do: s.goBack, When: s.canGoBack},
		{Action: keys.NextPane, Do: s.nextPane, When: s.inPane},
		{Action: keys.Search, Do: s.find},
		{Action: keys.Select, Do: list.ToggleMark},
		{Action: keys.SelectAll, Do: list.MarkAll},
		{Action: keys.Acknowledge, Do: s.acknowledge, When: chosen},
		{Action: keys.Snooze, Do: s.snooze, When: chosen},
		{Action: keys.Resolve, Do: s.resolve, When: chosen},
		{Action: keys.Note, Do: s.writeNote, When: chosen},
		{Action: keys.Severity, Do: s.severity, When: chosen},
		{Action: keys.Assign, Do: s.handOver, When: chosen},
		{Action: keys.Merge, Do: s.merge, When: chosen},
		{Action: keys.Split, Do: s.split, When: shown},
		{Action: keys.Declare, Do: s.declare},
		{Action: keys.Links, Do: s.openLinks, When: shown},
		{Action: keys.Copy, Do: s.copyTitle, When: shown},
	}
	for n, a := range []keys.Action{keys.Section1, keys.Section2, keys.Section3, keys.Section4, keys.Section5} {
		bound = append(bound, keys.Binding{Action: a, Do: func() { list.Jump(n) }})
	}
	return bound
}

// find goes to the search, from the detail too.
func (s *Screen) find() {
	if s.opened && !s.frame.beside() {
		s.setOpened(false)
	}
	s.list.search()
}

// prose is a text of a dialog.
func prose(text string) fyne.CanvasObject {
	return parts.NewWrapText(text, look.Body, false, look.InkText2, 0)
}
