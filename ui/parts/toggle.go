package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// Toggle is a switch with what it stands at written before it.
type Toggle struct {
	pressable
	On        bool
	Name      string // for screen readers and the tooltip
	OnText    string
	OffText   string
	OnChanged func(bool)

	label *line
	track *canvas.Rectangle
	knob  *canvas.Circle
}

// NewToggle makes a switch; name says what it switches.
func NewToggle(name, onText, offText string, on bool, changed func(bool)) *Toggle {
	t := &Toggle{Name: name, OnText: onText, OffText: offText, On: on, OnChanged: changed,
		label: newLine("", look.Body, false, look.InkText2), track: canvas.NewRectangle(look.Color(look.InkNone)),
		knob: canvas.NewCircle(look.Color(look.InkNone))}
	t.become(t, func() { t.flip(!t.On) })
	t.tip = func() Tip { return Tip{Text: t.Name} }
	return t
}

func (t *Toggle) flip(on bool) {
	if t.On == on || t.Disabled() {
		return
	}
	t.On = on
	t.Refresh()
	if t.OnChanged != nil {
		t.OnChanged(on)
	}
}

// Set changes the switch without telling.
func (t *Toggle) Set(on bool) {
	t.On = on
	t.Refresh()
}

// TypedKey switches by arrows, too.
func (t *Toggle) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		t.flip(false)
	case fyne.KeyRight:
		t.flip(true)
	default:
		t.pressable.TypedKey(e)
	}
}

// AccessibilityLabel is the name and the state.
func (t *Toggle) AccessibilityLabel() string { return t.Name + ", " + t.state() }

func (t *Toggle) state() string {
	if t.On {
		return t.OnText
	}
	return t.OffText
}

// CreateRenderer draws the part.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Toggle) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.label.text, t.track, t.knob, t.ring}
}

func (t *Toggle) paint() {
	t.label.set(t.state())
	t.label.paint()
	edge, fill, knob := look.InkCtl, look.InkBG3, look.InkCtl
	if t.On {
		edge, fill, knob = look.InkAFill, look.InkAFill, look.InkOnAFill
	}
	if t.Disabled() {
		edge, fill, knob = look.InkLine, look.InkBG2, look.InkLine
	}
	t.track.StrokeColor, t.track.FillColor, t.track.StrokeWidth = look.Color(edge), look.Color(fill), look.Stroke
	t.knob.FillColor = look.Color(knob)
	t.paintRing()
}

// toggleWide and toggleHigh are the track's size.
const (
	toggleWide float32 = 36
	toggleHigh float32 = 20
)

func (t *Toggle) least() fyne.Size {
	w := look.Scaled(toggleWide) + 2*look.S4
	words := max(look.Measure(t.OnText, look.Scaled(look.Body), false).Width, look.Measure(t.OffText, look.Scaled(look.Body), false).Width)
	if words > 0 {
		w += words + look.S8
	}
	return fyne.NewSize(w, look.Scaled(toggleHigh)+2*look.S4)
}

func (t *Toggle) place(size fyne.Size) {
	w, h := look.Scaled(toggleWide), look.Scaled(toggleHigh)
	x, y := size.Width-w-look.S4, (size.Height-h)/2
	box(t.track, x, y, w, h)
	t.track.CornerRadius = h / 2
	box(t.ring, x-look.S4, y-look.S4, w+2*look.S4, h+2*look.S4)
	t.ring.CornerRadius = h/2 + look.S4
	d := h - 2*look.S4
	at := x + look.S4
	if t.On {
		at = x + w - look.S4 - d
	}
	box(t.knob, at, y+look.S4, d, d)
	text := t.label.least().Width
	t.label.place(x-look.S8-text, 0, text, size.Height)
}
