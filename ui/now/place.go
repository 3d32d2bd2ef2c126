package now

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
)

// placing is a layout made of two functions.
type placing struct {
	least func() fyne.Size
	place func(size fyne.Size)
}

// MinSize asks the first.
func (p placing) MinSize([]fyne.CanvasObject) fyne.Size { return p.least() }

// Layout asks the second.
func (p placing) Layout(_ []fyne.CanvasObject, size fyne.Size) { p.place(size) }

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
}

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

// column lays objects below each other with a gap, all as wide as it is; the
// hidden take no room.
type column struct{ gap float32 }

// MinSize is the widest, and all heights.
func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		if size.Height > 0 {
			size.Height += c.gap
		}
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
	}
	return size
}

// Layout places them; one that wraps knows its height once it has its width.
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		high := o.MinSize().Height
		put(o, 0, y, size.Width, high)
		y += high + c.gap
	}
}

// stack lays a form's parts below each other.
func stack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{look.S8}, objects...)
}
