package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Split parts a width in two; the line between can be dragged. The width of the
// left side stays what it was when the window grows, within Min and Max.
type Split struct {
	widget.BaseWidget
	Min, Max float32 // of the left side
	Right    float32 // the least for the right side
	OnMoved  func(left float32)

	first, second fyne.CanvasObject
	left          float32
	rule          *canvas.Rectangle
	grip          *grip
}

// NewSplit makes a split whose left side is so wide, and between min and max.
func NewSplit(first, second fyne.CanvasObject, left, least, most float32) *Split {
	s := &Split{Min: least, Max: most, Right: look.List, first: first, second: second, left: left,
		rule: canvas.NewRectangle(color.Transparent)}
	s.grip = newGrip(s)
	s.ExtendBaseWidget(s)
	return s
}

// Left is the width of the left side as it is wished for, to be remembered.
func (s *Split) Left() float32 { return s.left }

// SetLeft sets it.
func (s *Split) SetLeft(left float32) {
	s.left = max(s.Min, min(left, s.Max))
	s.Refresh()
}

// width is that of the left side where there is room for both.
func (s *Split) width(whole float32) float32 {
	w := max(s.Min, min(s.left, s.Max))
	return max(min(w, whole-s.Right), min(s.Min, whole/2))
}

// CreateRenderer draws it.
func (s *Split) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *Split) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.first, s.second, s.rule, s.grip}
}

func (s *Split) paint() {
	s.rule.FillColor = look.Color(look.InkLine)
	if s.grip.hovered {
		s.rule.FillColor = look.Color(look.InkAccent)
	}
}

func (s *Split) least() fyne.Size {
	a, b := s.first.MinSize(), s.second.MinSize()
	return fyne.NewSize(a.Width+b.Width, max(a.Height, b.Height))
}

func (s *Split) place(size fyne.Size) {
	w := s.width(size.Width)
	box(s.first, 0, 0, w-look.Stroke, size.Height)
	box(s.rule, w-look.Stroke, 0, look.Stroke, size.Height)
	box(s.second, w, 0, size.Width-w, size.Height)
	box(s.grip, w-look.S4, 0, 2*look.S4, size.Height)
}

// grip is the stretch beside the line where it can be taken hold of.
type grip struct {
	widget.BaseWidget
	split   *Split
	hovered bool
	from    float32 // the left side's width when the drag began; 0: no drag
	moved   float32
}

func newGrip(s *Split) *grip {
	g := &grip{split: s}
	g.ExtendBaseWidget(g)
	return g
}

// Cursor tells that the line moves sideways.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// Dragged moves the line. The grip follows, so steps are added up.
func (g *grip) Dragged(e *fyne.DragEvent) {
	if g.from == 0 {
		g.from, g.moved = g.split.width(g.split.Size().Width), 0
	}
	g.moved += e.Dragged.DX
	g.split.SetLeft(g.from + g.moved)
}

// DragEnd tells the new width.
func (g *grip) DragEnd() {
	g.from = 0
	if g.split.OnMoved != nil {
		g.split.OnMoved(g.split.left)
	}
}

// MouseIn lights the line up.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.light(true) }

// MouseMoved changes nothing.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (g *grip) MouseOut() { g.light(false) }

func (g *grip) light(on bool) {
	g.hovered = on
	g.split.paint()
	g.split.rule.Refresh()
}

// CreateRenderer draws nothing: the split draws the line.
func (g *grip) CreateRenderer() fyne.WidgetRenderer { return draw(g) }

func (g *grip) objects() []fyne.CanvasObject { return nil }
func (g *grip) paint()                       {}
func (g *grip) least() fyne.Size             { return fyne.NewSize(2*look.S4, 1) }
func (g *grip) place(fyne.Size)              {}
