package compose

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// label is one line of text with an icon before it where it has one. What does
// not fit ends in an ellipsis.
type label struct {
	widget.BaseWidget
	icon, full string
	size       float32
	bold       bool
	ink        look.Ink
	right      bool // it stands at the right of its room

	image *canvas.Image
	text  *canvas.Text
}

func newLabel(full string, size float32, bold bool, ink look.Ink) *label {
	l := &label{full: full, size: size, bold: bold, ink: ink, text: canvas.NewText(full, color.Transparent),
		image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	l.ExtendBaseWidget(l)
	return l
}

// withIcon puts an icon before it.
func (l *label) withIcon(name string) *label {
	l.icon = name
	return l
}

func (l *label) set(full string) {
	l.full = full
	l.Refresh()
}

// AccessibilityLabel is the text.
func (l *label) AccessibilityLabel() string { return l.full }

// AccessibilityRole is that of a text.
func (l *label) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws it.
func (l *label) CreateRenderer() fyne.WidgetRenderer {
	d := labelDrawing{l}
	d.paint()
	return d
}

type labelDrawing struct{ l *label }

func (d labelDrawing) paint() {
	l := d.l
	l.text.Color, l.text.TextSize, l.text.TextStyle.Bold = look.Color(l.ink), look.Scaled(l.size), l.bold
	show(l.image, l.icon != "")
	if l.icon != "" {
		l.image.Resource = look.Icon(l.icon, l.ink)
		l.image.Refresh()
	}
}

func (l *label) lead() float32 {
	if l.icon == "" {
		return 0
	}
	return look.Scaled(look.Icon16) + look.S6
}

// Layout cuts the text to its room.
func (d labelDrawing) Layout(size fyne.Size) {
	l := d.l
	room := size.Width - l.lead()
	l.text.Text = elide(l.full, room, look.Scaled(l.size), l.bold)
	s := look.Measure(l.text.Text, look.Scaled(l.size), l.bold)
	x := float32(0)
	if l.right {
		x = max(0, size.Width-l.lead()-s.Width)
	}
	side := look.Scaled(look.Icon16)
	box(l.image, x, (size.Height-side)/2, side, side)
	box(l.text, x+l.lead(), (size.Height-s.Height)/2, max(s.Width, 1), s.Height)
}

// MinSize is the whole text.
func (d labelDrawing) MinSize() fyne.Size {
	l := d.l
	s := look.Measure(l.full, look.Scaled(l.size), l.bold)
	return fyne.NewSize(s.Width+l.lead()+1, max(s.Height, look.Scaled(l.size*1.5)))
}

// Refresh paints it in the look in use.
func (d labelDrawing) Refresh() {
	d.paint()
	d.Layout(d.l.Size())
	canvas.Refresh(d.l)
}

// Objects are what is drawn.
func (d labelDrawing) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{d.l.image, d.l.text} }

// Destroy has nothing to let go.
func (d labelDrawing) Destroy() {}

// elide cuts a text to a width, with an ellipsis where something is lost.
func elide(text string, width, size float32, bold bool) string {
	fits := func(s string) bool { return look.Measure(s, size, bold).Width <= width+0.05 }
	if text == "" || fits(text) {
		return text
	}
	runes := []rune(text)
	n := sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1]) + "…") })
	if n == 0 {
		return ""
	}
	return string(runes[:n]) + "…"
}
