package parts

import (
	"image/color"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"turnaround/ui/look"
	"turnaround/ui/post"
)

// Tip is what a tooltip says: a name, and the key that does the same.
type Tip struct{ Text, Key string }

// TipDelay is how long the pointer or the focus rests before a tooltip shows.
const TipDelay = 500 * time.Millisecond

// Timer calls f on the screen's goroutine once d has passed, unless it is
// stopped before.
type Timer func(d time.Duration, f func()) (stop func())

// After is the timer of the real clock.
func After(p post.Poster) Timer {
	return func(d time.Duration, f func()) func() {
		t := time.AfterFunc(d, func() { p(f) })
		return func() { t.Stop() }
	}
}

// Tips shows tooltips over a window's content. They are a layer of the content
// and no overlay: an overlay would take the keys and the pointer.
type Tips struct {
	widget.BaseWidget
	content fyne.CanvasObject
	after   Timer
	bubble  *bubble

	owner fyne.CanvasObject
	area  fyne.Position // of what is named, and its size, in the owner
	size  fyne.Size
	stop  func()
}

// layers are those on screen, the last opened last; of the screen's goroutine alone.
var layers []*Tips

// NewTips wraps a window's content, or an overlay's.
func NewTips(content fyne.CanvasObject, after Timer) *Tips {
	t := &Tips{content: content, after: after, bubble: newBubble()}
	t.ExtendBaseWidget(t)
	t.bubble.Hide()
	layers = append(layers, t)
	return t
}

// Close ends the layer; its window or overlay is gone.
func (t *Tips) Close() {
	t.hide()
	layers = slices.DeleteFunc(layers, func(l *Tips) bool { return l == t })
}

// Dismiss takes the tooltip away: what it names may be gone from the screen.
func (t *Tips) Dismiss() { t.hide() }

// Shown gives the tooltip on screen, if there is one.
func (t *Tips) Shown() (Tip, bool) { return t.bubble.tip, t.bubble.Visible() }

// CreateRenderer draws the part.
func (t *Tips) CreateRenderer() fyne.WidgetRenderer { return draw(t) }

func (t *Tips) objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.content, t.bubble} }

func (t *Tips) paint() {}

func (t *Tips) least() fyne.Size { return t.content.MinSize() }

func (t *Tips) place(size fyne.Size) {
	box(t.content, 0, 0, size.Width, size.Height)
	t.placeBubble()
}

// placeBubble puts the tooltip below what it names, above it where there is no
// room, and never over the window's edge.
func (t *Tips) placeBubble() {
	if t.owner == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(t.owner).Subtract(d.AbsolutePositionForObject(t)).Add(t.area)
	s, room := t.bubble.MinSize(), t.Size()
	x := at.X + (t.size.Width-s.Width)/2
	x = max(look.S4, min(x, room.Width-s.Width-look.S4))
	y := at.Y + t.size.Height + look.S6
	if y+s.Height > room.Height-look.S4 {
		y = max(look.S4, at.Y-s.Height-look.S6)
	}
	box(t.bubble, x, y, s.Width, s.Height)
}

func (t *Tips) wait(owner fyne.CanvasObject, area fyne.Position, size fyne.Size, tip Tip) {
	t.hide()
	if tip.Text == "" {
		return
	}
	t.owner, t.area, t.size = owner, area, size
	t.stop = t.after(TipDelay, func() {
		if t.owner != owner || !owner.Visible() {
			return
		}
		t.bubble.tell(tip)
		t.placeBubble()
		t.bubble.Show()
		canvas.Refresh(t)
	})
}

func (t *Tips) hide() {
	if t.stop != nil {
		t.stop()
	}
	t.stop, t.owner = nil, nil
	if t.bubble.Visible() {
		t.bubble.Hide()
		canvas.Refresh(t)
	}
}

// layerOf finds the layer an object lies in: the last opened in its window.
func layerOf(o fyne.CanvasObject) *Tips {
	c := canvasOf(o)
	for _, t := range slices.Backward(layers) {
		if c != nil && canvasOf(t) == c {
			return t
		}
	}
	return nil
}

func showTip(o fyne.CanvasObject, tip Tip) { showTipAt(o, fyne.Position{}, o.Size(), tip) }

// showTipAt names a part of an object.
func showTipAt(o fyne.CanvasObject, area fyne.Position, size fyne.Size, tip Tip) {
	if t := layerOf(o); t != nil {
		t.wait(o, area, size, tip)
	}
}

func hideTip(o fyne.CanvasObject) {
	if t := layerOf(o); t != nil && t.owner == o {
		t.hide()
	}
}

// bubble is the tooltip's own drawing.
type bubble struct {
	widget.BaseWidget
	tip  Tip
	back *canvas.Rectangle
	text *line
	key  *keyCap
}

func newBubble() *bubble {
	b := &bubble{back: canvas.NewRectangle(color.Transparent), text: newLine("", look.Meta, false, look.InkText), key: newKeyCap(look.InkText2)}
	b.back.CornerRadius, b.back.StrokeWidth = look.RadiusControl, look.Stroke
	b.ExtendBaseWidget(b)
	return b
}

func (b *bubble) tell(tip Tip) {
	b.tip = tip
	b.text.set(tip.Text)
	b.key.set(tip.Key)
	b.Refresh()
}

// CreateRenderer draws the part.
func (b *bubble) CreateRenderer() fyne.WidgetRenderer { return draw(b) }

func (b *bubble) objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{b.back, b.text.text}, b.key.objects()...)
}

func (b *bubble) paint() {
	b.back.FillColor, b.back.StrokeColor = look.Color(look.InkBG3), look.Color(look.InkCtl)
	b.text.paint()
	b.key.paint()
}

// tipWidth is the widest a tooltip's text becomes.
const tipWidth = 360

func (b *bubble) least() fyne.Size {
	w := min(b.text.least().Width, look.Scaled(tipWidth)) + 2*look.S8
	if key := b.key.least().Width; key > 0 {
		w += look.S8 + key
	}
	return fyne.NewSize(w, look.Scaled(look.ButtonSmall))
}

func (b *bubble) place(size fyne.Size) {
	box(b.back, 0, 0, size.Width, size.Height)
	right := size.Width - look.S8
	if key := b.key.least().Width; key > 0 {
		b.key.place(right-key, 0, size.Height)
		right -= key + look.S8
	}
	b.text.place(look.S8, 0, right-look.S8, size.Height)
}
