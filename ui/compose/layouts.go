package compose

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

func box(o fyne.CanvasObject, x, y, w, h float32) {
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

// flow puts objects side by side, in as many rows as they need.
type flow struct {
	gap   float32
	width float32
	high  float32
	last  bool // the last takes the rest of its row
}

func newFlow(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: look.S8}, objects...)
}

// Layout places them.
func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.place(objects, size.Width, true)
}

func (f *flow) place(objects []fyne.CanvasObject, width float32, move bool) float32 {
	x, y, row := float32(0), float32(0), float32(0)
	for n, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		s.Width = min(s.Width, width)
		if x > 0 && x+s.Width > width {
			x, y, row = 0, y+row+f.gap, 0
		}
		if f.last && n == len(objects)-1 {
			s.Width = width - x
		}
		if move {
			box(o, x, y, s.Width, s.Height)
		}
		x += s.Width + f.gap
		row = max(row, s.Height)
	}
	f.high = y + row
	return f.high
}

// MinSize is the height in the width it has.
func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if f.width <= 0 {
		return fyne.NewSize(look.Scaled(120), look.Scaled(look.Button))
	}
	return fyne.NewSize(look.Scaled(120), f.place(objects, f.width, false))
}

// panel is a ground behind content, with room round it.
type panel struct {
	widget.BaseWidget
	ground, edge look.Ink
	pad          float32
	content      fyne.CanvasObject
	back         *canvas.Rectangle
	radius       float32
}

func newPanel(ground, edge look.Ink, pad, radius float32, content fyne.CanvasObject) *panel {
	p := &panel{ground: ground, edge: edge, pad: pad, content: content, back: canvas.NewRectangle(look.Color(look.InkNone)), radius: radius}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer draws it.
func (p *panel) CreateRenderer() fyne.WidgetRenderer {
	d := panelDrawing{p}
	d.paint()
	return d
}

type panelDrawing struct{ p *panel }

func (d panelDrawing) paint() {
	b := d.p.back
	b.FillColor, b.StrokeColor, b.CornerRadius, b.StrokeWidth = look.Color(d.p.ground), look.Color(d.p.edge), d.p.radius, 0
	if d.p.edge != look.InkNone {
		b.StrokeWidth = look.Stroke
	}
}

// Layout places the content.
func (d panelDrawing) Layout(size fyne.Size) {
	p := d.p
	box(p.back, 0, 0, size.Width, size.Height)
	if p.content != nil {
		box(p.content, p.pad, p.pad, size.Width-2*p.pad, size.Height-2*p.pad)
	}
}

// MinSize is that of the content in its width.
func (d panelDrawing) MinSize() fyne.Size {
	if d.p.content == nil {
		return fyne.NewSize(1, 1)
	}
	return d.p.content.MinSize().AddWidthHeight(2*d.p.pad, 2*d.p.pad)
}

// Refresh paints it in the look in use.
func (d panelDrawing) Refresh() {
	d.paint()
	d.Layout(d.p.Size())
	canvas.Refresh(d.p)
}

// Objects are what is drawn.
func (d panelDrawing) Objects() []fyne.CanvasObject {
	if d.p.content == nil {
		return []fyne.CanvasObject{d.p.back}
	}
	return []fyne.CanvasObject{d.p.back, d.p.content}
}

// Destroy has nothing to let go.
func (d panelDrawing) Destroy() {}

// rule is a line across.
func rule() *panel { return newPanel(look.InkLine, look.InkNone, 0, 0, nil) }
