package now

import (
	"slices"

	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/ui/keys"
	"turnaround/ui/parts"
)

// Bindings are the keys of this screen.
func (s *Screen) Bindings() []keys.Binding {
	chosen := func() bool { return len(s.targets()) > 0 }
	shown := func() bool { return s.detail.shown.ID != "" }
	list := s.list.list
	asks := s.detail.question.asks
	bound := []keys.Binding{
		{Action: keys.Yes, Do: s.answer(incident.ImpactConfirmed), When: asks},
		{Action: keys.No, Do: s.answer(incident.ImpactNone), When: asks},
		{Action: keys.Unsure, Do: s.answer(incident.ImpactUnknown), When: asks},
		{Action: keys.Impact, Do: s.editImpact, When: shown},
		{Action: keys.Told, Do: s.tellElsewhere, When: shown},
		{Action: keys.Down, Do: s.inList(func() { list.Step(1) })},
		{Action: keys.Up, Do: s.inList(func() { list.Step(-1) })},
		{Action: keys.First, Do: s.inList(func() { list.Step(-list.Len()) })},
		{Action: keys.Last, Do: s.inList(func() { list.Step(list.Len()) })},
		{Action: keys.PageUp, Do: s.inList(func() { list.Page(-1) })},
		{Action: keys.PageDown, Do: s.inList(func() { list.Page(1) })},
		{Action: keys.Open, Do: func() { list.OnOpen(list.Selected()) }, When: func() bool { return list.Selected() != "" }},
		{Action: keys.Back, Do: s.goBack, When: s.canGoBack},
		{Action: keys.NextPane, Do: s.nextPane, When: s.inPane},
		{Action: keys.Search, Do: s.find},
		{Action: keys.Select, Do: s.inList(list.ToggleMark)},
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
		{Action: keys.Journey, Do: s.unfold, When: shown},
		{Action: keys.Links, Do: s.openLinks, When: shown},
		{Action: keys.Copy, Do: s.copyTitle, When: shown},
	}
	for n, a := range []keys.Action{keys.Section1, keys.Section2, keys.Section3, keys.Section4, keys.Section5} {
		bound = append(bound, keys.Binding{Action: a, Do: s.inList(func() { list.Jump(n) })})
	}
	for _, w := range s.Ways {
		bound = append(bound, keys.Binding{Action: w.Action, Do: s.along(w), When: shown})
	}
	return bound
}

// inList does something in the list, which then has the focus if nothing had:
// Shift and the other keys of a list go on from there.
func (s *Screen) inList(do func()) func() {
	return func() {
		if s.focused() == nil && (s.frame.beside() || !s.opened) {
			parts.Focus(s.list.list)
		}
		do()
	}
}

// find goes to the search, from the detail too.
func (s *Screen) find() {
	if s.opened && !s.frame.beside() {
		s.setOpened(false)
	}
	s.list.search()
}

// focused is what has the focus.
func (s *Screen) focused() fyne.Focusable {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.frame.content); c != nil {
		return c.Focused()
	}
	return nil
}

// panes are the parts of this screen that F6 goes through, but for the note.
func (s *Screen) panes() []fyne.Focusable {
	all := []fyne.Focusable{s.list.list}
	if s.detail.journey.content.Visible() {
		all = append(all, s.detail.journey.steps)
	}
	if s.detail.timeline.Visible() {
		all = append(all, s.detail.timeline)
	}
	return all
}

// inPane tells whether another pane of this screen follows the one in use.
func (s *Screen) inPane() bool {
	at := s.focused()
	return s.frame.detailShown() && s.detail.shown.ID != "" && slices.Contains(s.panes(), at) &&
		(at != fyne.Focusable(s.list.list) || len(s.panes()) > 1)
}

// nextPane moves the focus on: list, what customers went through, timeline,
// note; the shell goes on from there.
func (s *Screen) nextPane() {
	panes := s.panes()
	if n := slices.Index(panes, s.focused()); n >= 0 && n+1 < len(panes) {
		parts.Focus(panes[n+1])
		return
	}
	s.detail.note.Focus()
}
