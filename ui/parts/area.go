package parts

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// Area is a longer text to edit: it fills its room and scrolls within. Enter
// starts a line, Tab moves on. Fyne's entry slows down with its text: whoever
// uses an Area keeps what is in it to a few thousand letters.
type Area struct {
	widget.BaseWidget
	Name      string // for screen readers
	OnChanged func(string)
	// OnUndo takes back what was done to the text by SetText, and tells whether
	// there was any; may be nil. Fyne's entry forgets what was typed before.
	OnUndo func() bool

	edit  *entry
	frame *container.ThemeOverride
	ring  *canvas.Rectangle
	quiet bool // what changes now is not told
}

// NewArea makes an area; the placeholder says what to write.
func NewArea(name, placeholder string) *Area {
	a := &Area{Name: name, edit: newEntry(true), ring: newRing()}
	a.edit.PlaceHolder = placeholder
	a.edit.Scroll = container.ScrollVerticalOnly
	a.edit.OnChanged = func(text string) {
		if a.OnChanged != nil && !a.quiet {
			a.OnChanged(text)
		}
	}
	a.edit.undo = func() {
		if a.OnUndo == nil || !a.OnUndo() {
			a.edit.Entry.Undo()
		}
	}
	a.edit.focused = func(on bool) {
		if on {
			reveal(a)
		}
		show(a.ring, on)
		canvas.Refresh(a.ring)
	}
	a.frame = container.NewThemeOverride(a.edit, entryLook{theme.Current(), true})
	a.ExtendBaseWidget(a)
	return a
}

// Text is what is written.
func (a *Area) Text() string { return a.edit.Text }

// SetText replaces what is written without telling; the cursor stays at the
// end, or as near to where it was as the text allows.
func (a *Area) SetText(text string) {
	if text == a.edit.Text {
		return
	}
	atEnd := a.Offset() >= utf8.RuneCountInString(a.edit.Text)
	a.quiet = true
	a.edit.SetText(text)
	a.quiet = false
	if atEnd {
		a.edit.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
}

// Load is SetText for another text altogether: the cursor goes to its end,
// where one goes on, or to its beginning, where one reads.
func (a *Area) Load(text string, atEnd bool) {
	a.SetText(text)
	to := fyne.KeyPageUp
	if atEnd {
		to = fyne.KeyPageDown
	}
	a.edit.Entry.TypedKey(&fyne.KeyEvent{Name: to})
}

// SetPlaceholder changes what is said while nothing is written.
func (a *Area) SetPlaceholder(text string) { a.edit.SetPlaceHolder(text) }

// Insert puts a text where the cursor is, in place of what is selected, as if
// it were typed: it is told, and can be undone.
func (a *Area) Insert(text string) {
	a.edit.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: &scrap{text}})
}

// Selected is the text that is selected.
func (a *Area) Selected() string { return a.edit.SelectedText() }

// Offset is how many runes stand before the cursor.
func (a *Area) Offset() int { return a.edit.CursorTextOffset() }

// Undo takes the last change back.
func (a *Area) Undo() { a.edit.TypedShortcut(&fyne.ShortcutUndo{}) }

// Disable lets nothing be written.
func (a *Area) Disable() { a.edit.Disable(); a.Refresh() }

// Enable lets it be written in again.
func (a *Area) Enable() { a.edit.Enable(); a.Refresh() }

// Focus goes into the area.
func (a *Area) Focus() { Focus(a.edit) }

// Focused tells whether it is edited.
func (a *Area) Focused() bool { return a.edit.has }

// AccessibilityLabel is the name.
func (a *Area) AccessibilityLabel() string { return a.Name }

// AccessibilityRole is that of a container.
func (a *Area) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// CreateRenderer draws the part.
func (a *Area) CreateRenderer() fyne.WidgetRenderer { return draw(a) }

func (a *Area) objects() []fyne.CanvasObject { return []fyne.CanvasObject{a.frame, a.ring} }

func (a *Area) paint() {
	a.frame.Theme = entryLook{theme.Current(), true}
	a.frame.Refresh()
	a.ring.StrokeColor = look.Color(look.InkAccent)
	show(a.ring, a.edit.has)
}

func (a *Area) least() fyne.Size { return fyne.NewSize(look.Scaled(160), look.Scaled(72)) }

func (a *Area) place(size fyne.Size) {
	box(a.frame, 0, 0, size.Width, size.Height)
	box(a.ring, 0, 0, size.Width, size.Height)
}

// scrap is a clipboard of one text.
type scrap struct{ text string }

// Content is the text.
func (s *scrap) Content() string { return s.text }

// SetContent keeps another.
func (s *scrap) SetContent(text string) { s.text = text }
