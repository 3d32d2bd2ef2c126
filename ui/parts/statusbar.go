package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/view"
)

// StatusItem is a text of the status bar; with Do it is pressed.
type StatusItem struct {
	Icon, Text string
	Tone       view.Tone
	Hint       string // the tooltip; the text where it is cut
	Action     keys.Action
	Do         func()
}

// StatusBar is the line at the window's foot: what is read at the left, what is
// sent and who is on call at the right. One stop for Tab; arrows move to what
// can be pressed.
type StatusBar struct {
	strip
	left, right []StatusItem
	back, edge  *canvas.Rectangle
	views       []statusView
}

type statusView struct {
	back *canvas.Rectangle
	icon *picture
	text *line
}

// NewStatusBar makes an empty bar.
func NewStatusBar() *StatusBar {
	s := &StatusBar{back: canvas.NewRectangle(color.Transparent), edge: canvas.NewRectangle(color.Transparent)}
	s.allowed = func(n int) bool { return s.item(n).Do != nil }
	s.choose = func(n int) { s.item(n).Do() }
	s.tipOf = func(n int) Tip {
		i := s.item(n)
		key := routerOf(s).Label(i.Action)
		switch {
		case i.Hint != "":
			return Tip{i.Hint, key}
		case s.views[n].text.cut() || key != "":
			return Tip{i.Text, key}
		}
		return Tip{}
	}
	s.become(s)
	return s
}

func (s *StatusBar) item(n int) StatusItem {
	if n < len(s.left) {
		return s.left[n]
	}
	return s.right[n-len(s.left)]
}

// Set shows other texts.
func (s *StatusBar) Set(left, right []StatusItem) {
	s.left, s.right = left, right
	n := len(left) + len(right)
	for len(s.views) < n {
		v := statusView{canvas.NewRectangle(color.Transparent), newPicture("", look.Icon14, look.InkText2), newLine("", look.Meta, false, look.InkText2)}
		s.views = append(s.views, v)
	}
	s.views, s.cells = s.views[:n], make([]cell, n)
	s.at = max(0, min(s.at, n-1))
	s.Refresh()
}

// Disabled tells that the focus has nowhere to stay: nothing can be pressed.
func (s *StatusBar) Disabled() bool {
	for n := range s.cells {
		if s.item(n).Do != nil {
			return false
		}
	}
	return true
}

// AccessibilityLabel is all that is said.
func (s *StatusBar) AccessibilityLabel() string {
	all := ""
	for n := range s.cells {
		if all != "" {
			all += ", "
		}
		all += s.item(n).Text
	}
	return all
}

// CreateRenderer draws the part.
func (s *StatusBar) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *StatusBar) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{s.back, s.edge}
	for _, v := range s.views {
		all = append(all, v.back, v.icon.image, v.text.text)
	}
	return append(all, s.ring)
}

// statusInk is the ink of a tone; a healthy source is said as softly as the rest.
func statusInk(t view.Tone) (icon, text look.Ink) {
	switch t {
	case view.Good:
		return look.InkOK, look.InkText2
	case view.Plain:
		return look.InkText2, look.InkText2
	}
	return ToneInk(t), ToneInk(t)
}

func (s *StatusBar) paint() {
	s.back.FillColor, s.edge.FillColor = look.Color(look.InkBG0), look.Color(look.InkLine)
	for n, v := range s.views {
		i := s.item(n)
		v.icon.name = i.Icon
		v.icon.ink, v.text.ink = statusInk(i.Tone)
		v.back.FillColor = color.Transparent
		if n == s.over && i.Do != nil {
			v.back.FillColor = lit(look.Color(look.InkNone))
		}
		v.icon.paint()
		v.text.set(i.Text)
		v.text.paint()
	}
	s.placeRing()
}

func (s *StatusBar) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), look.Scaled(look.Status))
}

// lead is the icon and the gap after it.
func (v statusView) lead() float32 {
	if v.icon.side() > 0 {
		return v.icon.side() + look.S6
	}
	return 0
}

func (v statusView) wide() float32 { return v.lead() + v.text.least().Width }

// statusGap parts two items.
const statusGap = look.S20

// place gives the right its room first: what waits and until when one is on
// call is never pushed out by a source's long name. What has no room at all is
// left out, the last of the left first, and of the right the first.
func (s *StatusBar) place(size fyne.Size) {
	box(s.back, 0, 0, size.Width, size.Height)
	box(s.edge, 0, 0, size.Width, look.Stroke)
	room := size.Width - 2*look.S12
	var right float32
	for _, v := range s.views[len(s.left):] {
		right += v.wide() + statusGap
	}
	right = min(right, room)
	s.run(0, len(s.left), look.S12, max(0, room-right), size.Height)
	end := look.S12 + room
	for n := len(s.views) - 1; n >= len(s.left); n-- {
		w := s.one(n, min(s.views[n].wide(), end-look.S12), end, size.Height)
		if w > 0 {
			end -= w + statusGap
		}
	}
	s.placeRing()
}

// run places the items from to to within a width, the last of them cut.
func (s *StatusBar) run(from, to int, x, room, h float32) {
	for n := from; n < to; n++ {
		w := min(s.views[n].wide(), room)
		if s.one(n, w, x+w, h) > 0 {
			x, room = x+w+statusGap, room-w-statusGap
		}
	}
}

// one places an item before end; it gives 0 where the width is too little to read.
func (s *StatusBar) one(n int, w, end, h float32) float32 {
	v := s.views[n]
	least := v.lead() + look.Scaled(24)
	if s.item(n).Tone == view.Good {
		least = v.wide() * 0.6 // what is well is rather left out than cut to pieces
	}
	fits := w >= least || w == v.wide()
	show(v.text.text, fits)
	show(v.back, fits)
	show(v.icon.image, fits && v.icon.name != "")
	if !fits {
		s.setCell(n, end, 0, 0, 0)
		return 0
	}
	x := end - w
	box(v.back, x-look.S6, 3, w+2*look.S6, h-5)
	v.back.CornerRadius = look.RadiusKey
	v.icon.place(x, 0, h)
	v.text.place(x+v.lead(), 0, w-v.lead(), h)
	s.setCell(n, x-look.S6, 3, w+2*look.S6, h-5)
	return w
}
