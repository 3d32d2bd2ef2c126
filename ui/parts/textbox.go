package parts

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
)

// TextBox is some lines of text to edit, as high as what is written in it.
// Enter starts a line, Tab moves on; keys it has no use for are passed on.
type TextBox struct {
	widget.BaseWidget
	Name      string // what is written here, for screen readers
	Most      int    // characters; zero: NoteLimit
	OnChanged func(string)
	OnFocus   func()
	OnGrown   func() // it became higher or lower

	edit      *entry
	hint      string // the placeholder, before it is cut to one line
	frame     *container.ThemeOverride
	ring      *canvas.Rectangle
	wrong     bool
	few, many int // lines shown at least and at most
	lines     int
	filling   bool
	wide      float32 // in which it was measured
}

// NewTextBox makes a box that shows few lines at least, and scrolls beyond many.
func NewTextBox(name, placeholder string, few, many int, changed func(string)) *TextBox {
	b := &TextBox{Name: name, OnChanged: changed, edit: newEntry(true), hint: placeholder, ring: newRing(), few: few, many: many, lines: few}
	b.edit.PlaceHolder = placeholder
	b.edit.SetMinRowsVisible(few)
	b.edit.OnChanged = b.changed
	b.edit.focused = func(on bool) {
		if on {
			reveal(b)
			if b.OnFocus != nil {
				b.OnFocus()
			}
		}
		b.paintRing()
	}
	b.frame = container.NewThemeOverride(b.edit, entryLook{theme.Current(), true})
	b.ExtendBaseWidget(b)
	return b
}

// SetUndo has Ctrl+Z do something else than take typing back.
func (b *TextBox) SetUndo(undo func()) { b.edit.undo = undo }

func (b *TextBox) changed(text string) {
	most := b.Most
	if most == 0 {
		most = NoteLimit
	}
	if runes := []rune(text); len(runes) > most {
		b.edit.SetText(string(runes[:most])) // comes back here
		return
	}
	if b.grow() {
		b.Refresh()
		if b.OnGrown != nil {
			b.OnGrown()
		}
	}
	if b.OnChanged != nil && !b.filling {
		b.OnChanged(text)
	}
}

// Text is what is written.
func (b *TextBox) Text() string { return b.edit.Text }

// SetText replaces what is written, without telling.
func (b *TextBox) SetText(text string) {
	if text == b.edit.Text {
		return
	}
	b.filling = true
	b.edit.SetText(text)
	b.filling = false
	b.toEnd()
}

// toEnd puts the cursor behind what is written: one goes on from there.
func (b *TextBox) toEnd() {
	rows := strings.Split(b.edit.Text, "\n")
	b.edit.CursorRow, b.edit.CursorColumn = len(rows)-1, len([]rune(rows[len(rows)-1]))
	if b.edit.Wrapping != fyne.TextWrapOff && b.wide > 0 {
		// Rows of a text that wraps are those on screen.
		b.edit.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
		b.edit.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	}
	b.edit.Refresh()
}

// SetHint changes what is said while nothing is written.
func (b *TextBox) SetHint(text string) {
	if b.hint != text {
		b.hint = text
		b.Refresh()
	}
}

// SetWrong draws its edge as that of something to mend.
func (b *TextBox) SetWrong(on bool) {
	if b.wrong != on {
		b.wrong = on
		b.paintRing()
	}
}

// Focus goes into the box.
func (b *TextBox) Focus() { Focus(b.edit) }

// Focused tells whether it is edited.
func (b *TextBox) Focused() bool { return b.edit.has }

// AccessibilityLabel is what is written here, and what for.
func (b *TextBox) AccessibilityLabel() string { return spoken(b.Name, b.edit.Text) }

// AccessibilityRole is that of a text.
func (b *TextBox) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the part.
func (b *TextBox) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *TextBox) objects() []fyne.CanvasObject { return []fyne.CanvasObject{b.frame, b.ring} }

func (b *TextBox) paint() {
	b.frame.Theme = entryLook{theme.Current(), true}
	b.frame.Refresh()
	b.paintRing()
}

func (b *TextBox) paintRing() {
	b.ring.StrokeColor, b.ring.StrokeWidth = look.Color(look.InkAccent), look.StrokeFocus
	if b.wrong && !b.edit.has {
		b.ring.StrokeColor = look.Color(look.InkCrit)
	}
	show(b.ring, b.edit.has || b.wrong)
	canvas.Refresh(b.ring)
}

// room is the text's width: Fyne's entry pads it.
func (b *TextBox) room() float32 {
	return b.wide - 2*entryLook{theme.Current(), true}.Size(theme.SizeNameInnerPadding)
}

// grow shows as many lines as are written; it tells whether that changes.
func (b *TextBox) grow() bool {
	if b.wide <= 0 {
		return false
	}
	text := b.edit.Text
	if len(text) > 4*noteMeasured {
		text = strings.ToValidUTF8(text[:4*noteMeasured], "")
	}
	rows := max(b.few, min(len(breakLines(text, b.room(), look.Reading(look.Body), false)), b.many))
	if rows == b.lines {
		return false
	}
	b.lines = rows
	b.edit.SetMinRowsVisible(rows)
	return true
}

// Resize measures the text anew in another width.
func (b *TextBox) Resize(size fyne.Size) {
	if size.Width != b.wide {
		b.wide = size.Width
		b.grow()
		if hint := Elide(b.hint, b.room(), look.Reading(look.Body), false); hint != b.edit.PlaceHolder {
			b.edit.SetPlaceHolder(hint)
		}
	}
	b.BaseWidget.Resize(size)
}

func (b *TextBox) least() fyne.Size {
	return fyne.NewSize(look.Scaled(80), max(look.Scaled(look.Input), b.frame.MinSize().Height))
}

func (b *TextBox) place(size fyne.Size) {
	box(b.frame, 0, 0, size.Width, size.Height)
	box(b.ring, 0, 0, size.Width, size.Height)
	if hint := Elide(b.hint, b.room(), look.Reading(look.Body), false); hint != b.edit.PlaceHolder {
		b.edit.SetPlaceHolder(hint)
	}
}
