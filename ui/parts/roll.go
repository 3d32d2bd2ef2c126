package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
)

// RollRow draws one row of a roll.
type RollRow[T any] interface {
	fyne.CanvasObject
	Set(T)
}

// Roll is a list of any length: only the rows in view exist. Enter, Space or a
// tap press a row; keys it has no use for are passed on.
type Roll[T any] struct {
	widget.List
	// Stepped is called when the keyboard moved; it may be nil.
	Stepped func(n int)

	rows    []T
	at      int
	focused bool
	pressed func(n int)
}

// NewRoll makes one whose rows are drawn by what row makes.
func NewRoll[T any](row func() RollRow[T], pressed func(n int)) *Roll[T] {
	l := &Roll[T]{pressed: pressed}
	l.HideSeparators = true
	l.Length = func() int { return len(l.rows) }
	l.CreateItem = func() fyne.CanvasObject { return row() }
	l.UpdateItem = func(n int, o fyne.CanvasObject) {
		if n < len(l.rows) {
			o.(RollRow[T]).Set(l.rows[n])
		}
	}
	l.OnHighlighted = func(n int) { l.at = n }
	l.OnSelected = func(n int) {
		l.Unselect(n)
		l.at = n
		l.Press()
	}
	l.ExtendBaseWidget(l)
	return l
}

// Set shows other rows; the place is kept.
func (l *Roll[T]) Set(rows []T) {
	l.SetAt(rows, l.at)
	l.Refresh()
}

// SetAt takes other rows and a place, to be shown at the next Refresh.
func (l *Roll[T]) SetAt(rows []T, at int) {
	l.rows, l.at = rows, max(0, min(at, len(rows)-1))
}

// Rows are the rows there are.
func (l *Roll[T]) Rows() []T { return l.rows }

// At is the row the keys act on.
func (l *Roll[T]) At() int { return l.at }

// Focused tells whether keys come here.
func (l *Roll[T]) Focused() bool { return l.focused }

// Focus brings the keys here.
func (l *Roll[T]) Focus() {
	Focus(l)
	l.Step(0)
}

// Step moves so many rows down, or up.
func (l *Roll[T]) Step(by int) {
	if len(l.rows) == 0 {
		return
	}
	l.at = max(0, min(l.at+by, len(l.rows)-1))
	l.ScrollTo(l.at)
	l.Highlight(l.at)
	if by != 0 && l.Stepped != nil {
		l.Stepped(l.at)
	}
}

// Press does what Enter does.
func (l *Roll[T]) Press() {
	if l.at < len(l.rows) {
		l.pressed(l.at)
	}
}

// FocusGained notes it.
func (l *Roll[T]) FocusGained() {
	l.focused = true
	l.List.FocusGained()
}

// FocusLost notes it.
func (l *Roll[T]) FocusLost() {
	l.focused = false
	l.List.FocusLost()
}

// TypedKey moves, presses, or passes on.
func (l *Roll[T]) TypedKey(e *fyne.KeyEvent) {
	page := max(1, int(l.Size().Height/max(l.MinSize().Height, 1))-1)
	switch e.Name {
	case fyne.KeyDown:
		l.Step(1)
	case fyne.KeyUp:
		l.Step(-1)
	case fyne.KeyPageDown:
		l.Step(page)
	case fyne.KeyPageUp:
		l.Step(-page)
	case fyne.KeyHome:
		l.Step(-len(l.rows))
	case fyne.KeyEnd:
		l.Step(len(l.rows))
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.Press()
	default:
		keys.PassKey(l, e)
	}
}

// TypedRune passes characters on. Space comes as a key, too.
func (l *Roll[T]) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(l, r)
	}
}

// TypedShortcut passes shortcuts on.
func (l *Roll[T]) TypedShortcut(s fyne.Shortcut) { keys.PassShortcut(l, s) }
