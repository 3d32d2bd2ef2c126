package welcome

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// card is one door.
type card struct {
	content    *fyne.Container
	back, tile *canvas.Rectangle
	icon       *canvas.Image
	title      *parts.WrapText
	about      *parts.WrapText
	text       *parts.WrapText
	checks     []*parts.WrapText
	ticks      []*canvas.Image
	button     *parts.KeyButton
}

func newCard(d door, first bool) *card {
	c := &card{back: canvas.NewRectangle(color.Transparent), tile: canvas.NewRectangle(color.Transparent),
		title: parts.NewWrapText(d.title, look.Section, true, look.InkText, 2),
		about: parts.NewWrapText(d.about, look.Meta, false, look.InkText3, 2),
		text:  parts.NewWrapText(d.text, look.Body, false, look.InkText2, 0)}
	importance, ink, ground := parts.Outline, look.InkText, look.InkBG3
	edge, stroke := look.InkLine, look.Stroke
	if first {
		importance, ink, ground = parts.Primary, look.InkAccent, look.InkSel
		edge, stroke = look.InkAccent, look.StrokeFocus
	}
	c.back.FillColor, c.back.StrokeColor, c.back.StrokeWidth = look.Color(look.InkBG2), look.Color(edge), stroke
	c.back.CornerRadius, c.tile.CornerRadius = look.RadiusCard, look.RadiusControl
	c.tile.FillColor = look.Color(ground)
	c.icon = icon(d.icon, look.Icon24, ink)
	c.button = parts.NewKeyButton(d.button, "", d.action, importance, d.open)
	all := []fyne.CanvasObject{c.back, c.tile, c.icon, c.title, c.about, c.text}
	for _, text := range d.checks {
		check, tick := parts.NewWrapText(text, look.Body, false, look.InkText, 0), icon("check", look.Icon16, look.InkText2)
		c.checks, c.ticks = append(c.checks, check), append(c.ticks, tick)
		all = append(all, tick, check)
	}
	c.content = container.New(c, append(all, c.button)...)
	return c
}

// tile is the side of the square behind an icon.
const tileSide float32 = 44

// pad is the room within the border.
const pad = look.S20

// height is how high the card is in a width.
func (c *card) height(width float32) float32 {
	return c.place(width, 0, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

// MinSize lets the page decide.
func (c *card) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(220, 100) }

// Layout places what is in the card, the button at its foot.
func (c *card) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	put(c.back, 0, 0, size.Width, size.Height)
	c.place(size.Width, size.Height, put)
}

func (c *card) place(width, height float32, at func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	side, w, y := look.Scaled(tileSide), width-2*pad, pad
	at(c.tile, pad, y, side, side)
	in := (side - look.Scaled(look.Icon24)) / 2
	at(c.icon, pad+in, y+in, look.Scaled(look.Icon24), look.Scaled(look.Icon24))
	room := w - side - look.S12
	h := c.title.HeightFor(room)
	at(c.title, pad+side+look.S12, y+max(0, (side-h)/2), room, h)
	y += max(side, h) + look.S10
	for _, t := range []*parts.WrapText{c.about, c.text} {
		h := t.HeightFor(w)
		at(t, pad, y, w, h)
		y += h + look.S6
	}
	y += look.S8
	tick := look.Scaled(look.Icon16)
	for n, t := range c.checks {
		h := t.HeightFor(w - tick - look.S8)
		at(c.ticks[n], pad, y+1, tick, tick)
		at(t, pad+tick+look.S8, y, w-tick-look.S8, h)
		y += h + look.S6
	}
	y += look.S8
	button := look.Scaled(look.Button) + look.S6
	if height > 0 {
		y = height - pad - button
	}
	at(c.button, pad, y, w, button)
	return y + button + pad
}
