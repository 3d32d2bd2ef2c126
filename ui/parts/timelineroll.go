package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// roll is what the list scrolls: as high as all moments, with only those in view.
type roll struct {
	widget.BaseWidget
	list    *TimelineList
	entries map[int]*TimelineEntry
	spare   []*TimelineEntry
	order   []fyne.CanvasObject
}

func newRoll(t *TimelineList) *roll {
	r := &roll{list: t, entries: map[int]*TimelineEntry{}}
	r.ExtendBaseWidget(r)
	return r
}

// entry gives the widget of a moment in view.
func (r *roll) entry(n int) *TimelineEntry {
	e, ok := r.entries[n]
	if !ok {
		if last := len(r.spare) - 1; last >= 0 {
			e, r.spare = r.spare[last], r.spare[:last]
		} else {
			e = NewTimelineEntry(r.list.moments[n], r.list.phone)
		}
		r.entries[n] = e
	}
	if first, last := n == 0, n == len(r.list.moments)-1; e.first != first || e.last != last {
		e.first, e.last = first, last
		e.Refresh()
	}
	e.Set(r.list.moments[n])
	return e
}

func (r *roll) arrange(from, to int) {
	for n, e := range r.entries {
		if n < from || n >= to {
			r.spare = append(r.spare, e)
			delete(r.entries, n)
		}
	}
	t := r.list
	r.order = r.order[:0]
	for n := from; n < to; n++ {
		e := r.entry(n)
		box(e, 0, t.tops[n], t.width, t.heights[n])
		ring := t.focused && t.keyed && n == t.at
		if e.ring.Visible() != ring {
			show(e.ring, ring)
			e.ring.Refresh()
		}
		r.order = append(r.order, e)
	}
	canvas.Refresh(r)
}

func (r *roll) forget() {
	clear(r.entries)
	r.spare, r.order = nil, nil
}

// CreateRenderer draws it.
func (r *roll) CreateRenderer() fyne.WidgetRenderer { return draw(r) }

func (r *roll) objects() []fyne.CanvasObject { return r.order }
func (r *roll) paint()                       { r.spare = nil }
func (r *roll) least() fyne.Size             { return fyne.NewSize(1, r.list.height()) }
func (r *roll) place(fyne.Size)              {}

// Tapped moves the keyboard's place, and folds or opens a group at its link.
func (r *roll) Tapped(e *fyne.PointEvent) {
	t := r.list
	n := t.momentAt(e.Position.Y)
	if n >= len(t.moments) {
		return
	}
	t.keyed = false
	t.at = n
	focusOn(t)
	if entry, ok := r.entries[n]; ok && entry.foldAt(e.Position.X) {
		t.press()
	}
}

// TappedSecondary asks for a menu.
func (r *roll) TappedSecondary(e *fyne.PointEvent) {
	t := r.list
	n := t.momentAt(e.Position.Y)
	if n < len(t.moments) && t.OnMenu != nil {
		t.OnMenu(t.moments[n], e.AbsolutePosition)
	}
}
