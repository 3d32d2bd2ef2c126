package parts

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/keys"
	"turnaround/ui/look"
)

// pressable is what all parts share that are pressed: Enter and Space press and
// leave the focus where it is, every other key is passed on, the focus is seen.
// Fyne's own button hears Space alone and drops the focus.
type pressable struct {
	widget.DisableableWidget
	self             fyne.Widget
	press            func()
	tip              func() Tip // nil: none
	ring             *canvas.Rectangle
	focused, hovered bool
	tapping          bool // the focus comes from the pointer: no tooltip
}

func (p *pressable) become(self fyne.Widget, press func()) {
	p.self, p.press, p.ring = self, press, newRing()
	p.ExtendBaseWidget(self)
}

// FocusGained draws the ring.
func (p *pressable) FocusGained() {
	p.focused = true
	p.Refresh()
	if !p.tapping && !returning {
		reveal(p.self)
		p.showTip()
	}
}

// FocusLost takes the ring away.
func (p *pressable) FocusLost() {
	p.focused = false
	p.Refresh()
	hideTip(p.self)
}

// TypedKey presses on Enter and Space.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	if !presses(e) {
		keys.PassKey(p.self, e)
		return
	}
	p.pressed()
}

// TypedRune passes characters on. Space comes as a key, too.
func (p *pressable) TypedRune(r rune) {
	if r != ' ' {
		keys.PassRune(p.self, r)
	}
}

// Tapped presses, and takes the focus where there is a keyboard.
func (p *pressable) Tapped(*fyne.PointEvent) {
	if p.Disabled() {
		return
	}
	p.tapping = true
	focusOn(p.self)
	p.tapping = false
	hideTip(p.self)
	p.pressed()
}

func (p *pressable) pressed() {
	if !p.Disabled() && p.press != nil {
		hideTip(p.self)
		p.press()
	}
}

// MouseIn lights the part up.
func (p *pressable) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.Refresh()
	p.showTip()
}

// MouseMoved changes nothing.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (p *pressable) MouseOut() {
	p.hovered = false
	p.Refresh()
	hideTip(p.self)
}

// AccessibilityRole is that of a button.
func (p *pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (p *pressable) showTip() {
	if p.tip != nil {
		showTip(p.self, p.tip())
	}
}

// paintRing shows the ring while the part has the focus.
func (p *pressable) paintRing() {
	p.ring.StrokeColor = look.Color(look.InkAccent)
	show(p.ring, p.focused)
}

// presses tells whether a key presses a button.
func presses(e *fyne.KeyEvent) bool {
	return e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter || e.Name == fyne.KeySpace
}

// newRing is the sign of focus, 2 px of accent.
func newRing() *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeWidth, r.CornerRadius = look.StrokeFocus, look.RadiusControl
	r.Hide()
	return r
}

// focusOn gives a part the focus, but on phones, where that opens a keyboard.
func focusOn(w fyne.Widget) {
	if fyne.CurrentDevice().IsMobile() {
		return
	}
	if f, ok := w.(fyne.Focusable); ok {
		Focus(f)
	}
}

// Focus gives a part the focus, where it is on screen.
func Focus(f fyne.Focusable) {
	o, ok := f.(fyne.CanvasObject)
	if !ok || !o.Visible() {
		return
	}
	c := canvasOf(o)
	if windows := fyne.CurrentApp().Driver().AllWindows(); c == nil && len(windows) == 1 {
		c = windows[0].Canvas() // just built: Fyne knows its canvas once it is drawn
	}
	if c != nil {
		c.Focus(f)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	if app := fyne.CurrentApp(); app != nil {
		return app.Driver().CanvasForObject(o)
	}
	return nil
}
