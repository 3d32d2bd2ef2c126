package parts

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// NoteLimit is the longest note: Fyne's entry slows down with longer texts.
const NoteLimit = 8000

// noteRows is how high the box grows before it scrolls.
const noteRows = 6

// NoteBox is many lines of text. Enter starts a line, Ctrl+Enter sends, Tab
// moves on. It is one line high until it is written in.
type NoteBox struct {
	widget.BaseWidget
	Icon      string
	Goes      string      // where the note goes, on a chip
	Action    keys.Action // the key that leads here
	OnSend    func(string)
	OnChanged func(string)
	// TooLong says that the text is cut at NoteLimit.
	TooLong string

	edit  *entry
	hint  string // the placeholder, before it is cut to one line
	frame *container.ThemeOverride
	ring  *canvas.Rectangle
	icon  *picture
	chip  *canvas.Rectangle
	goes  *line
	key   *keyCap
	full  *line
	tail  *canvas.Rectangle // keeps the text off what stands at the right
	lines int               // shown
	// Nothing is written: the key is the one that leads here, not the one that sends.
	empties bool
}

// NewNoteBox makes a box; send gets the text, which stays until SetText.
func NewNoteBox(placeholder string, send func(string)) *NoteBox {
	n := &NoteBox{Icon: "edit_note", Action: keys.Note, OnSend: send, edit: newEntry(true), ring: newRing(),
		icon: newPicture("", look.Icon18, look.InkText2), chip: canvas.NewRectangle(look.Color(look.InkNone)),
		goes: newLine("", look.Meta, false, look.InkText2), key: newKeyCap(look.InkText2),
		full: newLine("", look.Meta, false, look.InkWarn), tail: canvas.NewRectangle(look.Color(look.InkNone)), lines: 1}
	n.edit.ActionItem = n.tail
	n.edit.PlaceHolder, n.hint, n.empties = placeholder, placeholder, true
	n.edit.SetMinRowsVisible(1)
	n.edit.OnChanged = n.changed
	n.edit.own = n.use
	n.edit.focused = func(on bool) {
		if on {
			reveal(n)
		}
		show(n.ring, on)
		canvas.Refresh(n.ring)
	}
	n.frame = container.NewThemeOverride(n.edit, entryLook{theme.Current(), true})
	n.ExtendBaseWidget(n)
	return n
}

func (n *NoteBox) changed(text string) {
	if runes := []rune(text); len(runes) > NoteLimit {
		n.edit.SetText(string(runes[:NoteLimit])) // comes back here
		n.full.set(n.TooLong)
		n.Refresh()
		return
	}
	was := n.empties
	if n.empties = text == ""; n.grow() || n.empties != was || n.full.full != "" {
		n.full.set("")
		n.Refresh() // not at every key: the entry has drawn the text itself
	}
	if n.OnChanged != nil {
		n.OnChanged(text)
	}
}

// use sends on Ctrl+Enter.
func (n *NoteBox) use(k *fyne.KeyEvent) bool {
	if k.Name != keySend || n.OnSend == nil {
		return false
	}
	n.Send()
	return true
}

// Send hands the text over, if there is any.
func (n *NoteBox) Send() {
	if n.OnSend != nil && n.Text() != "" {
		n.OnSend(n.Text())
	}
}

// Text is what is written.
func (n *NoteBox) Text() string { return n.edit.Text }

// SetText replaces what is written.
func (n *NoteBox) SetText(text string) { n.edit.SetText(text) }

// SetGoes says where the note goes.
func (n *NoteBox) SetGoes(text string) {
	n.Goes = text
	n.Refresh()
}

// SetPlaceholder changes what is said while nothing is written.
func (n *NoteBox) SetPlaceholder(text string) {
	n.hint = text
	n.Refresh()
}

// Disable lets nothing be written.
func (n *NoteBox) Disable() { n.edit.Disable(); n.Refresh() }

// Enable lets it be written in again.
func (n *NoteBox) Enable() { n.edit.Enable(); n.Refresh() }

// Focus goes into the box.
func (n *NoteBox) Focus() { Focus(n.edit) }

// Focused tells whether it is edited.
func (n *NoteBox) Focused() bool { return n.edit.has }

// rows are the lines shown: as many as are written, up to noteRows.
func (n *NoteBox) rows() int {
	if n.edit.Size().Width == 0 {
		return 1
	}
	width, text := n.room(), n.edit.Text
	if len(text) > noteMeasured {
		text = strings.ToValidUTF8(text[:noteMeasured], "")
	}
	rows := len(breakLines(text, width, look.Reading(look.Body), false))
	return max(1, min(rows, noteRows))
}

// room is the text's width: Fyne's entry pads it, and keeps room for the icon
// and what is at the right.
func (n *NoteBox) room() float32 {
	return n.edit.Size().Width - 2*entryLook{theme.Current(), true}.Size(theme.SizeNameInnerPadding) -
		look.Scaled(look.Icon16) - look.S4 - n.tail.MinSize().Width
}

// noteMeasured is as much of a note as surely fills noteRows lines.
const noteMeasured = 1500

// grow shows as many lines as are written; it tells whether that changes.
func (n *NoteBox) grow() bool {
	rows := n.rows()
	if rows == n.lines {
		return false
	}
	n.lines = rows
	n.edit.SetMinRowsVisible(rows)
	return true
}

// beside is the width of the chip and the key at the text's right.
func (n *NoteBox) beside() float32 {
	w := float32(0)
	if n.Goes != "" {
		w += n.goes.least().Width + 2*look.S10 + look.S10
	}
	if key := n.key.least().Width; key > 0 {
		w += key + look.S10
	}
	return w
}

// under tells whether they stand below the text: beside it they would leave it
// less than half.
func (n *NoteBox) under() bool {
	return n.Size().Width > 0 && (n.full.full != "" || n.beside() > n.Size().Width/2)
}

// foot is the height of what stands below the text.
func (n *NoteBox) foot() float32 {
	if n.under() {
		return look.Scaled(28)
	}
	return 0
}

// CreateRenderer draws the part.
func (n *NoteBox) CreateRenderer() fyne.WidgetRenderer { return draw(n) }

func (n *NoteBox) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{n.frame, n.chip, n.goes.text}
	return append(append(all, n.key.objects()...), n.full.text, n.ring)
}

func (n *NoteBox) paint() {
	n.frame.Theme = entryLook{theme.Current(), true}
	n.edit.Icon = look.Icon(n.Icon, look.InkText2)
	n.frame.Refresh()
	n.chip.StrokeColor, n.chip.StrokeWidth = look.Color(look.InkCtl), look.Stroke
	n.goes.set(n.Goes)
	n.goes.paint()
	show(n.chip, n.Goes != "")
	n.key.set("")
	if n.Action != "" {
		n.key.set(routerOf(n).Label(n.Action))
	}
	if n.Text() != "" {
		n.key.set(routerOf(n).Label(keys.Send))
	}
	n.key.paint()
	n.full.paint()
	n.ring.StrokeColor = look.Color(look.InkAccent)
	show(n.ring, n.edit.has)
}

func (n *NoteBox) least() fyne.Size {
	h := max(look.Scaled(look.Input), n.frame.MinSize().Height+n.foot())
	return fyne.NewSize(look.Scaled(160), h)
}

func (n *NoteBox) place(size fyne.Size) {
	tail := n.beside()
	if n.under() {
		tail = 0
	}
	n.tail.SetMinSize(fyne.NewSize(tail, 1))
	box(n.frame, 0, 0, size.Width, size.Height)
	n.grow()
	if hint := Elide(n.hint, n.room(), look.Reading(look.Body), false); hint != n.edit.PlaceHolder {
		n.edit.SetPlaceHolder(hint)
	}
	box(n.ring, 0, 0, size.Width, size.Height)
	h := look.Scaled(look.Input)
	bottom := size.Height - h
	right := size.Width - look.S10
	if key := n.key.least().Width; key > 0 {
		n.key.place(right-key, bottom, h)
		right -= key + look.S10
	}
	show(n.chip, n.Goes != "")
	show(n.goes.text, n.Goes != "")
	show(n.full.text, n.full.full != "")
	if n.Goes == "" {
		n.full.place(look.S12, bottom, right-look.S12, h)
		return
	}
	w, high := min(n.goes.least().Width, right-look.S28), look.Scaled(20)
	box(n.chip, right-w-2*look.S10, bottom+(h-high)/2, w+2*look.S10, high)
	n.chip.CornerRadius = high / 2
	n.goes.place(right-w-look.S10, bottom, w, h)
	n.full.place(look.S12, bottom, max(0, right-w-look.S28-look.S12), h)
}
