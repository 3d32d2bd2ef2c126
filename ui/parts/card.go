package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// Card is a ground with a border round content, with a title where it has one.
type Card struct {
	widget.BaseWidget
	Tone  view.Tone // of the border; Plain is the quiet one
	Title string
	Note  string // beside the title, soft
	Icon  string

	content  fyne.CanvasObject
	trailing fyne.CanvasObject // at the title's right; nil: nothing
	back     *canvas.Rectangle
	icon     *picture
	title    *line
	note     *line
}

// NewCard makes a card without a title.
func NewCard(content fyne.CanvasObject) *Card { return NewTitledCard("", "", content, nil) }

// NewTitledCard makes a card with a title; icon may be "", trailing nil.
func NewTitledCard(icon, title string, content, trailing fyne.CanvasObject) *Card {
	c := &Card{Icon: icon, Title: title, content: content, trailing: trailing, back: canvas.NewRectangle(color.Transparent),
		icon: newPicture("", look.Icon18, look.InkAccent), title: newLine(title, look.Card, true, look.InkText),
		note: newLine("", look.Body, false, look.InkText2)}
	c.back.CornerRadius, c.back.StrokeWidth = look.RadiusCard, look.Stroke
	c.ExtendBaseWidget(c)
	return c
}

// SetContent replaces what the card holds.
func (c *Card) SetContent(content fyne.CanvasObject) {
	c.content = content
	c.Refresh()
}

// CreateRenderer draws the part.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Card) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{c.back, c.icon.image, c.title.text, c.note.text}
	if c.trailing != nil {
		all = append(all, c.trailing)
	}
	return append(all, c.content)
}

func (c *Card) paint() {
	c.back.FillColor, c.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkLine)
	c.icon.ink = look.InkAccent
	if c.Tone != view.Plain {
		c.back.StrokeColor, c.icon.ink = look.Color(ToneInk(c.Tone)), ToneInk(c.Tone)
	}
	c.icon.name = c.Icon
	c.icon.paint()
	c.title.set(c.Title)
	c.title.paint()
	c.note.set(c.Note)
	c.note.paint()
}

// beside tells whether what trails fits beside the title; below it otherwise.
func (c *Card) beside() bool {
	w := c.Size().Width - 2*look.S14
	return w <= 0 || c.lead()+min(c.title.least().Width, look.Scaled(160))+look.S8+c.trailing.MinSize().Width <= w
}

// head is the height of the title's line with the space below it.
func (c *Card) head() float32 {
	if c.Title == "" && c.trailing == nil {
		return 0
	}
	h := max(c.title.least().Height, c.icon.side())
	switch {
	case c.trailing == nil || !c.trailing.Visible():
	case c.beside():
		h = max(h, c.trailing.MinSize().Height)
	default:
		h += look.S8 + c.trailing.MinSize().Height
	}
	return h + look.S8
}

func (c *Card) lead() float32 {
	if c.icon.side() > 0 {
		return c.icon.side() + look.S8
	}
	return 0
}

func (c *Card) least() fyne.Size {
	s := c.content.MinSize()
	w := c.lead() + min(c.title.least().Width, look.Scaled(120))
	if c.trailing != nil {
		w = max(w, c.trailing.MinSize().Width)
	}
	return fyne.NewSize(max(w, s.Width)+2*look.S14, c.head()+s.Height+2*look.S14)
}

func (c *Card) place(size fyne.Size) {
	box(c.back, 0, 0, size.Width, size.Height)
	w, h := size.Width-2*look.S14, c.head()-look.S8
	if h > 0 {
		c.placeHead(w, h)
	}
	top := look.S14 + c.head()
	box(c.content, look.S14, top, w, size.Height-top-look.S14)
}

func (c *Card) placeHead(w, h float32) {
	if c.trailing != nil {
		s := c.trailing.MinSize()
		if c.beside() {
			box(c.trailing, look.S14+w-s.Width, look.S14+(h-s.Height)/2, s.Width, s.Height)
			w -= s.Width + look.S8
		} else {
			h -= s.Height + look.S8
			box(c.trailing, look.S14, look.S14+h+look.S8, min(s.Width, w), s.Height)
		}
	}
	c.icon.place(look.S14, look.S14, h)
	x := look.S14 + c.lead()
	room := w - c.lead()
	text := min(c.title.least().Width, room)
	c.title.place(x, look.S14, text, h)
	c.note.place(x+text+look.S8, look.S14, max(0, room-text-look.S8), h)
}
