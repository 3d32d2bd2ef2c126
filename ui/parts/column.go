package parts

import (
	"fyne.io/fyne/v2"
)

// NewColumn lays objects out below each other with a gap between. Unlike
// Fyne's box it gives each its width before it asks for a height, so that texts
// that wrap stand right at once.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: columnLayout{gap}, Objects: objects}
}

type columnLayout struct{ gap float32 }

// MinSize is the widest, and all heights as last laid out.
func (l columnLayout) MinSize(objects []fyne.CanvasObject) (size fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			s := o.MinSize()
			size = fyne.NewSize(max(size.Width, s.Width), size.Height+s.Height+l.gap)
		}
	}
	size.Height = max(0, size.Height-l.gap)
	return size
}

// Layout places the objects.
func (l columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if o.Visible() {
			h := heightIn(o, size.Width)
			box(o, 0, y, size.Width, h)
			y += h + l.gap
		}
	}
}

// heightIn is how high an object is in a width.
func heightIn(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, max(o.Size().Height, o.MinSize().Height)))
	return o.MinSize().Height
}
