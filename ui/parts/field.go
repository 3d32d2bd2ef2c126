package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// entry is Fyne's entry, but it passes on every key it has no use for; Fyne's
// own swallows Ctrl+Enter, Esc and the rest.
type entry struct {
	widget.Entry
	own     func(*fyne.KeyEvent) bool // what the field does itself
	undo    func()                    // what Ctrl+Z does; nil: takes typing back
	focused func(bool)
	has     bool // the focus
}

func newEntry(many bool) *entry {
	e := &entry{}
	e.MultiLine = many
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if many {
		e.Wrapping = fyne.TextWrapWord
	}
	e.ExtendBaseWidget(e)
	return e
}

// AcceptsTab lets Tab move on: a window is walked by it.
func (e *entry) AcceptsTab() bool { return false }

// FocusGained tells the field.
func (e *entry) FocusGained() {
	e.has = true
	e.Entry.FocusGained()
	if e.focused != nil {
		e.focused(true)
	}
}

// FocusLost tells the field.
func (e *entry) FocusLost() {
	e.has = false
	e.Entry.FocusLost()
	if e.focused != nil {
		e.focused(false)
	}
}

// TypedKey edits, or passes on.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	if e.own != nil && e.own(k) {
		return
	}
	if e.edits(k.Name) {
		e.Entry.TypedKey(k)
		return
	}
	keys.PassKey(e, k)
}

func (e *entry) edits(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		return true
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyReturn, fyne.KeyEnter:
		return e.MultiLine
	}
	return false
}

// TypedShortcut edits, or passes on.
func (e *entry) TypedShortcut(s fyne.Shortcut) {
	if _, undoes := s.(*fyne.ShortcutUndo); undoes && e.undo != nil {
		e.undo()
		return
	}
	switch s := s.(type) {
	case *fyne.ShortcutUndo, *fyne.ShortcutRedo, *fyne.ShortcutCut, *fyne.ShortcutCopy, *fyne.ShortcutPaste, *fyne.ShortcutSelectAll:
		e.Entry.TypedShortcut(s)
		return
	case *desktop.CustomShortcut:
		switch s.KeyName {
		case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
			e.Entry.TypedShortcut(s)
			return
		}
	}
	if e.own != nil && sends(s) && e.own(&fyne.KeyEvent{Name: keySend}) {
		return
	}
	keys.PassShortcut(e, s)
}

// keySend stands for Ctrl+Enter among the keys a field uses itself.
const keySend fyne.KeyName = "send"

func sends(s fyne.Shortcut) bool {
	k, ok := s.(*desktop.CustomShortcut)
	return ok && k.Modifier == fyne.KeyModifierShortcutDefault && (k.KeyName == fyne.KeyReturn || k.KeyName == fyne.KeyEnter)
}

// entryLook draws Fyne's entry as the design draws inputs.
type entryLook struct {
	fyne.Theme
	many bool
}

// Color gives the ring's colour to the border of what is edited.
func (l entryLook) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if name == theme.ColorNamePrimary {
		return look.Color(look.InkAccent)
	}
	if name == theme.ColorNameScrollBar && !l.many {
		return color.Transparent // one line has no room for it
	}
	return l.Theme.Color(name, v)
}

// Size makes an input as high as a button.
func (l entryLook) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameInlineIcon:
		return look.Scaled(look.Icon16)
	case theme.SizeNameInputBorder:
		return look.Stroke
	case theme.SizeNameInnerPadding:
		return (look.Scaled(look.Input) - look.Measure("X", look.Reading(look.Body), false).Height) / 2
	}
	return l.Theme.Size(name)
}

// Field is one line of text to edit. It keeps letters and passes on all keys it
// does not use.
type Field struct {
	widget.BaseWidget
	Icon        string
	Action      keys.Action // its key is drawn at the right while the field is empty
	Clearable   bool        // Esc and a button empty it
	OnChanged   func(string)
	OnSubmitted func(string) // Enter; passed on where nil

	edit    *entry
	frame   *container.ThemeOverride
	ring    *canvas.Rectangle
	key     *keyCap
	clear   *IconButton
	check   *picture
	good    bool
	empties bool // nothing is written: the key is drawn, not the cross
	wrong   *line
	tail    *canvas.Rectangle // keeps the text off what stands at the right
}

// NewField makes a field; the placeholder says what to write.
func NewField(placeholder string) *Field {
	f := &Field{edit: newEntry(false), ring: newRing(), key: newKeyCap(look.InkText2),
		check: newPicture("", look.Icon16, look.InkOK), wrong: newLine("", look.Meta, false, look.InkCrit),
		tail: canvas.NewRectangle(color.Transparent)}
	f.edit.ActionItem = f.tail
	f.edit.PlaceHolder, f.empties = placeholder, true
	f.edit.OnChanged = f.changed
	f.edit.own = f.use
	f.edit.focused = func(on bool) {
		if on {
			reveal(f)
		}
		f.paintRing()
	}
	f.clear = NewIconButton("close", words.T("Clear"), "", func() { f.empty(); Focus(f.edit) })
	f.frame = container.NewThemeOverride(f.edit, entryLook{theme.Current(), false})
	f.ExtendBaseWidget(f)
	return f
}

func (f *Field) changed(text string) {
	was := f.empties
	if f.empties = text == ""; f.empties != was || f.good || f.wrong.full != "" {
		f.good = false
		f.wrong.set("")
		f.Refresh() // not at every key: the entry has drawn the text itself
	}
	if f.OnChanged != nil {
		f.OnChanged(text)
	}
}

// use tells whether the field itself has a use for a key.
func (f *Field) use(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.OnSubmitted == nil {
			return false
		}
		f.OnSubmitted(f.Text())
		return true
	case fyne.KeyEscape:
		if !f.Clearable || f.Text() == "" {
			return false
		}
		f.empty()
		return true
	}
	return false
}

func (f *Field) empty() { f.edit.SetText("") }

// Text is what is written.
func (f *Field) Text() string { return f.edit.Text }

// SetText replaces what is written.
func (f *Field) SetText(text string) { f.edit.SetText(text) }

// SetSecret shows dots.
func (f *Field) SetSecret(on bool) {
	f.edit.Password = on
	f.edit.Refresh()
}

// SetError says below the field what is wrong; "" takes it away.
func (f *Field) SetError(text string) {
	f.good = false
	f.wrong.set(text)
	f.Refresh()
}

// SetGood shows a check mark until the text changes.
func (f *Field) SetGood(on bool) {
	f.good = on
	f.Refresh()
}

// Disable lets nothing be written.
func (f *Field) Disable() { f.edit.Disable(); f.Refresh() }

// Enable lets it be written in again.
func (f *Field) Enable() { f.edit.Enable(); f.Refresh() }

// Focus goes into the field.
func (f *Field) Focus() { Focus(f.edit) }

// Focused tells whether it is edited.
func (f *Field) Focused() bool { return f.edit.has }

// CreateRenderer draws the part.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return draw(f) }

func (f *Field) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{f.frame, f.check.image, f.clear}
	return append(append(all, f.key.objects()...), f.ring, f.wrong.text)
}

func (f *Field) paint() {
	f.paintTail()
	f.frame.Theme = entryLook{theme.Current(), false}
	f.edit.Icon = nil
	if f.Icon != "" {
		f.edit.Icon = look.Icon(f.Icon, look.InkText2)
	}
	f.frame.Refresh()
	f.paintRing()
	f.wrong.paint()
	show(f.wrong.text, f.wrong.full != "")
}

// paintRing draws the ring: that of the focus, or of an error.
func (f *Field) paintRing() {
	f.ring.StrokeColor = look.Color(look.InkAccent)
	if f.wrong.full != "" {
		f.ring.StrokeColor = look.Color(look.InkCrit)
	}
	show(f.ring, f.edit.has || f.wrong.full != "")
	canvas.Refresh(f.ring)
}

// paintTail paints what stands at the right: the key, the cross or the check mark.
func (f *Field) paintTail() {
	f.key.set("")
	if f.Action != "" && f.Text() == "" {
		f.key.set(routerOf(f).Label(f.Action))
	}
	f.key.paint()
	show(f.clear, f.Clearable && f.Text() != "")
	f.check.name = ""
	if f.good {
		f.check.name = "check"
	}
	f.check.paint()
	w := max(f.key.least().Width, f.check.side())
	if w > 0 {
		w += look.S10
	}
	if f.clear.Visible() {
		w = look.Scaled(look.ButtonSmall)
	}
	f.tail.SetMinSize(fyne.NewSize(w, 1))
}

func (f *Field) least() fyne.Size {
	h := look.Scaled(look.Input)
	if f.wrong.full != "" {
		h += look.S4 + f.wrong.least().Height
	}
	return fyne.NewSize(look.Scaled(80), h)
}

func (f *Field) place(size fyne.Size) {
	h := look.Scaled(look.Input)
	box(f.frame, 0, 0, size.Width, h)
	box(f.ring, 0, 0, size.Width, h)
	right := size.Width - look.S10
	if key := f.key.least().Width; key > 0 {
		f.key.place(right-key, 0, h)
	}
	side := look.Scaled(look.ButtonSmall)
	box(f.clear, size.Width-side-look.S4, (h-side)/2, side, side)
	f.check.place(right-f.check.side(), 0, h)
	f.wrong.place(0, h+look.S4, size.Width, f.wrong.least().Height)
}
