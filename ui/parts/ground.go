package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Ground is a plain rectangle in an ink that follows the theme: an area, or a rule.
type Ground struct {
	widget.BaseWidget
	ink  look.Ink
	rect *canvas.Rectangle
}

// NewGround makes one.
func NewGround(ink look.Ink) *Ground {
	g := &Ground{ink: ink, rect: canvas.NewRectangle(color.Transparent)}
	g.ExtendBaseWidget(g)
	return g
}

// SetInk gives it another ink.
func (g *Ground) SetInk(ink look.Ink) {
	if g.ink != ink {
		g.ink = ink
		g.Refresh()
	}
}

// CreateRenderer draws it.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer { return draw(g) }

func (g *Ground) objects() []fyne.CanvasObject { return []fyne.CanvasObject{g.rect} }

func (g *Ground) paint() {
	g.rect.FillColor = look.Color(g.ink)
	g.rect.Refresh()
}

func (g *Ground) least() fyne.Size { return fyne.NewSize(look.Stroke, look.Stroke) }

func (g *Ground) place(size fyne.Size) { box(g.rect, 0, 0, size.Width, size.Height) }
