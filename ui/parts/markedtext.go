package parts

import (
	"image/color"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Mark is a stretch of a text, in bytes, that something is said about elsewhere
// under a number. Where From and To are equal it stands behind the whole text.
type Mark struct {
	From, To int
	Number   int
	Bad      bool // it must be mended; else it is advice
}

// MarkedText is a text that wraps, with plain lines under what is marked and
// the marks' numbers behind it.
type MarkedText struct {
	widget.BaseWidget
	OnMark func(number int) // a number, or what is marked, was tapped

	text   string
	marks  []Mark
	size   float32
	ink    look.Ink
	pieces []*piece
	under  []*canvas.Rectangle
	spots  []*spot
	width  float32
	high   float32
}

// piece is a stretch of one line that is marked alike.
type piece struct {
	text *canvas.Text
	mark int // of marks; -1: none
}

// spot is a mark's number.
type spot struct {
	circle *canvas.Circle
	label  *line
	mark   int
}

// NewMarkedText makes a text in a size of package look.
func NewMarkedText(size float32, ink look.Ink) *MarkedText {
	m := &MarkedText{size: size, ink: ink}
	m.ExtendBaseWidget(m)
	return m
}

// Set shows another text.
func (m *MarkedText) Set(text string, marks []Mark) {
	text = strings.TrimRight(text, "\n ")
	if m.text == text && slices.Equal(m.marks, marks) {
		return
	}
	m.text, m.marks = text, slices.Clone(marks)
	m.fold()
	m.Refresh()
}

// Tapped tells which mark was hit.
func (m *MarkedText) Tapped(e *fyne.PointEvent) {
	if m.OnMark == nil {
		return
	}
	within := func(o fyne.CanvasObject) bool {
		at, size := o.Position(), o.Size()
		return e.Position.X >= at.X && e.Position.X < at.X+size.Width && e.Position.Y >= at.Y && e.Position.Y < at.Y+size.Height
	}
	for _, s := range m.spots {
		if within(s.circle) {
			m.OnMark(m.marks[s.mark].Number)
			return
		}
	}
	for _, p := range m.pieces {
		if p.mark >= 0 && within(p.text) {
			m.OnMark(m.marks[p.mark].Number)
			return
		}
	}
}

// Resize breaks the text anew.
func (m *MarkedText) Resize(size fyne.Size) {
	if size.Width != m.width {
		m.width = size.Width
		m.fold()
		canvas.Refresh(m)
	}
	m.BaseWidget.Resize(size)
}

// pitch is the height of a line, with room for what stands under it.
func (m *MarkedText) pitch() float32 { return look.Reading(m.size) * 1.45 }

// numberDot is the size of a mark's number.
const numberDot float32 = 16

// writer lays words out one behind the other.
type writer struct {
	m     *MarkedText
	x, y  float32
	space float32
	gap   bool // a space is owed before the next word
}

func (w *writer) newline() { w.x, w.y, w.gap = 0, w.y+w.m.pitch(), false }

// fold breaks the text into pieces.
func (m *MarkedText) fold() {
	m.pieces, m.under, m.spots = m.pieces[:0], m.under[:0], m.spots[:0]
	if m.width <= 0 {
		m.high = m.pitch()
		return
	}
	w := &writer{m: m, space: look.Measure(" ", look.Reading(m.size), false).Width}
	at := 0
	for n, paragraph := range strings.Split(m.text, "\n") {
		if n > 0 {
			if paragraph == "" { // an empty line is half as high
				w.newline()
				w.y -= m.pitch() / 2
				at++
				continue
			}
			w.newline()
		}
		w.paragraph(paragraph, at)
		at += len(paragraph) + 1
	}
	for n, k := range m.marks {
		if k.To <= k.From || k.From >= len(m.text) {
			w.number(n)
		}
	}
	m.high = w.y + m.pitch()
	m.colour()
}

// paragraph writes one from its first byte at a place of the whole text.
func (w *writer) paragraph(text string, at int) {
	for len(text) > 0 {
		word := text
		if end := strings.IndexByte(text, ' '); end == 0 {
			w.gap, text, at = w.x > 0, text[1:], at+1
			continue
		} else if end > 0 {
			word = text[:end]
		}
		w.word(word, at)
		text, at = text[len(word):], at+len(word)
	}
}

// word writes one, in as many pieces as marks begin and end in it.
func (w *writer) word(word string, at int) {
	size := look.Reading(w.m.size)
	wide := look.Measure(word, size, false).Width
	if w.x > 0 && w.x+w.space+wide > w.m.width {
		w.newline()
	}
	for len(word) > 0 {
		mark, end := w.m.markAt(at, at+len(word))
		part := word[:end-at]
		for {
			if wide := look.Measure(part, size, false).Width; wide <= w.m.width-w.x || w.x > 0 && wide <= w.m.width {
				break
			}
			head := breakWord(part, w.m.width-w.x, size, false)
			w.write(head, mark)
			w.newline()
			word, part, at = word[len(head):], part[len(head):], at+len(head)
		}
		w.write(part, mark)
		word, at = word[len(part):], at+len(part)
		for n, k := range w.m.marks {
			if k.To == at && k.From < at {
				w.number(n)
			}
		}
	}
}

// markAt gives the mark at a byte and where that changes, at most at end.
func (m *MarkedText) markAt(at, end int) (mark, until int) {
	mark = -1
	for n, k := range m.marks {
		if k.From <= at && at < k.To && mark < 0 {
			mark = n
		}
		for _, edge := range []int{k.From, k.To} {
			if edge > at {
				end = min(end, edge)
			}
		}
	}
	return mark, end
}

// write puts text behind what is there.
func (w *writer) write(text string, mark int) {
	if text == "" {
		return
	}
	m := w.m
	last := len(m.pieces) - 1
	joins := last >= 0 && m.pieces[last].mark == mark && m.pieces[last].text.Position().Y == w.y && w.x > 0 && !w.after(last)
	if w.gap && joins {
		text = " " + text
	} else if w.gap {
		w.x += w.space
	}
	w.gap = false
	wide := look.Measure(text, look.Reading(m.size), false).Width
	if joins {
		t := m.pieces[last].text
		t.Text += text
		wide = look.Measure(t.Text, look.Reading(m.size), false).Width - t.Size().Width
		t.Resize(fyne.NewSize(t.Size().Width+wide, m.pitch()))
		if mark >= 0 {
			u := m.under[len(m.under)-1]
			u.Resize(fyne.NewSize(t.Size().Width, u.Size().Height))
		}
	} else {
		t := canvas.NewText(text, color.Transparent)
		t.TextSize = look.Reading(m.size)
		box(t, w.x, w.y, wide, m.pitch())
		m.pieces = append(m.pieces, &piece{t, mark})
		if mark >= 0 {
			u := canvas.NewRectangle(color.Transparent)
			box(u, w.x, w.y+m.pitch()-2, wide, 1.5)
			m.under = append(m.under, u)
		}
	}
	w.x += wide
}

// after tells whether a number stands behind the last piece.
func (w *writer) after(last int) bool {
	if len(w.m.spots) == 0 {
		return false
	}
	at := w.m.spots[len(w.m.spots)-1].circle.Position()
	t := w.m.pieces[last].text
	return at.Y >= w.y && at.X > t.Position().X
}

// number writes a mark's number.
func (w *writer) number(mark int) {
	m, side := w.m, look.Scaled(numberDot)
	if m.marks[mark].Number <= 0 {
		return
	}
	if w.x+look.S4+side > m.width {
		w.newline()
	}
	if w.x > 0 {
		w.x += look.S6
	}
	s := &spot{circle: canvas.NewCircle(color.Transparent), label: newLine(strconv.Itoa(m.marks[mark].Number), look.Axis, true, look.InkOnAFill), mark: mark}
	box(s.circle, w.x, w.y+(m.pitch()-side)/2, side, side)
	text := s.label.least().Width
	s.label.place(w.x+(side-text)/2, w.y+(m.pitch()-side)/2, text+1, side)
	m.spots = append(m.spots, s)
	w.x += side
	w.gap = true
}

// CreateRenderer draws it.
func (m *MarkedText) CreateRenderer() fyne.WidgetRenderer { return draw(m) }

func (m *MarkedText) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, u := range m.under {
		all = append(all, u)
	}
	for _, p := range m.pieces {
		all = append(all, p.text)
	}
	for _, s := range m.spots {
		all = append(all, s.circle, s.label.text)
	}
	return all
}

func (m *MarkedText) paint() { m.fold() }

// colour gives the pieces their colours.
func (m *MarkedText) colour() {
	n := 0
	for _, p := range m.pieces {
		p.text.Color = look.Color(m.ink)
		if p.mark >= 0 {
			m.under[n].FillColor = look.Color(markInk(m.marks[p.mark].Bad))
			n++
		}
	}
	for _, s := range m.spots {
		s.circle.FillColor = look.Color(markInk(m.marks[s.mark].Bad))
		s.label.ink = look.InkBG2
		s.label.paint()
	}
}

// markInk is the colour of a mark.
func markInk(bad bool) look.Ink {
	if bad {
		return look.InkCrit
	}
	return look.InkWarn
}

func (m *MarkedText) least() fyne.Size {
	if m.width == 0 {
		return fyne.NewSize(look.Scaled(40), m.pitch())
	}
	return fyne.NewSize(look.Scaled(40), m.high)
}

func (m *MarkedText) place(fyne.Size) {}

// AccessibilityLabel is the text.
func (m *MarkedText) AccessibilityLabel() string { return m.text }

// AccessibilityRole is that of a text.
func (m *MarkedText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Marks are what is marked.
func (m *MarkedText) Marks() []Mark { return m.marks }
