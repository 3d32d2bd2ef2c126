package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// ChannelToggle is a channel that an update goes to, or not, with who reads
// there or why it is off.
type ChannelToggle struct {
	pressable
	Name, Note string
	On         bool
	OnChanged  func(bool)

	back *canvas.Rectangle
	mark *picture
	name *line
	note *line
}

// NewChannelToggle makes a channel to tick.
func NewChannelToggle(name, note string, on bool, changed func(bool)) *ChannelToggle {
	c := &ChannelToggle{Name: name, Note: note, On: on, OnChanged: changed, back: canvas.NewRectangle(color.Transparent),
		mark: newPicture("check_box", look.Icon18, look.InkAccent), name: newLine(name, look.Body, true, look.InkText),
		note: newLine(note, look.Meta, false, look.InkText2)}
	c.back.CornerRadius, c.back.StrokeWidth = look.RadiusControl, look.Stroke
	c.become(c, func() {
		c.On = !c.On
		c.Refresh()
		if c.OnChanged != nil {
			c.OnChanged(c.On)
		}
	})
	c.tip = func() Tip {
		if c.note.cut() || c.name.cut() {
			return Tip{Text: spoken(c.Name, c.Note)}
		}
		return Tip{}
	}
	return c
}

// Set shows another state without telling.
func (c *ChannelToggle) Set(note string, on bool) {
	if c.Note != note || c.On != on {
		c.Note, c.On = note, on
		c.Refresh()
	}
}

// AccessibilityLabel is the channel and what is said of it.
func (c *ChannelToggle) AccessibilityLabel() string { return spoken(c.Name, c.Note) }

// CreateRenderer draws the part.
func (c *ChannelToggle) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *ChannelToggle) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.back, c.mark.image, c.name.text, c.note.text, c.ring}
}

func (c *ChannelToggle) paint() {
	mark, markInk, edge, name := "check_box_outline_blank", look.InkText2, look.InkLine, look.InkText2
	if c.On {
		mark, markInk, edge, name = "check_box", look.InkAccent, look.InkAccent, look.InkText
	}
	c.back.FillColor, c.back.StrokeColor = look.Color(look.InkNone), look.Color(edge)
	if c.hovered {
		c.back.FillColor = lit(look.Color(look.InkNone))
	}
	c.mark.name, c.mark.ink = mark, markInk
	c.mark.paint()
	c.name.set(c.Name)
	c.name.ink = name
	c.name.paint()
	c.note.set(c.Note)
	c.note.paint()
	c.paintRing()
}

// channelWide is the widest a channel is before its texts are cut.
const channelWide float32 = 210

func (c *ChannelToggle) least() fyne.Size {
	w := max(c.name.least().Width, c.note.least().Width) + look.S12 + c.mark.side() + look.S8 + look.S12
	return fyne.NewSize(min(w, look.Scaled(channelWide)), look.Scaled(44))
}

func (c *ChannelToggle) place(size fyne.Size) {
	box(c.back, 0, 0, size.Width, size.Height)
	box(c.ring, -2, -2, size.Width+4, size.Height+4)
	c.mark.place(look.S12, 0, size.Height)
	x := look.S12 + c.mark.side() + look.S8
	w, one, two := size.Width-x-look.S10, c.name.least().Height, c.note.least().Height
	y := (size.Height - one - two) / 2
	c.name.place(x, y, w, one)
	c.note.place(x, y+one, w, two)
}
