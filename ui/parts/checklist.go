package parts

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Todo is one thing of a Checklist.
type Todo struct {
	Text string
	Done bool
}

// Checklist is a card of what there is to do, in order; the first that is not
// done comes next.
type Checklist struct {
	widget.BaseWidget
	todos []Todo
	brief bool
	width float32

	back  *canvas.Rectangle
	icon  *picture
	title *line
	note  *line
	marks []*picture
	texts []*wrapped
}

// NewChecklist makes an empty card.
func NewChecklist(title string) *Checklist {
	c := &Checklist{back: canvas.NewRectangle(color.Transparent), icon: newPicture("tips_and_updates", look.Icon18, look.InkAccent),
		title: newLine(title, look.Body, true, look.InkText), note: newLine("", look.Meta, false, look.InkText2)}
	c.back.CornerRadius, c.back.StrokeWidth = look.RadiusCard, look.Stroke
	c.ExtendBaseWidget(c)
	return c
}

// Set shows what there is to do, and a word on how far it is.
func (c *Checklist) Set(note string, todos []Todo) {
	if c.note.full == note && slices.Equal(c.todos, todos) {
		return
	}
	c.note.set(note)
	c.todos = slices.Clone(todos)
	c.fill()
}

// SetBrief shows what comes next alone, or all again.
func (c *Checklist) SetBrief(brief bool) {
	if c.brief != brief {
		c.brief = brief
		c.fill()
	}
}

// Todos are those that are shown.
func (c *Checklist) Todos() []Todo {
	if !c.brief || len(c.todos) == 0 {
		return c.todos
	}
	n := c.next()
	if n < 0 {
		n = len(c.todos) - 1
	}
	return c.todos[n : n+1]
}

func (c *Checklist) next() int {
	return slices.IndexFunc(c.todos, func(t Todo) bool { return !t.Done })
}

func (c *Checklist) fill() {
	c.marks, c.texts = nil, nil
	next := -1
	if n := c.next(); n >= 0 {
		next = n
	}
	for n, t := range c.Todos() {
		mark, ink, text, bold := "radio_button_unchecked", look.InkText3, look.InkText2, false
		switch {
		case t.Done:
			mark, ink, text = "check_circle", look.InkOK, look.InkText
		case c.brief || n == next:
			mark, ink, text, bold = "schedule", look.InkWarn, look.InkText, true
		}
		c.marks = append(c.marks, newPicture(mark, look.Icon16, ink))
		c.texts = append(c.texts, newWrapped(t.Text, look.Body, bold, text))
	}
	c.fold()
	c.Refresh()
}

// inner is the width of a text.
func (c *Checklist) inner(width float32) float32 {
	return width - 2*look.S14 - look.Scaled(look.Icon16) - look.S8
}

// fold breaks the texts and gives the height of all.
func (c *Checklist) fold() float32 {
	width := c.inner(c.width)
	if c.width == 0 {
		width = look.Scaled(300)
	}
	h := look.S12 + c.headHigh()
	for _, t := range c.texts {
		h += look.S6 + t.fold(width)
	}
	return h + look.S12
}

func (c *Checklist) headHigh() float32 { return max(c.title.least().Height, c.icon.side()) }

// Resize breaks the texts anew.
func (c *Checklist) Resize(size fyne.Size) {
	if size.Width != c.width {
		c.width = size.Width
		c.fold()
		canvas.Refresh(c)
	}
	c.BaseWidget.Resize(size)
}

// CreateRenderer draws it.
func (c *Checklist) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Checklist) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{c.back, c.icon.image, c.title.text, c.note.text}
	for n, m := range c.marks {
		all = append(append(all, m.image), c.texts[n].objects()...)
	}
	return all
}

func (c *Checklist) paint() {
	c.back.FillColor, c.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkLine)
	c.icon.paint()
	c.title.paint()
	c.note.paint()
	c.fold()
	for _, m := range c.marks {
		m.paint()
	}
}

func (c *Checklist) least() fyne.Size { return fyne.NewSize(look.Scaled(200), c.fold()) }

func (c *Checklist) place(size fyne.Size) {
	box(c.back, 0, 0, size.Width, size.Height)
	h := c.headHigh()
	c.icon.place(look.S14, look.S12, h)
	x := look.S14 + c.icon.side() + look.S8
	note := min(c.note.least().Width, size.Width/2)
	c.title.place(x, look.S12, size.Width-x-note-look.S14-look.S8, h)
	c.note.place(size.Width-look.S14-note, look.S12, note, h)
	y := look.S12 + h
	for n, t := range c.texts {
		y += look.S6
		c.marks[n].place(look.S14, y, t.pitch())
		t.place(look.S14+c.marks[n].side()+look.S8, y, c.inner(size.Width))
		y += float32(len(t.lines)) * t.pitch()
	}
}

// AccessibilityLabel tells a screen reader how far it is.
func (c *Checklist) AccessibilityLabel() string {
	text := c.title.full
	for _, t := range c.Todos() {
		text += ". " + t.Text
	}
	return text
}

// AccessibilityRole is a text's.
func (c *Checklist) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
