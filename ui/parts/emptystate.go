package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// EmptyState says that there is nothing, why that is, and what may be done.
type EmptyState struct {
	widget.BaseWidget
	icon    *picture
	title   *wrapped
	text    *wrapped
	actions []fyne.CanvasObject
}

// NewEmptyState makes one; actions stand below in a row, or below each other
// where there is no room.
func NewEmptyState(icon, title, text string, actions ...fyne.CanvasObject) *EmptyState {
	e := &EmptyState{icon: newPicture(icon, 40, look.InkText3), title: newWrapped(title, look.Section, true, look.InkText),
		text: newWrapped(text, look.Body, false, look.InkText2), actions: actions}
	e.ExtendBaseWidget(e)
	return e
}

// Set shows other texts.
func (e *EmptyState) Set(icon, title, text string) {
	e.icon.name, e.title.full, e.text.full = icon, title, text
	e.Refresh()
}

// SetInk draws the icon in another colour: good news, or a fault.
func (e *EmptyState) SetInk(ink look.Ink) {
	e.icon.ink = ink
	e.Refresh()
}

// CreateRenderer draws it.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer { return draw(e) }

func (e *EmptyState) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{e.icon.image}
	all = append(append(all, e.title.objects()...), e.text.objects()...)
	return append(all, e.actions...)
}

func (e *EmptyState) paint() {
	e.icon.paint()
	e.fold(e.Size().Width)
}

// fold breaks the texts and gives the height of all.
func (e *EmptyState) fold(width float32) float32 {
	w := e.measure(width)
	high := e.title.fold(w) + look.S6 + e.text.fold(w)
	if e.icon.name != "" {
		high += e.icon.side() + look.S14
	}
	if len(e.actions) > 0 {
		high += look.S16 + e.actionsHeight(width)
	}
	return high
}

// measure is the width of the texts: no longer than the eye likes.
func (e *EmptyState) measure(width float32) float32 {
	return max(min(width-2*look.S20, look.Scaled(440)), 0)
}

func (e *EmptyState) rowWidth() float32 {
	w := -look.S8
	for _, a := range e.actions {
		w += a.MinSize().Width + look.S8
	}
	return w
}

func (e *EmptyState) actionsHeight(width float32) float32 {
	row, stack := float32(0), -look.S8
	for _, a := range e.actions {
		h := a.MinSize().Height
		row, stack = max(row, h), stack+h+look.S8
	}
	if e.rowWidth() <= width-2*look.S20 {
		return row
	}
	return stack
}

func (e *EmptyState) least() fyne.Size {
	w := look.Scaled(160)
	for _, a := range e.actions {
		w = max(w, a.MinSize().Width+2*look.S20)
	}
	return fyne.NewSize(w, e.fold(max(e.Size().Width, w)))
}

func (e *EmptyState) place(size fyne.Size) {
	high := e.fold(size.Width)
	y := max((size.Height-high)/2, 0)
	if e.icon.name != "" {
		s := e.icon.side()
		e.icon.place((size.Width-s)/2, y, s)
		y += s + look.S14
	}
	for n, t := range []*wrapped{e.title, e.text} {
		for _, l := range t.lines {
			l.Alignment = fyne.TextAlignCenter
		}
		t.place(0, y, size.Width)
		y += float32(len(t.lines)) * t.pitch()
		if n == 0 {
			y += look.S6
		}
	}
	e.placeActions(y+look.S16, size.Width)
}

func (e *EmptyState) placeActions(y, width float32) {
	row := e.rowWidth()
	x := (width - row) / 2
	for _, a := range e.actions {
		s := a.MinSize()
		if row <= width-2*look.S20 {
			box(a, x, y, s.Width, s.Height)
			x += s.Width + look.S8
			continue
		}
		w := min(width-2*look.S20, look.Scaled(320))
		box(a, (width-w)/2, y, w, s.Height)
		y += s.Height + look.S8
	}
}
