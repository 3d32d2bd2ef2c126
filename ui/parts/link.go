package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// Link is a text that is pressed.
type Link struct {
	pressable
	Text, Icon string
	Action     keys.Action // its key follows the text
	Hint       string
	Bold       bool
	Ink        look.Ink // that of links where ""
	OnPressed  func()

	icon  *picture
	label *line
	key   *line
	under *canvas.Line
}

// NewLink makes a link; icon may be "".
func NewLink(text, icon string, pressed func()) *Link {
	l := &Link{Text: text, Icon: icon, OnPressed: pressed,
		icon: newPicture(icon, look.Icon16, look.InkAccent), label: newLine(text, look.Body, false, look.InkAccent),
		key: newLine("", look.Body, true, look.InkAccent), under: canvas.NewLine(look.Color(look.InkAccent))}
	l.become(l, func() {
		if l.OnPressed != nil {
			l.OnPressed()
		}
	})
	l.tip = func() Tip {
		switch {
		case l.Hint != "":
			return Tip{l.Hint, l.keyName()}
		case l.label.cut():
			return Tip{l.Text, l.keyName()}
		}
		return Tip{}
	}
	return l
}

func (l *Link) keyName() string {
	if l.Action == "" {
		return ""
	}
	return routerOf(l).Label(l.Action)
}

// Set changes what the link says.
func (l *Link) Set(text string) {
	if l.Text != text {
		l.Text = text
		l.Refresh()
	}
}

// Cursor is the hand.
func (l *Link) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel is the text.
func (l *Link) AccessibilityLabel() string { return l.Text }

// AccessibilityRole is that of a link.
func (l *Link) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleLink }

// CreateRenderer draws the part.
func (l *Link) CreateRenderer() fyne.WidgetRenderer { return draw(l) }

func (l *Link) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{l.icon.image, l.label.text, l.key.text, l.under, l.ring}
}

func (l *Link) paint() {
	ink := l.Ink
	switch {
	case l.Disabled():
		ink = look.InkText3
	case ink == "":
		ink = look.InkAccent
	}
	l.icon.name, l.icon.ink = l.Icon, ink
	l.icon.paint()
	l.label.set(l.Text)
	l.label.ink, l.label.text.TextStyle.Bold = ink, l.Bold
	l.label.paint()
	l.key.set(l.keyName())
	l.key.ink = ink
	l.key.paint()
	l.under.StrokeColor = look.Color(ink)
	show(l.under, l.hovered && !l.Disabled())
	l.paintRing()
}

func (l *Link) least() fyne.Size {
	text := l.label.least()
	w := text.Width + l.lead()
	if key := l.key.least().Width; key > 0 {
		w += look.S4 + key
	}
	return fyne.NewSize(w+2*look.S4, max(text.Height, l.icon.side())+2*look.S4)
}

// lead is the icon and the gap after it.
func (l *Link) lead() float32 {
	if s := l.icon.side(); s > 0 {
		return s + look.S8
	}
	return 0
}

func (l *Link) place(size fyne.Size) {
	box(l.ring, 0, 0, size.Width, size.Height)
	l.icon.place(look.S4, 0, size.Height)
	x, key := look.S4+l.lead(), l.key.least().Width
	room := size.Width - x - look.S4
	if key > 0 {
		room -= key + look.S4
	}
	w := min(l.label.least().Width, room)
	l.label.place(x, 0, w, size.Height)
	l.key.place(x+w+look.S4, 0, key, size.Height)
	base := (size.Height+l.label.least().Height)/2 - 1
	l.under.Position1, l.under.Position2 = fyne.NewPos(x, base), fyne.NewPos(x+w, base)
}
