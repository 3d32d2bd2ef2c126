package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Segmented is a few short choices side by side.
type Segmented struct {
	strip
	Options   []string
	OnChanged func(n int)
	OnFill    bool // it stands on a fill of accent: the drill bar

	taken   int
	frame   *canvas.Rectangle
	grounds []*canvas.Rectangle
	labels  []*line
}

// NewSegmented makes the choices.
func NewSegmented(options []string, chosen int, changed func(n int)) *Segmented {
	s := &Segmented{Options: options, OnChanged: changed, taken: chosen, frame: canvas.NewRectangle(color.Transparent)}
	s.frame.StrokeWidth, s.frame.CornerRadius = look.Stroke, look.RadiusControl
	for _, o := range options {
		s.grounds = append(s.grounds, canvas.NewRectangle(color.Transparent))
		s.labels = append(s.labels, newLine(o, look.Body, false, look.InkText))
	}
	s.cells = make([]cell, len(options))
	s.follows = true
	s.strip.chosen = func() int { return s.taken }
	s.choose = func(n int) {
		if n == s.taken {
			return
		}
		s.taken = n
		if s.OnChanged != nil {
			s.OnChanged(n)
		}
	}
	s.tipOf = func(n int) Tip {
		if s.labels[n].cut() {
			return Tip{Text: s.Options[n]}
		}
		return Tip{}
	}
	s.become(s)
	return s
}

// Chosen is the choice taken.
func (s *Segmented) Chosen() int { return s.taken }

// Set takes a choice without telling.
func (s *Segmented) Set(n int) {
	s.taken = n
	s.Refresh()
}

// AccessibilityLabel is the choice taken.
func (s *Segmented) AccessibilityLabel() string {
	if s.taken >= 0 && s.taken < len(s.Options) {
		return s.Options[s.taken]
	}
	return ""
}

// CreateRenderer draws the part.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Segmented) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, g := range s.grounds {
		all = append(all, g)
	}
	all = append(all, s.frame)
	for _, l := range s.labels {
		all = append(all, l.text)
	}
	return append(all, s.ring)
}

func (s *Segmented) paint() {
	edge, text, fill, on := look.InkCtl, look.InkText2, look.InkAFill, look.InkOnAFill
	if s.OnFill {
		edge, text, fill, on = look.InkOnAFill, look.InkOnAFill, look.InkOnAFill, look.InkAFill
	}
	if s.Disabled() {
		edge, text, fill, on = look.InkLine, look.InkText3, look.InkBG3, look.InkText3
	}
	s.frame.StrokeColor = look.Color(edge)
	for n, l := range s.labels {
		g := s.grounds[n]
		l.ink, l.text.TextStyle.Bold = text, false
		g.FillColor = color.Transparent
		switch {
		case n == s.taken:
			l.ink, l.text.TextStyle.Bold = on, true
			g.FillColor = look.Color(fill)
		case n == s.over && !s.Disabled():
			g.FillColor = lit(look.Color(look.InkNone))
		}
		l.set(s.Options[n])
		l.paint()
		left, right := float32(0), float32(0)
		if n == 0 {
			left = look.RadiusControl
		}
		if n == len(s.labels)-1 {
			right = look.RadiusControl
		}
		g.TopLeftCornerRadius, g.BottomLeftCornerRadius = left, left
		g.TopRightCornerRadius, g.BottomRightCornerRadius = right, right
	}
	s.placeRing()
}

func (s *Segmented) least() fyne.Size {
	var w float32
	for _, o := range s.Options {
		w = max(w, look.Measure(o, look.Scaled(look.Body), true).Width)
	}
	return fyne.NewSize((w+2*look.S12)*float32(len(s.Options)), look.Scaled(look.Button))
}

// share is the width of a choice: all have the same, unless that would cut one
// while there is room for every text.
func (s *Segmented) share(n int, width float32) float32 {
	equal := width / float32(len(s.Options))
	var own, widest, sum float32
	for k, o := range s.Options {
		w := look.Measure(o, look.Scaled(look.Body), true).Width + 2*look.S8 + 1
		widest, sum = max(widest, w), sum+w
		if k == n {
			own = w
		}
	}
	if widest <= equal || sum > width {
		return equal
	}
	return own + (width-sum)/float32(len(s.Options))
}

func (s *Segmented) place(size fyne.Size) {
	box(s.frame, 0, 0, size.Width, size.Height)
	if len(s.labels) == 0 {
		return
	}
	x := float32(0)
	for n, l := range s.labels {
		w := s.share(n, size.Width)
		s.setCell(n, x, 0, w, size.Height)
		box(s.grounds[n], x, 0, w, size.Height)
		text := min(l.least().Width, w-2*look.S8)
		l.place(x+(w-text)/2, 0, text, size.Height)
		x += w
	}
	s.placeRing()
}
