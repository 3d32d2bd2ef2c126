package parts

import (
	"image/color"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// line is one line of text that ends in an ellipsis where it does not fit.
type line struct {
	text *canvas.Text
	full string
	size float32 // before the text-size setting
	ink  look.Ink
}

func newLine(full string, size float32, bold bool, ink look.Ink) *line {
	l := &line{text: canvas.NewText(full, color.Transparent), full: full, size: size, ink: ink}
	l.text.TextStyle.Bold = bold
	l.paint()
	return l
}

func (l *line) set(full string) {
	if l.full != full {
		l.full, l.text.Text = full, full
	}
}

func (l *line) paint() {
	l.text.Color = look.Color(l.ink)
	l.text.TextSize = look.Scaled(l.size)
}

// least is the size of the whole text.
func (l *line) least() fyne.Size {
	if l.full == "" {
		return fyne.Size{}
	}
	return look.Measure(l.full, look.Scaled(l.size), l.text.TextStyle.Bold)
}

// place puts the text into a box, in the middle of its height, cut to its width.
func (l *line) place(x, y, w, h float32) {
	l.text.Text = Elide(l.full, w, look.Scaled(l.size), l.text.TextStyle.Bold)
	high := look.Measure("X", look.Scaled(l.size), l.text.TextStyle.Bold).Height
	box(l.text, x, y+(h-high)/2, w, high)
}

// cut tells whether the text as placed lacks something.
func (l *line) cut() bool { return l.text.Text != l.full }

// Elide cuts a text to a width, with an ellipsis where something is lost.
func Elide(text string, width, size float32, bold bool) string {
	// A hundredth of a pixel is lost where widths are added up.
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
