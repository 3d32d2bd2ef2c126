package parts

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Grade says how much a check weighs.
type Grade int

// The grades.
const (
	GradeBad     Grade = iota // it must be mended
	GradeAdvice               // it may stay
	GradeSettled              // somebody has decided on it
)

// Check is what a [CheckCard] shows.
type Check struct {
	Grade  Grade
	Title  string
	Text   string
	Number int // also drawn where it is about; 0: none
}

// CheckCard is one thing a check found, with what can be done about it.
type CheckCard struct {
	widget.BaseWidget
	check   Check
	back    *canvas.Rectangle
	icon    *picture
	title   *wrapped
	text    *wrapped
	circle  *canvas.Circle
	number  *line
	actions []fyne.CanvasObject
	width   float32
}

// NewCheckCard makes a card; the actions stand below its text, side by side
// where there is room.
func NewCheckCard(c Check, actions ...fyne.CanvasObject) *CheckCard {
	k := &CheckCard{back: canvas.NewRectangle(color.Transparent), icon: newPicture("dangerous", look.Icon18, look.InkCrit),
		title: newWrapped("", look.Body, true, look.InkText), text: newWrapped("", look.Body, false, look.InkText2),
		circle: canvas.NewCircle(color.Transparent), number: newLine("", look.Meta, true, look.InkBG2), actions: actions}
	k.back.CornerRadius, k.back.StrokeWidth = look.RadiusCard, look.Stroke
	k.check = c
	k.ExtendBaseWidget(k)
	return k
}

// Set shows another finding; its actions stay where they are nil.
func (k *CheckCard) Set(c Check, actions []fyne.CanvasObject) {
	if k.check == c && actions == nil {
		return
	}
	k.check = c
	if actions != nil {
		k.actions = actions
	}
	k.Refresh()
}

// CreateRenderer draws the part.
func (k *CheckCard) CreateRenderer() fyne.WidgetRenderer { return draw(k) }

func (k *CheckCard) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{k.back, k.icon.image}
	all = append(append(all, k.title.objects()...), k.text.objects()...)
	return append(append(all, k.circle, k.number.text), k.actions...)
}

func (k *CheckCard) paint() {
	icon, ink, fill := "dangerous", look.InkCrit, look.InkBG2
	switch k.check.Grade {
	case GradeAdvice:
		icon, ink = "warning", look.InkWarn
	case GradeSettled:
		icon, ink, fill = "check_circle", look.InkText3, look.InkNone
	}
	edge := ink
	if k.check.Grade == GradeSettled {
		edge = look.InkLine
	}
	k.back.FillColor, k.back.StrokeColor = look.Color(fill), look.Color(edge)
	k.icon.name, k.icon.ink = icon, ink
	k.icon.paint()
	k.title.full, k.text.full = k.check.Title, k.check.Text
	k.circle.FillColor = look.Color(ink)
	k.number.set("")
	if k.check.Number > 0 {
		k.number.set(strconv.Itoa(k.check.Number))
	}
	k.number.paint()
	show(k.circle, k.check.Number > 0)
	show(k.number.text, k.check.Number > 0)
	k.fold(k.width)
}

// inset is where the text of a card begins.
func (k *CheckCard) inset() float32 { return look.S14 + k.icon.side() + look.S8 }

// fold breaks the texts in a width and gives the height of all.
func (k *CheckCard) fold(width float32) float32 {
	if width <= 0 {
		return look.Scaled(60)
	}
	room := width - k.inset() - look.S12
	high := look.S10 + k.title.fold(room-k.dot()-look.S8)
	if k.check.Text != "" {
		high += look.S4/2 + k.text.fold(room)
	} else {
		k.text.fold(room)
	}
	if len(k.actions) > 0 {
		high += look.S6 + k.flow(room, func(fyne.CanvasObject, float32, float32, float32, float32) {})
	}
	return high + look.S10
}

func (k *CheckCard) dot() float32 { return look.Scaled(20) }

// flow puts the actions side by side, and gives their height.
func (k *CheckCard) flow(width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	x, y, high := float32(0), float32(0), float32(0)
	for _, a := range k.actions {
		s := a.MinSize()
		s.Width = min(s.Width, width)
		if x > 0 && x+s.Width > width {
			x, y, high = 0, y+high+look.S6, 0
		}
		put(a, x, y, s.Width, s.Height)
		x += s.Width + look.S8
		high = max(high, s.Height)
	}
	return y + high
}

// Resize breaks the texts anew.
func (k *CheckCard) Resize(size fyne.Size) {
	if size.Width != k.width {
		k.width = size.Width
		k.fold(k.width)
		canvas.Refresh(k)
	}
	k.BaseWidget.Resize(size)
}

func (k *CheckCard) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), k.fold(k.width))
}

func (k *CheckCard) place(size fyne.Size) {
	k.fold(size.Width)
	box(k.back, 0, 0, size.Width, size.Height)
	x, room, y := k.inset(), size.Width-k.inset()-look.S12, look.S10
	k.icon.place(look.S14, y, k.title.pitch())
	side := k.dot()
	box(k.circle, size.Width-look.S12-side, y-1, side, side)
	w := k.number.least().Width
	k.number.place(size.Width-look.S12-side+(side-w)/2, y-1, w+1, side)
	k.title.place(x, y, room-side-look.S8)
	y += float32(len(k.title.lines)) * k.title.pitch()
	if k.check.Text != "" {
		y += look.S4 / 2
		k.text.place(x, y, room)
		y += float32(len(k.text.lines)) * k.text.pitch()
	}
	y += look.S6
	k.flow(room, func(o fyne.CanvasObject, ax, ay, w, h float32) { box(o, x+ax, y+ay, w, h) })
}

// AccessibilityLabel is what was found, and what to do.
func (k *CheckCard) AccessibilityLabel() string { return spoken(k.check.Title, k.check.Text) }

// AccessibilityRole is that of a text.
func (k *CheckCard) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
