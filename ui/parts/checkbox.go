package parts

import (
	"fyne.io/fyne/v2"

	"turnaround/ui/look"
)

// Checkbox is a choice to tick.
type Checkbox struct {
	pressable
	Text      string
	Hint      string // for the tooltip
	On        bool
	Mixed     bool // some of what it stands for are ticked
	OnFill    bool // it stands on a fill of accent: the drill bar
	OnChanged func(bool)

	mark  *picture
	label *line
}

// NewCheckbox makes a box to tick.
func NewCheckbox(text string, on bool, changed func(bool)) *Checkbox {
	c := &Checkbox{Text: text, On: on, OnChanged: changed,
		mark: newPicture("check_box", look.Icon18, look.InkAccent), label: newLine(text, look.Body, false, look.InkText)}
	c.become(c, func() {
		c.On, c.Mixed = !c.On || c.Mixed, false
		c.Refresh()
		if c.OnChanged != nil {
			c.OnChanged(c.On)
		}
	})
	c.tip = func() Tip {
		if c.Hint == "" && c.label.cut() {
			return Tip{Text: c.Text}
		}
		return Tip{Text: c.Hint}
	}
	return c
}

// Set ticks the box, or not, without telling.
func (c *Checkbox) Set(on bool) {
	c.On, c.Mixed = on, false
	c.Refresh()
}

// AccessibilityLabel is the text.
func (c *Checkbox) AccessibilityLabel() string { return c.Text }

// CreateRenderer draws the part.
func (c *Checkbox) CreateRenderer() fyne.WidgetRenderer { return draw(c) }

func (c *Checkbox) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.mark.image, c.label.text, c.ring}
}

func (c *Checkbox) paint() {
	c.mark.name, c.mark.ink = "check_box_outline_blank", look.InkText2
	switch {
	case c.Mixed:
		c.mark.name, c.mark.ink = "do_not_disturb_on", look.InkAccent
	case c.On:
		c.mark.name, c.mark.ink = "check_box", look.InkAccent
	}
	c.label.ink = look.InkText
	if c.OnFill {
		c.mark.ink, c.label.ink = look.InkOnAFill, look.InkOnAFill
	}
	if c.Disabled() {
		c.mark.ink, c.label.ink = look.InkText3, look.InkText3
	}
	c.mark.paint()
	c.label.set(c.Text)
	c.label.paint()
	c.paintRing()
	if c.OnFill {
		c.ring.StrokeColor = look.Color(look.InkOnAFill)
	}
}

func (c *Checkbox) least() fyne.Size {
	w := c.mark.side() + 2*look.S4
	if text := c.label.least().Width; text > 0 {
		w += look.S8 + text
	}
	return fyne.NewSize(w, max(c.mark.side(), c.label.least().Height)+2*look.S4)
}

func (c *Checkbox) place(size fyne.Size) {
	box(c.ring, 0, 0, min(size.Width, c.least().Width), size.Height)
	c.mark.place(look.S4, 0, size.Height)
	x := look.S4 + c.mark.side() + look.S8
	c.label.place(x, 0, min(c.label.least().Width, size.Width-x-look.S4), size.Height)
}
