package shell

import (
	"strings"

	"fyne.io/fyne/v2"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// bind sets the keys that work wherever one is.
func (s *Shell) bind() {
	all := []keys.Binding{
		{Action: keys.GoNow, Do: func() { s.Go(placeNow) }},
		{Action: keys.GoDrill, Do: func() { s.Go(placeDrill) }},
		{Action: keys.Keys, Do: s.openOverview},
		{Action: keys.Queue, Do: s.openQueue, When: s.hasWorld},
		{Action: keys.Mute, Do: s.openMute, When: s.hasWorld},
		{Action: keys.Sync, Do: s.sync, When: s.hasWorld},
		{Action: keys.Undo, Do: s.undo, When: s.hasWorld},
		{Action: keys.Import, Do: s.chooseArchive},
		{Action: keys.NextPane, Do: s.nextPane},
		{Action: keys.Back, Do: s.back},
		{Action: keys.Quit, Do: s.quit},
	}
	if s.hasCustomers() {
		all = append(all, keys.Binding{Action: keys.GoCustomers, Do: func() { s.Go(placeCustomers) }})
	}
	if s.hasSettings() {
		all = append(all, keys.Binding{Action: keys.GoSettings, Do: s.goSettings}, keys.Binding{Action: keys.Settings, Do: s.goSettings})
	}
	s.router.Bind(keys.Global, all...)
}

func (s *Shell) hasWorld() bool { return s.shown != nil }

func (s *Shell) hasSettings() bool {
	_, ok := s.find(placeSettings)
	return ok
}

func (s *Shell) goSettings() { s.Go(placeSettings) }

// back is what Esc does where no screen has a use for it.
func (s *Shell) back() {
	switch c := s.Window.Canvas(); {
	case s.frame.toasts.Told() != "":
		s.frame.toasts.Hide()
	case c.Focused() != nil:
		c.Unfocus()
	case firstWord(s.route) != placeNow:
		s.Go(placeNow)
	case s.from != "":
		s.Go(s.from)
	}
}

// nextPane goes from the rail to the screen to the status bar.
func (s *Shell) nextPane() {
	c := s.Window.Canvas()
	rail := fyne.Focusable(s.frame.rail)
	if s.class == look.Phone {
		rail = s.frame.tabs
	}
	switch at := c.Focused(); {
	case at == rail:
		c.FocusNext()
	case at != fyne.Focusable(s.frame.bar) && s.frame.bar.Visible() && !s.frame.bar.Disabled():
		c.Focus(s.frame.bar)
	default:
		c.Focus(rail)
	}
}

func firstWord(route string) string {
	word, _, _ := strings.Cut(route, "/")
	return word
}

// resized takes up a class of widths.
func (s *Shell) resized(class look.Width) {
	if s.class == class {
		return
	}
	s.class = class
	if s.narrow != (class == look.Phone) && s.App != nil {
		s.Post(s.narrowed) // not while a size is being laid out
	}
	s.router.HideCaps(class == look.Phone)
	for _, w := range []*world{s.own, s.drill} {
		if w == nil {
			continue
		}
		for _, p := range w.pages {
			p.SetWidth(class)
		}
	}
	if s.page != nil {
		s.page.SetWidth(class)
	}
}

// narrowed gives texts the sizes for how wide the window is by now.
func (s *Shell) narrowed() {
	if narrow := s.class == look.Phone; narrow != s.narrow {
		s.narrow = narrow
		s.dress()
	}
}
