package parts

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// sheet is what the list scrolls: as high as all rows, with only those in view.
// It hears the pointer for all of them.
type sheet struct {
	widget.BaseWidget
	list  *IncidentList
	rows  map[int]*IncidentRow
	heads map[int]*head
	// Those out of view, to be used again.
	spareRows  []*IncidentRow
	spareHeads []*head
	order      []fyne.CanvasObject
	held       fyne.KeyModifier
}

func newSheet(l *IncidentList) *sheet {
	s := &sheet{list: l, rows: map[int]*IncidentRow{}, heads: map[int]*head{}}
	s.ExtendBaseWidget(s)
	return s
}

// arrange gives each row and head in view a widget and its data.
func (s *sheet) arrange() {
	l := s.list
	from := l.scroll.Offset.Y
	to := from + l.scroll.Size().Height
	first, end := 0, 0
	if to > from && l.flow.rows > 0 {
		first, end = l.flow.at(from), min(l.flow.at(to)+1, l.flow.rows)
	}
	changed := s.release(first, end, from, to)
	width := s.Size().Width
	for section := range l.flow.sections {
		if s.headShown(section, from, to) {
			h, fresh := s.head(section)
			changed = changed || fresh
			box(h, 0, l.flow.tops[section], width, l.flow.head(section))
			h.set(&l.flow.sections[section], l.density == Phone)
		}
	}
	for row := first; row < end; row++ {
		r, fresh := s.row(row)
		changed = changed || fresh
		box(r, l.swipe.shift(row), l.flow.top(row), width, l.flow.row)
		r.setDensity(l.density)
		r.Set(l.flow.view(row), l.state(row))
	}
	if changed {
		s.relist()
	}
}

func (s *sheet) headShown(section int, from, to float32) bool {
	f := s.list.flow
	top, high := f.tops[section], f.head(section)
	return high > 0 && top+high > from && top < to
}

// release keeps what left the view for later.
func (s *sheet) release(first, end int, from, to float32) (changed bool) {
	for n, r := range s.rows {
		if n < first || n >= end {
			s.spareRows = append(s.spareRows, r)
			delete(s.rows, n)
			changed = true
		}
	}
	for n, h := range s.heads {
		if n >= len(s.list.flow.sections) || !s.headShown(n, from, to) {
			s.spareHeads = append(s.spareHeads, h)
			delete(s.heads, n)
			changed = true
		}
	}
	return changed
}

func (s *sheet) row(n int) (r *IncidentRow, fresh bool) {
	if r, ok := s.rows[n]; ok {
		return r, false
	}
	if last := len(s.spareRows) - 1; last >= 0 {
		r, s.spareRows = s.spareRows[last], s.spareRows[:last]
	} else {
		r = NewIncidentRow(s.list.flow.view(n), s.list.density)
	}
	s.rows[n] = r
	return r, true
}

func (s *sheet) head(n int) (h *head, fresh bool) {
	if h, ok := s.heads[n]; ok {
		return h, false
	}
	if last := len(s.spareHeads) - 1; last >= 0 {
		h, s.spareHeads = s.spareHeads[last], s.spareHeads[:last]
	} else {
		h = newHead(s.list.toggle)
	}
	s.heads[n] = h
	return h, true
}

// relist gathers what is drawn: what a swipe uncovers, and the rows above it.
func (s *sheet) relist() {
	s.order = append(s.order[:0], s.list.swipe.objects()...)
	for _, row := range slices.Sorted(maps.Keys(s.rows)) {
		s.order = append(s.order, s.rows[row])
	}
	for section := range s.list.flow.sections {
		if h, ok := s.heads[section]; ok {
			s.order = append(s.order, h)
		}
	}
	canvas.Refresh(s)
}

// forget drops all rows and heads: they were made for another look.
func (s *sheet) forget() {
	clear(s.rows)
	clear(s.heads)
	s.spareRows, s.spareHeads, s.order = nil, nil, nil
}

// CreateRenderer draws it.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer { return draw(s) }

func (s *sheet) objects() []fyne.CanvasObject { return s.order }

// paint leaves the rows to themselves; those kept for later are of an old look.
func (s *sheet) paint() { s.spareRows, s.spareHeads = nil, nil }

func (s *sheet) least() fyne.Size { return fyne.NewSize(1, s.list.flow.height) }

func (s *sheet) place(fyne.Size) {}

// MouseDown notes which keys are held: a tap does not tell.
func (s *sheet) MouseDown(e *desktop.MouseEvent) { s.held = e.Modifier }

// MouseUp changes nothing.
func (s *sheet) MouseUp(*desktop.MouseEvent) {}

// Tapped selects, or marks where Shift or Ctrl is held.
func (s *sheet) Tapped(e *fyne.PointEvent) {
	held := s.held
	s.held = 0
	s.list.tapped(e.Position, held)
}

// TappedSecondary asks for a menu; on a phone it is the long press, which marks.
func (s *sheet) TappedSecondary(e *fyne.PointEvent) {
	s.held = 0
	s.list.tappedSecondary(e)
}

// MouseIn lights a row up.
func (s *sheet) MouseIn(e *desktop.MouseEvent) { s.list.hover(e.Position.Y) }

// MouseMoved lights another up.
func (s *sheet) MouseMoved(e *desktop.MouseEvent) { s.list.hover(e.Position.Y) }

// MouseOut ends it.
func (s *sheet) MouseOut() { s.list.hover(-1) }

// Dragged swipes a row on a phone; up and down scrolls.
func (s *sheet) Dragged(e *fyne.DragEvent) { s.list.dragged(e) }

// DragEnd settles the swipe.
func (s *sheet) DragEnd() { s.list.dragEnd() }
