package settings

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// flowing is a layout that knows its height at a width, so that wrapped text
// is given the room it takes in one pass.
type flowing interface {
	heightAt(objects []fyne.CanvasObject, width float32) float32
}

// tall is a part that knows its height at a width.
type tall interface{ HeightFor(width float32) float32 }

// heightAt is how high an object is at a width.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(flowing); ok {
			return l.heightAt(c.Objects, width)
		}
	}
	if t, ok := o.(tall); ok {
		return t.HeightFor(width)
	}
	return o.MinSize().Height
}

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}

func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, o := range objects {
		if o.Visible() {
			list = append(list, o)
		}
	}
	return list
}

// column sets objects below each other, each as wide as the column.
type column struct {
	gap  float32
	last float32 // the width it was last laid out with
}

func vbox(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&column{gap: gap}, objects...)
}

func (l *column) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for n, o := range visible(objects) {
		if n > 0 {
			h += l.gap
		}
		h += heightAt(o, width)
	}
	return h
}

func (l *column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w float32
	for _, o := range visible(objects) {
		w = max(w, o.MinSize().Width)
	}
	return fyne.NewSize(w, l.heightAt(objects, max(l.last, w)))
}

func (l *column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.last = size.Width
	var y float32
	for _, o := range visible(objects) {
		h := heightAt(o, size.Width)
		put(o, 0, y, size.Width, h)
		y += h + l.gap
	}
}

// line sets objects beside each other, in the middle of its height. Widths are
// their own, or shared out by weight where there is one.
type line struct {
	gap     float32
	weights []float32
	top     bool // at the top, not in the middle
}

// hbox sets objects beside each other; those from the end of weights on have none.
func hbox(gap float32, weights []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&line{gap: gap, weights: weights}, objects...)
}

// topbox is hbox at the top of the line.
func topbox(gap float32, weights []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&line{gap: gap, weights: weights, top: true}, objects...)
}

// widths shares a width out.
func (l *line) widths(objects []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(objects))
	left, all, shown := width, float32(0), 0
	for n, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if n < len(l.weights) && l.weights[n] > 0 {
			all += l.weights[n]
			continue
		}
		out[n] = o.MinSize().Width
		left -= out[n]
	}
	left -= l.gap * float32(max(0, shown-1))
	for n, o := range objects {
		if o.Visible() && n < len(l.weights) && l.weights[n] > 0 {
			out[n] = max(0, left*l.weights[n]/all)
		}
	}
	return out
}

func (l *line) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for n, w := range l.widths(objects, width) {
		if objects[n].Visible() {
			h = max(h, heightAt(objects[n], w))
		}
	}
	return h
}

func (l *line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w, h float32
	for n, o := range visible(objects) {
		if n > 0 {
			w += l.gap
		}
		least := o.MinSize()
		w, h = w+least.Width, max(h, least.Height)
	}
	return fyne.NewSize(w, h)
}

func (l *line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for n, w := range l.widths(objects, size.Width) {
		if !objects[n].Visible() {
			continue
		}
		h := heightAt(objects[n], w)
		y := (size.Height - h) / 2
		if l.top {
			y = 0
		}
		put(objects[n], x, y, w, h)
		x += w + l.gap
	}
}

// columns sets objects in so many equal columns; each row is as high as its highest.
type columns struct {
	n         int
	gap, down float32
}

func grid(n int, gap, down float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{n, gap, down}, objects...)
}

func (l *columns) each(objects []fyne.CanvasObject, width float32, do func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	w := (width - l.gap*float32(l.n-1)) / float32(l.n)
	shown, y := visible(objects), float32(0)
	for from := 0; from < len(shown); from += l.n {
		row := shown[from:min(from+l.n, len(shown))]
		var h float32
		for _, o := range row {
			h = max(h, heightAt(o, w))
		}
		for n, o := range row {
			do(o, float32(n)*(w+l.gap), y, w, h)
		}
		y += h + l.down
	}
	return max(0, y-l.down)
}

func (l *columns) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	return l.each(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var w float32
	for _, o := range visible(objects) {
		w = max(w, o.MinSize().Width)
	}
	w = w*float32(l.n) + l.gap*float32(l.n-1)
	return fyne.NewSize(w, l.heightAt(objects, w))
}

func (l *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.each(objects, size.Width, put)
}

// margin leaves room round one object; what comes before it is its ground.
type margin struct{ left, top, right, bottom float32 }

func pad(m margin, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&m, objects...)
}

func (l *margin) heightAt(objects []fyne.CanvasObject, width float32) float32 {
	return heightAt(objects[len(objects)-1], width-l.left-l.right) + l.top + l.bottom
}

func (l *margin) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[len(objects)-1].MinSize().AddWidthHeight(l.left+l.right, l.top+l.bottom)
}

func (l *margin) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	last := len(objects) - 1
	for _, ground := range objects[:last] {
		put(ground, 0, 0, size.Width, size.Height)
	}
	put(objects[last], l.left, l.top, size.Width-l.left-l.right, size.Height-l.top-l.bottom)
}

// ground is a filled rectangle that follows the look.
type ground struct {
	widget.BaseWidget
	fill, edge look.Ink
	height     float32 // at least
	rect       *canvas.Rectangle
}

// rule is a line between things.
func rule() fyne.CanvasObject {
	g := newGround(look.InkLine, look.InkNone, 0)
	g.height = look.Stroke
	return g
}

func newGround(fill, edge look.Ink, radius float32) *ground {
	g := &ground{fill: fill, edge: edge, rect: canvas.NewRectangle(color.Transparent)}
	g.rect.CornerRadius = radius
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer draws it.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	g.paint()
	return &groundDrawing{g}
}

func (g *ground) paint() {
	g.rect.FillColor, g.rect.StrokeColor, g.rect.StrokeWidth = look.Color(g.fill), look.Color(g.edge), 0
	if g.edge != look.InkNone {
		g.rect.StrokeWidth = look.Stroke
	}
}

// tapGround is a ground that can be clicked, below what has a use for clicks
// of its own.
type tapGround struct {
	ground
	do func()
}

func newTapGround(fill look.Ink, do func()) *tapGround {
	g := &tapGround{ground{fill: fill, edge: look.InkNone, rect: canvas.NewRectangle(color.Transparent)}, do}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer draws it; what is selected reaches a little beyond its column,
// with a bar at the left.
func (g *tapGround) CreateRenderer() fyne.WidgetRenderer {
	g.paint()
	if g.fill != look.InkSel {
		return &groundDrawing{&g.ground}
	}
	return widget.NewSimpleRenderer(container.New(beyond(look.S8), newGround(look.InkSel, look.InkNone, 0), newGround(look.InkAccent, look.InkNone, 0)))
}

// beyond sets a ground that reaches out of its column, and a bar at its left.
type beyond float32

func (beyond) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 0) }

func (b beyond) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], -float32(b), 0, size.Width+2*float32(b), size.Height)
	put(objects[1], -float32(b), 0, look.StrokeBar, size.Height)
}

// Tapped does what it is for.
func (g *tapGround) Tapped(*fyne.PointEvent) { g.do() }

// Cursor is the hand.
func (g *tapGround) Cursor() desktop.Cursor { return desktop.PointerCursor }

type groundDrawing struct{ g *ground }

func (d *groundDrawing) Layout(size fyne.Size)        { d.g.rect.Resize(size) }
func (d *groundDrawing) MinSize() fyne.Size           { return fyne.NewSize(1, d.g.height) }
func (d *groundDrawing) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{d.g.rect} }
func (d *groundDrawing) Destroy()                     {}
func (d *groundDrawing) Refresh() {
	d.g.paint()
	d.g.rect.Refresh()
}
