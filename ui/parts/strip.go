package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// strip is what all rows of choices share: one stop for Tab, arrows, Home and
// End move within, Enter and Space choose, every other key is passed on.
type strip struct {
	widget.DisableableWidget
	self    fyne.Widget
	ring    *canvas.Rectangle
	upright bool // Up and Down move, not Left and Right
	follows bool // moving chooses
	cells   []cell
	at      int // where the focus is
	over    int // where the pointer is; -1: nowhere
	focused bool
	tapping bool
	choose  func(n int)
	chosen  func() int                         // where the focus starts; -1: at the first
	allowed func(n int) bool                   // nil: all
	tipOf   func(n int) Tip                    // nil: none
	other   func(n int, key fyne.KeyName) bool // keys of a strip's own; tells whether it used one
}

// cell is where a choice lies.
type cell struct {
	at   fyne.Position
	size fyne.Size
}

func (s *strip) become(self fyne.Widget) {
	s.self, s.ring, s.over = self, newRing(), -1
	s.ExtendBaseWidget(self)
}

func (s *strip) can(n int) bool {
	return n >= 0 && n < len(s.cells) && (s.allowed == nil || s.allowed(n))
}

// step gives the next choice that is allowed, from n on; n itself where there is none.
func (s *strip) step(n, by int) int {
	for m := n + by; m >= 0 && m < len(s.cells); m += by {
		if s.can(m) {
			return m
		}
	}
	return n
}

// FocusGained starts at what is chosen.
func (s *strip) FocusGained() {
	s.focused = true
	if !s.tapping && !returning {
		s.at = 0
		if s.chosen != nil && s.chosen() >= 0 {
			s.at = s.chosen()
		}
		if !s.can(s.at) {
			s.at = s.step(-1, 1)
		}
		reveal(s.self)
		s.showTip(s.at)
	}
	s.Refresh()
}

// FocusLost takes the ring away.
func (s *strip) FocusLost() {
	s.focused = false
	s.Refresh()
	hideTip(s.self)
}

// TypedKey moves and chooses.
func (s *strip) TypedKey(e *fyne.KeyEvent) {
	back, forth := fyne.KeyLeft, fyne.KeyRight
	if s.upright {
		back, forth = fyne.KeyUp, fyne.KeyDown
	}
	switch {
	case e.Name == back:
		s.move(s.step(s.at, -1))
	case e.Name == forth:
		s.move(s.step(s.at, 1))
	case e.Name == fyne.KeyHome:
		s.move(s.step(-1, 1))
	case e.Name == fyne.KeyEnd:
		s.move(s.step(len(s.cells), -1))
	case presses(e):
		s.pick(s.at)
	case s.other != nil && !s.Disabled() && s.other(s.at, e.Name):
	default:
		keys.PassKey(s.self, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (s *strip) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(s.self, r)
	}
}

func (s *strip) move(n int) {
	if n == s.at || !s.can(n) {
		return
	}
	s.at = n
	s.showTip(n)
	if s.follows {
		s.pick(n)
		return
	}
	s.Refresh()
}

func (s *strip) pick(n int) {
	if s.Disabled() || !s.can(n) {
		return
	}
	s.at = n
	if s.choose != nil {
		s.choose(n)
	}
	s.Refresh()
}

// Tapped chooses what is under the pointer.
func (s *strip) Tapped(e *fyne.PointEvent) {
	n := s.find(e.Position)
	if s.Disabled() || !s.can(n) {
		return
	}
	s.at, s.tapping = n, true
	focusOn(s.self)
	s.tapping = false
	hideTip(s.self)
	s.pick(n)
}

func (s *strip) find(p fyne.Position) int {
	for n, c := range s.cells {
		if p.X >= c.at.X && p.Y >= c.at.Y && p.X < c.at.X+c.size.Width && p.Y < c.at.Y+c.size.Height {
			return n
		}
	}
	return -1
}

// MouseIn lights up what is under the pointer.
func (s *strip) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved lights up what is under the pointer.
func (s *strip) MouseMoved(e *desktop.MouseEvent) {
	n := s.find(e.Position)
	if n == s.over {
		return
	}
	s.over = n
	hideTip(s.self)
	s.showTip(n)
	s.Refresh()
}

// MouseOut ends it.
func (s *strip) MouseOut() {
	s.over = -1
	hideTip(s.self)
	s.Refresh()
}

// AccessibilityRole is that of a container of choices.
func (s *strip) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

func (s *strip) showTip(n int) {
	if s.tipOf != nil && n >= 0 && n < len(s.cells) {
		showTipAt(s.self, s.cells[n].at, s.cells[n].size, s.tipOf(n))
	}
}

// placeRing draws the ring round the choice that has the focus.
func (s *strip) placeRing() {
	s.ring.StrokeColor = look.Color(look.InkAccent)
	on := s.focused && s.at >= 0 && s.at < len(s.cells)
	show(s.ring, on)
	if on {
		c := s.cells[s.at]
		box(s.ring, c.at.X, c.at.Y, c.size.Width, c.size.Height)
	}
}

// setCell notes where a choice was placed.
func (s *strip) setCell(n int, x, y, w, h float32) {
	s.cells[n] = cell{fyne.NewPos(x, y), fyne.NewSize(w, h)}
}
