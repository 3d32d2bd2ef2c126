package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/app/incident"
	"turnaround/ui/look"
)

// Swipe is something a swipe uncovers beside a row.
type Swipe struct {
	Icon, Text  string
	Ground, Ink look.Ink
	Do          func(incident.ID)
}

// swipe is the row that is pushed aside, and what lies below it.
type swipe struct {
	row     int // -1: none
	dx      float32
	axis    axis
	from    float32 // dx when the finger came down
	choices []*swipeFace
	left    bool // the choices lie at the left end
}

type axis int

const (
	undecided axis = iota
	sideways
	upright
)

// swipeFace draws one choice.
type swipeFace struct {
	Swipe
	ground *canvas.Rectangle
	icon   *picture
	label  *line
}

func newSwipeFace(s Swipe) *swipeFace {
	f := &swipeFace{Swipe: s, ground: canvas.NewRectangle(color.Transparent),
		icon: newPicture(s.Icon, look.Icon24, s.Ink), label: newLine(s.Text, look.PhoneMeta, true, s.Ink)}
	f.ground.FillColor = look.Color(s.Ground)
	return f
}

// faceWidth is that of one choice.
func faceWidth() float32 { return look.Scaled(88) }

func (f *swipeFace) place(x, y, w, h float32) {
	box(f.ground, x, y, w, h)
	middle := f.icon.side() + look.S4 + f.label.least().Height
	top := y + (h-middle)/2
	f.icon.place(x+(w-f.icon.side())/2, top, f.icon.side())
	lw := min(f.label.least().Width, w-look.S8)
	f.label.place(x+(w-lw)/2, top+f.icon.side()+look.S4, lw, f.label.least().Height)
}

func (s *swipe) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, c := range s.choices {
		all = append(all, c.ground, c.icon.image, c.label.text)
	}
	return all
}

// shift is how far a row is pushed aside.
func (s *swipe) shift(row int) float32 {
	if row == s.row {
		return s.dx
	}
	return 0
}

// dragScroll moves the list itself: only Fyne built for phones lets a finger do so.
func (l *IncidentList) dragScroll(e *fyne.DragEvent) {
	if scroll, ok := any(l.scroll).(fyne.Draggable); ok {
		scroll.Dragged(e)
	}
}

func (l *IncidentList) dragged(e *fyne.DragEvent) {
	if l.density != Phone || l.Swipes == nil {
		l.dragScroll(e)
		return
	}
	s := &l.swipe
	if s.axis == undecided {
		s.axis = upright
		if dx, dy := abs(e.Dragged.DX), abs(e.Dragged.DY); dx > dy {
			s.axis = sideways
			l.grasp(e.Position.Y)
		}
	}
	if s.axis == upright || s.row < 0 {
		l.closeSwipe()
		l.dragScroll(e)
		return
	}
	s.dx += e.Dragged.DX
	l.uncover()
}

// grasp takes hold of the row under the finger.
func (l *IncidentList) grasp(y float32) {
	row, ok := l.flow.hit(y)
	if !ok {
		return
	}
	if row != l.swipe.row {
		l.closeSwipe()
		l.swipe.row = row
	}
	l.swipe.from = l.swipe.dx
}

// uncover lays out the choices at the end the row leaves free.
func (l *IncidentList) uncover() {
	s := &l.swipe
	left, right := l.Swipes(l.flow.view(s.row))
	offered := right
	if s.dx > 0 {
		offered = left
	}
	if len(offered) == 0 {
		s.dx = 0
	}
	width := l.sheet.Size().Width
	s.dx = max(-width, min(s.dx, width))
	if s.left != (s.dx > 0) || len(s.choices) != len(offered) {
		s.left, s.choices = s.dx > 0, nil
		for _, o := range offered {
			s.choices = append(s.choices, newSwipeFace(o))
		}
	}
	l.layChoices(width)
	l.sheet.arrange()
	l.sheet.relist()
}

func (l *IncidentList) layChoices(width float32) {
	s := &l.swipe
	if len(s.choices) == 0 {
		return
	}
	top, wide := l.flow.top(s.row), max(abs(s.dx)/float32(len(s.choices)), faceWidth())
	for n, c := range s.choices {
		x := float32(n) * wide
		if !s.left {
			x = width - float32(len(s.choices)-n)*wide
		}
		c.place(x, top, wide, l.flow.row-look.Stroke)
	}
}

func (l *IncidentList) dragEnd() {
	s := &l.swipe
	was := s.axis
	s.axis = undecided
	if l.density != Phone || was != sideways || s.row < 0 {
		if scroll, ok := any(l.scroll).(fyne.Draggable); ok {
			scroll.DragEnd()
		}
		return
	}
	open := float32(len(s.choices)) * faceWidth()
	switch {
	case abs(s.dx) > l.sheet.Size().Width*0.6 && len(s.choices) > 0:
		l.pick(s.choices[0])
	case abs(s.dx) > open/2 && open > 0:
		if s.dx < 0 {
			open = -open
		}
		s.dx = open
		l.uncover()
	default:
		l.closeSwipe()
	}
}

// pick does what a choice says with the row that is pushed aside.
func (l *IncidentList) pick(f *swipeFace) {
	id := l.flow.id(l.swipe.row)
	l.closeSwipe()
	if id != "" && f.Do != nil {
		f.Do(id)
	}
}

// tappedSwiped picks the choice under a tap; any other tap closes the swipe.
func (l *IncidentList) tappedSwiped(row int, x float32) {
	if row == l.swipe.row {
		for _, c := range l.swipe.choices {
			at, w := c.ground.Position().X, c.ground.Size().Width
			if x >= at && x < at+w && (x < l.swipe.dx || x > l.sheet.Size().Width+l.swipe.dx) {
				l.pick(c)
				return
			}
		}
	}
	l.closeSwipe()
}

// closeSwipe lets the row go back; it tells whether one was pushed aside.
func (l *IncidentList) closeSwipe() bool {
	if l.swipe.row < 0 {
		return false
	}
	axis := l.swipe.axis
	l.swipe = swipe{row: -1, axis: axis}
	l.sheet.arrange()
	l.sheet.relist()
	return true
}

func abs(f float32) float32 { return max(f, -f) }
