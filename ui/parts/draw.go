package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// drawn is a part that keeps its own objects: it paints them in the look in
// use, says how small it may be and places them.
type drawn interface {
	fyne.Widget
	objects() []fyne.CanvasObject
	paint()
	least() fyne.Size
	place(size fyne.Size)
}

// drawing is the renderer of every drawn part. It keeps nothing: Fyne may throw
// it away and ask for another.
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

// Refresh paints everything anew: colours and text sizes may have changed.
func (d drawing) Refresh() {
	d.part.paint()
	d.part.place(d.part.Size())
	canvas.Refresh(d.part)
}

// box puts an object at a place in a size.
func box(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

// show shows an object or hides it.
func show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
