package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// placing is a layout by one function, which places what there is in a width
// and gives the height that takes.
type placing struct {
	least float32 // width
	place func(width float32) float32
	wide  *float32 // as last laid out
}

func placed(least float32, place func(width float32) float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(placing{least, place, new(float32)}, objects...)
}

// MinSize is the height in the width there is.
func (p placing) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(p.least), p.place(max(*p.wide, look.Scaled(p.least))))
}

// Layout places everything.
func (p placing) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	*p.wide = size.Width
	p.place(size.Width)
}

// filling is a layout that fills a size.
type filling func(size fyne.Size)

// MinSize asks for next to nothing: what is inside scrolls.
func (filling) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Scaled(200), look.Scaled(200))
}

// Layout places everything.
func (f filling) Layout(_ []fyne.CanvasObject, size fyne.Size) { f(size) }

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

// oneLine is one line, cut with an ellipsis where it does not fit.
func oneLine(size float32, bold bool, ink look.Ink) *parts.WrapText {
	return parts.NewWrapText("", size, bold, ink, 1)
}
