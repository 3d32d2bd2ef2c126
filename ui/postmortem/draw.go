package postmortem

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// drawn is a part that paints its own objects in the look in use and places them.
type drawn interface {
	fyne.Widget
	objects() []fyne.CanvasObject
	paint()
	least() fyne.Size
	place(size fyne.Size)
}

type drawing struct{ part drawn }

func draw(part drawn) fyne.WidgetRenderer {
	part.paint()
	return drawing{part}
}

// Layout places the objects.
func (d drawing) Layout(size fyne.Size) { d.part.place(size) }

// MinSize says how small the part may be.
func (d drawing) MinSize() fyne.Size { return d.part.least() }

// Objects are what is drawn, the lowest first.
func (d drawing) Objects() []fyne.CanvasObject { return d.part.objects() }

// Destroy has nothing to let go.
func (d drawing) Destroy() {}

// Refresh paints everything anew.
func (d drawing) Refresh() {
	d.part.paint()
	d.part.place(d.part.Size())
	canvas.Refresh(d.part)
}

// placing lays a container out as a function says.
type placing struct {
	least func() fyne.Size
	place func(size fyne.Size)
}

// MinSize is what the function says.
func (p placing) MinSize([]fyne.CanvasObject) fyne.Size { return p.least() }

// Layout places.
func (p placing) Layout(_ []fyne.CanvasObject, size fyne.Size) { p.place(size) }

// line is one line of text, cut with an ellipsis where it does not fit.
type line struct {
	text *canvas.Text
	full string
	size float32
	ink  look.Ink
}

func newLine(full string, size float32, bold bool, ink look.Ink) *line {
	l := &line{text: canvas.NewText(full, color.Transparent), full: full, size: size, ink: ink}
	l.text.TextStyle.Bold = bold
	l.paint()
	return l
}

func (l *line) paint() {
	l.text.Color, l.text.TextSize = look.Color(l.ink), look.Scaled(l.size)
}

func (l *line) least() fyne.Size {
	return look.Measure(l.full, look.Scaled(l.size), l.text.TextStyle.Bold)
}

// place puts the text in the middle of a box's height and gives its width.
func (l *line) place(x, y, w, h float32) float32 {
	l.text.Text = parts.Elide(l.full, w, look.Scaled(l.size), l.text.TextStyle.Bold)
	s := look.Measure(l.text.Text, look.Scaled(l.size), l.text.TextStyle.Bold)
	put(l.text, x, y+(h-s.Height)/2, max(w, 0), s.Height)
	return s.Width
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

func show(o fyne.CanvasObject, visible bool) {
	switch {
	case o.Visible() == visible:
	case visible:
		o.Show()
	default:
		o.Hide()
	}
}

// icon is a drawing that changes.
type icon struct {
	*canvas.Image
	size float32
}

func newIcon(name string, size float32, ink look.Ink) icon {
	i := icon{canvas.NewImageFromResource(look.Icon(name, ink)), size}
	i.FillMode = canvas.ImageFillContain
	return i
}

func (i icon) set(name string, ink look.Ink) {
	if r := look.Icon(name, ink); i.Resource == nil || i.Resource.Name() != r.Name() {
		i.Resource = r
		i.Refresh()
	}
}

// at puts it at x in the middle of a height.
func (i icon) at(x, y, h float32) {
	side := look.Scaled(i.size)
	put(i.Image, x, y+(h-side)/2, side, side)
}

// ground is a coloured area that follows the look.
type ground struct {
	*canvas.Rectangle
	fill, edge look.Ink
}

func newGround(fill, edge look.Ink, radius float32) *ground {
	g := &ground{canvas.NewRectangle(color.Transparent), fill, edge}
	g.CornerRadius = radius
	g.paint()
	return g
}

func (g *ground) paint() {
	g.FillColor, g.StrokeColor, g.StrokeWidth = look.Color(g.fill), look.Color(g.edge), 0
	if g.edge != look.InkNone {
		g.StrokeWidth = look.Stroke
	}
	g.Rectangle.Refresh()
}
