package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/view"
)

// head is the heading of a section of the list; a tap folds the section.
type head struct {
	widget.BaseWidget
	key     string
	now     headState
	phone   bool
	hovered bool
	tapped  func(key string)

	ground, over, under *canvas.Rectangle
	icon                *picture
	title, count        *line
	note                *ticks
}

// headState is what a head shows.
type headState struct {
	icon, title, count, note string
	tone                     view.Tone
	kind                     view.Kind
	folded                   bool
}

func stateOf(s *view.Section) headState {
	return headState{s.Icon, s.Title, s.Count, s.Note, s.Tone, s.Kind, s.Folded}
}

func newHead(tapped func(string)) *head {
	h := &head{tapped: tapped, ground: canvas.NewRectangle(color.Transparent),
		over: canvas.NewRectangle(color.Transparent), under: canvas.NewRectangle(color.Transparent),
		icon: newPicture("", look.Icon14, look.InkText2), title: newLine("", look.Meta, true, look.InkText2),
		count: newLine("", look.Meta, false, look.InkText3), note: newTicks("", look.Meta, false, look.InkText3)}
	h.ExtendBaseWidget(h)
	return h
}

func (h *head) set(s *view.Section, phone bool) {
	h.key = s.Key
	now := stateOf(s)
	if now == h.now && phone == h.phone {
		return
	}
	h.now, h.phone = now, phone
	h.title.size, h.icon.size = look.Meta, look.Icon14
	if phone {
		h.title.size, h.icon.size = look.PhoneMeta, look.Icon18
	}
	h.count.size, h.note.size = h.title.size, h.title.size
	h.title.set(now.title)
	h.count.set(now.count)
	h.note.set(now.note)
	h.Refresh()
}

// Tapped folds the section or opens it.
func (h *head) Tapped(*fyne.PointEvent) { h.tapped(h.key) }

// MouseIn shows that the head can be folded.
func (h *head) MouseIn(*desktop.MouseEvent) { h.hover(true) }

// MouseMoved changes nothing.
func (h *head) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (h *head) MouseOut() { h.hover(false) }

func (h *head) hover(on bool) {
	if h.hovered != on {
		h.hovered = on
		h.Refresh()
	}
}

// CreateRenderer draws it.
func (h *head) CreateRenderer() fyne.WidgetRenderer { return draw(h) }

func (h *head) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{h.ground, h.over, h.under, h.icon.image, h.title.text, h.count.text}
	return append(all, h.note.objects()...)
}

func (h *head) paint() {
	t := look.Now()
	h.ground.FillColor, h.over.FillColor, h.under.FillColor = t.BG0, t.Line, t.Line
	if h.hovered {
		h.ground.FillColor = blend(t.BG0, t.Text, 0.06)
	}
	h.title.ink, h.note.ink, h.count.ink = look.InkText2, look.InkText3, look.InkText3
	if h.now.tone == view.Bad || h.now.tone == view.Warn {
		h.title.ink = ToneInk(h.now.tone)
		h.note.ink = h.title.ink
		h.count.ink = look.InkText2
	}
	h.count.text.TextStyle.Bold = h.now.kind == view.Month
	h.icon.name, h.icon.ink = h.now.icon, h.title.ink
	switch {
	case h.now.folded:
		h.icon.name = "chevron_right"
	case h.hovered:
		h.icon.name = "expand_more"
	}
	for _, l := range []*line{h.title, h.count} {
		l.paint()
	}
	h.icon.paint()
	h.note.paint()
}

func (h *head) least() fyne.Size {
	return fyne.NewSize(look.Scaled(160), headHeight(h.phone))
}

func (h *head) place(size fyne.Size) {
	w, high := size.Width, size.Height
	box(h.ground, 0, 0, w, high)
	box(h.over, 0, 0, w, look.Stroke)
	box(h.under, 0, high-look.Stroke, w, look.Stroke)
	x := look.S16
	if h.icon.name != "" {
		h.icon.place(x, 0, high)
		x += h.icon.side() + look.S6
	}
	right := w - look.S16
	cw := h.count.least().Width
	right -= h.placeNote(x+h.title.least().Width+look.S6+cw+look.S10, right, high)
	if h.now.kind == view.Month { // the count ends the line
		h.count.place(right-cw-look.S8, 0, cw, high)
		h.title.place(x, 0, right-cw-look.S20-x, high)
		return
	}
	tw := min(h.title.least().Width, max(right-x-cw-look.S6, 0))
	h.title.place(x, 0, tw, high)
	h.count.place(x+tw+look.S6, 0, min(cw, right-x-tw-look.S6), high)
}

func headHeight(phone bool) float32 {
	if phone {
		return look.Scaled(look.SectionHeadPhone)
	}
	return look.Scaled(look.SectionHead)
}

// placeNote puts the note at the right end where it leaves room for the rest,
// and gives the room it takes.
func (h *head) placeNote(from, right, high float32) float32 {
	w := h.note.least().Width
	fits := w > 0 && from+w <= right
	for _, o := range h.note.objects() {
		show(o, fits)
	}
	if !fits {
		return 0
	}
	h.note.place(right-w, 0, high)
	return w + look.S10
}
