package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/keys"
)

// FocusGained shows where the keyboard is, unless a tap brought the focus.
func (l *IncidentList) FocusGained() {
	l.focused, l.shift = true, false
	l.arrange()
}

// FocusLost takes the ring away.
func (l *IncidentList) FocusLost() {
	l.focused, l.shift, l.keyed = false, false, true
	l.arrange()
}

// KeyDown notes Shift: a typed key does not tell.
func (l *IncidentList) KeyDown(e *fyne.KeyEvent) { l.hold(e, true) }

// KeyUp notes its end.
func (l *IncidentList) KeyUp(e *fyne.KeyEvent) { l.hold(e, false) }

func (l *IncidentList) hold(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

// TypedKey moves, opens, marks and folds; every other key is passed on.
func (l *IncidentList) TypedKey(e *fyne.KeyEvent) {
	l.keyed = true
	switch e.Name {
	case fyne.KeyDown:
		l.move(1, l.shift)
	case fyne.KeyUp:
		l.move(-1, l.shift)
	case fyne.KeyPageDown:
		l.move(l.page(), l.shift)
	case fyne.KeyPageUp:
		l.move(-l.page(), l.shift)
	case fyne.KeyHome:
		l.move(-l.flow.rows, l.shift)
	case fyne.KeyEnd:
		l.move(l.flow.rows, l.shift)
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.at >= 0 && l.OnOpen != nil {
			l.OnOpen(l.selected)
		}
	case fyne.KeySpace:
		l.ToggleMark()
	case fyne.KeyLeft:
		l.fold()
	case fyne.KeyRight:
		l.unfold()
	case fyne.KeyEscape:
		if !l.closeSwipe() && !l.ClearMarks() {
			keys.PassKey(l, e)
		}
	default:
		keys.PassKey(l, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (l *IncidentList) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(l, r)
	}
}

// move goes some rows on, marking what lies between if asked.
func (l *IncidentList) move(by int, mark bool) {
	if l.flow.rows == 0 {
		return
	}
	l.closeSwipe()
	to := l.at + by
	switch {
	case l.at < 0 && by == 1: // the selected one left: what stands there now is next
		to = l.last
	case l.at < 0:
		to = l.last + by
	}
	to = max(0, min(to, l.flow.rows-1))
	if l.anchor == "" || !mark {
		l.anchor = l.flow.id(to)
		if mark && l.at >= 0 {
			l.anchor = l.selected
		}
	}
	l.choose(to)
	if mark {
		l.extend(to)
	}
}

// fold closes the section of the selected row; the row above is next.
func (l *IncidentList) fold() {
	if l.at < 0 {
		return
	}
	section, _ := l.flow.spot(l.at)
	if l.flow.head(section) == 0 {
		return
	}
	l.toggle(l.flow.sections[section].Key)
}

// unfold opens the first section that is folded, from where the selected row
// is or was.
func (l *IncidentList) unfold() {
	at := max(l.at, l.last)
	for n := range l.flow.sections {
		if l.flow.sections[n].Folded && l.flow.first[n] >= min(at, l.flow.rows) {
			l.toggle(l.flow.sections[n].Key)
			return
		}
	}
}
