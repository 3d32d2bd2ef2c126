package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Banner is a tinted line across a screen: offline, no contact, loading. A long
// text wraps.
type Banner struct {
	widget.BaseWidget
	Tone view.Tone
	Icon string
	Text string

	back  *canvas.Rectangle
	edge  *canvas.Rectangle
	icon  *picture
	lines []*line
	link  *Link
}

// NewBanner makes a banner; with do it has a link at its right.
func NewBanner(tone view.Tone, icon, text, link string, do func()) *Banner {
	b := &Banner{Tone: tone, Icon: icon, Text: text, back: canvas.NewRectangle(color.Transparent),
		edge: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon18, look.InkText), link: NewLink(link, "", do)}
	b.link.Bold = true
	b.ExtendBaseWidget(b)
	return b
}

// Set shows something else.
func (b *Banner) Set(tone view.Tone, icon, text, link string, do func()) {
	b.Tone, b.Icon, b.Text = tone, icon, text
	b.link.OnPressed = do
	b.link.Set(link)
	b.Refresh()
}

// Press does what its link does.
func (b *Banner) Press() {
	if b.link.OnPressed != nil {
		b.link.OnPressed()
	}
}

// CreateRenderer draws the part.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *Banner) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{b.back, b.edge, b.icon.image}
	for _, l := range b.lines {
		all = append(all, l.text)
	}
	return append(all, b.link)
}

func (b *Banner) paint() {
	ink := ToneInk(b.Tone)
	b.back.FillColor, b.edge.FillColor = look.Color(toneTint(b.Tone)), look.Color(look.InkLine)
	b.icon.name, b.icon.ink = b.Icon, ink
	b.icon.paint()
	b.link.Ink = ink
	show(b.link, b.link.Text != "")
	b.link.Refresh()
	b.wrap(b.Size().Width)
}

// room is the text's width in a banner's.
func (b *Banner) room(width float32) float32 {
	w := width - look.S16 - b.icon.side() - look.S10 - look.S16
	if b.link.Text != "" {
		w -= b.link.MinSize().Width + look.S10
	}
	return w
}

func (b *Banner) wrap(width float32) {
	texts := []string{b.Text}
	if width > 0 {
		texts = breakLines(b.Text, max(b.room(width), look.Scaled(80)), look.Scaled(look.Body), false)
	}
	b.lines = b.lines[:0]
	for _, t := range texts {
		b.lines = append(b.lines, newLine(t, look.Body, false, ToneInk(b.Tone)))
	}
}

// bannerHigh is a banner's height with one line of text.
const bannerHigh float32 = 38

func (b *Banner) least() fyne.Size {
	one := look.Measure("X", look.Scaled(look.Body), false).Height
	more := float32(max(0, len(b.lines)-1)) * one * 1.15
	return fyne.NewSize(look.Scaled(200), look.Scaled(bannerHigh)+more)
}

func (b *Banner) place(size fyne.Size) {
	b.wrap(size.Width)
	box(b.back, 0, 0, size.Width, size.Height)
	box(b.edge, 0, size.Height-look.Stroke, size.Width, look.Stroke)
	b.icon.place(look.S16, 0, size.Height)
	x := look.S16 + b.icon.side() + look.S10
	one := look.Measure("X", look.Scaled(look.Body), false).Height * 1.15
	y := (size.Height - float32(len(b.lines))*one) / 2
	for _, l := range b.lines {
		l.place(x, y, b.room(size.Width), one)
		y += one
	}
	s := b.link.MinSize()
	box(b.link, size.Width-look.S16-s.Width+look.S4, (size.Height-s.Height)/2, s.Width, s.Height)
}
