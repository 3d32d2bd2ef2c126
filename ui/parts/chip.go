package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// badge is a chip's drawing: a pill with an icon and a text that is never cut.
// Without an icon a quiet chip is a plain text, a link is a bold one.
type badge struct {
	chip  view.Chip
	pill  *canvas.Rectangle
	icon  *picture
	label *line
}

func newBadge(c view.Chip) *badge {
	b := &badge{pill: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon14, look.InkText),
		label: newLine("", look.Meta, false, look.InkText)}
	b.set(c)
	b.paint()
	return b
}

func (b *badge) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.pill, b.icon.image, b.label.text}
}

func (b *badge) set(c view.Chip) {
	b.chip = c
	b.icon.name = c.Icon
	b.label.set(c.Text)
	b.label.text.TextStyle.Bold = c.Link
}

// bare tells whether the chip has no pill.
func (b *badge) bare() bool {
	return b.chip.Link || b.chip.Icon == "" && (b.chip.Tone == view.Quiet || b.chip.Tone == view.Plain)
}

// inks gives the fill, the edge and the text.
func (b *badge) inks() (fill, edge, text look.Ink) {
	switch b.chip.Tone {
	case view.Warn: // a bordered chip: something is due
		return look.InkNone, look.InkWarn, look.InkWarn
	case view.Bad, view.Good, view.Accent:
		return toneTint(b.chip.Tone), look.InkNone, ToneInk(b.chip.Tone)
	case view.Lit:
		return look.InkLitBG, look.InkNone, look.InkLitText
	case view.Unlit:
		return look.InkDarkF, look.InkDarkEdge, look.InkDarkText
	}
	return look.InkNone, look.InkCtl, look.InkText2
}

func (b *badge) paint() {
	fill, edge, text := b.inks()
	switch {
	case b.chip.Link && (b.chip.Tone == view.Plain || b.chip.Tone == view.Accent):
		text = look.InkAccent
	case b.chip.Link:
		text = ToneInk(b.chip.Tone)
	case b.bare():
		text = look.InkText3
	}
	b.label.ink, b.icon.ink = text, text
	b.label.paint()
	b.icon.paint()
	b.pill.FillColor, b.pill.StrokeColor, b.pill.StrokeWidth = look.Color(fill), look.Color(edge), look.Stroke
	b.show(true)
}

// show shows the chip, if there is one, or hides it.
func (b *badge) show(on bool) {
	on = on && b.chip.Text != ""
	show(b.pill, on && !b.bare())
	show(b.label.text, on)
	show(b.icon.image, on && b.chip.Icon != "")
}

func (b *badge) height() float32 { return look.Scaled(20) }

func (b *badge) inset() float32 {
	if b.bare() {
		return 0
	}
	return look.S8
}

func (b *badge) least() fyne.Size {
	if b.chip.Text == "" {
		return fyne.Size{}
	}
	w := b.label.least().Width + 2*b.inset()
	if b.chip.Icon != "" {
		w += b.icon.side() + look.S4
	}
	return fyne.NewSize(w, b.height())
}

// left is where it was placed.
func (b *badge) left() float32 { return b.pill.Position().X }

// place puts it at x, in the middle of a height.
func (b *badge) place(x, y, h float32) {
	s := b.least()
	y += (h - s.Height) / 2
	b.pill.CornerRadius = s.Height / 2
	box(b.pill, x, y, s.Width, s.Height)
	x += b.inset()
	if b.chip.Icon != "" {
		b.icon.place(x, y, s.Height)
		x += b.icon.side() + look.S4
	}
	b.label.place(x, y, b.label.least().Width, s.Height)
}

// ClockChip is a short mark with an icon and a text: "Will send", "Update due
// in 6m". It is never cut: what stands beside it gives way.
type ClockChip struct {
	widget.BaseWidget
	badge *badge
}

// NewClockChip makes a chip.
func NewClockChip(c view.Chip) *ClockChip {
	k := &ClockChip{badge: newBadge(c)}
	k.ExtendBaseWidget(k)
	return k
}

// Set shows another.
func (k *ClockChip) Set(c view.Chip) {
	if k.badge.chip != c {
		k.badge.set(c)
		k.Refresh()
	}
}

// CreateRenderer draws it.
func (k *ClockChip) CreateRenderer() fyne.WidgetRenderer { return draw(k) }

func (k *ClockChip) objects() []fyne.CanvasObject { return k.badge.objects() }
func (k *ClockChip) paint()                       { k.badge.paint() }
func (k *ClockChip) least() fyne.Size             { return k.badge.least() }
func (k *ClockChip) place(size fyne.Size)         { k.badge.place(0, 0, size.Height) }
