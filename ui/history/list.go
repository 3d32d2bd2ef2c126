package history

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
)

// list shows any number of incidents: only those in view exist. Enter, Space or
// a tap tick the start that a text states. Keys it has no use for are passed on.
type list struct {
	widget.List
	rows    []row
	at      int
	pressed func(row)
}

func newList(class *look.Width, now func() time.Time, pressed func(row)) *list {
	l := &list{pressed: pressed}
	l.HideSeparators = true
	l.Length = func() int { return len(l.rows) }
	l.CreateItem = func() fyne.CanvasObject { return newRecord(class, now) }
	l.UpdateItem = func(n int, o fyne.CanvasObject) {
		if n < len(l.rows) {
			o.(*record).set(l.rows[n])
		}
	}
	l.OnHighlighted = func(n int) { l.at = n }
	l.OnSelected = func(n int) {
		l.Unselect(n)
		l.at = n
		l.tick()
	}
	l.ExtendBaseWidget(l)
	return l
}

// set shows other rows; the place is kept.
func (l *list) set(rows []row) {
	l.rows = rows
	l.at = max(0, min(l.at, len(rows)-1))
	l.Refresh()
}

func (l *list) focus() {
	parts.Focus(l)
	l.step(0)
}

// step moves so many rows down, or up.
func (l *list) step(by int) {
	if len(l.rows) == 0 {
		return
	}
	l.at = max(0, min(l.at+by, len(l.rows)-1))
	l.ScrollTo(l.at)
	l.Highlight(l.at)
}

func (l *list) tick() {
	if l.at < len(l.rows) {
		l.pressed(l.rows[l.at])
	}
}

// TypedKey moves, ticks, or passes on.
func (l *list) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(l.Size().Height/max(l.MinSize().Height, 1))-1)
	switch e.Name {
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyPageDown:
		l.step(page)
	case fyne.KeyPageUp:
		l.step(-page)
	case fyne.KeyHome:
		l.step(-len(l.rows))
	case fyne.KeyEnd:
		l.step(len(l.rows))
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.tick()
	default:
		keys.PassKey(l, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (l *list) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(l, r)
	}
}

// TypedShortcut passes shortcuts on.
func (l *list) TypedShortcut(s fyne.Shortcut) { keys.PassShortcut(l, s) }
