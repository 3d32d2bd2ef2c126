package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// Importance is how a button stands out.
type Importance int

// The kinds of buttons.
const (
	Quiet   Importance = iota // on its own ground
	Primary                   // the step that is meant
	Outline                   // a border alone
	Amber                     // what customers hear, nothing else
	Danger                    // what cannot be taken back
	Done                      // it is done already
)

// KeyButton is a button with an icon, a text, and its key on it.
type KeyButton struct {
	pressable
	Text, Icon string
	Action     keys.Action // names the key; "" where there is none
	Cap        string      // a key that is no action's
	Hint       string      // what the tooltip says; the text where it is cut
	Importance Importance
	Small      bool    // 26 instead of 32 high
	OnFill     bool    // it stands on a fill of accent: the drill bar
	Alarm      bool    // what it leads to must be done
	TextSize   float32 // of a phone's large buttons; 0: the usual
	OnPressed  func()

	back  *canvas.Rectangle
	icon  *picture
	label *line
	key   *keyCap
}

// NewKeyButton makes a button. icon and action may be "".
func NewKeyButton(text, icon string, action keys.Action, importance Importance, pressed func()) *KeyButton {
	b := &KeyButton{Text: text, Icon: icon, Action: action, Importance: importance, OnPressed: pressed,
		back: canvas.NewRectangle(color.Transparent), icon: newPicture("", look.Icon16, look.InkText),
		label: newLine(text, look.Body, true, look.InkText), key: newKeyCap(look.InkText)}
	b.back.CornerRadius = look.RadiusControl
	b.become(b, func() {
		if b.OnPressed != nil {
			b.OnPressed()
		}
	})
	b.tip = b.tell
	return b
}

// tell is the tooltip: nothing where all of it stands on the button.
func (b *KeyButton) tell() Tip {
	switch {
	case b.Hint != "":
		return Tip{b.Hint, b.keyName()}
	case b.label.cut():
		return Tip{b.Text, b.keyName()}
	}
	return Tip{}
}

func (b *KeyButton) keyName() string {
	if b.Cap != "" || b.Action == "" {
		return b.Cap
	}
	return routerOf(b.self).Label(b.Action)
}

// Set changes what the button says and how it stands out.
func (b *KeyButton) Set(text, icon string, importance Importance) {
	if b.Text == text && b.Icon == icon && b.Importance == importance {
		return
	}
	b.Text, b.Icon, b.Importance = text, icon, importance
	b.Refresh()
}

// AccessibilityLabel is the text.
func (b *KeyButton) AccessibilityLabel() string { return b.Text }

// CreateRenderer draws the part.
func (b *KeyButton) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *KeyButton) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{b.back, b.icon.image, b.label.text}
	return append(append(all, b.key.objects()...), b.ring)
}

// dress is the colours of an importance: ground, edge, text.
func (i Importance) dress() (back, edge, text look.Ink) {
	switch i {
	case Primary:
		return look.InkAFill, look.InkNone, look.InkOnAFill
	case Outline:
		return look.InkNone, look.InkCtl, look.InkText
	case Amber:
		return look.InkLit, look.InkNone, look.InkOnLit
	case Danger:
		return look.InkCritFill, look.InkNone, look.InkOnAFill
	case Done:
		return look.InkOKBG, look.InkNone, look.InkOK
	}
	return look.InkBG3, look.InkNone, look.InkText
}

func (b *KeyButton) paint() {
	back, edge, text := b.Importance.dress()
	if b.OnFill {
		edge, text = look.InkOnAFill, look.InkOnAFill
	}
	if b.Alarm {
		edge, text = look.InkCrit, look.InkCrit
	}
	if b.Disabled() {
		back, edge, text = look.InkNone, look.InkLine, look.InkText3
	}
	b.back.FillColor = look.Color(back)
	if b.hovered && !b.Disabled() {
		b.back.FillColor = lit(look.Color(back))
	}
	b.back.StrokeColor = look.Color(edge)
	b.back.StrokeWidth = 0
	if edge != look.InkNone {
		b.back.StrokeWidth = look.Stroke
	}
	b.icon.name, b.icon.ink = b.Icon, text
	b.icon.paint() // its size is that of its box
	b.label.set(b.Text)
	b.label.ink, b.key.label.ink = text, text
	b.label.size = look.Body
	b.icon.size = look.Icon16
	switch {
	case b.Small:
		b.label.size = look.Meta
	case b.TextSize > 0:
		b.label.size, b.icon.size = b.TextSize, max(look.Icon16, b.TextSize+2)
	}
	b.label.paint()
	b.key.set(b.keyName())
	b.key.paint()
	b.paintRing()
}

// lit is a ground under the pointer.
func lit(c color.NRGBA) color.NRGBA {
	veil := look.Color(look.InkText)
	if c.A == 0 {
		veil.A = 0x14
		return veil
	}
	mix := func(a, b uint8) uint8 { return uint8((int(a)*92 + int(b)*8) / 100) }
	return color.NRGBA{R: mix(c.R, veil.R), G: mix(c.G, veil.G), B: mix(c.B, veil.B), A: c.A}
}

func (b *KeyButton) pad() float32 {
	if b.Small {
		return look.S10
	}
	return look.S12
}

// parts are the widths of icon, text and key with the gaps before them.
func (b *KeyButton) inner(text float32) (width, gap float32) {
	gap = look.S8
	width = b.icon.side() + text
	if b.icon.side() > 0 && text > 0 {
		width += gap
	}
	if key := b.key.least().Width; key > 0 {
		width += gap + key
	}
	return width, gap
}

func (b *KeyButton) least() fyne.Size {
	w, _ := b.inner(b.label.least().Width)
	h := look.Button
	switch {
	case b.Small:
		h = look.ButtonSmall
	case b.TextSize > 0:
		h = look.Target
	}
	return fyne.NewSize(w+2*b.pad(), look.Scaled(h))
}

func (b *KeyButton) place(size fyne.Size) {
	box(b.back, 0, 0, size.Width, size.Height)
	// Round the button: on its fill the ring would not be seen.
	box(b.ring, -3, -3, size.Width+6, size.Height+6)
	b.ring.CornerRadius = look.RadiusControl + 3
	text := b.label.least().Width
	w, gap := b.inner(text)
	if over := w - (size.Width - 2*b.pad()); over > 0 {
		text, w = max(0, text-over), w-over
	}
	x := (size.Width - w) / 2
	b.icon.place(x, 0, size.Height)
	if b.icon.side() > 0 {
		x += b.icon.side() + gap
	}
	b.label.place(x, 0, text, size.Height)
	b.key.place(x+text+gap, 0, size.Height)
}
