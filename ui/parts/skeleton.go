package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Skeleton stands for rows that were never seen yet: it has their shape, and
// does not move.
type Skeleton struct {
	widget.BaseWidget
	density Density
	shapes  []*canvas.Rectangle
	rules   []*canvas.Rectangle
}

// The widths of the two lines of text, in hundredths of the room for them.
var bones = [][2]float32{{66, 46}, {52, 59}, {74, 37}, {59, 50}, {46, 43}}

// NewSkeleton makes the shape of some rows.
func NewSkeleton(rows int, d Density) *Skeleton {
	s := &Skeleton{density: d}
	for range rows {
		for range 5 {
			s.shapes = append(s.shapes, canvas.NewRectangle(color.Transparent))
		}
		s.rules = append(s.rules, canvas.NewRectangle(color.Transparent))
	}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws it.
func (s *Skeleton) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Skeleton) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, r := range s.shapes {
		all = append(all, r)
	}
	for _, r := range s.rules {
		all = append(all, r)
	}
	return all
}

func (s *Skeleton) paint() {
	t := look.Now()
	for _, r := range s.shapes {
		r.FillColor, r.CornerRadius = t.BG3, look.RadiusControl
	}
	for _, r := range s.rules {
		r.FillColor = t.Line
	}
}

func (s *Skeleton) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), s.density.height()*float32(len(s.rules)))
}

func (s *Skeleton) place(size fyne.Size) {
	h := s.density.height()
	x, chip := look.Scaled(54), look.Scaled(92)
	room := size.Width - x - chip - 2*look.S16
	for n, rule := range s.rules {
		y := float32(n) * h
		b, bone := s.shapes[5*n:5*n+5], bones[n%len(bones)]
		box(rule, 0, y+h-look.Stroke, size.Width, look.Stroke)
		if s.density == Compact {
			box(b[0], look.S14, y+h/2-6, 12, 12)
			box(b[1], look.Scaled(37), y+h/2-5, room*bone[0]/100, 10)
			box(b[4], size.Width-look.Scaled(60), y+h/2-5, look.Scaled(36), 10)
			continue
		}
		box(b[0], look.Scaled(28)-8, y+h*0.18, 16, 16)
		box(b[1], look.Scaled(28)-14, y+h*0.56, 28, 9)
		box(b[2], x, y+h*0.23, room*bone[0]/100, 11)
		box(b[3], x, y+h*0.63, room*bone[1]/100, 10)
		box(b[4], size.Width-look.S16-chip, y+h*0.59, chip, 16)
		b[4].CornerRadius = 8
	}
}
