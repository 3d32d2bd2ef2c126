package parts

import (
	"fyne.io/fyne/v2"

	"turnaround/app/incident"
	"turnaround/ui/view"
)

// Marked are the incidents chosen to be acted on at once, in the list's order.
func (l *IncidentList) Marked() []incident.ID {
	if len(l.marks) == 0 {
		return nil
	}
	ids := make([]incident.ID, 0, len(l.marks))
	l.EachMarked(func(rows view.Lines, n int) { ids = append(ids, rows.ID(n)) })
	return ids
}

// EachMarked calls f for each of them.
func (l *IncidentList) EachMarked(f func(rows view.Lines, n int)) {
	if len(l.marks) == 0 {
		return
	}
	for _, s := range l.flow.sections {
		if s.Rows == nil {
			continue
		}
		for n := range s.Rows.Len() {
			if l.marks[s.Rows.ID(n)] {
				f(s.Rows, n)
			}
		}
	}
}

// ToggleMark marks the selected row, or takes its mark away.
func (l *IncidentList) ToggleMark() {
	if l.at >= 0 {
		l.toggleMark(l.at)
	}
}

// MarkAll marks every row that is not folded away.
func (l *IncidentList) MarkAll() {
	l.markRange(0, l.flow.rows-1)
	l.arrange()
	l.tellMarked()
}

// ClearMarks takes all marks away; it tells whether there were any.
func (l *IncidentList) ClearMarks() bool {
	if len(l.marks) == 0 {
		return false
	}
	clear(l.marks)
	l.arrange()
	l.tellMarked()
	return true
}

func (l *IncidentList) toggleMark(row int) {
	id := l.flow.id(row)
	if l.marks[id] {
		delete(l.marks, id)
	} else {
		l.marks[id] = true
	}
	l.anchor = id
	l.arrange()
	l.tellMarked()
}

// extend marks from the anchor to a row.
func (l *IncidentList) extend(row int) {
	from := l.flow.find(l.anchor, l.last)
	if from < 0 {
		from = row
	}
	l.markRange(min(from, row), max(from, row))
	l.arrange()
	l.tellMarked()
}

func (l *IncidentList) markRange(from, to int) {
	for row := from; row <= to; row++ {
		l.marks[l.flow.id(row)] = true
	}
}

// prune drops the marks of incidents the list has no more: nobody would know
// what an action on all marked ones meets.
func (l *IncidentList) prune() {
	if len(l.marks) == 0 {
		return
	}
	kept := map[incident.ID]bool{}
	for _, id := range l.Marked() {
		kept[id] = true
	}
	l.marks = kept
}

func (l *IncidentList) tellMarked() {
	if l.OnMarked != nil {
		l.OnMarked(l.Marked())
	}
}

// state is what a row shows beside its data.
func (l *IncidentList) state(row int) RowState {
	s := RowState{Selected: row == l.at, Hovered: row == l.hovered, Marking: len(l.marks) > 0,
		Focused: row == l.at && l.focused && l.keyed}
	s.Marked = s.Marking && l.marks[l.flow.id(row)]
	return s
}

func (l *IncidentList) hover(y float32) {
	row, ok := l.flow.hit(y)
	if !ok || l.density == Phone {
		row = -1
	}
	if row != l.hovered {
		l.hovered = row
		l.sheet.arrange()
	}
}

// tapped does what a tap on a row means; held are the keys held with it.
func (l *IncidentList) tapped(at fyne.Position, held fyne.KeyModifier) {
	row, ok := l.flow.hit(at.Y)
	if !ok {
		return
	}
	if l.swipe.row >= 0 {
		l.tappedSwiped(row, at.X)
		return
	}
	l.keyed = false
	focusOn(l)
	r := l.sheet.rows[row]
	marking := len(l.marks) > 0
	switch {
	case held&fyne.KeyModifierShift != 0:
		l.extend(row)
	case held&fyne.KeyModifierShortcutDefault != 0:
		if !marking && l.at >= 0 && l.at != row {
			l.marks[l.selected] = true // what was selected is the first of several
		}
		l.toggleMark(row)
	case marking && (l.density == Phone || r != nil && at.X < r.tickEnd()):
		l.toggleMark(row)
	case r != nil && r.row.Chip.Link && at.X >= r.badgeStart() && l.OnChip != nil:
		l.choose(row)
		l.OnChip(l.selected)
	default:
		l.choose(row)
		l.anchor = l.selected
		if l.density == Phone && l.OnOpen != nil {
			l.OnOpen(l.selected)
		}
	}
}

func (l *IncidentList) tappedSecondary(e *fyne.PointEvent) {
	row, ok := l.flow.hit(e.Position.Y)
	if !ok {
		return
	}
	if l.density == Phone {
		l.toggleMark(row)
		return
	}
	l.keyed = false
	focusOn(l)
	if !l.marks[l.flow.id(row)] {
		l.choose(row)
	}
	if l.OnMenu != nil {
		l.OnMenu(l.flow.id(row), e.AbsolutePosition)
	}
}
