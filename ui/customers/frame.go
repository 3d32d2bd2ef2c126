package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// The widths of the columns.
const (
	listWide  float32 = 384
	stepsWide float32 = 376
)

// frame lays list and detail beside each other, or shows one of them.
type frame struct {
	s       *Screen
	content *fyne.Container
	split   *parts.Split
	alone   bool
}

func newFrame(s *Screen) *frame {
	f := &frame{s: s, content: container.NewStack()}
	f.split = parts.NewSplit(s.list.content, s.detail.content, listWide, look.ListMin, look.ListMax)
	f.arrange()
	return f
}

// beside tells whether both are seen at once.
func (f *frame) beside() bool { return f.s.width >= look.Medium }

// setAlone gives the list all the room while there is nothing to show beside it.
func (f *frame) setAlone(alone bool) {
	if f.alone != alone {
		f.alone = alone
		f.arrange()
	}
}

func (f *frame) arrange() {
	var shown fyne.CanvasObject = f.split
	switch {
	case f.beside() && f.alone:
		shown = f.s.list.content
	case f.beside():
	case f.s.opened:
		shown = f.s.detail.content
	default:
		shown = f.s.list.content
	}
	if len(f.content.Objects) == 1 && f.content.Objects[0] == shown {
		return
	}
	f.content.Objects = []fyne.CanvasObject{shown}
	f.content.Refresh()
}

// Bindings are the keys of this screen.
func (s *Screen) Bindings() []keys.Binding {
	list := s.list.list
	known := func() bool { return s.detail.shown.id != "" && (s.frame.beside() || s.opened) }
	bound := []keys.Binding{
		{Action: keys.Down, Do: s.inList(func() { list.Step(1) })},
		{Action: keys.Up, Do: s.inList(func() { list.Step(-1) })},
		{Action: keys.First, Do: s.inList(func() { list.Step(-list.Len()) })},
		{Action: keys.Last, Do: s.inList(func() { list.Step(list.Len()) })},
		{Action: keys.PageUp, Do: s.inList(func() { list.Page(-1) })},
		{Action: keys.PageDown, Do: s.inList(func() { list.Page(1) })},
		{Action: keys.Open, Do: s.open, When: func() bool { return list.Selected() != "" || known() }},
		{Action: keys.Back, Do: func() { s.setOpened(false) }, When: func() bool { return s.opened && !s.frame.beside() }},
		{Action: keys.Update, Do: s.compose, When: func() bool { return known() && s.detail.steps.update.Visible() }},
		{Action: keys.Impact, Do: s.editImpact, When: func() bool { return known() && s.Forms.Impact != nil }},
		{Action: keys.Told, Do: s.tellElsewhere, When: func() bool { return known() && s.Forms.Told != nil }},
	}
	for n, a := range []keys.Action{keys.Section1, keys.Section2, keys.Section3, keys.Section4, keys.Section5} {
		bound = append(bound, keys.Binding{Action: a, Do: s.inList(func() { list.Jump(n) })})
	}
	return bound
}

// inList does something in the list, which then has the focus if nothing had.
func (s *Screen) inList(do func()) func() {
	return func() {
		c := fyne.CurrentApp().Driver().CanvasForObject(s.frame.content)
		if c != nil && c.Focused() == nil && (s.frame.beside() || !s.opened) {
			parts.Focus(s.list.list)
		}
		do()
	}
}

// open goes from the list to the detail, and from there to the incident.
func (s *Screen) open() {
	if s.frame.beside() || s.opened {
		s.openIncident()
		return
	}
	s.look(s.list.list.Selected())
	s.setOpened(true)
}
