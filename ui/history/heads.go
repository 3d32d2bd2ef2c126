package history

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// heads name the columns; a phone has none.
type heads struct {
	class   *look.Width
	names   []*line
	rule    *canvas.Rectangle
	content *fyne.Container
}

func newHeads(class *look.Width) *heads {
	h := &heads{class: class, rule: canvas.NewRectangle(look.Color(look.InkLine))}
	all := []fyne.CanvasObject{h.rule}
	for _, name := range []string{words.T("Incident"), words.T("Date"), words.T("Impact"), words.T("From first sign to resolved"),
		words.T("First update"), words.T("Longest silence"), words.T("Promises"), words.T("Updates")} {
		l := newLine(look.Meta, false, look.InkText2)
		l.full = name
		h.names = append(h.names, l)
		all = append(all, l.text)
	}
	h.content = container.New(h, all...)
	return h
}

func (h *heads) high() float32 {
	if *h.class == look.Phone {
		return 0
	}
	return look.Scaled(26)
}

// MinSize lets the screen decide.
func (h *heads) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 1) }

// Layout places the names over their columns.
func (h *heads) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	h.rule.FillColor = look.Color(look.InkLine)
	put(h.rule, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	c := columnsOf(*h.class, size.Width)
	x := look.S16
	for n, w := range []float32{c.name, c.date, c.impact, c.bar, c.first, c.silence, c.kept, c.posted} {
		l := h.names[n]
		l.paint()
		l.place(x, 0, w-look.S8, size.Height)
		x += w
	}
}

// legend says what the bars mean.
type legend struct {
	bars    []*parts.LightBar
	names   []*line
	content *fyne.Container
}

func newLegend() *legend {
	k := &legend{}
	var all []fyne.CanvasObject
	for _, l := range []struct {
		light parts.Light
		name  string
	}{{parts.Unlit, words.T("no current update")}, {parts.Lit, words.T("updated")}, {parts.UnknownStart, words.T("start not known")}} {
		bar, name := parts.NewLightBar(parts.Stretch{From: 0, To: 1, Light: l.light}), newLine(look.Meta, false, look.InkText2)
		name.full = l.name
		k.bars, k.names = append(k.bars, bar), append(k.names, name)
		all = append(all, bar, name.text)
	}
	last := newLine(look.Meta, false, look.InkText3)
	last.full = words.T("Measured by when each update could really be read.")
	k.names = append(k.names, last)
	k.content = container.New(k, append(all, last.text)...)
	return k
}

func (k *legend) high() float32 { return look.Scaled(20) }

// MinSize lets the screen decide.
func (k *legend) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 1) }

// Layout places the meanings beside each other.
func (k *legend) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for n, l := range k.names {
		l.paint()
		if n < len(k.bars) {
			put(k.bars[n], x, (size.Height-look.Scaled(12))/2, look.Scaled(18), look.Scaled(12))
			x += look.Scaled(18) + look.S6
		}
		x += l.place(x, 0, size.Width-x, size.Height) + look.S20
	}
}
