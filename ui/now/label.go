package now

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/view"
)

// label is one line of text with an icon before it where it has one. What does
// not fit ends in an ellipsis.
type label struct {
	widget.BaseWidget
	icon, full string
	size       float32
	bold       bool
	ink        look.Ink
	framed     bool // as a key is drawn

	image *canvas.Image
	text  *canvas.Text
	frame *canvas.Rectangle
}

func newLabel(full string, size float32, bold bool, ink look.Ink) *label {
	l := &label{full: full, size: size, bold: bold, ink: ink, text: canvas.NewText(full, color.Transparent),
		image: &canvas.Image{FillMode: canvas.ImageFillContain}, frame: canvas.NewRectangle(color.Transparent)}
	l.frame.StrokeWidth, l.frame.CornerRadius = look.Stroke, look.RadiusKey
	l.ExtendBaseWidget(l)
	return l
}

// newKey is a key as it is drawn.
func newKey(name string) *label {
	l := newLabel(name, look.Axis, true, look.InkText2)
	l.framed = true
	return l
}

// caption is the small line above a field or a group.
func caption(full string) *label { return newLabel(full, look.Meta, true, look.InkText2) }

func (l *label) set(full string) {
	if l.full != full {
		l.full = full
		l.Refresh()
	}
}

// chip shows a chip without its border.
func (l *label) chip(c view.Chip) {
	ink := parts.ToneInk(c.Tone)
	if l.icon == c.Icon && l.full == c.Text && l.ink == ink {
		return
	}
	l.icon, l.full, l.ink = c.Icon, c.Text, ink
	l.Refresh()
}

// CreateRenderer draws it.
func (l *label) CreateRenderer() fyne.WidgetRenderer {
	r := &labelDrawing{l}
	r.paint()
	return r
}

type labelDrawing struct{ *label }

func (r *labelDrawing) Destroy() {}
func (r *labelDrawing) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.frame, r.image, r.text}
}

func (r *labelDrawing) paint() {
	r.text.Color, r.text.TextSize, r.text.TextStyle.Bold = look.Color(r.ink), look.Scaled(r.size), r.bold
	r.image.Hidden, r.frame.Hidden = r.icon == "", !r.framed || r.full == ""
	r.frame.StrokeColor = r.text.Color
	if r.icon != "" {
		r.image.Resource = look.Icon(r.icon, r.ink)
		r.image.Refresh()
	}
}

// Refresh paints it in the look in use.
func (r *labelDrawing) Refresh() {
	r.paint()
	r.Layout(r.label.Size())
	canvas.Refresh(r.label)
}

func (r *labelDrawing) lead() float32 {
	if r.icon == "" {
		return 0
	}
	return look.Scaled(look.Icon16) + look.S6
}

// MinSize is that of the whole text: who has less room cuts it.
func (r *labelDrawing) MinSize() fyne.Size {
	if r.full == "" {
		return fyne.Size{}
	}
	size := look.Measure(r.full, look.Scaled(r.size), r.bold)
	if r.framed {
		side := look.Scaled(18)
		return fyne.NewSize(max(side, size.Width+2*look.S6), side)
	}
	return fyne.NewSize(r.lead()+size.Width, max(size.Height, r.lead()-look.S6))
}

// Layout cuts the text to the width.
func (r *labelDrawing) Layout(size fyne.Size) {
	side := look.Scaled(look.Icon16)
	r.image.Move(fyne.NewPos(0, (size.Height-side)/2))
	r.image.Resize(fyne.NewSquareSize(side))
	width := size.Width - r.lead()
	r.text.Text = elide(r.full, width, look.Scaled(r.size), r.bold)
	high := look.Measure("X", look.Scaled(r.size), r.bold).Height
	r.frame.Resize(size)
	r.text.Alignment = fyne.TextAlignLeading
	if r.framed {
		r.text.Alignment = fyne.TextAlignCenter
	}
	r.text.Move(fyne.NewPos(r.lead(), (size.Height-high)/2))
	r.text.Resize(fyne.NewSize(max(width, 0), high))
}

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
