package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Tile is a large choice with an icon, a title and a line on what it is.
type Tile struct {
	pressable
	Icon, Title, Hint string
	On                bool
	OnPressed         func()

	back         *canvas.Rectangle
	icon         *picture
	title, small *line
}

// NewTile makes a tile.
func NewTile(icon, title, hint string, pressed func()) *Tile {
	t := &Tile{Icon: icon, Title: title, Hint: hint, OnPressed: pressed, back: canvas.NewRectangle(color.Transparent),
		icon: newPicture(icon, look.Icon18, look.InkText), title: newLine(title, look.Body, true, look.InkText),
		small: newLine(hint, look.Meta, false, look.InkText2)}
	t.back.CornerRadius = look.RadiusControl
	t.become(t, func() {
		if t.OnPressed != nil {
			t.OnPressed()
		}
	})
	t.tip = func() Tip {
		if t.title.cut() || t.small.cut() {
			return Tip{Text: t.Title}
		}
		return Tip{}
	}
	return t
}

// Set marks the tile as the one chosen.
func (t *Tile) Set(on bool) {
	if t.On != on {
		t.On = on
		t.Refresh()
	}
}

// AccessibilityLabel is the title.
func (t *Tile) AccessibilityLabel() string { return t.Title }

// CreateRenderer draws the part.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Tile) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.back, t.icon.image, t.title.text, t.small.text, t.ring}
}

func (t *Tile) paint() {
	fill, edge, icon, text := look.InkBG2, look.InkLine, look.InkText2, look.InkText
	t.back.StrokeWidth = look.Stroke
	switch {
	case t.Disabled():
		icon, text = look.InkText3, look.InkText3
	case t.On:
		fill, edge, icon = look.InkSel, look.InkAccent, look.InkAccent
		t.back.StrokeWidth = 2
	}
	t.back.FillColor, t.back.StrokeColor = look.Color(fill), look.Color(edge)
	if t.hovered && !t.Disabled() {
		t.back.FillColor = lit(look.Color(fill))
	}
	t.icon.name, t.icon.ink, t.title.ink = t.Icon, icon, text
	t.icon.paint()
	t.title.set(t.Title)
	t.small.set(t.Hint)
	t.title.paint()
	t.small.paint()
	t.paintRing()
}

func (t *Tile) least() fyne.Size {
	w := min(max(t.title.least().Width, t.small.least().Width), look.Scaled(150))
	h := t.icon.side() + look.S6 + t.title.least().Height + t.small.least().Height
	return fyne.NewSize(w+2*look.S10, h+2*look.S10)
}

func (t *Tile) place(size fyne.Size) {
	box(t.back, 0, 0, size.Width, size.Height)
	box(t.ring, -look.S4, -look.S4, size.Width+2*look.S4, size.Height+2*look.S4)
	t.ring.CornerRadius = look.RadiusControl + look.S4
	y := look.S10
	t.icon.place(look.S10, y, t.icon.side())
	y += t.icon.side() + look.S6
	w := size.Width - 2*look.S10
	t.title.place(look.S10, y, w, t.title.least().Height)
	t.small.place(look.S10, y+t.title.least().Height, w, t.small.least().Height)
}
