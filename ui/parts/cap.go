package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// keyCap is a key as it is drawn on buttons, in fields and tooltips.
type keyCap struct {
	frame *canvas.Rectangle
	label *line
}

func newKeyCap(ink look.Ink) *keyCap {
	c := &keyCap{frame: canvas.NewRectangle(color.Transparent), label: newLine("", look.Axis, true, ink)}
	c.frame.StrokeWidth, c.frame.CornerRadius = look.Stroke, look.RadiusKey
	return c
}

func (c *keyCap) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.frame, c.label.text}
}

func (c *keyCap) set(key string) { c.label.set(key) }

func (c *keyCap) paint() {
	c.label.paint()
	c.frame.StrokeColor = c.label.text.Color
	show(c.frame, c.label.full != "")
	show(c.label.text, c.label.full != "")
}

// least is its size; none takes no room.
func (c *keyCap) least() fyne.Size {
	if c.label.full == "" {
		return fyne.Size{}
	}
	side := look.Scaled(18)
	return fyne.NewSize(max(side, c.label.least().Width+2*look.S6), side)
}

// place puts it at x, in the middle of a height.
func (c *keyCap) place(x, y, h float32) {
	s := c.least()
	y += (h - s.Height) / 2
	box(c.frame, x, y, s.Width, s.Height)
	w := c.label.least().Width
	c.label.place(x+(s.Width-w)/2, y, w, s.Height)
}
