package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Select shows the choice taken and opens a menu of all.
type Select struct {
	pressable
	Name      string // what is chosen, for screen readers
	Options   []string
	Notes     []string // beside the options in the menu; may be shorter
	Empty     string   // shown where nothing is chosen
	OnChanged func(n int)

	taken int
	back  *canvas.Rectangle
	label *line
	arrow *picture
}

// NewSelect makes a choice of many; chosen is -1 where none is taken.
func NewSelect(name string, options []string, chosen int, changed func(n int)) *Select {
	s := &Select{Name: name, Options: options, OnChanged: changed, taken: chosen, back: canvas.NewRectangle(look.Color(look.InkNone)),
		label: newLine("", look.Body, false, look.InkText), arrow: newPicture("expand_more", look.Icon18, look.InkText2)}
	s.back.CornerRadius, s.back.StrokeWidth = look.RadiusControl, look.Stroke
	s.become(s, s.open)
	s.tip = func() Tip {
		if s.label.cut() {
			return Tip{Text: s.label.full}
		}
		return Tip{}
	}
	return s
}

// Chosen is the choice taken; -1: none.
func (s *Select) Chosen() int { return s.taken }

// Set takes a choice without telling.
func (s *Select) Set(n int) {
	s.taken = n
	s.Refresh()
}

// SetOptions replaces the choices without telling.
func (s *Select) SetOptions(options []string, chosen int) {
	s.Options, s.taken = options, chosen
	s.Refresh()
}

func (s *Select) open() {
	items := make([]Item, len(s.Options))
	for n, o := range s.Options {
		items[n] = Item{Text: o, Checked: n == s.taken, Do: func() {
			if n == s.taken {
				return
			}
			s.Set(n)
			if s.OnChanged != nil {
				s.OnChanged(n)
			}
		}}
		if n < len(s.Notes) {
			items[n].Note = s.Notes[n]
		}
	}
	ShowMenu(s, items)
}

// TypedKey opens on Up and Down, too.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyDown || e.Name == fyne.KeyUp {
		s.pressed()
		return
	}
	s.pressable.TypedKey(e)
}

// AccessibilityLabel is the name and the choice.
func (s *Select) AccessibilityLabel() string { return s.Name + ", " + s.text() }

func (s *Select) text() string {
	if s.taken >= 0 && s.taken < len(s.Options) {
		return s.Options[s.taken]
	}
	return s.Empty
}

// CreateRenderer draws the part.
func (s *Select) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Select) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.back, s.label.text, s.arrow.image, s.ring}
}

func (s *Select) paint() {
	s.back.FillColor, s.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkCtl)
	s.label.ink, s.arrow.ink = look.InkText, look.InkText2
	switch {
	case s.Disabled():
		s.back.StrokeColor, s.label.ink, s.arrow.ink = look.Color(look.InkLine), look.InkText3, look.InkText3
	case s.hovered:
		s.back.FillColor = lit(look.Color(look.InkBG2))
	}
	if s.taken < 0 {
		s.label.ink = look.InkText3
	}
	s.label.set(s.text())
	s.label.paint()
	s.arrow.paint()
	s.paintRing()
}

func (s *Select) least() fyne.Size {
	var w float32
	for _, o := range append(s.Options[:len(s.Options):len(s.Options)], s.Empty) {
		w = max(w, look.Measure(o, look.Scaled(look.Body), false).Width)
	}
	w = min(w, look.Scaled(240))
	return fyne.NewSize(w+look.S10+look.S8+s.arrow.side()+look.S10, look.Scaled(look.Input))
}

func (s *Select) place(size fyne.Size) {
	box(s.back, 0, 0, size.Width, size.Height)
	box(s.ring, 0, 0, size.Width, size.Height)
	x := size.Width - look.S10 - s.arrow.side()
	s.arrow.place(x, 0, size.Height)
	s.label.place(look.S10, 0, x-look.S8-look.S10, size.Height)
}
