package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/words"
)

// Choice is a button of a dialog, the most important last.
type Choice struct {
	Text, Icon string
	Importance Importance
	Action     keys.Action // its key works while the dialog is open
	Do         func()      // after the dialog has closed
	Stay       bool        // the dialog stays open; Do closes it when it may
}

// Dialog asks or shows something over the window. Esc closes it, Enter and
// Ctrl+Enter take the last choice, and nothing beneath hears a key.
type Dialog struct {
	OnClosed func()  // however it was closed
	Wide     float32 // 0: 440

	choices []Choice
	panel   *dialogPanel
	over    *overlay
}

// NewDialog makes a dialog.
func NewDialog(title string, content fyne.CanvasObject, choices ...Choice) *Dialog {
	d := &Dialog{choices: choices}
	d.panel = newDialogPanel(title, content, d.Close)
	for _, c := range choices {
		b := NewKeyButton(c.Text, c.Icon, c.Action, c.Importance, func() { d.take(c) })
		d.panel.buttons = append(d.panel.buttons, b)
	}
	return d
}

// Button is the button of a choice, to disable it.
func (d *Dialog) Button(n int) *KeyButton { return d.panel.buttons[n] }

func (d *Dialog) take(c Choice) {
	if !c.Stay {
		d.Close()
	}
	if c.Do != nil {
		c.Do()
	}
}

// Show opens the dialog over a window and puts the focus into it.
func (d *Dialog) Show(c fyne.Canvas) {
	if d.over != nil {
		return
	}
	o := newOverlay(d.panel, true)
	o.where = d.where
	o.onGone = func() {
		d.over = nil
		if d.OnClosed != nil {
			d.OnClosed()
		}
	}
	d.over = o
	var bound []keys.Binding
	for n, choice := range d.choices {
		if choice.Action != "" {
			bound = append(bound, keys.Binding{Action: choice.Action, Do: d.panel.buttons[n].pressed})
		}
	}
	if last := len(d.choices) - 1; last >= 0 {
		press := d.panel.buttons[last].pressed
		bound = append(bound, keys.Binding{Action: keys.Send, Do: press})
		if d.choices[last].Importance != Danger {
			bound = append(bound, keys.Binding{Action: keys.Open, Do: press})
		}
	}
	o.open(c, d.Close, bound...)
	d.focusFirst(c)
}

// focusFirst goes to the content's first part; without one to the last choice,
// but never to one that cannot be taken back.
func (d *Dialog) focusFirst(c fyne.Canvas) {
	c.FocusNext()
	first := c.Focused()
	for n, b := range d.panel.buttons {
		if first != fyne.Focusable(b) {
			continue
		}
		if last := len(d.panel.buttons) - 1; n < last && d.choices[last].Importance != Danger {
			c.Focus(d.panel.buttons[last])
		}
	}
}

// Close closes the dialog; it may be called again.
func (d *Dialog) Close() {
	if d.over != nil {
		d.over.close()
	}
}

// dialogWide is a dialog's width where it says none.
const dialogWide float32 = 440

func (d *Dialog) where(room fyne.Size) (fyne.Position, fyne.Size) {
	s := d.panel.MinSize()
	if look.WidthOf(room.Width) == look.Phone {
		w := room.Width - 2*look.S8
		h := min(d.panel.high(w), room.Height-2*look.S8)
		return fyne.NewPos(look.S8, room.Height-h-look.S8), fyne.NewSize(w, h)
	}
	w := d.Wide
	if w == 0 {
		w = dialogWide
	}
	w = min(max(look.Scaled(w), s.Width), room.Width-2*look.S28)
	h := min(d.panel.high(w), room.Height-2*look.S28)
	return fyne.NewPos((room.Width-w)/2, (room.Height-h)/2.5), fyne.NewSize(w, h)
}

// dialogPanel is the frame: title, content that scrolls, buttons.
type dialogPanel struct {
	widget.BaseWidget
	back    *canvas.Rectangle
	title   *line
	shut    *IconButton
	content fyne.CanvasObject
	page    *Page
	buttons []*KeyButton
}

func newDialogPanel(title string, content fyne.CanvasObject, shut func()) *dialogPanel {
	// The page cuts off what stands out: it leaves room for borders and rings of focus.
	roomy := container.New(layout.NewCustomPaddedLayout(0, 0, look.S4, look.S4), content)
	p := &dialogPanel{back: canvas.NewRectangle(color.Transparent), title: newLine(title, look.Section, true, look.InkText),
		content: content, page: NewPage(roomy), shut: NewIconButton("close", words.T("Close"), keys.Back, shut)}
	p.back.CornerRadius, p.back.StrokeWidth = look.RadiusCard, look.Stroke
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer draws the part.
func (p *dialogPanel) CreateRenderer() fyne.WidgetRenderer { return draw(p) }

// objects are in the order of Tab: the content, the buttons, and last the cross.
func (p *dialogPanel) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{p.back, p.title.text, p.page}
	for _, b := range p.buttons {
		all = append(all, b)
	}
	return append(all, p.shut)
}

func (p *dialogPanel) paint() {
	p.back.FillColor, p.back.StrokeColor = look.Color(look.InkBG2), look.Color(look.InkCtl)
	p.title.paint()
}

func (p *dialogPanel) top() float32 {
	return look.S14 + max(p.title.least().Height, look.Scaled(look.Button)) + look.S8
}

// foot is the height of the buttons in a width: side by side, or stacked.
func (p *dialogPanel) foot(w float32) float32 {
	if len(p.buttons) == 0 {
		return look.S20
	}
	rows := float32(1)
	if p.stacked(w) {
		rows = float32(len(p.buttons))
	}
	return look.S16 + rows*look.Scaled(look.Button) + (rows-1)*look.S8 + look.S16
}

func (p *dialogPanel) stacked(w float32) bool { return p.row() > w-2*look.S20 }

func (p *dialogPanel) row() float32 {
	var w float32
	for n, b := range p.buttons {
		w += b.MinSize().Width
		if n > 0 {
			w += look.S8
		}
	}
	return w
}

func (p *dialogPanel) least() fyne.Size {
	return fyne.NewSize(max(p.content.MinSize().Width, look.Scaled(200))+2*look.S20, p.top()+look.Scaled(40))
}

// high is the height that shows all in a width.
func (p *dialogPanel) high(w float32) float32 {
	return p.top() + heightIn(p.content, w-2*look.S20) + 1 + p.foot(w) // 1: what rounding takes
}

func (p *dialogPanel) place(size fyne.Size) {
	box(p.back, 0, 0, size.Width, size.Height)
	side := look.Scaled(look.Button)
	box(p.shut, size.Width-side-look.S10, look.S14, side, side)
	p.title.place(look.S20, look.S14, size.Width-side-look.S20-look.S14, max(p.title.least().Height, side))
	foot := p.foot(size.Width)
	box(p.page, look.S20-look.S4, p.top(), size.Width-2*(look.S20-look.S4), size.Height-p.top()-foot)
	p.placeButtons(size, size.Height-foot+look.S16)
}

func (p *dialogPanel) placeButtons(size fyne.Size, y float32) {
	h := look.Scaled(look.Button)
	if p.stacked(size.Width) {
		// The most important comes first where they are stacked.
		for n := len(p.buttons) - 1; n >= 0; n-- {
			box(p.buttons[n], look.S20, y, size.Width-2*look.S20, h)
			y += h + look.S8
		}
		return
	}
	x := size.Width - look.S20 - p.row()
	for _, b := range p.buttons {
		w := b.MinSize().Width
		box(b, x, y, w, h)
		x += w + look.S8
	}
}
