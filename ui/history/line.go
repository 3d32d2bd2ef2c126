package history

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// line is one line of text in a row, cut with an ellipsis where it does not
// fit. It takes no tap, so that the row beneath it gets it.
type line struct {
	text *canvas.Text
	full string
	size float32
	ink  look.Ink
}

func newLine(size float32, bold bool, ink look.Ink) *line {
	l := &line{text: canvas.NewText("", color.Transparent), size: size, ink: ink}
	l.text.TextStyle.Bold = bold
	return l
}

func (l *line) paint() {
	l.text.Color, l.text.TextSize = look.Color(l.ink), look.Scaled(l.size)
}

// place puts the text in the middle of a box's height and gives its width.
func (l *line) place(x, y, w, h float32) float32 {
	l.text.Text = parts.Elide(l.full, w, look.Scaled(l.size), l.text.TextStyle.Bold)
	s := look.Measure(l.text.Text, look.Scaled(l.size), l.text.TextStyle.Bold)
	put(l.text, x, y+(h-s.Height)/2, max(w, 0), s.Height)
	return s.Width
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

func show(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}

func picture(name string, size float32, ink look.Ink) *canvas.Image {
	i := canvas.NewImageFromResource(look.Icon(name, ink))
	i.FillMode = canvas.ImageFillContain
	i.SetMinSize(fyne.NewSquareSize(look.Scaled(size)))
	return i
}
