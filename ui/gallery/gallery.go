// Package gallery shows every part in its states on one page, for those who
// build the window. Its texts are samples and stay English.
package gallery

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// Section is the samples of one kind of part.
type Section struct {
	Title   string
	Samples []fyne.CanvasObject
}

// Sections are all parts, those one presses first.
func Sections() []Section {
	return append(append(controls(), telling()...), append(frames(), data()...)...)
}

// New is the page below what stands on top. Tooltips go by the timer.
func New(after parts.Timer, top ...fyne.CanvasObject) fyne.CanvasObject {
	all := top
	for _, s := range Sections() {
		all = append(all, parts.NewWrapText(s.Title, look.Section, true, look.InkText, 1))
		all = append(all, s.Samples...)
		all = append(all, gap(look.S16))
	}
	page := parts.NewPage(container.NewPadded(parts.NewColumn(look.S8, all...)))
	return parts.NewTips(page, after)
}

// row puts samples side by side, each as small as it may be, in as many lines
// as they take.
func row(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&flowing{}, objects...)
}

// flowing is the layout of a row. It remembers its width, by which its height goes.
type flowing struct{ width float32 }

// MinSize is the widest sample, and the lines as last laid out.
func (f *flowing) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return f.flow(objects, f.width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// Layout places the samples.
func (f *flowing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.flow(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, s fyne.Size) {
		o.Move(at)
		o.Resize(s)
	})
}

func (f *flowing) flow(objects []fyne.CanvasObject, width float32, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) fyne.Size {
	var x, y, high, least float32
	for _, o := range objects {
		s := o.MinSize()
		if x > 0 && width > 0 && x+s.Width > width {
			x, y, high = 0, y+high+look.S8, 0
		}
		put(o, fyne.NewPos(x, y), s)
		x, high, least = x+s.Width+look.S8, max(high, s.Height), max(least, s.Width)
	}
	return fyne.NewSize(least, y+high)
}

// wide puts a sample into a width, to see what gives way.
func wide(w float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewHBox(container.New(fixed{w: w}, o))
}

// sized puts a sample into a size.
func sized(w, h float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewHBox(container.New(fixed{w, h}, o))
}

// fixed is a layout of a given width, and height where it is not 0.
type fixed struct{ w, h float32 }

// MinSize is the given size.
func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	h := f.h
	for _, o := range objects {
		if f.h == 0 {
			// Texts that wrap know their height once they have their width.
			o.Resize(fyne.NewSize(f.w, o.MinSize().Height))
			h = max(h, o.MinSize().Height)
		}
	}
	return fyne.NewSize(f.w, h)
}

// Layout fills the size.
func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func gap(h float32) fyne.CanvasObject {
	r := canvas.NewRectangle(look.Color(look.InkNone))
	r.SetMinSize(fyne.NewSize(1, h))
	return r
}

// columns puts samples into equal columns.
func columns(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewGridLayoutWithColumns(len(objects)), objects...)
}
