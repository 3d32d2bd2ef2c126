package parts

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// StepBar shows the steps of a wizard: done, at hand, to come. One goes back to
// a done one by it.
type StepBar struct {
	strip
	OnStep func(n int)

	steps   []string
	current int
	marks   []stepMark
}

type stepMark struct {
	circle *canvas.Circle
	number *line
	check  *picture
	text   *line
	rule   *canvas.Rectangle // to the next
}

// NewStepBar makes a bar; back is called with a done step, nil: one cannot go back.
func NewStepBar(steps []string, current int, back func(n int)) *StepBar {
	s := &StepBar{OnStep: back, steps: steps, current: current}
	for n, text := range steps {
		s.marks = append(s.marks, stepMark{canvas.NewCircle(color.Transparent), newLine(strconv.Itoa(n+1), look.Meta, true, look.InkText2),
			newPicture("", look.Icon14, look.InkBG2), newLine(text, look.Body, false, look.InkText2), canvas.NewRectangle(color.Transparent)})
	}
	s.cells = make([]cell, len(steps))
	s.allowed = func(n int) bool { return s.OnStep != nil && n < s.current }
	s.choose = func(n int) { s.OnStep(n) }
	s.tipOf = func(n int) Tip {
		if s.marks[n].text.cut() {
			return Tip{Text: s.steps[n]}
		}
		return Tip{}
	}
	s.become(s)
	return s
}

// Set goes to a step.
func (s *StepBar) Set(current int) {
	s.current = current
	s.at = max(0, min(s.at, current-1))
	s.Refresh()
}

// Disabled tells that there is no step to go back to.
func (s *StepBar) Disabled() bool { return s.OnStep == nil || s.current == 0 }

// AccessibilityLabel is the step at hand.
func (s *StepBar) AccessibilityLabel() string {
	if s.current < len(s.steps) {
		return s.steps[s.current]
	}
	return ""
}

// CreateRenderer draws the part.
func (s *StepBar) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *StepBar) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, m := range s.marks {
		all = append(all, m.rule, m.circle, m.number.text, m.check.image, m.text.text)
	}
	return append(all, s.ring)
}

func (s *StepBar) paint() {
	for n, m := range s.marks {
		fill, edge, number, text := look.InkNone, look.InkCtl, look.InkText2, look.InkText2
		m.text.text.TextStyle.Bold = n == s.current
		m.check.name = ""
		switch {
		case n < s.current:
			fill, edge, m.check.name = look.InkOK, look.InkOK, "check"
		case n == s.current:
			fill, edge, number, text = look.InkAFill, look.InkAFill, look.InkOnAFill, look.InkText
		}
		m.circle.FillColor, m.circle.StrokeColor, m.circle.StrokeWidth = look.Color(fill), look.Color(edge), look.Stroke
		m.number.ink, m.text.ink, m.check.ink = number, text, look.InkBG1
		m.number.paint()
		m.text.paint()
		m.check.paint()
		show(m.number.text, n >= s.current)
		m.rule.FillColor = look.Color(look.InkLine)
	}
	s.placeRing()
}

// stepDot is a step's circle.
const stepDot float32 = 22

func (s *StepBar) least() fyne.Size {
	return fyne.NewSize(float32(len(s.steps))*(look.Scaled(stepDot)+look.S16), look.Scaled(stepDot)+8)
}

// place writes all texts where there is room, else that of the step at hand alone.
func (s *StepBar) place(size fyne.Size) {
	d := look.Scaled(stepDot)
	need, texts := float32(0), float32(0)
	for n, m := range s.marks {
		w := m.text.least().Width
		texts += w + look.S8
		need += d + look.S8 + w
		if n > 0 {
			need += 3 * look.S8
		}
	}
	all := need <= size.Width
	if !all {
		texts = s.marks[min(s.current, len(s.marks)-1)].text.least().Width + look.S8
		texts = min(texts, size.Width-float32(len(s.marks))*(d+look.S16))
	}
	gap := float32(0)
	if len(s.marks) > 1 {
		gap = (size.Width - 4 - texts - d*float32(len(s.marks))) / float32(len(s.marks)-1)
	}
	x, y := float32(2), (size.Height-d)/2
	for n, m := range s.marks {
		box(m.circle, x, y, d, d)
		w := m.number.least().Width
		m.number.place(x+(d-w)/2, y, w, d)
		m.check.place(x+(d-m.check.side())/2, y, d)
		cellWide := d
		show(m.text.text, all || n == s.current)
		if all || n == s.current {
			text := m.text.least().Width
			if !all {
				text = min(text, texts-look.S8)
			}
			m.text.place(x+d+look.S8, y, text, d)
			cellWide += look.S8 + text
		}
		s.setCell(n, x-2, y-2, cellWide+4, d+4)
		x += cellWide
		show(m.rule, n < len(s.marks)-1)
		box(m.rule, x+look.S8, size.Height/2, gap-2*look.S8, look.Stroke)
		x += gap
	}
	s.placeRing()
	s.ring.CornerRadius = d/2 + 2
}
