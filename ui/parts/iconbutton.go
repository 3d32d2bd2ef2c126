package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// IconButton is an icon that is pressed. Its name is seen in the tooltip and
// heard by screen readers.
type IconButton struct {
	pressable
	Icon, Name string
	Action     keys.Action
	Large      bool // a finger's size
	OnPressed  func()

	back *canvas.Rectangle
	icon *picture
}

// NewIconButton makes a button of an icon; the name is needed.
func NewIconButton(icon, name string, action keys.Action, pressed func()) *IconButton {
	b := &IconButton{Icon: icon, Name: name, Action: action, OnPressed: pressed,
		back: canvas.NewRectangle(color.Transparent), icon: newPicture(icon, look.Icon18, look.InkText2)}
	b.back.CornerRadius = look.RadiusControl
	b.become(b, func() {
		if b.OnPressed != nil {
			b.OnPressed()
		}
	})
	b.tip = func() Tip {
		if b.Action == "" {
			return Tip{Text: b.Name}
		}
		return Tip{b.Name, routerOf(b).Label(b.Action)}
	}
	return b
}

// AccessibilityLabel is the name.
func (b *IconButton) AccessibilityLabel() string { return b.Name }

// CreateRenderer draws the part.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *IconButton) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.back, b.icon.image, b.ring}
}

func (b *IconButton) paint() {
	b.back.FillColor = color.Transparent
	b.icon.name, b.icon.ink, b.icon.size = b.Icon, look.InkText2, look.Icon18
	if b.Large {
		b.icon.size = look.Icon24
	}
	switch {
	case b.Disabled():
		b.icon.ink = look.InkLine
	case b.hovered:
		b.back.FillColor, b.icon.ink = look.Color(look.InkBG3), look.InkText
	}
	b.icon.paint()
	b.paintRing()
}

func (b *IconButton) least() fyne.Size {
	if b.Large {
		return fyne.NewSquareSize(look.Scaled(look.Target))
	}
	return fyne.NewSquareSize(look.Scaled(look.Button))
}

func (b *IconButton) place(size fyne.Size) {
	box(b.back, 0, 0, size.Width, size.Height)
	box(b.ring, 0, 0, size.Width, size.Height)
	b.icon.place((size.Width-b.icon.side())/2, 0, size.Height)
}
