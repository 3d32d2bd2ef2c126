package settings

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// style is how a text is drawn.
type style struct {
	size float32
	ink  look.Ink
	bold bool
}

// The styles in use.
var (
	styleBody  = style{look.Body, look.InkText, false}
	styleBold  = style{look.Body, look.InkText, true}
	styleSoft  = style{look.Body, look.InkText2, false}
	styleMeta  = style{look.Meta, look.InkText2, false}
	styleHint  = style{look.Meta, look.InkText3, false}
	styleCard  = style{look.Card, look.InkText, true}
	styleHead  = style{look.Section, look.InkText, true}
	styleTitle = style{look.PageTitle, look.InkText, true}
	styleCrit  = style{look.Meta, look.InkCrit, false}
)

// say is a text that wraps to the width it is given.
func say(text string, s style) *parts.WrapText {
	return parts.NewWrapText(text, s.size, s.bold, s.ink, 0)
}

// label is one line of text, cut with an ellipsis where it does not fit.
type label struct {
	widget.BaseWidget
	style
	full  string
	right bool // at the right edge
	text  *canvas.Text
}

// cut is a text of one line.
func cut(text string, s style) *label {
	l := &label{style: s, full: text, text: canvas.NewText("", look.Color(s.ink))}
	l.ExtendBaseWidget(l)
	return l
}

// aligned is a text of one line at the right edge.
func aligned(text string, s style) *label {
	l := cut(text, s)
	l.right = true
	return l
}

// set changes the text.
func (l *label) set(text string) {
	if l.full != text {
		l.full = text
		l.Refresh()
	}
}

// tint changes the ink.
func (l *label) tint(ink look.Ink) {
	if l.ink != ink {
		l.ink = ink
		l.Refresh()
	}
}

func (l *label) measure(text string) fyne.Size {
	return look.Measure(text, look.Scaled(l.size), l.bold)
}

// CreateRenderer draws it.
func (l *label) CreateRenderer() fyne.WidgetRenderer { return labelDrawing{l} }

type labelDrawing struct{ l *label }

func (d labelDrawing) MinSize() fyne.Size {
	if d.l.full == "" {
		return fyne.Size{}
	}
	least := d.l.measure(d.l.full)
	return fyne.NewSize(least.Width+0.5, look.Scaled(d.l.size*1.4))
}

func (d labelDrawing) Layout(size fyne.Size) {
	l, t := d.l, d.l.text
	t.Text, t.TextSize, t.TextStyle.Bold, t.Color = l.fitting(size.Width), look.Scaled(l.size), l.bold, look.Color(l.ink)
	t.Alignment = fyne.TextAlignLeading
	if l.right {
		t.Alignment = fyne.TextAlignTrailing
	}
	h := l.measure("X").Height
	put(t, 0, (size.Height-h)/2, size.Width, h)
}

// fitting is as much of the text as a width holds.
func (l *label) fitting(width float32) string {
	fits := func(text string) bool { return l.measure(text).Width <= width+0.1 }
	if fits(l.full) {
		return l.full
	}
	runes := []rune(l.full)
	n := sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1]) + "…") })
	return string(runes[:n]) + "…"
}

func (d labelDrawing) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{d.l.text} }
func (d labelDrawing) Destroy()                     {}
func (d labelDrawing) Refresh() {
	d.Layout(d.l.Size())
	canvas.Refresh(d.l)
}
